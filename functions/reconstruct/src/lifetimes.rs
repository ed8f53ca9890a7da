//! How long what a pass writes lives, and what has to be refreshed. A function of what is stored: the machine's clock
//! plays no part.

use store::{Expiry, Reading};

/// How long the items of a conversation live.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lifetimes {
    /// Expiry of everything that is written now: 30 days after that of the latest event's item.
    pub conclusions: Expiry,
    /// What expires before this is refreshed: under half of those 30 days is left.
    pub refreshed_below: Expiry,
    /// Least expiry of any event ever known, also of one that is gone since.
    pub complete_until: Expiry,
    /// A time before which no participant's item expires, as of the last commit.
    participants: Expiry,
}

impl Lifetimes {
    /// Lifetimes by what was read; `None` when the log is empty.
    #[must_use]
    pub fn of(reading: &Reading) -> Option<Self> {
        let of_events = || reading.events.iter().map(|event| event.expires_at);
        let (latest, least) = (of_events().max()?, of_events().min()?);
        let tree = reading.tree.as_ref();
        Some(Self {
            conclusions: latest.of_conclusions(),
            refreshed_below: latest.refreshed_below(),
            complete_until: tree.map_or(least, |tree| least.min(tree.complete_until)),
            participants: tree.map_or(latest.of_conclusions(), |tree| tree.participants_expire_at),
        })
    }

    /// Whether participants that are not written now have to be refreshed.
    #[must_use]
    pub fn participants_are_due(&self) -> bool {
        self.participants < self.refreshed_below
    }

    /// A time before which no participant's item expires, once those that are due are refreshed.
    #[must_use]
    pub fn participants(&self) -> Expiry {
        if self.participants_are_due() { self.conclusions } else { self.participants }
    }
}
