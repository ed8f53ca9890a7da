//! Which records are published, how often and in what form, and what happens to entries that the
//! bus does not accept.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use aws_lambda_events::dynamodb::EventRecord;
use common_events::CommonEvent;
use emit::publisher::{MAX_ATTEMPTS, MAX_CALL_BYTES, MAX_ENTRIES};
use emit::{Bus, Emit, Entry, MemoryBus, Outcome};
use runtime::{DeadLetterQueue, Deadline};
use serde_json::json;
use store::keys::SortKey;
use store::{LedgerEntry, LedgerPage};
use testkit::dead_letters::MemoryDeadLetters;
use testkit::invocations::{batch, published};
use testkit::{cases, envelopes};
use tests::deployment::Deployment;

pub fn emit<B: Bus>(bus: B) -> Emit<B, DeadLetterQueue> {
    Emit::new(bus, DeadLetterQueue::None, published(&[], true))
}

/// A bus that answers entry by entry as scripted, and accepts the rest.
#[derive(Clone, Default)]
struct Scripted {
    script: Arc<Mutex<Vec<Outcome>>>,
    calls: Arc<Mutex<Vec<Vec<Entry>>>>,
}

impl Scripted {
    fn new(script: Vec<Outcome>) -> Self {
        Self { script: Arc::new(Mutex::new(script)), calls: Arc::default() }
    }

    fn calls(&self) -> Vec<usize> {
        self.calls.lock().unwrap().iter().map(Vec::len).collect()
    }
}

#[async_trait]
impl Bus for Scripted {
    async fn publish(&self, entries: &[Entry]) -> Vec<Outcome> {
        self.calls.lock().unwrap().push(entries.to_vec());
        let mut script = self.script.lock().unwrap();
        let answer =
            |_: &Entry| if script.is_empty() { Outcome::Accepted } else { script.remove(0) };
        entries.iter().map(answer).collect()
    }
}

/// The ledger records of the first case, with one pass per event, and the entries on them in order.
async fn ledger_records(deployment: &Deployment) -> (Vec<EventRecord>, Vec<LedgerEntry>) {
    let (_, details) = cases().remove(0);
    deployment.append(&envelopes(&details, true)).await;
    let events = deployment.records().await.len();
    deployment.pass(&details.conversation_id).await;
    let records: Vec<EventRecord> = deployment.records().await.split_off(events);
    let records: Vec<EventRecord> = records
        .into_iter()
        .filter(|record| store::Image(&record.change.keys).is_under("COMMON_EVENT#"))
        .collect();
    let pages = records
        .iter()
        .map(|record| LedgerPage::from_image(record.change.new_image.clone()).unwrap());
    let entries = pages.flat_map(|page| page.entries).collect();
    (records, entries)
}

/// Every Common Event is published once, in the form that the contract defines.
#[tokio::test]
async fn each_common_event_is_published_once() {
    let deployment = Deployment::start().await;
    let (pages, ledger) = ledger_records(&deployment).await;
    let bus = MemoryBus::default();
    let everything = deployment.records().await;
    let report = emit(bus.clone()).handle(&batch(everything.clone()), Deadline::never()).await;
    assert_eq!(report.published.len(), ledger.len());
    assert_eq!(report.ignored as usize, everything.len() - pages.len());
    assert_eq!((report.poisoned, report.refused, report.redelivery.index()), (0, 0, None));
    for (entry, stored) in bus.entries().iter().zip(&ledger) {
        let line = serde_json::to_value(entry).unwrap();
        assert_eq!(line["Source"], "switchboard.conversations");
        assert_eq!(line["DetailType"], stored.event_type.as_str());
        assert_eq!(line["Time"], stored.occurred_at.to_string());
        assert_eq!(line.as_object().map(serde_json::Map::len), Some(4));
        let event: CommonEvent = serde_json::from_str(entry.detail.get()).unwrap();
        assert_eq!(event.metadata, stored.common_event().metadata);
        assert!(event.payload().is_ok());
    }
    assert!(
        bus.entries().windows(2).all(|pair| pair[0].time <= pair[1].time),
        "in the order of what happened"
    );
}

