//! Faults between any two calls: a store that does as it is told until a certain call, and then does not.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use async_trait::async_trait;
use genesys::ConversationId;
use store::keys::SortKey;
use store::{
    Appended, EventItem, EventLog, Expiry, LedgerEntry, Operation, ParticipantItem, Projections, Reading, StoreError,
    Table, TreeItem, Written,
};

/// Something else that happens.
pub type Other = Arc<dyn Fn() -> Pin<Box<dyn Future<Output = ()> + Send>> + Send + Sync>;

/// What goes wrong.
#[derive(Clone)]
pub enum Fault {
    /// Nothing.
    None,
    /// The call is not made, and reported as not served.
    Before,
    /// The call is made, and reported as not served all the same: the answer got lost.
    After,
    /// The call, and every one after it, can never succeed.
    Poison,
    /// Something else happens just before the call is made.
    Meanwhile(Other),
}

/// A store whose call number `at`, from 1, goes wrong; all others reach the table.
#[derive(Clone)]
pub struct FaultyStore {
    table: Table,
    fault: Fault,
    at: u64,
    calls: Arc<AtomicU64>,
}

impl FaultyStore {
    /// Goes wrong at call number `at`.
    #[must_use]
    pub fn new(table: Table, fault: Fault, at: u64) -> Self {
        Self { table, fault, at, calls: Arc::default() }
    }

    /// Whether the call that goes wrong was made.
    #[must_use]
    pub fn went_wrong(&self) -> bool {
        self.calls.load(Ordering::SeqCst) >= self.at
    }

    async fn call<T>(&self, of: Operation, call: impl Future<Output = Result<T, StoreError>>) -> Result<T, StoreError> {
        let number = self.calls.fetch_add(1, Ordering::SeqCst) + 1;
        match &self.fault {
            Fault::Before if number == self.at => Err(not_served(of)),
            Fault::After if number == self.at => call.await.and_then(|_| Err(not_served(of))),
            Fault::Poison if number >= self.at => {
                Err(StoreError::Poison { operation: of, code: "test".into(), source: "a fault".into() })
            }
            Fault::Meanwhile(other) if number == self.at => {
                other().await;
                call.await
            }
            _ => call.await,
        }
    }
}

fn not_served(operation: Operation) -> StoreError {
    StoreError::Retry { operation, code: "test".into(), source: "a fault".into() }
}

impl fmt::Debug for FaultyStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FaultyStore(at {})", self.at)
    }
}

#[async_trait]
impl EventLog for FaultyStore {
    async fn append(&self, event: &EventItem) -> Result<Appended, StoreError> {
        self.call(Operation::PutItem, self.table.append(event)).await
    }

    async fn read(&self, conversation_id: &ConversationId) -> Result<Reading, StoreError> {
        self.call(Operation::Query, self.table.read(conversation_id)).await
    }
}

#[async_trait]
impl Projections for FaultyStore {
    async fn put_participant(&self, participant: &ParticipantItem) -> Result<Written, StoreError> {
        self.call(Operation::PutItem, self.table.put_participant(participant)).await
    }

    async fn put_ledger_entry(&self, entry: &LedgerEntry, read: Option<u64>) -> Result<Written, StoreError> {
        self.call(Operation::PutItem, self.table.put_ledger_entry(entry, read)).await
    }

    async fn put_tree(&self, tree: &TreeItem, read: Option<u64>) -> Result<Written, StoreError> {
        self.call(Operation::PutItem, self.table.put_tree(tree, read)).await
    }

    async fn extend_expiry(&self, of: &ConversationId, key: &SortKey, at: Expiry) -> Result<(), StoreError> {
        self.call(Operation::UpdateItem, self.table.extend_expiry(of, key, at)).await
    }

    async fn participants(&self, of: &ConversationId) -> Result<Vec<ParticipantItem>, StoreError> {
        self.call(Operation::Query, self.table.participants(of)).await
    }
}
