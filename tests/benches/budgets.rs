//! Budgets of what does not depend on the machine. `bash tests/bench.sh` measures more, and speed.

#![allow(clippy::unwrap_used, clippy::panic, reason = "these are tests")]

mod allocated;
mod conversation;
mod reference;
mod steps;
mod usage;

use allocated::Allocated;
use conversation::{conversation, conversation_id};
use futures::future::join_all;
use reference::reference;
use steps::Step;
use store::Operation;
use usage::Cost;

/// Allowed allocations and bytes per event of a conversation of [`SHORT`] events. The measured
/// values are beside them.
const ALLOCATIONS: [(Step, Allocated); 4] = [
    (Step::Decode, Allocated { count: 30.0, bytes: 9_200.0 }), // 27.9, 8,654
    (Step::Project, Allocated { count: 17.0, bytes: 2_350.0 }), // 15.8, 2,263
    (Step::Derive, Allocated { count: 31.5, bytes: 6_600.0 }), // 29.9, 6,356
    (Step::All, Allocated { count: 77.0, bytes: 17_900.0 }),   // 73.5, 17,272
];
/// Allowed growth per event in a conversation of [`LONG`] events, as a factor.
const GROWTH: f64 = 2.0;
/// Events of an ordinary conversation.
const SHORT: usize = 20;
/// Events of a long conversation.
const LONG: usize = 1_000;

/// Allowed cost per event for [`CONVERSATIONS`] conversations of the reference workload. The
/// measured values are above each budget: write units, read units, requests, entries.
const COSTS: [Budget; 4] = [
    // 3.55, 5.63, 6.20, 1.31
    Budget {
        types: "all",
        batch: 1,
        write_units: 3.64,
        read_units: 5.75,
        requests: 6.35,
        entries: 1.35,
    },
    // 2.19, 1.97, 2.97, 1.31
    Budget {
        types: "all",
        batch: 100,
        write_units: 2.25,
        read_units: 2.05,
        requests: 3.05,
        entries: 1.35,
    },
    // 3.26, 4.84, 5.54, 0.70
    Budget {
        types: "core",
        batch: 1,
        write_units: 3.35,
        read_units: 4.95,
        requests: 5.7,
        entries: 0.72,
    },
    // 2.03, 1.44, 2.52, 0.70
    Budget {
        types: "core",
        batch: 100,
        write_units: 2.08,
        read_units: 1.5,
        requests: 2.6,
        entries: 0.72,
    },
];
/// Number of conversations.
const CONVERSATIONS: u64 = 40;

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
    let (id, short, long) = (conversation_id(), conversation(SHORT), conversation(LONG));
    let mut beyond = Vec::new();
    for (step, budget) in ALLOCATIONS {
        let (few, many) = (step.allocates(&id, &short), step.allocates(&id, &long));
        if few.count > budget.count || few.bytes > budget.bytes {
            beyond.push(format!("{step:?}: {few:?} of {budget:?}"));
        }
        if many.count > GROWTH * few.count || many.bytes > GROWTH * few.bytes {
            beyond.push(format!("{step:?}: {many:?} for {LONG} events, {few:?} for {SHORT}"));
        }
    }
    assert!(beyond.is_empty(), "allocated per event:\n{}", beyond.join("\n"));
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
        assert_eq!(
            count(Operation::Query),
            2 * cost.passes,
            "a pass queries its commit, then its log: {types}, {batch}"
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
