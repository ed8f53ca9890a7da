//! What can never succeed is kept whole in a dead-letter queue, blocks nothing else, and is
//! repaired from there.

use aws_lambda_events::dynamodb::EventRecord;
use emit::{Bus, Emit, Entry, MemoryBus, Outcome};
use reconstruct::Reconstruct;
use runtime::{Clock, Deadline};
use serde_json::{Value, json};
use store::{LedgerEntry, LedgerPage};
use testkit::dead_letters::MemoryDeadLetters;
use testkit::faults::{Fault, Faults, FaultyStore};
use testkit::invocations::{NOW, batch, published, rules};
use testkit::wake_ups::SentWakeUps;
use testkit::{active_events, cases, envelopes};
use tests::deployment::Deployment;

/// Two conversations in the log, and their records: first the records of the first conversation,
/// then those of the second. The number is how many belong to the first.
async fn two_conversations() -> (Deployment, Vec<EventRecord>, usize) {
    let deployment = Deployment::start().await;
    let mut first = 0;
    for (place, (_, details)) in cases().iter().take(2).enumerate() {
        let appended = deployment.append(&envelopes(details, false)).await;
        first = if place == 0 { appended.len() } else { first };
    }
    let records = deployment.records().await;
    (deployment, records, first)
}

/// A conversation whose pass can never succeed is kept record by record; a later pass repairs it.
#[tokio::test]
async fn poisoned_conversation_is_kept_and_repaired() {
    let (deployment, records, poisoned) = two_conversations().await;
    // The first call reads the commit of the first conversation.
    let dead_letters = MemoryDeadLetters::default();
    let store = FaultyStore::new(
        deployment.table.clone(),
        Faults::new(|call| (call == 1).then_some(Fault::Poison)),
    );
    let function = Reconstruct::new(
        store,
        dead_letters.clone(),
        SentWakeUps::default(),
        rules(),
        Clock::fixed(NOW),
    );
    let report = function.handle(&batch(records.clone()), Deadline::never()).await;
    assert_eq!((report.poisoned, report.redelivery.index()), (poisoned as u64, None));
    assert!(
        report.passes[0].1.is_err() && report.passes[1].1.is_ok(),
        "the other conversation went through"
    );
    let kept = dead_letters.kept();
    assert_eq!(kept.len(), poisoned);
    for (dead_letter, record) in kept.iter().zip(&records) {
        assert_eq!(
            dead_letter["record"],
            serde_json::to_value(record).unwrap(),
            "the payload is whole"
        );
        assert_eq!(
            dead_letter["reason"],
            "Query refused an item (ValidationException): set it aside"
        );
    }
    // `reproject` repairs dead letters in the same way.
    let id = &cases().remove(0).1.conversation_id;
    assert!(deployment.table.ledger(id).await.unwrap().is_empty());
    let report = deployment.pass(id).await;
    assert!(report.committed && !report.published.is_empty());
}

/// While the dead-letter queue is down, a poisoned record is delivered again.
#[tokio::test]
async fn poisoned_record_comes_again_without_a_queue() {
    let (deployment, records, _) = two_conversations().await;
    let store = FaultyStore::new(deployment.table.clone(), Faults::at(1, Fault::Poison));
    let function = Reconstruct::new(
        store,
        MemoryDeadLetters::down(),
        SentWakeUps::default(),
        rules(),
        Clock::fixed(NOW),
    );
    let report = function.handle(&batch(records), Deadline::never()).await;
    assert_eq!((report.poisoned, report.redelivery.index()), (0, Some(0)));
}

/// The stream records of a conversation's ledger pages, and the entries on them in order.
async fn ledger_pages(deployment: &Deployment) -> (Vec<EventRecord>, Vec<LedgerEntry>) {
    let (_, details) = cases().remove(0);
    for envelope in envelopes(&details, true) {
        deployment.append(&[envelope]).await;
    }
    deployment.pass(&details.conversation_id).await;
    let records = deployment.records().await.into_iter();
    let is_page =
        |record: &EventRecord| store::Image(&record.change.keys).is_under("COMMON_EVENT#");
    let records: Vec<EventRecord> =
        records.filter(|record| record.event_name == "INSERT" && is_page(record)).collect();
    let pages = records
        .iter()
        .map(|record| LedgerPage::from_image(record.change.new_image.clone()).unwrap());
    let ledger = pages.flat_map(|page| page.entries).collect();
    (records, ledger)
}

/// A bus that rejects one id permanently, until `refused` is cleared.
#[derive(Clone)]
struct Picky {
    refused: Option<uuid::Uuid>,
    memory: MemoryBus,
}

