//! The whole tree of a conversation as it is stored.

use conversation::{Conversation, Family, Participant};

use crate::participant_item::ParticipantItem;
use crate::tree_item::TreeItem;

/// The whole tree of a conversation as it is stored.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredTree {
    /// The conversation's own item.
    pub tree: TreeItem,
    /// The participants, in the order of their first sessions.
    pub participants: Vec<ParticipantItem>,
}

impl StoredTree {
    /// A tree of these items, which come in any order, and of the participants within the tree's
    /// own item.
    #[must_use]
    pub fn new(tree: TreeItem, items: Vec<ParticipantItem>) -> Self {
        let mut participants = tree.with_items(items);
        participants.sort_by(|a, b| order(&a.participant).cmp(&order(&b.participant)));
        Self { tree, participants }
    }

    /// The conversation in the domain's form.
    #[must_use]
    pub fn conversation(&self) -> Conversation {
        let conversation = Conversation {
            summary: self.tree.summary.clone(),
            participants: self.participants.iter().map(|item| item.participant.clone()).collect(),
        };
        conversation.with_inferred_ends()
    }
}

/// Sort key of participants: start, family and id of their first session. Unknown starts sort last.
fn order(participant: &Participant) -> impl Ord {
    let first = participant.sessions.first();
    let start = first.and_then(|session| session.start);
    let rank = first.and_then(|session| session.family).map_or(u8::MAX, Family::rank);
    (start.is_none(), start, rank, participant.participant_id.clone())
}
