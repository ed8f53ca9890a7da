//! The whole tree of a conversation as it is stored.

use conversation::{Conversation, Family, Participant};

use crate::error::StoreError;
use crate::log_page::LogPage;
use crate::old_sessions::SessionsOnPages;
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
        let participants = tree.with_items(items);
        let mut stored = Self { tree, participants };
        stored.sort();
        stored
    }

    /// Whether something of it is on log pages only.
    #[must_use]
    pub fn lacks_pages(&self) -> bool {
        self.tree.packed.as_ref().is_some_and(|packed| packed.episodes > 0)
            || self.participants.iter().any(|item| !item.paged.is_empty())
    }

    /// Puts back what is on log pages. These are all of the conversation's, in the order of their
    /// numbers.
    ///
    /// # Errors
    /// Poison if a page cannot be decoded.
    pub fn put_back(&mut self, pages: &[LogPage]) -> Result<(), StoreError> {
        let series = self.tree.series;
        let (mut episodes, mut sessions) = (Vec::new(), SessionsOnPages::default());
        let named = self.tree.packed.as_ref().map_or(0, |packed| packed.pages);
        for page in pages.iter().filter(|page| Some(page.series) == series) {
            let content = page.read()?;
            // A pass that has not committed may have put items that rest on its pages.
            sessions.take(content.sessions);
            if page.number() <= named {
                content.episodes.append_to(&mut episodes);
            }
        }
        self.tree.put_episodes_back(episodes);
        for item in &mut self.participants {
            item.put_sessions_back(&sessions);
        }
        self.sort();
        Ok(())
    }

    fn sort(&mut self) {
        self.participants.sort_by(|a, b| order(&a.participant).cmp(&order(&b.participant)));
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
