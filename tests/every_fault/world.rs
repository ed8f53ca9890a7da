//! The three functions on a table in memory, driven as SQS and Lambda drive them. What fails is
//! delivered again; a process that dies loses its whole batch. Time passes, and wake-ups come when
//! they are due, except for one that is early, one that is late and one that comes twice.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use aws_lambda_events::sqs::SqsEvent;
use conversation::Conversation;
use emit::{Emit, MemoryBus};
use genesys::{ConversationId, Timestamp};
use receive::Receive;
use reconstruct::{Packing, PassRules, Reconstruct, Woken};
use runtime::{Clock, DeadLetterQueue, Deadline, Redelivery, WakeUp};
use serde_json::{Value, json};
use testkit::faults::{Faults, FaultyBus, FaultyStore, FaultyWakeUps};
use testkit::invocations::{NOW, RETENTION, batch, messages, published, rules};
use testkit::memory_store::MemoryStore;
use testkit::wake_ups::SentWakeUps;
use testkit::{active_events, but_context};

/// Number of SQS batches that the messages come in, so that every function sees the conversation
/// grow.
const BATCHES: usize = 3;
/// Records of one stream batch.
const RECORDS: usize = 40;
/// Time limit of an invocation.
const INVOCATION: Duration = Duration::from_secs(30);
/// How far the clock moves in a round with work, in milliseconds. Without work, it moves to the
/// next wake-up.
const ROUND_MS: i64 = 1_000;
/// After how long a wake-up that failed is delivered again, in milliseconds.
const VISIBILITY_MS: i64 = 10_000;
/// Log pages as early as possible, so that passes read from them, and events are late.
const PACKING: Packing = Packing { events: 3, lag_ms: 0, recent_ms: 0 };
/// How late the late wake-up comes, in milliseconds.
const LATE_MS: i64 = 7_000;
/// A run that takes more rounds than this is stuck.
const ROUNDS: usize = 500;

/// The final state.
#[derive(Debug, PartialEq)]
pub struct Outcome {
    /// The tree.
    pub tree: Option<Conversation>,
    /// The active entries of the ledger, by sort key.
    pub ledger: BTreeMap<String, Value>,
    /// The active Common Events on the bus, by id.
    pub heard: BTreeMap<String, Value>,
}

/// Feeds a conversation through the functions; `faults` decides which of their calls fail.
///
/// # Panics
/// When an event is lost, the run is stuck, or the bus and the ledger disagree.
pub async fn feed(id: &ConversationId, arrivals: &[String], faults: &Faults) -> Outcome {
    let (store, bus) = (MemoryStore::default(), MemoryBus::default());
    let faulty = || FaultyStore::new(store.clone(), faults.clone());
    let ((clock, setter), sent) = (Clock::fixed(NOW).adjustable(), SentWakeUps::default());
    let wake_ups = FaultyWakeUps::new(sent.clone(), faults.clone());
    let settling = PassRules { settle_seconds: 5, ..rules() };
    let receive = Receive::new(faulty(), RETENTION, clock.clone());
    let reconstruct =
        Reconstruct::new(faulty(), DeadLetterQueue::None, wake_ups, settling, clock.clone())
            .with_packing(PACKING);
    let mut wake_up_queue = DelayedQueue::default();
    let emit = Emit::new(
        FaultyBus::new(bus.clone(), faults.clone()),
        DeadLetterQueue::None,
        published(&["*"], true),
    );
    let mut queue: VecDeque<String> = arrivals.iter().cloned().collect();
    let size = arrivals.len().div_ceil(BATCHES);
    let (mut passed, mut told) = (0, 0);
    for _ in 0..ROUNDS {
        let bodies: Vec<String> = queue.drain(..queue.len().min(size)).collect();
        let report =
            faults.process(receive.handle(&messages(&bodies), Deadline::after(INVOCATION))).await;
        queue.extend(again(&bodies, report.as_ref()));

        let records = store.records(passed, RECORDS);
        let report = faults
            .process(reconstruct.handle(&batch(records.clone()), Deadline::after(INVOCATION)))
            .await;
        assert!(
            report.as_ref().is_none_or(|report| report.poisoned == 0),
            "nothing here is poison"
        );
        passed += done(records.len(), report.map(|report| report.redelivery));

        wake_up_queue.take(sent.take());
        let (batch_of_wake_ups, places) = wake_up_queue.next(clock.now());
        if !places.is_empty() {
            let woken = faults
                .process(reconstruct.wake(&batch_of_wake_ups, Deadline::after(INVOCATION)))
                .await;
            wake_up_queue.done(&places, woken.as_ref(), clock.now());
            wake_up_queue.take(sent.take());
        }

        let records = store.records(told, RECORDS);
        let report =
            faults.process(emit.handle(&batch(records.clone()), Deadline::after(INVOCATION))).await;
        told += done(records.len(), report.map(|report| report.redelivery));

        let is_quiet = queue.is_empty() && store.records(passed.min(told), 1).is_empty();
        let next_round = clock.now().plus_ms(ROUND_MS);
        match wake_up_queue.messages.iter().map(|message| message.from).min() {
            None if is_quiet => return outcome(id, &store, &bus),
            Some(next) if is_quiet => setter.move_to(next.max(next_round)),
            _ => setter.move_to(next_round),
        }
    }
    panic!("it is stuck");
}

