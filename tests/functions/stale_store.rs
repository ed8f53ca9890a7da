//! A store whose eventually consistent reads are stale: they know only the first event of each
//! conversation.

use async_trait::async_trait;
use futures::stream::BoxStream;
use genesys::{ConversationId, Timestamp};
use store::{
    Appended, Consistency, EventItem, EventLog, LatestCommit, LedgerPage, LogAndLedger, LogPage,
    OpenConversations, StoreError,
};
use testkit::memory_store::MemoryStore;

pub struct StaleStore(pub MemoryStore);

#[async_trait]
impl OpenConversations for StaleStore {
    fn open(
        &self,
        shard: u32,
        until: Timestamp,
    ) -> BoxStream<'_, Result<ConversationId, StoreError>> {
        self.0.open(shard, until)
    }

    async fn latest_event(&self, of: &ConversationId) -> Result<Option<EventItem>, StoreError> {
        Ok(self.0.table().log(of).into_iter().next())
    }

    async fn log(&self, of: &ConversationId) -> Result<Vec<EventItem>, StoreError> {
        self.0.log(of).await
    }
}

#[async_trait]
impl EventLog for StaleStore {
    async fn append(&self, event: &EventItem) -> Result<Appended, StoreError> {
        self.0.append(event).await
    }

    async fn latest_commit(&self, of: &ConversationId) -> Result<LatestCommit, StoreError> {
        self.0.latest_commit(of).await
    }

    async fn is_newest_commit(
        &self,
        of: &ConversationId,
        version: u64,
    ) -> Result<bool, StoreError> {
        self.0.is_newest_commit(of, version).await
    }

    async fn has_ledger_page(&self, of: &ConversationId, number: u32) -> Result<bool, StoreError> {
        self.0.has_ledger_page(of, number).await
    }

    async fn log_and_ledger(&self, of: &ConversationId) -> Result<LogAndLedger, StoreError> {
        self.0.log_and_ledger(of).await
    }

    async fn events_between(
        &self,
        of: &ConversationId,
        first: Timestamp,
        last: Timestamp,
        consistency: Consistency,
    ) -> Result<Vec<EventItem>, StoreError> {
        self.0.events_between(of, first, last, consistency).await
    }

    async fn ledger_after(
        &self,
        of: &ConversationId,
        number: u32,
        consistency: Consistency,
    ) -> Result<Vec<LedgerPage>, StoreError> {
        self.0.ledger_after(of, number, consistency).await
    }

    async fn log_pages(
        &self,
        of: &ConversationId,
        first: u32,
        last: u32,
    ) -> Result<Vec<LogPage>, StoreError> {
        self.0.log_pages(of, first, last).await
    }
}