#[async_trait::async_trait]
impl Bus for Picky {
    async fn publish(&self, entries: &[Entry]) -> Vec<Outcome> {
        let mut outcomes = Vec::new();
        for entry in entries {
            if Some(entry.id) == self.refused {
                outcomes.push(Outcome::Refused("MalformedDetail".into()));
            } else {
                outcomes.extend(self.memory.publish(std::slice::from_ref(entry)).await);
            }
        }
        outcomes
    }
}

/// An entry that the bus rejects permanently is kept; `republish` publishes it again.
#[tokio::test]
async fn rejected_entry_is_kept_and_republished() {
    let deployment = Deployment::start().await;
    let (records, ledger) = ledger_pages(&deployment).await;
    let (refused, count) = (ledger[ledger.len() / 2].clone(), ledger.len());
    let dead_letters = MemoryDeadLetters::default();
    let mut bus = Picky { refused: Some(refused.id()), memory: MemoryBus::default() };
    let report = Emit::new(bus.clone(), dead_letters.clone(), published(&[], true))
        .handle(&batch(records), Deadline::never())
        .await;
    assert_eq!(
        (report.published.len(), report.refused, report.redelivery.index()),
        (count - 1, 1, None)
    );
    let dead_letter = dead_letters.kept().remove(0);
    assert_eq!(dead_letter["reason"], "MalformedDetail");
    assert_eq!(dead_letter["entry"]["Detail"]["metadata"]["id"], json!(refused.id()));
    assert_eq!(dead_letter["entry"]["Detail"]["data"], refused.data, "the payload is whole");

    bus.refused = None;
    let before = deployment.records().await.len();
    let id = &refused.conversation_id;
    deployment.table.republish(id, |entry| entry.id() == refused.id()).await.unwrap();
    let records = deployment.records().await.split_off(before);
    let report = Emit::new(bus.clone(), dead_letters, published(&[], true))
        .handle(&batch(records), Deadline::never())
        .await;
    assert_eq!(report.published, [(refused.event_type, 1)]);
    let heard: Vec<Value> =
        bus.memory.entries().iter().map(|entry| serde_json::to_value(entry).unwrap()).collect();
    assert_eq!(
        (heard.len(), active_events(&heard).len()),
        (count, count),
        "everything was heard, and once"
    );
}

/// A record that cannot be read is kept whole, wherever it is in the batch.
#[tokio::test]
async fn unreadable_record_is_kept_whole() {
    let deployment = Deployment::start().await;
    let (mut records, ledger) = ledger_pages(&deployment).await;
    let middle = records.len() / 2;
    let lost =
        LedgerPage::from_image(records[middle].change.new_image.clone()).unwrap().entries.len();
    let image = json!({"pk": {"S": "CONVERSATION#c-1"}, "sk": {"S": "COMMON_EVENT#0000000001"}});
    records[middle].change.new_image = serde_json::from_value(image).unwrap();
    let dead_letters = MemoryDeadLetters::default();
    let emit = Emit::new(MemoryBus::default(), dead_letters.clone(), published(&[], true));
    let report = emit.handle(&batch(records.clone()), Deadline::never()).await;
    assert_eq!((report.published.len(), report.poisoned), (ledger.len() - lost, 1));
    assert_eq!(report.redelivery.index(), None);
    let record = serde_json::to_value(&records[middle]).unwrap();
    assert_eq!(
        dead_letters.kept(),
        [json!({"reason": "the record cannot be read", "record": record})]
    );
    let report = Emit::new(MemoryBus::default(), MemoryDeadLetters::down(), published(&[], true))
        .handle(&batch(records), Deadline::never())
        .await;
    assert_eq!(report.redelivery.index(), Some(middle));
}

/// An entry that only a later version can read is kept; the rest of its page is published.
#[tokio::test]
async fn entry_of_a_later_version_is_kept() {
    let mut sent = serde_json::to_value(super::emit_records::record(0, 10)).unwrap();
    let said = &mut sent["dynamodb"]["NewImage"]["said"]["S"];
    let mut entries: Value = serde_json::from_str(said.as_str().unwrap()).unwrap();
    let mut later = entries[0].clone();
    later["type"] = json!("Hologram");
    entries.as_array_mut().unwrap().insert(0, later);
    *said = json!(entries.to_string());
    let record: EventRecord = serde_json::from_value(sent).unwrap();
    let (bus, dead_letters) = (MemoryBus::default(), MemoryDeadLetters::default());
    let emit = Emit::new(bus.clone(), dead_letters.clone(), published(&[], true));
    let report = emit.handle(&batch(vec![record.clone()]), Deadline::never()).await;
    assert_eq!((report.published.len(), report.poisoned, report.redelivery.index()), (1, 1, None));
    assert_eq!(dead_letters.kept()[0]["record"], serde_json::to_value(&record).unwrap());
}
