//! Settling: for any events, arrival times and faults, everything that follows is in the ledger
//! once it is due, nothing waits forever, and no wake-up is sent when nothing waits.

#![allow(clippy::unwrap_used, clippy::panic, reason = "these are tests")]

use std::collections::BTreeMap;
use std::time::Duration;

use common_events::catalogue::Selection;
use common_events::{EventType, Status};
use conversation::derive;
use genesys::{ConversationId, Timestamp};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::test_runner::FileFailurePersistence;
use reconstruct::settling::{Arrivals, settle_ms};
use reconstruct::{PassReport, PassRules, Reconstruct};
use runtime::clock::ClockSetter;
use runtime::{Clock, DeadLetterQueue, Deadline, WakeUp};
use serde_json::{Value, json};
use simulate::{conversation, kinds};
use store::{EventItem, EventLog, Reading};
use testkit::faults::{Fault, Faults, FaultyStore, FaultyWakeUps};
use testkit::invocations::{NOW, batch, event, messages, rules};
use testkit::memory_store::MemoryStore;
use testkit::wake_ups::SentWakeUps;
use testkit::{but_context, envelopes};

/// How late something may be published, in milliseconds: as late as its wake-up may come.
const LATE_MS: i64 = 2_000;
/// Time limit of an invocation.
const INVOCATION: Duration = Duration::from_secs(30);
/// Number of attempts of an invocation: more than there are faults.
const ATTEMPTS: usize = 20;

/// The events of a conversation, each with the pause before it, and the calls that fail.
#[derive(Debug, Clone)]
struct Telling {
    id: ConversationId,
    arrivals: Vec<(Value, i64)>,
    faults: BTreeMap<u64, Fault>,
    settle_seconds: u32,
}

fn tellings() -> impl Strategy<Value = Telling> {
    let fault = (1..200_u64, select(&Fault::PASSING[..]));
    let pause = prop_oneof![Just(0), 0..3_000_i64, 3_000..12_000_i64, Just(5_000), Just(10_000)];
    let pauses = proptest::collection::vec(pause, 60);
    let swaps = proptest::collection::vec((any::<Index>(), any::<Index>()), 0..6);
    let faults = proptest::collection::btree_map(fault.0, fault.1, 0..4);
    let kind = (0..kinds().len(), 0..500_u64, any::<bool>());
    (kind, pauses, swaps, faults, select(&[0_u32, 1, 5, 60][..])).prop_map(
        |((kind, seed, metrics), pauses, swaps, faults, settle_seconds)| {
            let details = conversation(kinds()[kind], seed);
            let mut events = envelopes(&details, metrics);
            for (one, other) in swaps {
                let (one, other) = (one.index(events.len()), other.index(events.len()));
                events.swap(one, other);
            }
            let arrivals = events.into_iter().zip(pauses.into_iter().cycle()).collect();
            Telling { id: details.conversation_id, arrivals, faults, settle_seconds }
        },
    )
}

type Function = Reconstruct<FaultyStore<MemoryStore>, DeadLetterQueue, FaultyWakeUps<SentWakeUps>>;

struct World {
    telling: Telling,
    store: MemoryStore,
    wake_ups: SentWakeUps,
    queue: Vec<WakeUp>,
    faults: Faults,
    function: Function,
    clock: Clock,
    setter: ClockSetter,
    passed: usize,
}

impl World {
    fn new(telling: &Telling) -> Self {
        let (clock, setter) = Clock::fixed(NOW).adjustable();
        let (store, wake_ups) = (MemoryStore::default(), SentWakeUps::default());
        let plan = telling.faults.clone();
        let faults = Faults::new(move |call| plan.get(&call).copied());
        let function = Reconstruct::new(
            FaultyStore::new(store.clone(), faults.clone()),
            DeadLetterQueue::None,
            FaultyWakeUps::new(wake_ups.clone(), faults.clone()),
            PassRules { settle_seconds: telling.settle_seconds, ..rules() },
            clock.clone(),
        );
        let (telling, queue) = (telling.clone(), Vec::new());
        Self { telling, store, wake_ups, queue, faults, function, clock, setter, passed: 0 }
    }

