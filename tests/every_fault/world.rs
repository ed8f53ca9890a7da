//! The three functions on a table in memory, driven as SQS and Lambda drive them. What fails is
//! delivered again; a process that dies loses its whole batch. Time passes, and wake-ups come when
//! they are due, except for one that is early, one that is late and one that comes twice.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use aws_lambda_events::dynamodb::EventRecord;
use aws_lambda_events::sqs::SqsEvent;
use conversation::Conversation;
use emit::{Emit, MemoryBus};
use genesys::{ConversationId, Timestamp};
use receive::Receive;
use reconstruct::{Memory, Packing, PassRules, Reconstruct, Woken};
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
const PACKING: Packing = Packing { events: 3, lag_ms: 0, sessions: 0, recent_ms: 0 };
/// How late the late wake-up comes, in milliseconds.
const LATE_MS: i64 = 7_000;
/// Invocations of one round: of `receive`, of `reconstruct` for records and for wake-ups, of
/// `emit`.
const FUNCTIONS: usize = 4;
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

/// The state between two invocations: what is stored, what is queued, and what the process of
/// `reconstruct` remembers.
pub struct World {
    store: MemoryStore,
    bus: MemoryBus,
    memory: Memory,
    now: Timestamp,
    /// Messages that `receive` has not processed.
    queue: VecDeque<String>,
    batch_size: usize,
    wake_ups: DelayedQueue,
    /// How many records of the stream `reconstruct` has processed.
    passed: usize,
    /// How many records of the stream `emit` has processed.
    told: usize,
    invocations: usize,
    is_done: bool,
}

impl World {
    /// The state before any of these messages is delivered.
    pub fn new(arrivals: &[String]) -> Self {
        Self {
            store: MemoryStore::default(),
            bus: MemoryBus::default(),
            memory: Memory::default(),
            now: NOW,
            queue: arrivals.iter().cloned().collect(),
            batch_size: arrivals.len().div_ceil(BATCHES),
            wake_ups: DelayedQueue::default(),
            passed: 0,
            told: 0,
            invocations: 0,
            is_done: false,
        }
    }

    /// The same state, which goes on by itself.
    pub fn copy(&self) -> Self {
        Self {
            store: self.store.copy(),
            bus: self.bus.copy(),
            memory: self.memory.copy(),
            queue: self.queue.clone(),
            wake_ups: self.wake_ups.clone(),
            ..*self
        }
    }

    /// Invokes the functions without faults until nothing is left to do.
    ///
    /// # Panics
    /// When an event is lost, the run is stuck, or the bus and the ledger disagree.
    pub async fn finish(mut self, id: &ConversationId) -> Outcome {
        while !self.is_done() {
            self.invoke_next(&Faults::none()).await;
        }
        self.outcome(id)
    }

    /// The state as it is now.
    ///
    /// # Panics
    /// When the bus and the ledger disagree.
    pub fn outcome(&self, id: &ConversationId) -> Outcome {
        outcome(id, &self.store, &self.bus)
    }

    /// Whether nothing is left to do.
    pub const fn is_done(&self) -> bool {
        self.is_done
    }

    /// Makes the next invocation; `faults` decides which of its calls fail.
    ///
    /// # Panics
    /// When an event is lost, or the run is stuck.
    pub async fn invoke_next(&mut self, faults: &Faults) {
        assert!(self.invocations < FUNCTIONS * ROUNDS, "it is stuck");
        let function = self.invocations % FUNCTIONS;
        self.invocations += 1;
        match function {
            0 => self.receive(faults).await,
            1 => self.reconstruct(faults).await,
            2 => self.wake(faults).await,
            _ => {
                self.emit(faults).await;
                self.wait();
            }
        }
    }

    async fn receive(&mut self, faults: &Faults) {
        let size = self.queue.len().min(self.batch_size);
        let bodies: Vec<String> = self.queue.drain(..size).collect();
        let store = FaultyStore::new(self.store.clone(), faults.clone());
        let receive = Receive::new(store, RETENTION, Clock::fixed(self.now));
        let batch = messages(&bodies);
        let invocation = receive.handle(&batch, Deadline::after(INVOCATION));
        let report = faults.process(invocation).await;
        self.queue.extend(again(&bodies, report.as_ref()));
    }

