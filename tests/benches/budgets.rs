//! Budgets of what does not depend on the machine. `bash tests/bench.sh` measures more, and speed.

#![allow(clippy::unwrap_used, clippy::panic, reason = "these are tests")]

mod allocated;
mod conversation;
mod reference;
mod steps;
mod usage;

use std::time::Instant;

use common_events::catalogue::Selection;
use conversation::{conversation, conversation_id};
use futures::future::join_all;
use reference::reference;
use steps::{Step, all};
use store::Operation;
use usage::Cost;

/// Allowed allocations and bytes per event of a conversation of [`SHORT`] events. The measured
/// values are beside them.
const ALLOCATIONS: [(Step, f64, f64); 4] = [
    (Step::Decode, 23.0, 6_500.0),  // 22.2, 6,250
    (Step::Project, 18.0, 2_800.0), // 17.3, 2,676
    (Step::Derive, 31.0, 5_700.0),  // 29.9, 5,483
    (Step::All, 72.0, 15_000.0),    // 69.3, 14,408
];
/// Allowed growth per event in longer conversations, as a factor.
const GROWTH: f64 = 1.3;
/// Allowed growth of the time per event from a conversation of [`LONG`] events to one of
/// [`LONGEST`], as a factor. Memory is slower than caches; a part that looks at all events for each
/// of them would make it near ten.
const SLOWER: f64 = 4.0;
/// Largest memory that a step uses at once in longer conversations, in bytes per event. All steps
/// together use 4,846.
const MEMORY: f64 = 5_000.0;
/// Events of an ordinary conversation.
const SHORT: usize = 20;
/// Events of a long conversation.
const LONG: usize = 1_000;
/// Events of a conversation that lives for months.
const LONGEST: usize = 10_000;
/// Number of measurements. The shortest counts.
const MEASUREMENTS: usize = 3;

/// Allowed cost per event for [`CONVERSATIONS`] conversations of the reference workload. The
/// measured values are above each budget: write units, read units, requests, entries.
const COSTS: [Budget; 4] = [
    // 3.57, 3.52, 7.43, 1.31
    Budget {
        types: "all",
        batch: 1,
        write_units: 3.64,
        read_units: 3.65,
        requests: 7.5,
        entries: 1.35,
    },
    // 2.20, 1.52, 3.32, 1.31
    Budget {
        types: "all",
        batch: 100,
        write_units: 2.25,
        read_units: 1.57,
        requests: 3.5,
        entries: 1.35,
    },
    // 3.28, 2.98, 6.65, 0.70
    Budget {
        types: "core",
        batch: 1,
        write_units: 3.35,
        read_units: 3.1,
        requests: 6.8,
        entries: 0.72,
    },
    // 2.03, 1.06, 2.78, 0.70
    Budget {
        types: "core",
        batch: 100,
        write_units: 2.08,
        read_units: 1.1,
        requests: 3.0,
        entries: 0.72,
    },
];
/// Number of conversations.
const CONVERSATIONS: u64 = 40;

/// Allowed cost of conversations whose last events come one by one. The measured values are above
/// each: write units, read units, write units of log pages, read units of a pass that remembers
/// nothing.
const LONG_CONVERSATIONS: [Long; 3] = [
    // 4.70, 3.98, 0.127, 13.5
    Long {
        events: 100,
        last: 100,
        write_units: 4.9,
        read_units: 4.0,
        page_units: 0.15,
        cold: 16.0,
    },
    // 5.38, 4.02, 0.143, 16.5
    Long {
        events: 500,
        last: 220,
        write_units: 5.6,
        read_units: 4.2,
        page_units: 0.15,
        cold: 20.0,
    },
    // 3.00, 11.17, no page, 360
    Long {
        events: 10_000,
        last: 3,
        write_units: 3.2,
        read_units: 12.0,
        page_units: 0.15,
        cold: 380.0,
    },
];

/// Maximum cost of a long conversation.
struct Long {
    events: usize,
    /// Number of events that come one by one; those before come at once.
    last: usize,
    /// Per event.
    write_units: f64,
    /// Per event.
    read_units: f64,
    /// Write units of log pages per event on them.
    page_units: f64,
    /// Read units of a pass that remembers nothing.
    cold: f64,
}

/// Maximum cost per event.
struct Budget {
    /// The value of `COMMON_EVENT_TYPES`.
    types: &'static str,
    /// Number of messages in an invocation.
    batch: usize,
    write_units: f64,
    read_units: f64,
    /// Requests to DynamoDB.
    requests: f64,
    /// Entries of `PutEvents`.
    entries: f64,
}