/// A resent entry and a revision are published; upkeep of the table is not.
#[tokio::test]
async fn resends_and_revisions_are_published() {
    let deployment = Deployment::start().await;
    let (_, ledger) = ledger_records(&deployment).await;
    let before = deployment.records().await.len();
    let (entry, id) = (ledger[0].clone(), &ledger[0].conversation_id);
    let page = deployment.table.ledger_pages(id).await.unwrap().remove(0);
    deployment.extend_expiry(id, SortKey::Ledger(page.sort_key())).await;
    deployment.table.republish(id, |other| other.id() == entry.id()).await.unwrap();
    deployment
        .say(LedgerEntry { revision: 2, data: json!({"revised": true}), ..entry.clone() })
        .await;
    deployment.table.forget(id).await.unwrap();
    let bus = MemoryBus::default();
    let report = emit(bus.clone())
        .handle(&batch(deployment.records().await.split_off(before)), Deadline::never())
        .await;
    assert_eq!(report.published, [(entry.event_type, 1), (entry.event_type, 2)]);
    assert!(bus.entries().iter().all(|published| published.id == entry.id()));
}

#[tokio::test]
async fn attribute_values_leave_only_by_pattern() {
    let deployment = Deployment::start().await;
    let attributes = json!({"order.id": "secret-7", "name": "secret-name"});
    let mut arrivals = envelopes(&cases().remove(0).1, false);
    let mut arrival = arrivals[0].clone();
    arrival["detail-type"] = json!("v2.detail.events.conversation.{id}.attributes");
    arrival["detail"]["eventBody"]["attributes"] = attributes;
    arrivals.push(arrival);
    deployment.append(&arrivals).await;
    deployment.pass(&cases()[0].1.conversation_id).await;
    let records = deployment.records().await;
    let sent = |patterns: &'static [&'static str]| {
        let records = records.clone();
        async move {
            let bus = MemoryBus::default();
            Emit::new(bus.clone(), DeadLetterQueue::None, published(patterns, true))
                .handle(&batch(records), Deadline::never())
                .await;
            serde_json::to_string(&bus.entries()).unwrap()
        }
    };
    let none = sent(&[]).await;
    assert!(!none.contains("secret") && none.contains("order.id"), "names only");
    let some = sent(&["order.*"]).await;
    assert!(some.contains("secret-7") && !some.contains("secret-name"));
}

#[tokio::test]
async fn replayed_events_are_published_unless_disabled() {
    let deployment = Deployment::start().await;
    let (_, details) = cases().remove(0);
    let mut arrivals = envelopes(&details, false);
    arrivals.iter_mut().for_each(|arrival| arrival["replay-name"] = json!("backfill"));
    deployment.append(&arrivals).await;
    let appended = deployment.pass(&details.conversation_id).await.published.len();
    let records = batch(deployment.records().await);
    let quiet = Emit::new(MemoryBus::default(), DeadLetterQueue::None, published(&[], false))
        .handle(&records, Deadline::never())
        .await;
    assert_eq!((quiet.published.len(), quiet.suppressed as usize), (0, appended));
    let loud = emit(MemoryBus::default()).handle(&records, Deadline::never()).await;
    assert_eq!((loud.published.len(), loud.suppressed), (appended, 0));
}

#[tokio::test]
async fn only_failed_entries_are_sent_again() {
    let deployment = Deployment::start().await;
    let (records, ledger) = ledger_records(&deployment).await;
    let mut script = vec![Outcome::Accepted; ledger.len()];
    script[1] = Outcome::Retry("ThrottlingException".into());
    script[11] = Outcome::Retry("InternalFailure".into());
    let bus = Scripted::new(script);
    let report = emit(bus.clone()).handle(&batch(records), Deadline::never()).await;
    assert_eq!(report.published.len(), ledger.len());
    let calls = bus.calls();
    assert_eq!(calls.iter().sum::<usize>(), ledger.len() + 2);
    assert_eq!(calls.last(), Some(&2));
    assert!(calls.iter().all(|entries| *entries <= MAX_ENTRIES));
}

