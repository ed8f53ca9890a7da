//! The capabilities that functions ask for. Each is one trait, so that a function can do only what its policy allows
//! and a test can put a fault between any two calls.

use async_trait::async_trait;
use conversation::History;
use futures::stream::BoxStream;
use genesys::{ConversationId, ParticipantId, Timestamp, UserId};

use crate::error::StoreError;
use crate::event_item::EventItem;
use crate::expiry::Expiry;
use crate::keys::SortKey;
use crate::ledger_page::{LedgerEntry, LedgerPage};
use crate::participant_item::ParticipantItem;
use crate::tree_item::TreeItem;
use crate::tree_reads::StoredTree;

/// What became of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Appended {
    /// It is new and in the log.
    Stored,
    /// It was in the log already; what is there stays as it is.
    Duplicate,
}

/// What became of a conditional write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use = "a lost race means running the pass again"]
pub enum Written {
    /// It is stored.
    Stored,
    /// Somebody wrote since: what was read is old, run the pass again.
    Lost,
}

/// What was read of a conversation.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Reading {
    /// The last commit, read before anything else.
    pub tree: Option<TreeItem>,
    /// The log, in the order of its sort keys.
    pub events: Vec<EventItem>,
    /// The ledger, page by page.
    pub ledger: Vec<LedgerPage>,
}

impl Reading {
    /// The set of distinct events known.
    #[must_use]
    pub fn history(&self, conversation_id: &ConversationId) -> History {
        History::new(conversation_id.clone(), self.events.iter().map(EventItem::known))
    }
}

/// The append-only log of what Genesys said.
#[async_trait]
pub trait EventLog: Send + Sync {
    /// Appends an event, unless it is there.
    async fn append(&self, event: &EventItem) -> Result<Appended, StoreError>;

    /// The last commit of a conversation.
    async fn commit(
        &self,
        conversation_id: &ConversationId,
    ) -> Result<Option<TreeItem>, StoreError>;

    /// Whether the commit of this version is still the newest one of a conversation.
    async fn is_newest_commit(
        &self,
        conversation_id: &ConversationId,
        version: u64,
    ) -> Result<bool, StoreError>;

    /// Whether the ledger of a conversation has a page of this number.
    async fn has_ledger_page(
        &self,
        conversation_id: &ConversationId,
        number: u32,
    ) -> Result<bool, StoreError>;

    /// The log and the ledger of a conversation, in the order of their sort keys. No snapshot: what is written while it
    /// is read may show in part.
    async fn log_and_ledger(
        &self,
        conversation_id: &ConversationId,
    ) -> Result<(Vec<EventItem>, Vec<LedgerPage>), StoreError>;

    /// Reads a conversation. The commit is read **first**: its version has to be older than anything else that a pass
    /// reads, so that whatever is written meanwhile makes the pass lose the race.
    async fn read(&self, conversation_id: &ConversationId) -> Result<Reading, StoreError> {
        let tree = self.commit(conversation_id).await?;
        let (events, ledger) = self.log_and_ledger(conversation_id).await?;
        Ok(Reading { tree, events, ledger })
    }
}

/// The conversations that go on, and what was heard of them.
#[async_trait]
pub trait OpenConversations: Send + Sync {
    /// Those of a shard that began at `until` or before, by start, page by page. The index follows the table after a
    /// moment: one that has just ended may still be listed.
    fn open(
        &self,
        shard: u32,
        until: Timestamp,
    ) -> BoxStream<'_, Result<ConversationId, StoreError>>;

    /// The latest event of a conversation, by its own time. One that has just come may be missed: who finds nothing new
    /// here has to ask for the log.
    async fn latest_event(
        &self,
        conversation_id: &ConversationId,
    ) -> Result<Option<EventItem>, StoreError>;

    /// The log of a conversation, in the order of its sort keys, with all that was stored before it was asked for.
    async fn log(&self, conversation_id: &ConversationId) -> Result<Vec<EventItem>, StoreError>;
}

/// What people ask of conversations.
#[async_trait]
pub trait Conversations: Send + Sync {
    /// A page of the open conversations of a shard, by start: at most `limit`, after the one given. The index follows the
    /// table after a moment: one that has just ended may still be listed.
    async fn open_page(
        &self,
        shard: u32,
        after: Option<&Place>,
        limit: u32,
    ) -> Result<PlacePage, StoreError>;

    /// A page of the participants that a user was, the latest first: at most `limit`, after the one given.
    async fn page_of_user(
        &self,
        user_id: &UserId,
        began: &Began,
        after: Option<&Place>,
        limit: u32,
    ) -> Result<PlacePage, StoreError>;

    /// The conversations' own items, in the order asked for; of at most 100. Those that are not there are left out.
    async fn trees(&self, conversation_ids: &[ConversationId])
    -> Result<Vec<TreeItem>, StoreError>;

    /// The participants at these places, in the order asked for; of at most 100. Those that are not there are left out.
    async fn participants_at(&self, places: &[Place]) -> Result<Vec<ParticipantItem>, StoreError>;

    /// The whole tree of a conversation; `None` when there is none (yet).
    async fn tree(
        &self,
        conversation_id: &ConversationId,
    ) -> Result<Option<StoredTree>, StoreError>;

    /// The whole tree of a conversation, and its ledger by type and subject; `None` when there is no tree (yet).
    async fn tree_and_ledger(
        &self,
        conversation_id: &ConversationId,
    ) -> Result<Option<(StoredTree, Vec<LedgerEntry>)>, StoreError>;
}

/// Where an entry of an index stands: by start, then by what it is of.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Place {
    /// Start of the conversation, or of the participant's first session.
    pub start: Timestamp,
    /// The conversation.
    pub conversation_id: ConversationId,
    /// The participant, where it is one that is listed.
    pub participant_id: Option<ParticipantId>,
}

/// A page of an index.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PlacePage {
    /// What is on it, in order.
    pub places: Vec<Place>,
    /// Whether there may be more after the last one.
    pub more: bool,
}

/// When something has to have begun.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Began {
    /// Then or later.
    pub from: Option<Timestamp>,
    /// Then or before.
    pub to: Option<Timestamp>,
}

impl Began {
    /// Whether it covers an instant.
    #[must_use]
    pub fn covers(&self, at: Timestamp) -> bool {
        self.from.is_none_or(|from| from <= at) && self.to.is_none_or(|to| at <= to)
    }
}

/// What is concluded from the log: the tree and the ledger.
#[async_trait]
pub trait Projections: Send + Sync {
    /// Puts a participant, unless one of a greater basis is stored.
    async fn put_participant(&self, participant: &ParticipantItem) -> Result<Written, StoreError>;

    /// Puts a page of the ledger where there is none of its number.
    async fn put_ledger_page(&self, page: &LedgerPage) -> Result<Written, StoreError>;

    /// Puts the conversation's own item over the one of version `read`, or where there is none.
    async fn put_tree(&self, tree: &TreeItem, read: Option<u64>) -> Result<Written, StoreError>;

    /// Lets an item live longer. Says nothing to anyone: nothing else of the item changes, and an item that is gone or
    /// lives longer already is left as it is.
    async fn extend_expiry(
        &self,
        conversation_id: &ConversationId,
        sort_key: &SortKey,
        expires_at: Expiry,
    ) -> Result<(), StoreError>;

    /// The participants as they are stored.
    async fn participants(
        &self,
        conversation_id: &ConversationId,
    ) -> Result<Vec<ParticipantItem>, StoreError>;
}