/// The domain allocates no more than its budgets, also per event of a long conversation.
#[test]
fn domain_stays_within_its_allocation_budgets() {
    let (id, short) = (conversation_id(), conversation(SHORT));
    let longer = [LONG, LONGEST].map(|length| (length, conversation(length)));
    let mut beyond = Vec::new();
    for (step, count, bytes) in ALLOCATIONS {
        let few = step.allocates(&id, &short);
        println!("{step:?}: {few:?} for {SHORT} events");
        if few.count > count || few.bytes > bytes {
            beyond.push(format!("{step:?}: {few:?}, of {count} and {bytes}"));
        }
        for (length, long) in &longer {
            let many = step.allocates(&id, long);
            println!("{step:?}: {many:?} for {length} events");
            if many.count > GROWTH * few.count || many.bytes > GROWTH * few.bytes {
                beyond.push(format!("{step:?}: {many:?} for {length} events, {few:?} for {SHORT}"));
            }
            if many.most > MEMORY {
                beyond.push(format!("{step:?}: {} bytes at once, of {MEMORY}", many.most));
            }
        }
    }
    assert!(beyond.is_empty(), "allocated per event:\n{}", beyond.join("\n"));
}

/// The time per event hardly depends on how many are known. Both lengths are measured in turn, so
/// that a busy machine slows both.
#[test]
fn domain_takes_as_long_for_each_event() {
    let (id, selection) = (conversation_id(), Selection::all());
    let lengths = [LONG, LONGEST].map(conversation);
    let mut least = [f64::INFINITY; 2];
    for _ in 0..MEASUREMENTS {
        for (messages, least) in lengths.iter().zip(&mut least) {
            let begun = Instant::now();
            for _ in 0..LONGEST / messages.len() {
                all(&id, messages, &selection);
            }
            *least = least.min(begun.elapsed().as_secs_f64() / LONGEST as f64);
        }
    }
    let [long, longest] = least.map(|seconds| seconds * 1e6);
    println!("{long:.1} µs per event of {LONG}, {longest:.1} of {LONGEST}");
    assert!(longest <= SLOWER * long, "{longest} µs per event of {LONGEST}, {long} of {LONG}");
}

#[tokio::test]
async fn event_stays_within_its_cost_budgets() {
    let messages = reference(CONVERSATIONS);
    let mut beyond = Vec::new();
    let costs =
        join_all(COSTS.iter().map(|budget| Cost::of(&messages, budget.batch, budget.types))).await;
    for (budget, cost) in COSTS.iter().zip(&costs) {
        let (types, batch) = (budget.types, budget.batch);
        for (what, total, allowed) in [
            ("write units", cost.usage.write_units, budget.write_units),
            ("read units", cost.usage.read_units, budget.read_units),
            ("requests", cost.requests() as f64, budget.requests),
            ("entries", cost.entries as f64, budget.entries),
        ] {
            let found = cost.per_event(total);
            println!("{types}, in batches of {batch}: {found:.3} {what}");
            if found > allowed {
                beyond.push(format!(
                    "{types}, in batches of {batch}: {found:.3} {what}, {allowed} allowed"
                ));
            }
        }
        let count = |operation| cost.usage.requests.get(&operation).copied().unwrap_or_default();
        let queries = count(Operation::Query);
        assert!(
            (2 * cost.passes..=3 * cost.passes).contains(&queries),
            "a pass queries its commit, then all, or what is new: {types}, {batch}"
        );
        let gets = count(Operation::GetItem);
        assert!(gets <= cost.passes, "it gets one key more at most: {types}, {batch}: {gets}");
        assert!(
            cost.table_units() as f64 <= cost.usage.write_units,
            "more is written than is accounted for: {cost:?}"
        );
    }
    assert!(beyond.is_empty(), "per event:\n{}", beyond.join("\n"));
}

/// An event of a long conversation that comes alone costs no more than its budget.
#[tokio::test]
async fn long_conversation_stays_within_its_budgets() {
    let mut beyond = Vec::new();
    for Long { events, last, write_units, read_units, page_units, cold } in LONG_CONVERSATIONS {
        let messages = conversation(events);
        let (before, last) = messages.split_at(events - last);
        let cost = Cost::after([before, &[]], last, 1, "all").await;
        for (what, found, allowed) in [
            ("write units an event", cost.per_event(cost.usage.write_units), write_units),
            ("read units an event", cost.per_event(cost.usage.read_units), read_units),
            ("write units of log pages an event", cost.paging, page_units),
            ("read units of a cold pass", cost.cold, cold),
        ] {
            println!("{events} events: {found:.3} {what}");
            if found > allowed {
                beyond.push(format!("{events} events: {found:.3} {what}, {allowed} allowed"));
            }
        }
    }
    assert!(beyond.is_empty(), "in long conversations:\n{}", beyond.join("\n"));
}