    /// Runs passes over new events until all are processed.
    async fn pass(&mut self) {
        for _ in 0..ATTEMPTS {
            let records = self.store.records(self.passed, usize::MAX);
            if records.is_empty() {
                return;
            }
            let batch = batch(records.clone());
            let handled = self
                .faults
                .process(self.function.handle(&batch, Deadline::after(INVOCATION)))
                .await;
            if let Some(report) = handled {
                report.done().for_each(is_calm);
                self.passed += report.redelivery.index().unwrap_or(records.len());
            }
        }
        panic!("it is stuck");
    }

    /// Moves the clock and delivers wake-ups when they are due.
    async fn pass_time(&mut self, until: Timestamp) {
        loop {
            self.queue.extend(self.wake_ups.take());
            self.queue.sort();
            let Some(wake_up) = self.queue.first().filter(|first| first.due_at <= until).cloned()
            else {
                break;
            };
            self.setter.move_to(wake_up.due_at);
            self.wake(&wake_up).await;
            self.queue.retain(|waiting| *waiting != wake_up);
            self.pass().await;
            self.is_on_time();
        }
        self.setter.move_to(until);
    }

    async fn wake(&self, wake_up: &WakeUp) {
        let message = messages(&[serde_json::to_string(wake_up).unwrap()]);
        for _ in 0..ATTEMPTS {
            let woken = self
                .faults
                .process(self.function.wake(&message, Deadline::after(INVOCATION)))
                .await;
            if let Some(woken) =
                woken.filter(|woken| woken.response().batch_item_failures.is_empty())
            {
                return woken.done().for_each(is_calm);
            }
        }
        panic!("it is stuck");
    }

    /// Everything that has been due for a while is published, and nothing else is active.
    fn is_on_time(&self) {
        let (id, table) = (&self.telling.id, self.store.table());
        let reading = Reading { events: table.log(id), ..Reading::default() };
        let arrivals = Arrivals::of(&reading.events, self.clock.now().minus_ms(LATE_MS));
        let settle = |class, inferred| settle_ms(class, inferred, self.telling.settle_seconds);
        let mut stands: BTreeMap<(EventType, String), Value> = BTreeMap::new();
        for entry in table.ledger(id).into_iter().filter(|entry| entry.status == Status::Active) {
            let content = json!([entry.occurred_at, but_context(&entry.data)]);
            stands.insert((entry.event_type, entry.subject), content);
        }
        for derived in derive(&reading.history(id), &Selection::all()) {
            let settle_ms = settle(derived.settles, derived.inferred);
            let (event_type, data) =
                (derived.event_type(), serde_json::to_value(&derived.data).unwrap());
            let content = json!([derived.occurred_at, but_context(&data)]);
            let stood = stands.remove(&(event_type, derived.subject.clone()));
            if arrivals.due_at(&derived.causes, settle_ms).is_none() {
                assert_eq!(stood, Some(content), "{event_type} {}", derived.subject);
            }
        }
        for ((event_type, subject), _) in stands {
            let settle_ms = settle(event_type.settle_class(), false);
            assert!(
                arrivals.due_after_all(settle_ms).is_some(),
                "{event_type} {subject} does not follow"
            );
        }
    }
}

/// A pass that holds nothing back sends no wake-up.
fn is_calm(pass: &PassReport) {
    assert!(pass.held_back > 0 || pass.attempts > 1 || pass.wake_ups == 0, "{pass:?}");
}

async fn tell(telling: &Telling) {
    let mut world = World::new(telling);
    for (envelope, pause) in &telling.arrivals {
        world.pass_time(world.clock.now().plus_ms(*pause)).await;
        let item = EventItem { received_at: world.clock.now(), ..event(envelope) };
        world.store.append(&item).await.unwrap();
        world.pass().await;
        world.is_on_time();
    }
    world.pass_time(world.clock.now().plus_ms(600_000)).await;
    world.is_on_time();
    assert!(world.queue.is_empty(), "nothing waits for good");
}

/// Failures are kept with their seeds beside this file, and tried first in the next run.
fn config() -> ProptestConfig {
    let failure_persistence =
        Some(Box::new(FileFailurePersistence::WithSource("regressions")) as _);
    ProptestConfig {
        cases: 256,
        max_shrink_iters: 300,
        failure_persistence,
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(config())]

    /// Whatever fails, everything that follows is published in time.
    #[test]
    fn any_fault_still_publishes_in_time(telling in tellings()) {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .start_paused(true)
            .build()
            .unwrap();
        runtime.block_on(tell(&telling));
    }
}
