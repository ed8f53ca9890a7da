//! The capabilities that functions require. Each capability is one trait, so that a function can do
//! only what its IAM policy allows, and a test can put a fault between any two calls.

use async_trait::async_trait;
use conversation::{History, Overview};
use futures::stream::BoxStream;
use genesys::{ConversationId, ParticipantId, Timestamp, UserId};

use crate::day::Day;
use crate::error::StoreError;
use crate::event_item::EventItem;
use crate::ledger_page::{LedgerEntry, LedgerPage};
use crate::log_page::LogPage;
use crate::participant_item::{ItemKeys, ParticipantItem};
use crate::stored_tree::StoredTree;
use crate::tree_item::TreeItem;
use crate::written::Written;

/// The result of appending an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Appended {
    /// The event is new and now in the log.
    Stored,
    /// The event was in the log already; the stored item is unchanged.
    Duplicate,
}

/// What a read may miss.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Consistency {
    /// Nothing that was stored before the call.
    Strong,
    /// What was stored just before. Costs half as much.
    Eventual,
}

/// The number of participants' items that a pass reads with its commit. Together they seldom exceed
/// four kilobytes, which is what one read unit covers.
pub const FIRST_ITEMS: usize = 3;

/// The last commit, and the first items beside it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct LatestCommit {
    /// The commit; `None` if no pass has committed yet.
    pub tree: Option<TreeItem>,
    /// Of the first [`FIRST_ITEMS`] participants' items, in the order of their sort keys.
    pub items: Vec<ItemKeys>,
}

/// The log, the ledger and the log pages of a conversation.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct LogAndLedger {
    /// The log, in the order of its sort keys.
    pub events: Vec<EventItem>,
    /// The ledger, page by page.
    pub ledger: Vec<LedgerPage>,
    /// The log pages, by number.
    pub log_pages: Vec<LogPage>,
}

/// What is stored of a conversation: its commit, its log and its ledger.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Reading {
    /// The last commit, read before the log and the ledger.
    pub tree: Option<TreeItem>,
    /// Of the first participants' items.
    pub items: Vec<ItemKeys>,
    /// The known events, in the order of their sort keys.
    pub events: Vec<EventItem>,
    /// The ledger, page by page.
    pub ledger: Vec<LedgerPage>,
}

impl Reading {
    /// The set of distinct events known.
    #[must_use]
    pub fn history(&self, conversation_id: &ConversationId) -> History {
        EventItem::history(conversation_id, &self.events)
    }
}

/// The append-only log of events from Genesys.
#[async_trait]
pub trait EventLog: Send + Sync {
    /// Appends an event unless the log has it already.
    async fn append(&self, event: &EventItem) -> Result<Appended, StoreError>;

    /// The last commit of a conversation, and the first items beside it, by one read.
    async fn latest_commit(
        &self,
        conversation_id: &ConversationId,
    ) -> Result<LatestCommit, StoreError>;

    /// Whether the commit of this version is still the newest of a conversation.
    async fn is_newest_commit(
        &self,
        conversation_id: &ConversationId,
        version: u64,
    ) -> Result<bool, StoreError>;

    /// Whether the ledger of a conversation has a page with this number.
    async fn has_ledger_page(
        &self,
        conversation_id: &ConversationId,
        number: u32,
    ) -> Result<bool, StoreError>;

    /// The log, the ledger and the log pages of a conversation. The read is no snapshot: it may
    /// include part of what is written meanwhile.
    async fn log_and_ledger(
        &self,
        conversation_id: &ConversationId,
    ) -> Result<LogAndLedger, StoreError>;

    /// The events of a conversation that happened in this time, both ends included, in the order of
    /// their sort keys.
    async fn events_between(
        &self,
        conversation_id: &ConversationId,
        first: Timestamp,
        last: Timestamp,
        consistency: Consistency,
    ) -> Result<Vec<EventItem>, StoreError>;

    /// The pages of a conversation's ledger after page `number`.
    async fn ledger_after(
        &self,
        conversation_id: &ConversationId,
        number: u32,
        consistency: Consistency,
    ) -> Result<Vec<LedgerPage>, StoreError>;

    /// The log pages of these numbers, both ends included. Those that are not there are left out.
    async fn log_pages(
        &self,
        conversation_id: &ConversationId,
        first: u32,
        last: u32,
    ) -> Result<Vec<LogPage>, StoreError>;

    /// Reads all of a conversation. The commit is read **first**: its version must be older than
    /// anything else that is read, so that any write in between makes a pass lose the race.
    async fn read(&self, conversation_id: &ConversationId) -> Result<Reading, StoreError> {
        let LatestCommit { tree, items } = self.latest_commit(conversation_id).await?;
        let LogAndLedger { events, ledger, .. } = self.log_and_ledger(conversation_id).await?;
        Ok(Reading { tree, items, events, ledger })
    }
}

/// The open conversations and their latest events.
#[async_trait]
pub trait OpenConversations: Send + Sync {
    /// Conversations of a shard that began at `until` or before, by start. The index lags behind
    /// the table: a conversation that has just ended may still be listed.
    fn open(
        &self,
        shard: u32,
        until: Timestamp,
    ) -> BoxStream<'_, Result<ConversationId, StoreError>>;