/// After an outage, everything from the first unpublished record on is delivered again.
#[tokio::test(start_paused = true)]
async fn outage_redelivers_from_first_unpublished() {
    let (records, script) = {
        let records: Vec<EventRecord> = (0..25).map(|n| record(n, 100)).collect();
        let mut script = vec![Outcome::Accepted; 12];
        script.extend(vec![Outcome::Retry("timeout".into()); 1_000]);
        (records, script)
    };
    let bus = Scripted::new(script);
    let report = emit(bus.clone()).handle(&batch(records), Deadline::never()).await;
    assert_eq!((report.published.len(), report.failed), (12, 13));
    assert_eq!(report.redelivery.index(), Some(12));
    assert_eq!(
        report.redelivery.response().batch_item_failures[0].item_identifier.as_deref(),
        Some("12")
    );
    // Calls of 10, of 10 with 2 accepted, and of 5 with none accepted. Once a call gets nothing
    // through, the rest of the attempt waits.
    assert_eq!(bus.calls(), [vec![10, 10, 5], vec![10; MAX_ATTEMPTS as usize - 1]].concat());
}

/// An entry that the bus rejects permanently is kept, and its record is acknowledged.
#[tokio::test]
async fn rejected_entry_is_kept_and_acknowledged() {
    let records: Vec<EventRecord> = (0..3).map(|n| record(n, 100)).collect();
    let script = vec![Outcome::Accepted, Outcome::Refused("MalformedDetail".into())];
    let dead_letters = MemoryDeadLetters::default();
    let emit = Emit::new(Scripted::new(script.clone()), dead_letters.clone(), published(&[], true));
    let report = emit.handle(&batch(records.clone()), Deadline::never()).await;
    assert_eq!((report.published.len(), report.refused, report.redelivery.index()), (2, 1, None));
    assert_eq!(dead_letters.kept()[0]["reason"], "MalformedDetail");
    let emit = Emit::new(Scripted::new(script), MemoryDeadLetters::down(), published(&[], true));
    let report = emit.handle(&batch(records), Deadline::never()).await;
    assert_eq!(
        (report.published.len(), report.refused, report.redelivery.index()),
        (2, 0, Some(1))
    );
}

#[tokio::test]
async fn calls_stay_within_the_size_limit() {
    let large: Vec<EventRecord> = (0..5).map(|n| record(n, 100_000)).collect();
    let bus = Scripted::default();
    emit(bus.clone()).handle(&batch(large), Deadline::never()).await;
    assert_eq!(bus.calls(), [2, 2, 1]);
    let size = |entries: &Vec<Entry>| entries.iter().map(Entry::size).sum::<usize>();
    assert!(bus.calls.lock().unwrap().iter().all(|entries| size(entries) < MAX_CALL_BYTES));
    let larger = vec![record(0, 100), record(1, 300_000), record(2, 100)];
    let bus = Scripted::default();
    emit(bus.clone()).handle(&batch(larger), Deadline::never()).await;
    assert_eq!(bus.calls(), [1, 1, 1], "what no call takes goes alone, and the bus decides");
}

/// The record of a new ledger page with one entry, made without a table; `size` is that of its
/// data, in bytes.
pub fn record(number: usize, size: usize) -> EventRecord {
    let sk = format!("COMMON_EVENT#{:010}", number + 1);
    let keys = json!({"pk": {"S": "CONVERSATION#c-1"}, "sk": {"S": sk}});
    let said = json!([{
        "type": "AgentAnswered", "subject": format!("s-{number}"), "revision": 1,
        "status": "active", "causes": [],
        "occurredAt": "2026-03-02T09:00:00.000Z", "knownEvents": 3, "edition": 1,
        "data": {"text": "x".repeat(size)},
    }]);
    let mut image = json!({"said": {"S": said.to_string()}, "expiresAt": {"N": "5"}});
    image.as_object_mut().unwrap().extend(keys.as_object().cloned().unwrap());
    let record = json!({
        "awsRegion": "eu-central-1", "eventID": number.to_string(), "eventName": "INSERT",
        "dynamodb": {
            "Keys": keys, "NewImage": image, "SequenceNumber": number.to_string(), "SizeBytes": 1,
        },
    });
    serde_json::from_value(record).unwrap()
}
