//! The ports over the table in memory, with the records of its stream.

use std::sync::{Arc, Mutex, MutexGuard};

use async_trait::async_trait;
use aws_lambda_events::dynamodb::EventRecord;
use futures::stream::{self, BoxStream, StreamExt};
use genesys::{ConversationId, Timestamp};
use serde_json::json;
use store::{
    Appended, Consistency, EventItem, EventLog, LatestCommit, LedgerPage, LogAndLedger, LogPage,
    OpenConversations, ParticipantItem, Projections, StoreError, TreeItem, Written,
};

use crate::memory_table::{Change, Item, MemoryTable, log_and_ledger};

/// The table behind the ports, with its stream. Clones share both.
#[derive(Debug, Clone, Default)]
pub struct MemoryStore(Arc<Mutex<(MemoryTable, Vec<EventRecord>)>>);

impl MemoryStore {
    /// The table as it is now.
    #[must_use]
    pub fn table(&self) -> MemoryTable {
        self.lock().0.clone()
    }

    /// Another table with the same content and the same stream.
    #[must_use]
    pub fn copy(&self) -> Self {
        Self(Arc::new(Mutex::new(self.lock().clone())))
    }

    /// The records of the stream, from a place on.
    #[must_use]
    pub fn records(&self, from: usize, most: usize) -> Vec<EventRecord> {
        self.lock().1.iter().skip(from).take(most).cloned().collect()
    }

    fn lock(&self) -> MutexGuard<'_, (MemoryTable, Vec<EventRecord>)> {
        self.0.lock().unwrap()
    }

    fn write(&self, write: impl FnOnce(&mut MemoryTable) -> Option<Change>) -> bool {
        let mut shared = self.lock();
        let Some(change) = write(&mut shared.0) else { return false };
        let sequence_number = shared.1.len() + 1;
        // DynamoDB makes no record for a write that changes nothing.
        if change.old.as_ref().is_none_or(|old| old.digest() != change.new.digest()) {
            shared.1.push(record(&change, sequence_number));
        }
        true
    }
}

fn written(took_place: bool) -> Written {
    if took_place { Written::Stored } else { Written::Lost }
}

/// The stream record of a change. Only ledger pages have images: of all other items, the functions
/// read only the keys.
fn record(change: &Change, sequence_number: usize) -> EventRecord {
    let (id, sk) = change.new.item.key();
    let record = json!({
        "awsRegion": "local", "eventID": sequence_number.to_string(),
        "eventName": if change.old.is_some() { "MODIFY" } else { "INSERT" },
        "dynamodb": {
            "Keys": {"pk": {"S": format!("CONVERSATION#{id}")}, "sk": {"S": sk}},
            "SequenceNumber": sequence_number.to_string(), "SizeBytes": 1,
        },
    });
    let mut record: EventRecord = serde_json::from_value(record).unwrap();
    record.change.new_image = image(&change.new.item);
    record.change.old_image = change.old.as_ref().map(|old| image(&old.item)).unwrap_or_default();
    record
}

fn image(item: &Item) -> serde_dynamo::Item {
    match item {
        Item::Page(page) => serde_dynamo::to_item(page).unwrap(),
        _ => serde_dynamo::Item::default(),
    }
}

#[async_trait]
impl EventLog for MemoryStore {
    async fn append(&self, event: &EventItem) -> Result<Appended, StoreError> {
        let new = self.write(|table| table.append(event.clone()));
        Ok(if new { Appended::Stored } else { Appended::Duplicate })
    }

    async fn latest_commit(&self, id: &ConversationId) -> Result<LatestCommit, StoreError> {
        Ok(self.lock().0.latest_commit(id))
    }

    async fn is_newest_commit(
        &self,
        id: &ConversationId,
        version: u64,
    ) -> Result<bool, StoreError> {
        Ok(self.lock().0.is_newest_commit(id, version))
    }

    async fn has_ledger_page(&self, id: &ConversationId, number: u32) -> Result<bool, StoreError> {
        Ok(self.lock().0.has_ledger_page(id, number))
    }

    async fn log_and_ledger(&self, id: &ConversationId) -> Result<LogAndLedger, StoreError> {
        Ok(log_and_ledger(self.lock().0.page(id, "", usize::MAX)))
    }

    async fn events_between(
        &self,
        id: &ConversationId,
        first: Timestamp,
        last: Timestamp,
        _: Consistency,
    ) -> Result<Vec<EventItem>, StoreError> {
        Ok(self.lock().0.events_between(id, first, last))
    }

    async fn ledger_after(
        &self,
        id: &ConversationId,
        number: u32,
        _: Consistency,
    ) -> Result<Vec<LedgerPage>, StoreError> {
        Ok(self.lock().0.ledger_after(id, number))
    }

    async fn log_pages(
        &self,
        id: &ConversationId,
        first: u32,
        last: u32,
    ) -> Result<Vec<LogPage>, StoreError> {
        Ok(self.lock().0.log_pages(id, first, last))
    }
}

#[async_trait]
impl OpenConversations for MemoryStore {
    fn open(
        &self,
        shard: u32,
        until: Timestamp,
    ) -> BoxStream<'_, Result<ConversationId, StoreError>> {
        stream::iter(self.lock().0.open(shard, until)).map(Ok).boxed()
    }

    async fn latest_event(&self, id: &ConversationId) -> Result<Option<EventItem>, StoreError> {
        Ok(self.lock().0.log(id).pop())
    }

    async fn log(&self, id: &ConversationId) -> Result<Vec<EventItem>, StoreError> {
        Ok(self.lock().0.log(id))
    }
}

#[async_trait]
impl Projections for MemoryStore {
    async fn put_participant(&self, participant: &ParticipantItem) -> Result<Written, StoreError> {
        Ok(written(self.write(|table| table.put_participant(participant.clone()))))
    }

    async fn put_ledger_page(&self, page: &LedgerPage) -> Result<Written, StoreError> {
        Ok(written(self.write(|table| table.put_ledger_page(page.clone()))))
    }

    async fn put_log_page(&self, page: &LogPage) -> Result<Written, StoreError> {
        Ok(written(self.write(|table| table.put_log_page(page.clone()))))
    }

    async fn put_tree(&self, tree: &TreeItem, read: Option<u64>) -> Result<Written, StoreError> {
        Ok(written(self.write(|table| table.put_tree(tree.clone(), read))))
    }

    async fn participants(&self, id: &ConversationId) -> Result<Vec<ParticipantItem>, StoreError> {
        Ok(self.lock().0.participants(id))
    }
}