    /// The latest event of a conversation, by its own time. The read is eventually consistent and
    /// may miss an event that has just arrived: a caller that finds nothing new has to read the
    /// log.
    async fn latest_event(
        &self,
        conversation_id: &ConversationId,
    ) -> Result<Option<EventItem>, StoreError>;

    /// The log of a conversation, in the order of its sort keys. The read is consistent: it
    /// includes every event stored before the call.
    async fn log(&self, conversation_id: &ConversationId) -> Result<Vec<EventItem>, StoreError>;
}

/// The queries behind lists and pages of conversations.
#[async_trait]
pub trait Conversations: Send + Sync {
    /// A page of the open conversations of a shard, by start: at most `limit`, after the given
    /// position. The index lags behind the table: a conversation that has just ended may still be
    /// listed.
    async fn open_page(
        &self,
        shard: u32,
        after: Option<&IndexPosition>,
        limit: u32,
    ) -> Result<IndexPage, StoreError>;

    /// The conversations that began on a day and have ended, in one of the day's partitions and in
    /// a range of time: at most `limit`, or as many as one call reads. The index lags behind the
    /// table.
    async fn ended_page(
        &self,
        day: Day,
        shard: u32,
        began: &StartRange,
        order: Order,
        limit: Option<u32>,
    ) -> Result<EndedPage, StoreError>;

    /// A page of the participants of a user, latest first: at most `limit`, after the given
    /// position.
    async fn page_of_user(
        &self,
        user_id: &UserId,
        began: &StartRange,
        after: Option<&IndexPosition>,
        limit: u32,
    ) -> Result<IndexPage, StoreError>;

    /// The conversations' own items, for at most 100 ids, in the order of the ids. Missing items
    /// are left out.
    async fn trees(&self, conversation_ids: &[ConversationId])
    -> Result<Vec<TreeItem>, StoreError>;

    /// The participants at these positions, at most 100, in the order of the positions. Missing
    /// items are left out.
    async fn participants_at(
        &self,
        positions: &[IndexPosition],
    ) -> Result<Vec<ParticipantItem>, StoreError>;

    /// The whole tree of a conversation; `None` if no tree is stored.
    async fn tree(
        &self,
        conversation_id: &ConversationId,
    ) -> Result<Option<StoredTree>, StoreError>;

    /// The whole tree of a conversation and its ledger, by type and subject; `None` if no tree is
    /// stored.
    async fn tree_and_ledger(
        &self,
        conversation_id: &ConversationId,
    ) -> Result<Option<(StoredTree, Vec<LedgerEntry>)>, StoreError>;

    /// The log of a conversation, in the order of its sort keys.
    async fn log(&self, conversation_id: &ConversationId) -> Result<Vec<EventItem>, StoreError>;
}

/// The position of an entry in an index: by start, then by conversation and participant.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct IndexPosition {
    /// Start of the conversation, or of the participant's first session.
    pub start: Timestamp,
    /// The conversation.
    pub conversation_id: ConversationId,
    /// The participant, in an index of participants.
    pub participant_id: Option<ParticipantId>,
}

/// A page of an index.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct IndexPage {
    /// Entries of the page, in order.
    pub positions: Vec<IndexPosition>,
    /// Whether more entries may follow the last one.
    pub more: bool,
}

/// The order in which an index is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// By start, the latest first.
    LatestFirst,
    /// By start, the earliest first.
    EarliestFirst,
}

/// A page of the index of ended conversations.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EndedPage {
    /// Entries of the page, in order.
    pub entries: Vec<EndedEntry>,
    /// Whether more entries may follow the last one.
    pub more: bool,
}

/// An entry of the index of ended conversations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EndedEntry {
    /// Where it is in the index.
    pub position: IndexPosition,
    /// What lists show.
    pub overview: Overview,
}

/// A range of start times.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StartRange {
    /// Earliest start, inclusive.
    pub from: Option<Timestamp>,
    /// Latest start, inclusive.
    pub to: Option<Timestamp>,
}

impl StartRange {
    /// Whether the range contains `at`.
    #[must_use]
    pub fn covers(&self, at: Timestamp) -> bool {
        self.from.is_none_or(|from| from <= at) && self.to.is_none_or(|to| at <= to)
    }
}

/// The projections of the log: the tree and the ledger.
#[async_trait]
pub trait Projections: Send + Sync {
    /// Puts a participant, unless the stored one knows more events.
    async fn put_participant(&self, participant: &ParticipantItem) -> Result<Written, StoreError>;

    /// Puts a ledger page, unless its number is taken.
    async fn put_ledger_page(&self, page: &LedgerPage) -> Result<Written, StoreError>;

    /// Puts a log page, unless its number is taken.
    async fn put_log_page(&self, page: &LogPage) -> Result<Written, StoreError>;

    /// Puts the conversation's own item: over the one of version `read`, or, for `None`, where no
    /// item exists.
    async fn put_tree(&self, tree: &TreeItem, read: Option<u64>) -> Result<Written, StoreError>;

    /// The participants as they are stored.
    async fn participants(
        &self,
        conversation_id: &ConversationId,
    ) -> Result<Vec<ParticipantItem>, StoreError>;
}
