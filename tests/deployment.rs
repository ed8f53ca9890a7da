//! A deployment for one test: a table on the embedded DynamoDB, and the inputs of the functions.

use std::collections::BTreeMap;

use aws_lambda_events::dynamodb::{Event as StreamBatch, EventRecord};
use aws_lambda_events::sqs::{SqsEvent, SqsMessage};
use common_events::catalogue::Selection;
use emit::PublishedAttributes;
use genesys::{Arrival, ConversationId, Timestamp};
use reconstruct::{PassReport, Reconstruct, Rules};
use runtime::{Clock, DeadLetterQueue};
use serde_json::{Value, json};
use store::keys::{EVENT_PREFIX, LEDGER_PREFIX};
use store::{
    Appended, EventItem, EventLog, Image, LedgerEntry, LedgerPage, Projections, Retention, Table,
    Written,
};
use switchboard::embedded::Embedded;
use switchboard::streams::StreamReader;

use crate::but_context;
use crate::wake_ups::SentWakeUps;

/// Name of the table.
pub const TABLE: &str = "switchboard";
/// How long events are kept here.
pub const RETENTION: Retention = Retention::days(400);
/// The time on every clock: 2026-03-03T00:00:00Z.
pub const NOW: Timestamp = Timestamp::from_ms(1_772_496_000_000);

/// A table on an embedded DynamoDB.
pub struct Deployment {
    /// The embedded DynamoDB.
    pub embedded: Embedded,
    /// The table.
    pub table: Table,
}

impl Deployment {
    /// An empty table.
    pub async fn start() -> Self {
        let embedded = Embedded::start(None).unwrap();
        let client = embedded.dynamodb();
        Table::create(&client, TABLE).await.unwrap();
        Self { table: Table::new(client, TABLE), embedded }
    }

    /// A reader of the table's stream, from its first record.
    pub async fn stream(&self) -> StreamReader {
        StreamReader::open(self.embedded.streams(), &self.embedded.dynamodb(), TABLE, None)
            .await
            .unwrap()
    }

    /// All records in the table's stream.
    pub async fn records(&self) -> Vec<EventRecord> {
        let mut reader = self.stream().await;
        let mut records = Vec::new();
        loop {
            let page = reader.next(1_000).await.unwrap();
            if page.is_empty() {
                return records;
            }
            records.extend(page);
        }
    }

    /// Appends events to the log, received at [`NOW`].
    pub async fn append(&self, envelopes: &[Value]) -> Vec<Appended> {
        let mut appended = Vec::new();
        for envelope in envelopes {
            appended.push(self.table.append(&event(envelope)).await.unwrap());
        }
        appended
    }

    /// Runs one ordinary pass.
    pub async fn pass(&self, conversation_id: &ConversationId) -> PassReport {
        reconstruct(self.table.clone(), NOW).pass().run(conversation_id).await.unwrap()
    }

    /// Appends a page with this entry to the ledger, as a pass that derived it would.
    pub async fn say(&self, entry: LedgerEntry) {
        let id = entry.conversation_id.clone();
        let last = self.table.ledger_pages(&id).await.unwrap().last().map_or(0, |page| page.number);
        let expires_at = RETENTION.expiry(entry.occurred_at, NOW).of_tree_and_ledger();
        for page in LedgerPage::after(last, vec![entry], expires_at) {
            assert_eq!(self.table.put_ledger_page(&page).await.unwrap(), Written::Stored);
        }
    }

    /// The tree and the ledger of a conversation as JSON, without the counts of passes and
    /// revisions and without context.
    pub async fn said(&self, conversation_id: &ConversationId) -> Value {
        let stored = self.table.tree(conversation_id).await.unwrap();
        let ledger = self.table.ledger(conversation_id).await.unwrap();
        let ledger: BTreeMap<String, Value> = ledger
            .iter()
            .map(|entry| {
                (
                    entry.id().to_string(),
                    json!([entry.status, entry.occurred_at, but_context(&entry.data)]),
                )
            })
            .collect();
        json!({"tree": stored.map(|stored| stored.conversation()), "ledger": ledger})
    }
}

/// The item of an event.
#[must_use]
pub fn event(envelope: &Value) -> EventItem {
    EventItem::new(Arrival::decode(&envelope.to_string()).unwrap(), NOW, RETENTION)
}

/// The rules in tests: every type is derived, and nothing is held back.
#[must_use]
pub fn rules() -> Rules {
    Rules { selection: Selection::all(), open_shards: 1, settle_seconds: 0 }
}

/// What emit publishes in tests: attribute values that match these patterns, and, if `replayed`,
/// Common Events that follow from a replay.
#[must_use]
pub fn published(patterns: &[&str], replayed: bool) -> emit::Rules {
    let patterns: Vec<String> = patterns.iter().map(|pattern| (*pattern).to_owned()).collect();
    emit::Rules {
        source: "switchboard.conversations".to_owned(),
        published_attributes: PublishedAttributes::new(&patterns),
        publish_replayed: replayed,
    }
}

/// The function `reconstruct` over a store, with its clock at a fixed time.
pub fn reconstruct<S: EventLog + Projections>(
    store: S,
    now: Timestamp,
) -> Reconstruct<S, DeadLetterQueue, SentWakeUps> {
    Reconstruct::new(
        store,
        DeadLetterQueue::None,
        SentWakeUps::default(),
        rules(),
        Clock::fixed(now),
    )
}

/// Messages as SQS hands them to Lambda; the message id is the place in the batch.
#[must_use]
pub fn messages(bodies: &[String]) -> SqsEvent {
    let mut batch = SqsEvent::default();
    for (index, body) in bodies.iter().enumerate() {
        let mut message = SqsMessage::default();
        message.message_id = Some(index.to_string());
        message.body = Some(body.clone());
        batch.records.push(message);
    }
    batch
}

/// Records as Lambda delivers them.
#[must_use]
pub fn batch(records: Vec<EventRecord>) -> StreamBatch {
    let mut batch = StreamBatch::default();
    batch.records = records;
    batch
}

/// The filter of the event source mapping of `reconstruct`.
#[must_use]
pub fn new_events(record: &EventRecord) -> bool {
    record.event_name == "INSERT" && Image(&record.change.keys).is_under(EVENT_PREFIX)
}

/// The filter of the event source mapping of `emit`.
#[must_use]
pub fn ledger_pages(record: &EventRecord) -> bool {
    record.event_name == "INSERT" && Image(&record.change.keys).is_under(LEDGER_PREFIX)
}
