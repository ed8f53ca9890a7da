//! A store on which two passes run side by side: any number of other calls happen before each of
//! its own, and its eventually consistent reads are as stale as may be. It may also break a rule of
//! the log pages.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use fastrand::Rng;
use genesys::{ConversationId, Timestamp};
use store::{
    Appended, Consistency, EventItem, EventLog, LatestCommit, LedgerPage, LogAndLedger, LogPage,
    ParticipantItem, Projections, StoreError, TreeItem, Written,
};
use testkit::memory_store::MemoryStore;
use testkit::memory_table::MemoryTable;

/// A rule that is left out, to show that it is needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flaw {
    /// A pass does not find the late events by which it was started.
    LateEventsNotRead,
    /// A commit does not name the log page of its pass.
    PageNotNamed,
    /// A pass reads nothing as it is now, once it remembers something.
    OwnEventsStale,
}

#[derive(Clone)]
pub struct Unsteady {
    store: MemoryStore,
    /// The table after each write.
    past: Arc<Mutex<Vec<MemoryTable>>>,
    rng: Arc<Mutex<Rng>>,
    flaw: Option<Flaw>,
}

impl Unsteady {
    pub fn new(store: MemoryStore, rng: Rng, flaw: Option<Flaw>) -> Self {
        let past = Arc::new(Mutex::new(vec![store.table()]));
        Self { store, past, rng: Arc::new(Mutex::new(rng)), flaw }
    }

    fn random(&self, below: usize) -> usize {
        self.rng.lock().unwrap().usize(..below)
    }

    async fn pause(&self) {
        for _ in 0..self.random(4) {
            tokio::task::yield_now().await;
        }
    }

    fn wrote<T>(&self, answer: T) -> T {
        self.past.lock().unwrap().push(self.store.table());
        answer
    }

    /// The table for a read.
    fn table(&self, consistency: Consistency) -> MemoryTable {
        if consistency == Consistency::Strong && self.flaw != Some(Flaw::OwnEventsStale) {
            return self.store.table();
        }
        let past = self.past.lock().unwrap();
        let stale = self.random(past.len().min(8));
        past[past.len() - 1 - stale].clone()
    }
}

#[async_trait]
impl EventLog for Unsteady {
    async fn append(&self, event: &EventItem) -> Result<Appended, StoreError> {
        Ok(self.wrote(self.store.append(event).await?))
    }

    async fn latest_commit(&self, of: &ConversationId) -> Result<LatestCommit, StoreError> {
        self.pause().await;
        self.store.latest_commit(of).await
    }

    async fn is_newest_commit(
        &self,
        of: &ConversationId,
        version: u64,
    ) -> Result<bool, StoreError> {
        self.pause().await;
        self.store.is_newest_commit(of, version).await
    }

    async fn has_ledger_page(&self, of: &ConversationId, number: u32) -> Result<bool, StoreError> {
        self.pause().await;
        self.store.has_ledger_page(of, number).await
    }

    async fn log_and_ledger(&self, of: &ConversationId) -> Result<LogAndLedger, StoreError> {
        self.pause().await;
        self.store.log_and_ledger(of).await
    }

    async fn events_between(
        &self,
        of: &ConversationId,
        first: Timestamp,
        last: Timestamp,
        consistency: Consistency,
    ) -> Result<Vec<EventItem>, StoreError> {
        self.pause().await;
        let is_for_own = last.ms() < genesys::time::MAX_EVENT_TIME_MS - 1;
        if is_for_own && self.flaw == Some(Flaw::LateEventsNotRead) {
            return Ok(Vec::new());
        }
        Ok(self.table(consistency).events_between(of, first, last))
    }

    async fn ledger_after(
        &self,
        of: &ConversationId,
        number: u32,
        consistency: Consistency,
    ) -> Result<Vec<LedgerPage>, StoreError> {
        self.pause().await;
        Ok(self.table(consistency).ledger_after(of, number))
    }

    async fn log_pages(
        &self,
        of: &ConversationId,
        first: u32,
        last: u32,
    ) -> Result<Vec<LogPage>, StoreError> {
        self.pause().await;
        self.store.log_pages(of, first, last).await
    }
}

#[async_trait]
impl Projections for Unsteady {
    async fn put_participant(&self, participant: &ParticipantItem) -> Result<Written, StoreError> {
        self.pause().await;
        Ok(self.wrote(self.store.put_participant(participant).await?))
    }

    async fn put_ledger_page(&self, page: &LedgerPage) -> Result<Written, StoreError> {
        self.pause().await;
        Ok(self.wrote(self.store.put_ledger_page(page).await?))
    }

    async fn put_log_page(&self, page: &LogPage) -> Result<Written, StoreError> {
        self.pause().await;
        Ok(self.wrote(self.store.put_log_page(page).await?))
    }

    async fn put_tree(&self, tree: &TreeItem, read: Option<u64>) -> Result<Written, StoreError> {
        self.pause().await;
        let mut tree = tree.clone();
        if let Some(packed) = &mut tree.packed
            && self.flaw == Some(Flaw::PageNotNamed)
        {
            packed.pages = packed.pages.saturating_sub(1);
        }
        Ok(self.wrote(self.store.put_tree(&tree, read).await?))
    }

    async fn participants(&self, of: &ConversationId) -> Result<Vec<ParticipantItem>, StoreError> {
        self.store.participants(of).await
    }
}
