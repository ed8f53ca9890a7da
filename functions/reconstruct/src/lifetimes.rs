//! How long written items live. A function of the stored items: the machine's clock plays no part.

use store::{EventItem, Expiry, TreeItem};

/// How long the items of a conversation live.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lifetimes {
    /// Expiry of every item written now: 30 days after that of the latest event's item.
    pub tree_and_ledger: Expiry,
    /// The least expiry of any event ever known, including events that have expired since.
    pub complete_until: Expiry,
}

impl Lifetimes {
    /// The lifetimes for these events and the last commit; `None` if the log is empty.
    #[must_use]
    pub fn of(events: &[EventItem], tree: Option<&TreeItem>) -> Option<Self> {
        let of_events = || events.iter().map(|event| event.expires_at);
        let (latest, least) = (of_events().max()?, of_events().min()?);
        Some(Self {
            tree_and_ledger: latest.of_tree_and_ledger(),
            complete_until: tree.map_or(least, |tree| least.min(tree.complete_until)),
        })
    }
}
