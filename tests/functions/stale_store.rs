//! A store whose eventually consistent reads are stale: they know only the first event of each
//! conversation.

use async_trait::async_trait;
use futures::stream::BoxStream;
use genesys::{ConversationId, Timestamp};
use store::{
    Appended, EventItem, EventLog, LatestCommit, LedgerPage, OpenConversations, StoreError,
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

    async fn log_and_ledger(
        &self,
        of: &ConversationId,
    ) -> Result<(Vec<EventItem>, Vec<LedgerPage>), StoreError> {
        self.0.log_and_ledger(of).await
    }
}
