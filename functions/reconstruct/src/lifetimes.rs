//! How long written items live, and which items to refresh. A function of the stored items: the
//! machine's clock plays no part.

use store::{EventItem, Expiry, TreeItem};

/// How long the items of a conversation live.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lifetimes {
    /// Expiry of every item written now: 30 days after that of the latest event's item.
    pub tree_and_ledger: Expiry,
    /// Items that expire before this are refreshed: less than half of the 30 days is left.
    pub refreshed_below: Expiry,
    /// The least expiry of any event ever known, including events that have expired since.
    pub complete_until: Expiry,
    /// No participant's item expires before this time, according to the last commit.
    participants: Expiry,
}

impl Lifetimes {
    /// The lifetimes for these events and the last commit; `None` if the log is empty.
    #[must_use]
    pub fn of(events: &[EventItem], tree: Option<&TreeItem>) -> Option<Self> {
        let of_events = || events.iter().map(|event| event.expires_at);
        let (latest, least) = (of_events().max()?, of_events().min()?);
        Some(Self {
            tree_and_ledger: latest.of_tree_and_ledger(),
            refreshed_below: latest.refreshed_below(),
            complete_until: tree.map_or(least, |tree| least.min(tree.complete_until)),
            participants: tree
                .map_or(latest.of_tree_and_ledger(), |tree| tree.participants_expire_at),
        })
    }

    /// Whether participants that this pass does not write have to be refreshed.
    #[must_use]
    pub fn participants_are_due(&self) -> bool {
        self.participants < self.refreshed_below
    }

    /// A time before which no participant's item expires, once those that are due are refreshed.
    #[must_use]
    pub fn participants(&self) -> Expiry {
        if self.participants_are_due() { self.tree_and_ledger } else { self.participants }
    }
}
