//! Old episodes of a long conversation are on its log pages, so that `TREE` does not grow.
//!
//! A page has episodes that follow those of the pages before it, or, where a late event has changed
//! some of these, replaces them. `TREE` says how many episodes on pages are right, and has all that
//! follow. A pass computes all episodes anyway; who reads the tree puts those of the pages back.

use conversation::tree::Episode;
use genesys::Timestamp;

use crate::paged_episodes::PagedEpisodes;
use crate::tree_item::TreeItem;

impl TreeItem {
    /// Leaves out the episodes that are on log pages. `on_pages` are all that the pages have.
    pub fn leave_out_episodes(&mut self, on_pages: &[Episode]) {
        let Some(packed) = &mut self.packed else { return };
        let episodes = &mut self.summary.episodes;
        let alike = episodes.iter().zip(on_pages).take_while(|(one, other)| one == other).count();
        // The last one shows whether the conversation is open.
        packed.episodes = alike.min(episodes.len().saturating_sub(1));
        episodes.drain(..packed.episodes);
    }

    /// Takes out the first episodes, which move to a log page: all that ended before this time,
    /// except the last.
    pub fn take_episodes_before(&mut self, time: Timestamp) -> PagedEpisodes {
        let Some(packed) = &mut self.packed else { return PagedEpisodes::default() };
        let (after, episodes) = (packed.episodes, &mut self.summary.episodes);
        let is_old = |episode: &&Episode| episode.ended_at.is_some_and(|ended| ended < time);
        let old = episodes.iter().take_while(is_old).count();
        let old = old.min(episodes.len().saturating_sub(1));
        packed.episodes += old;
        PagedEpisodes { after, episodes: episodes.drain(..old).collect() }
    }

    /// Puts the episodes back that are on log pages. `on_pages` are all that these have.
    pub(crate) fn put_episodes_back(&mut self, mut on_pages: Vec<Episode>) {
        let Some(packed) = &mut self.packed else { return };
        on_pages.truncate(packed.episodes);
        packed.episodes = 0;
        self.summary.episodes.splice(..0, on_pages);
    }
}
