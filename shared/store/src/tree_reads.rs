//! Reads of one conversation: its tree, its log, its ledger.

use genesys::ConversationId;

use crate::error::StoreError;
use crate::event_item::EventItem;
use crate::keys::{EVENT_PREFIX, LEDGER_PREFIX, SK, TREE};
use crate::ledger_page::{LedgerEntry, LedgerPage, entries_in_force};
use crate::meter::Operation;
use crate::participant_item::ParticipantItem;
use crate::stored_tree::StoredTree;
use crate::table::{Item, Table, decode, text};
use crate::tree_item::TreeItem;

impl Table {
    /// The whole tree of a conversation, by one query; `None` if no tree is stored. A participant
    /// that the last commit does not name belongs to a pass that is still running, and is included.
    ///
    /// # Errors
    /// Any error of a DynamoDB call; poison when an item cannot be decoded.
    pub async fn tree(
        &self,
        conversation_id: &ConversationId,
    ) -> Result<Option<StoredTree>, StoreError> {
        let mut reading = TreeReading::default();
        self.query_each(conversation_id, "begins_with(sk, :bound)", TREE, |item| {
            reading.take(item)
        })
        .await?;
        let Some(mut stored) = reading.finish() else { return Ok(None) };
        self.put_back(&mut stored).await?;
        Ok(Some(stored))
    }

    /// Puts back what is on log pages. Pages that have expired are left out.
    pub(crate) async fn put_back(&self, stored: &mut StoredTree) -> Result<(), StoreError> {
        if !stored.lacks_pages() {
            return Ok(());
        }
        let pages = self.every_log_page(&stored.tree).await?;
        stored.put_back(&pages)
    }

    /// The log of a conversation, in the order of the events' times.
    ///
    /// # Errors
    /// Any error of a DynamoDB call; poison when an item cannot be decoded.
    pub async fn log(
        &self,
        conversation_id: &ConversationId,
    ) -> Result<Vec<EventItem>, StoreError> {
        let mut events = Vec::new();
        self.query_each(conversation_id, "begins_with(sk, :bound)", EVENT_PREFIX, |item| {
            events.push(decode(Operation::Query, item)?);
            Ok(())
        })
        .await?;
        Ok(events)
    }

    /// The ledger entries in force of a conversation, by type and subject.
    ///
    /// # Errors
    /// Any error of a DynamoDB call; poison when an item cannot be decoded.
    pub async fn ledger(
        &self,
        conversation_id: &ConversationId,
    ) -> Result<Vec<LedgerEntry>, StoreError> {
        Ok(entries_in_force(self.ledger_pages(conversation_id).await?))
    }

    /// The ledger of a conversation, page by page.
    ///
    /// # Errors
    /// Any error of a DynamoDB call; poison when an item cannot be decoded.
    pub async fn ledger_pages(
        &self,
        conversation_id: &ConversationId,
    ) -> Result<Vec<LedgerPage>, StoreError> {
        let mut pages = Vec::new();
        self.query_each(conversation_id, "begins_with(sk, :bound)", LEDGER_PREFIX, |item| {
            pages.push(decode(Operation::Query, item)?);
            Ok(())
        })
        .await?;
        Ok(pages)
    }
}

/// Collects a tree item by item.
#[derive(Default)]
pub(crate) struct TreeReading {
    tree: Option<TreeItem>,
    participants: Vec<ParticipantItem>,
}

impl TreeReading {
    /// Takes an item whose sort key begins with `TREE`.
    pub fn take(&mut self, item: Item) -> Result<(), StoreError> {
        if text(&item, SK) == TREE {
            self.tree = Some(decode(Operation::Query, item)?);
        } else {
            self.participants.push(decode(Operation::Query, item)?);
        }
        Ok(())
    }

    /// The tree, if the conversation's own item was read.
    pub fn finish(self) -> Option<StoredTree> {
        Some(StoredTree::new(self.tree?, self.participants))
    }
}
