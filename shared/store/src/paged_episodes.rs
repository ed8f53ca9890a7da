//! The episodes on a log page.

use conversation::tree::Episode;
use serde::{Deserialize, Serialize};

/// The episodes on one log page.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PagedEpisodes {
    /// How many episodes on the pages before come before these. Those that follow are replaced.
    pub after: usize,
    /// The episodes, in the order of their starts.
    pub episodes: Vec<Episode>,
}

impl PagedEpisodes {
    /// Whether the page has none, and replaces none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.episodes.is_empty()
    }

    /// Puts these episodes behind those of the pages before.
    pub fn append_to(&self, episodes: &mut Vec<Episode>) {
        if !self.is_empty() {
            episodes.truncate(self.after);
            episodes.extend_from_slice(&self.episodes);
        }
    }
}
