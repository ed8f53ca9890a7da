//! Faults: whichever call of whichever function fails, and however it fails, the final state is the
//! same as without a fault. Tries every fault at every call, for every kind of conversation.

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout, reason = "these are tests")]

mod world;

use conversation::{History, derive, project};
use genesys::details::ConversationDetails;
use genesys::{ConversationId, Sweep};
use serde_json::{Value, json};
use simulate::{Kind, conversation, kinds};
use testkit::faults::{Fault, Faults};
use testkit::memory_table::by_id;
use testkit::{cases, envelopes, known};
use world::{Outcome, World};

/// An arrival order that makes some Common Events change after their first publication.
fn arrivals(in_order: Vec<Value>) -> Vec<Value> {
    let (even, odd): (Vec<_>, Vec<_>) =
        in_order.into_iter().enumerate().partition(|(place, _)| place % 3 == 0);
    odd.into_iter().chain(even).map(|(_, message)| message).collect()
}

/// The events of a conversation with the other evidence. An early document has only the first
/// participant, a late one is complete. One sweep comes too soon, one at the end. The last event of
/// the conversation is lost.
fn with_documents_and_sweeps(details: &ConversationDetails) -> Vec<Value> {
    let mut events = envelopes(details, false);
    events.pop();
    let document = |document: &ConversationDetails| {
        json!({"detail-type": "details",
        "detail": {"eventBody": document}})
    };
    let mut early = ConversationDetails { conversation_end: None, ..details.clone() };
    early.participants.truncate(1);
    let sweep = |last: Option<&Value>| {
        let last_news = known(last.unwrap()).event.time;
        let body = Sweep { last_news }.body(&details.conversation_id);
        json!({"detail-type": "sweep", "detail": {"eventBody": body}})
    };
    let (too_soon, in_the_end) = (sweep(events.get(events.len() / 2)), sweep(events.last()));
    let mut all = vec![document(&early)];
    all.extend(arrivals(events));
    all.insert(all.len() / 2, too_soon);
    all.push(in_the_end);
    all.push(document(details));
    all
}

/// Runs on a paused clock, which advances only while everything waits, so that pauses cost no time.
fn run<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .unwrap()
        .block_on(work)
}

/// A run without faults.
struct Undisturbed {
    outcome: Outcome,
    /// Number of calls.
    calls: u64,
    /// The state before each invocation, and the number of calls until then.
    before: Vec<(u64, World)>,
}

impl Undisturbed {
    fn run(id: &ConversationId, arrivals: &[Value]) -> Self {
        let messages: Vec<String> = arrivals.iter().map(ToString::to_string).collect();
        let (faults, mut world) = (Faults::none(), World::new(&messages));
        let mut before = vec![(0, world.copy())];
        while !world.is_done() {
            run(world.invoke_next(&faults));
            before.push((faults.calls(), world.copy()));
        }
        let outcome = world.outcome(id);
        let history = History::new(id.clone(), arrivals.iter().map(known));
        assert_eq!(outcome.tree, Some(by_id(project(&history))));
        let derived_events = derive(&history, &common_events::catalogue::Selection::all());
        assert_eq!(
            (outcome.ledger.len(), outcome.heard.len()),
            (derived_events.len(), derived_events.len())
        );
        Self { outcome, calls: faults.calls(), before }
    }

    /// The states after the invocation in which a call fails, each once, with the first fault that
    /// leads to it. What happens before is the same for every fault, so the run begins there.
    fn with_faults(&self, call: u64) -> Vec<(Fault, World)> {
        let later = self.before.partition_point(|(calls, _)| *calls < call);
        let (calls, before) = &self.before[later - 1];
        let mut states: Vec<(Fault, World)> = Vec::new();
        for fault in Fault::PASSING {
            let (mut world, faults) = (before.copy(), Faults::at(call - calls, fault));
            run(world.invoke_next(&faults));
            assert!(faults.calls() >= call - calls, "call {call} was not made");
            if states.iter().all(|(_, other)| *other != world) {
                states.push((fault, world));
            }
        }
        states
    }
}

/// Tries every fault at every call. Faults that lead to the same state go on as one. Returns the
/// number of faults.
fn try_every_fault(name: &str, id: &ConversationId, arrivals: &[Value]) -> u64 {
    let undisturbed = Undisturbed::run(id, arrivals);
    for call in 1..=undisturbed.calls {
        for (fault, world) in undisturbed.with_faults(call) {
            let outcome = run(world.finish(id));
            assert_eq!(outcome, undisturbed.outcome, "{name}: {fault:?} at call {call}");
        }
    }
    undisturbed.calls * Fault::PASSING.len() as u64
}

/// Every fault at every call: the cases end in the same state as without a fault.
#[test]
fn any_fault_in_any_call_leaves_cases_intact() {
    let of_case = |(name, details): &(String, ConversationDetails)| {
        try_every_fault(name, &details.conversation_id, &arrivals(envelopes(details, true)))
    };
    println!("{} faults", cases().iter().map(of_case).sum::<u64>());
}

/// Every fault at every call: a conversation of every kind ends in the same state as without a
/// fault.
#[test]
fn any_fault_in_any_call_leaves_every_kind_intact() {
    let of_kind = |kind: &Kind| {
        let details = conversation(*kind, 1);
        try_every_fault(
            &format!("{kind:?}"),
            &details.conversation_id,
            &arrivals(envelopes(&details, false)),
        )
    };
    println!("{} faults", kinds().iter().map(of_kind).sum::<u64>());
}

/// Every fault at every call: cases with documents and sweeps end in the same state as without a
/// fault.
#[test]
fn any_fault_leaves_documents_and_sweeps_intact() {
    let of_case = |(name, details): &(String, ConversationDetails)| {
        try_every_fault(name, &details.conversation_id, &with_documents_and_sweeps(details))
    };
    println!("{} faults", cases().iter().map(of_case).sum::<u64>());
}
