//! What the functions are given in tests: messages, stream records, rules and the time.

use aws_lambda_events::dynamodb::{Event as StreamBatch, EventRecord};
use aws_lambda_events::sqs::{SqsEvent, SqsMessage};
use common_events::catalogue::Selection;
use emit::{PublishedAddresses, PublishedAttributes};
use genesys::{Arrival, Timestamp};
use reconstruct::{PassRules, Reconstruct};
use runtime::{Clock, DeadLetterQueue};
use serde_json::Value;
use store::keys::{EVENT_PREFIX, LEDGER_PREFIX};
use store::{EventItem, EventLog, Image, Projections, Retention};

use crate::wake_ups::SentWakeUps;

/// Name of the table.
pub const TABLE: &str = "switchboard";
/// How long events are kept here.
pub const RETENTION: Retention = Retention::days(400);
/// The time on every clock: 2026-03-03T00:00:00Z.
pub const NOW: Timestamp = Timestamp::from_ms(1_772_496_000_000);

/// The item of an event.
#[must_use]
pub fn event(envelope: &Value) -> EventItem {
    EventItem::new(Arrival::decode(&envelope.to_string()).unwrap(), NOW, RETENTION)
}

/// The rules in tests: every type is derived, and nothing is held back.
#[must_use]
pub fn rules() -> PassRules {
    PassRules { selection: Selection::all(), open_shards: 1, settle_seconds: 0 }
}

/// What emit publishes in tests: attribute values that match these patterns, and, if `replayed`,
/// Common Events that follow from a replay.
#[must_use]
pub fn published(patterns: &[&str], replayed: bool) -> emit::PublishRules {
    let patterns: Vec<String> = patterns.iter().map(|pattern| (*pattern).to_owned()).collect();
    emit::PublishRules {
        source: "switchboard.conversations".to_owned(),
        published_attributes: PublishedAttributes::new(&patterns),
        published_addresses: PublishedAddresses::clear(),
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
