//! Faults: whatever goes wrong with any call of any function, what there is in the end is what there is when nothing goes
//! wrong. Every call of every kind of conversation, with every fault.

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout, reason = "these are tests")]

mod world;

use conversation::{derive, project};
use genesys::details::ConversationDetails;
use switchboard::simulate::{Kind, conversation, kinds};
use tests::faults::{Fault, Faults};
use tests::memory_table::by_id;
use tests::{cases, envelopes, history};
use world::{Outcome, feed};

/// What was said about it, in an order in which some of it is revised.
fn arrivals(details: &ConversationDetails, with_metrics: bool) -> Vec<String> {
    let in_order: Vec<String> = envelopes(details, with_metrics).iter().map(ToString::to_string).collect();
    let (even, odd): (Vec<_>, Vec<_>) = in_order.into_iter().enumerate().partition(|(place, _)| place % 3 == 0);
    odd.into_iter().chain(even).map(|(_, message)| message).collect()
}

/// Time stands still but for what waits, so that pauses cost none.
fn run<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap().block_on(work)
}

/// What there is when nothing goes wrong, and how many calls that takes.
fn undisturbed(details: &ConversationDetails, with_metrics: bool) -> (Outcome, u64) {
    let faults = Faults::none();
    let outcome = run(feed(&details.conversation_id, &arrivals(details, with_metrics), &faults));
    let history = history(details, with_metrics);
    assert_eq!(outcome.tree, Some(by_id(project(&history))));
    let conclusions = derive(&history, &common_events::catalogue::Selection::all());
    assert_eq!((outcome.ledger.len(), outcome.heard.len()), (conclusions.len(), conclusions.len()));
    (outcome, faults.calls())
}

/// Lets every call go wrong in every way. Gives the number of runs.
fn try_every_fault(name: &str, details: &ConversationDetails, with_metrics: bool) -> u64 {
    let (expected, calls) = undisturbed(details, with_metrics);
    let arrivals = arrivals(details, with_metrics);
    for call in 1..=calls {
        for fault in Fault::PASSING {
            let outcome = run(feed(&details.conversation_id, &arrivals, &Faults::at(call, fault)));
            assert_eq!(outcome, expected, "{name}: {fault:?} at call {call}");
        }
    }
    calls * Fault::PASSING.len() as u64
}

#[test]
fn whatever_goes_wrong_with_any_call_the_cases_end_as_if_nothing_had() {
    let runs: u64 = cases().iter().map(|(name, details)| try_every_fault(name, details, true)).sum();
    println!("{runs} runs");
}

#[test]
fn whatever_goes_wrong_with_any_call_conversations_of_every_kind_end_as_if_nothing_had() {
    let of_kind = |kind: &Kind| try_every_fault(&format!("{kind:?}"), &conversation(*kind, 1), false);
    let runs: u64 = kinds().iter().map(of_kind).sum();
    println!("{runs} runs");
}
