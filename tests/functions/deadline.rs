//! When the time of an invocation runs out, the unfinished rest of the batch is reported. What is
//! done does not come again.

use std::time::Duration;

use aws_lambda_events::dynamodb::EventRecord;
use emit::Emit;
use receive::Receive;
use runtime::{Clock, DeadLetterQueue, Deadline};
use serde_json::json;
use testkit::faults::{Fault, Faults, FaultyBus, FaultyStore};
use testkit::invocations::{NOW, RETENTION, batch, messages, published, reconstruct};
use testkit::memory_store::MemoryStore;

use super::emit_records::record;

const INVOCATION: Duration = Duration::from_secs(10);

fn message(conversation: &str) -> String {
    let body = json!({
        "conversationId": conversation, "eventTime": 1_772_442_000_000_i64, "participantId": "p-1",
        "sessionId": "s-1",
    });
    json!({
        "id": "e-1", "detail-type": "v2.detail.events.conversation.{id}.user.end",
        "detail": {"eventBody": body},
    })
    .to_string()
}

#[tokio::test(start_paused = true)]
async fn receive_reports_only_the_stuck_message() {
    let bodies: Vec<String> = (0..40).map(|number| message(&format!("c-{number}"))).collect();
    let store = MemoryStore::default();
    let faulty = FaultyStore::new(store.clone(), Faults::at(3, Fault::NoAnswer));
    let report = Receive::new(faulty, RETENTION, Clock::fixed(NOW))
        .handle(&messages(&bodies), Deadline::after(INVOCATION))
        .await;
    assert_eq!((report.stored, report.unfinished), (39, vec!["2".to_owned()]));
}

#[tokio::test(start_paused = true)]
async fn receive_starts_nothing_after_the_deadline() {
    let bodies: Vec<String> = (0..40).map(|number| message(&format!("c-{number}"))).collect();
    let faulty = FaultyStore::new(MemoryStore::default(), Faults::new(|_| Some(Fault::NoAnswer)));
    let report = Receive::new(faulty, RETENTION, Clock::fixed(NOW))
        .handle(&messages(&bodies), Deadline::after(INVOCATION))
        .await;
    assert_eq!(report.response().batch_item_failures.len(), 40, "every message comes again");
}

/// A store with one event of each of `conversations` conversations, and the records of these
/// events.
async fn known(conversations: usize) -> (MemoryStore, Vec<EventRecord>) {
    let bodies: Vec<String> =
        (0..conversations).map(|number| message(&format!("c-{number}"))).collect();
    let store = MemoryStore::default();
    Receive::new(store.clone(), RETENTION, Clock::fixed(NOW))
        .handle(&messages(&bodies), Deadline::never())
        .await;
    let records = store.records(0, conversations);
    (store, records)
}

/// The first record to be delivered again is that of the conversation that is stuck.
#[tokio::test(start_paused = true)]
async fn reconstruct_reports_from_the_stuck_record_on() {
    let (alone, records) = known(1).await;
    let faults = Faults::none();
    let one = reconstruct(FaultyStore::new(alone, faults.clone()), NOW);
    one.handle(&batch(records), Deadline::never()).await;
    let (store, records) = known(6).await;
    let faulty =
        FaultyStore::new(store.clone(), Faults::at(3 * faults.calls() + 1, Fault::NoAnswer));
    let report =
        reconstruct(faulty, NOW).handle(&batch(records.clone()), Deadline::after(INVOCATION)).await;
    assert_eq!((report.unfinished, report.passes.len()), (1, 5));
    assert_eq!(report.redelivery.index(), Some(3));
    let rest = records[3..].to_vec();
    let report = reconstruct(store, NOW).handle(&batch(rest), Deadline::after(INVOCATION)).await;
    assert_eq!((report.unfinished, report.redelivery.index()), (0, None));
    let written = report.done().filter(|pass| pass.committed).count();
    assert_eq!(written, 1, "what was done is only looked at");
}

/// The first record to be delivered again is that of the entry that the bus did not answer.
#[tokio::test(start_paused = true)]
async fn emit_reports_from_the_unanswered_entry_on() {
    let records: Vec<_> = (0..25).map(|number| record(number, 10)).collect();
    let bus = FaultyBus::new(emit::MemoryBus::default(), Faults::at(2, Fault::NoAnswer));
    let report = Emit::new(bus, DeadLetterQueue::None, published(&[], true))
        .handle(&batch(records), Deadline::after(INVOCATION))
        .await;
    assert_eq!(
        (report.published.len(), report.failed, report.redelivery.index()),
        (10, 15, Some(10))
    );
}

/// An invocation that starts at its deadline does nothing and reports the whole batch.
#[tokio::test(start_paused = true)]
async fn without_time_everything_comes_again() {
    let late = Deadline::after(Duration::ZERO);
    let records: Vec<_> = (0..3).map(|number| record(number, 10)).collect();
    let bus = emit::MemoryBus::default();
    let report = Emit::new(bus.clone(), DeadLetterQueue::None, published(&[], true))
        .handle(&batch(records), late)
        .await;
    assert_eq!((bus.entries().len(), report.redelivery.index()), (0, Some(0)));
    let receive = Receive::new(MemoryStore::default(), RETENTION, Clock::fixed(NOW));
    let report = receive.handle(&messages(&[message("c-1")]), late).await;
    assert_eq!((report.stored, report.unfinished.len()), (0, 1));
}
