//! The three functions on a table in memory, driven as SQS and Lambda drive them: what fails is delivered again, and when
//! a process dies, so is all of its batch.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use conversation::Conversation;
use emit::{Emit, MemoryBus};
use genesys::ConversationId;
use receive::Receive;
use reconstruct::Reconstruct;
use runtime::{Clock, DeadLetterQueue, Deadline, Redelivery};
use serde_json::{Value, json};
use tests::deployment::{NOW, RETENTION, batch, messages, published, rules};
use tests::faults::{Faults, FaultyBus, FaultyStore};
use tests::memory_table::MemoryStore;
use tests::what_stands;

/// In how many SQS batches the messages come: every function sees the conversation grow.
const BATCHES: usize = 3;
/// Records of one stream batch.
const RECORDS: usize = 40;
/// How long an invocation may take.
const INVOCATION: Duration = Duration::from_secs(30);
/// After so many rounds without an end something is stuck.
const ROUNDS: usize = 500;

/// What there is in the end.
#[derive(Debug, PartialEq)]
pub struct Outcome {
    /// The tree.
    pub tree: Option<Conversation>,
    /// What stands in the ledger, by sort key.
    pub ledger: BTreeMap<String, Value>,
    /// What stands on the bus, by id.
    pub heard: BTreeMap<String, Value>,
}

/// Feeds a conversation through the functions, all of whose calls may go wrong.
///
/// # Panics
/// When something is lost, stuck, or told otherwise on the bus than in the ledger.
pub async fn feed(id: &ConversationId, arrivals: &[String], faults: &Faults) -> Outcome {
    let (store, bus) = (MemoryStore::default(), MemoryBus::default());
    let faulty = || FaultyStore::new(store.clone(), faults.clone());
    let receive = Receive::new(faulty(), RETENTION, Clock::fixed(NOW));
    let reconstruct = Reconstruct::new(faulty(), DeadLetterQueue::None, rules(), Clock::fixed(NOW));
    let emit = Emit::new(FaultyBus::new(bus.clone(), faults.clone()), DeadLetterQueue::None, published(&["*"], true));
    let mut queue: VecDeque<String> = arrivals.iter().cloned().collect();
    let size = arrivals.len().div_ceil(BATCHES);
    let (mut passed, mut told) = (0, 0);
    for _ in 0..ROUNDS {
        let bodies: Vec<String> = queue.drain(..queue.len().min(size)).collect();
        let report = faults.process(receive.handle(&messages(&bodies), Deadline::after(INVOCATION))).await;
        queue.extend(again(&bodies, report.as_ref()));

        let records = store.records(passed, RECORDS);
        let report = faults.process(reconstruct.handle(&batch(records.clone()), Deadline::after(INVOCATION))).await;
        assert!(report.as_ref().is_none_or(|report| report.poisoned == 0), "nothing here is poison");
        passed += done(records.len(), report.map(|report| report.redelivery));

        let records = store.records(told, RECORDS);
        let report = faults.process(emit.handle(&batch(records.clone()), Deadline::after(INVOCATION))).await;
        told += done(records.len(), report.map(|report| report.redelivery));

        let is_quiet = queue.is_empty() && store.records(passed.min(told), 1).is_empty();
        if is_quiet {
            return outcome(id, &store, &bus);
        }
    }
    panic!("it is stuck");
}

/// What SQS delivers again.
fn again(bodies: &[String], report: Option<&receive::Report>) -> Vec<String> {
    let Some(report) = report else { return bodies.to_vec() };
    assert!(report.rejected.is_empty(), "nothing here is rejected");
    let failed = report.response().batch_item_failures.into_iter();
    failed.map(|failure| bodies[failure.item_identifier.parse::<usize>().unwrap()].clone()).collect()
}

/// How many records of a batch are done with.
fn done(records: usize, redelivery: Option<Redelivery>) -> usize {
    redelivery.map_or(0, |redelivery| redelivery.index().unwrap_or(records))
}

fn outcome(id: &ConversationId, store: &MemoryStore, bus: &MemoryBus) -> Outcome {
    let table = store.table();
    let entries: Vec<Value> = bus.entries().iter().map(|entry| serde_json::to_value(entry).unwrap()).collect();
    let mut ledger = BTreeMap::new();
    for entry in table.ledger(id) {
        let statement = json!([entry.event_type, entry.status, entry.occurred_at, entry.data]);
        let heard = entries.iter().filter(|told| told["Detail"]["metadata"]["id"] == json!(entry.id()));
        let last = heard.max_by_key(|told| told["Detail"]["metadata"]["revision"].as_u64());
        let last = last.unwrap_or_else(|| panic!("nobody heard of {}", entry.id()));
        let metadata = &last["Detail"]["metadata"];
        assert_eq!(metadata["revision"], entry.revision, "the last revision of {}", entry.id());
        let heard = json!([metadata["type"], metadata["status"], metadata["occurredAt"], last["Detail"]["data"]]);
        assert_eq!(heard, statement, "what was heard last of {}", entry.id());
        if entry.status == common_events::Status::Active {
            ledger.insert(entry.id().to_string(), statement);
        }
    }
    Outcome { tree: table.tree(id), ledger, heard: what_stands(&entries) }
}