/// The queue of wake-ups. One wake-up comes early, one late, one twice.
#[derive(Default)]
struct DelayedQueue {
    messages: Vec<Message>,
    taken: usize,
}

struct Message {
    wake_up: WakeUp,
    from: Timestamp,
    /// Number of deliveries left.
    times: u32,
}

impl DelayedQueue {
    fn take(&mut self, sent: Vec<WakeUp>) {
        for wake_up in sent {
            let (from, times) = match self.taken {
                0 => (NOW, 1),
                1 => (wake_up.due_at, 2),
                2 => (wake_up.due_at.plus_ms(LATE_MS), 1),
                _ => (wake_up.due_at, 1),
            };
            self.messages.push(Message { wake_up, from, times });
            self.taken += 1;
        }
    }

    /// The messages to deliver now, and their places in the queue.
    fn next(&self, now: Timestamp) -> (SqsEvent, Vec<usize>) {
        let places: Vec<usize> =
            (0..self.messages.len()).filter(|place| self.messages[*place].from <= now).collect();
        let body = |place: &usize| serde_json::to_string(&self.messages[*place].wake_up).unwrap();
        (messages(&places.iter().map(body).collect::<Vec<_>>()), places)
    }

    /// Removes the messages that were processed; one that comes twice is removed after its second
    /// delivery. A process that died processed nothing.
    fn done(&mut self, places: &[usize], woken: Option<&Woken>, now: Timestamp) {
        let again_at = now.plus_ms(VISIBILITY_MS);
        for place in places {
            self.messages[*place].from = again_at;
        }
        let Some(woken) = woken else { return };
        assert!(woken.unreadable.is_empty(), "nothing here is unreadable");
        let failed = woken.response().batch_item_failures;
        for (number, place) in places.iter().enumerate() {
            let is_failed =
                failed.iter().any(|failure| failure.item_identifier == number.to_string());
            self.messages[*place].times -= u32::from(!is_failed);
        }
        self.messages.retain(|message| message.times > 0);
    }
}

/// The messages that SQS delivers again.
fn again(bodies: &[String], report: Option<&receive::BatchReport>) -> Vec<String> {
    let Some(report) = report else { return bodies.to_vec() };
    assert!(report.rejected.is_empty(), "nothing here is rejected");
    let failed = report.response().batch_item_failures.into_iter();
    failed
        .map(|failure| bodies[failure.item_identifier.parse::<usize>().unwrap()].clone())
        .collect()
}

/// How many records of a batch need not be delivered again.
fn done(records: usize, redelivery: Option<Redelivery>) -> usize {
    redelivery.map_or(0, |redelivery| redelivery.index().unwrap_or(records))
}

fn outcome(id: &ConversationId, store: &MemoryStore, bus: &MemoryBus) -> Outcome {
    let table = store.table();
    let entries: Vec<Value> =
        bus.entries().iter().map(|entry| serde_json::to_value(entry).unwrap()).collect();
    let mut ledger = BTreeMap::new();
    for entry in table.ledger(id) {
        let content = json!([entry.event_type, entry.status, entry.occurred_at, entry.data]);
        let heard =
            entries.iter().filter(|told| told["Detail"]["metadata"]["id"] == json!(entry.id()));
        let last = heard.max_by_key(|told| told["Detail"]["metadata"]["revision"].as_u64());
        let last = last.unwrap_or_else(|| panic!("nobody heard of {}", entry.id()));
        let metadata = &last["Detail"]["metadata"];
        assert_eq!(metadata["revision"], entry.revision, "the last revision of {}", entry.id());
        let heard = json!([
            metadata["type"],
            metadata["status"],
            metadata["occurredAt"],
            last["Detail"]["data"]
        ]);
        assert_eq!(heard, content, "what was heard last of {}", entry.id());
        if entry.status == common_events::Status::Active {
            let standing = json!([
                entry.event_type,
                entry.status,
                entry.occurred_at,
                but_context(&entry.data)
            ]);
            ledger.insert(entry.id().to_string(), standing);
        }
    }
    Outcome { tree: table.tree(id), ledger, heard: active_events(&entries) }
}