    async fn reconstruct(&mut self, faults: &Faults) {
        let batch = batch(self.store.records(self.passed, RECORDS));
        let (reconstruct, sent) = self.reconstruct_function(faults);
        let invocation = reconstruct.handle(&batch, Deadline::after(INVOCATION));
        let report = faults.process(invocation).await;
        assert!(
            report.as_ref().is_none_or(|report| report.poisoned == 0),
            "nothing here is poison"
        );
        self.passed += done(batch.records.len(), report.map(|report| report.redelivery));
        self.wake_ups.take(sent.take());
    }

    async fn wake(&mut self, faults: &Faults) {
        let (batch, places) = self.wake_ups.next(self.now);
        if places.is_empty() {
            return;
        }
        let (reconstruct, sent) = self.reconstruct_function(faults);
        let invocation = reconstruct.wake(&batch, Deadline::after(INVOCATION));
        let woken = faults.process(invocation).await;
        self.wake_ups.done(&places, woken.as_ref(), self.now);
        self.wake_ups.take(sent.take());
    }

    async fn emit(&mut self, faults: &Faults) {
        let emit = Emit::new(
            FaultyBus::new(self.bus.clone(), faults.clone()),
            DeadLetterQueue::None,
            published(&["*"], true),
        );
        let batch = batch(self.store.records(self.told, RECORDS));
        let invocation = emit.handle(&batch, Deadline::after(INVOCATION));
        let report = faults.process(invocation).await;
        self.told += done(batch.records.len(), report.map(|report| report.redelivery));
    }

    /// `reconstruct`, and the wake-ups that it sends.
    fn reconstruct_function(
        &self,
        faults: &Faults,
    ) -> (
        Reconstruct<FaultyStore<MemoryStore>, DeadLetterQueue, FaultyWakeUps<SentWakeUps>>,
        SentWakeUps,
    ) {
        let sent = SentWakeUps::default();
        let settling = PassRules { settle_seconds: 5, ..rules() };
        let reconstruct = Reconstruct::new(
            FaultyStore::new(self.store.clone(), faults.clone()),
            DeadLetterQueue::None,
            FaultyWakeUps::new(sent.clone(), faults.clone()),
            settling,
            Clock::fixed(self.now),
        );
        (reconstruct.with_packing(PACKING).with_memory(self.memory.clone()), sent)
    }

    /// Lets time pass, unless nothing is left to do.
    fn wait(&mut self) {
        let is_quiet = self.queue.is_empty() && self.to_come(1).is_empty();
        let next_round = self.now.plus_ms(ROUND_MS);
        self.now = match self.wake_ups.messages.iter().map(|message| message.from).min() {
            None if is_quiet => {
                self.is_done = true;
                self.now
            }
            Some(next) if is_quiet => next.max(next_round),
            _ => next_round,
        };
    }

    /// The first records of the stream that a function has not processed.
    fn to_come(&self, most: usize) -> Vec<EventRecord> {
        self.store.records(self.passed.min(self.told), most)
    }
}

/// Worlds that are equal go on in the same way.
impl PartialEq for World {
    fn eq(&self, other: &Self) -> bool {
        let heard = |it: &Self| serde_json::to_string(&it.bus.entries()).unwrap();
        let counts = |it: &Self| (it.invocations, it.is_done, it.now, it.passed, it.told);
        counts(self) == counts(other)
            && self.queue == other.queue
            && self.wake_ups == other.wake_ups
            && self.store.table() == other.store.table()
            && self.to_come(usize::MAX) == other.to_come(usize::MAX)
            && heard(self) == heard(other)
            && format!("{:?}", self.memory) == format!("{:?}", other.memory)
    }
}

/// The queue of wake-ups. One wake-up comes early, one late, one twice.
#[derive(Clone, Default, PartialEq)]
struct DelayedQueue {
    messages: Vec<Message>,
    taken: usize,
}

#[derive(Clone, PartialEq)]
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
