//! Calm: conversations are fed one event at a time, in arrival order, and Common Events are held
//! back until they settle. Then there are almost no revisions and no withdrawals, also with the
//! delays of an ordinary network.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "these are tests")]

use std::collections::BTreeMap;

use common_events::Status;
use common_events::catalogue::EventType;
use conversation::derive;
use genesys::details::ConversationDetails;
use genesys::{ConversationId, Timestamp};
use local_aws::arrival;
use reconstruct::PassRules;
use reconstruct::derived::Differences;
use reconstruct::settling::Arrivals;
use simulate::{SimulateOptions, conversation, kinds};
use store::{EventItem, LedgerEntry, Reading};
use testkit::invocations::{event, rules};
use testkit::{cases, envelopes};

/// Numbers of first publications, revisions and withdrawals of one type.
#[derive(Debug, Default, Clone, Copy)]
struct Counts {
    first: u64,
    again: u64,
    withdrawn: u64,
}

/// Feeds a conversation event by event, each received when it happened.
fn feed(
    details: &ConversationDetails,
    with_metrics: bool,
    counts: &mut BTreeMap<EventType, Counts>,
) {
    let at_its_time = |item: EventItem| EventItem { received_at: item.sk.time, ..item };
    let arriving = envelopes(details, with_metrics)
        .iter()
        .map(|envelope| at_its_time(event(envelope)))
        .collect();
    feed_items(arriving, counts);
}

/// Feeds the events of a conversation, each when it was received, and publishes what is due as
/// passes do.
fn feed_items(mut arriving: Vec<EventItem>, counts: &mut BTreeMap<EventType, Counts>) {
    arriving.sort_by_key(|item| item.received_at);
    let id = arriving[0].conversation_id().clone();
    let (mut reading, mut ledger, mut due_at) = (Reading::default(), Vec::new(), None);
    for item in arriving {
        while let Some(due) = due_at.filter(|due| *due < item.received_at) {
            (ledger, due_at) = pass(&id, &reading, ledger, due, counts);
        }
        let now = item.received_at;
        reading.events.push(item);
        (ledger, due_at) = pass(&id, &reading, ledger, now, counts);
    }
    while let Some(due) = due_at {
        (ledger, due_at) = pass(&id, &reading, ledger, due, counts);
    }
}

/// Runs a pass; returns the ledger after it and when the next pass is due.
fn pass(
    id: &ConversationId,
    reading: &Reading,
    ledger: Vec<LedgerEntry>,
    now: Timestamp,
    counts: &mut BTreeMap<EventType, Counts>,
) -> (Vec<LedgerEntry>, Option<Timestamp>) {
    let (history, rules) = (reading.history(id), PassRules { settle_seconds: 5, ..rules() });
    let arrivals = Arrivals::of(&reading.events, now);
    let derived = derive(&history, &rules.selection);
    let Differences { changes, mut unchanged, due_at, .. } =
        Differences::between(derived, ledger, &history, &rules, &arrivals);
    for entry in &changes {
        let counts = counts.entry(entry.event_type).or_default();
        match (entry.revision, entry.status) {
            (1, _) => counts.first += 1,
            (_, Status::Active) => counts.again += 1,
            (_, Status::Withdrawn) => counts.withdrawn += 1,
        }
    }
    unchanged.extend(changes);
    (unchanged, due_at)
}

fn report(of: &str, conversations: usize, counts: &BTreeMap<EventType, Counts>) -> (u64, u64) {
    println!("{of}: {conversations} conversations");
    for (event_type, counts) in counts {
        let Counts { first, again, withdrawn } = counts;
        println!(
            "  {event_type:<30} {first:>5} published, {again:>3} revised, {withdrawn:>3} withdrawn"
        );
    }
    (
        counts.values().map(|counts| counts.again).sum(),
        counts.values().map(|counts| counts.withdrawn).sum(),
    )
}

/// At most one revision per conversation on average, and no withdrawal.
#[test]
fn cases_are_almost_never_revised() {
    for with_metrics in [false, true] {
        let mut counts = BTreeMap::new();
        let cases = cases();
        for (_, details) in &cases {
            feed(details, with_metrics, &mut counts);
        }
        let (revised, withdrawn) =
            report(&format!("cases, metrics: {with_metrics}"), cases.len(), &counts);
        assert!(
            revised <= cases.len() as u64,
            "{revised} revisions of {} conversations",
            cases.len()
        );
        assert_eq!(withdrawn, 0);
    }
}

/// At most one revision per conversation on average, and no withdrawal.
#[test]
fn simulated_kinds_are_almost_never_revised() {
    let mut counts = BTreeMap::new();
    let mut conversations = 0;
    for kind in kinds() {
        for seed in 0..8 {
            feed(&conversation(*kind, seed), seed % 2 == 0, &mut counts);
            conversations += 1;
        }
    }
    let (revised, withdrawn) = report("made up", conversations, &counts);
    assert!(
        revised <= conversations as u64,
        "{revised} revisions of {conversations} conversations"
    );
    assert_eq!(withdrawn, 0);
}

/// Of 10,000 Common Events at most fifty are revisions and one is a withdrawal; of 1,000 endings or
/// transfers, at most sixteen are revisions.
#[test]
fn network_delays_revise_almost_nothing() {
    let options = SimulateOptions {
        conversations: 2_000,
        seed: 1,
        jitter: true,
        ..SimulateOptions::default()
    };
    let mut lines = Vec::new();
    simulate::write(&options, &mut lines).unwrap();
    let mut by_conversation: BTreeMap<String, Vec<EventItem>> = BTreeMap::new();
    for line in String::from_utf8(lines).unwrap().lines() {
        let received_at = arrival::time_of(line).unwrap();
        let item = EventItem { received_at, ..event(&serde_json::from_str(line).unwrap()) };
        by_conversation.entry(item.conversation_id().to_string()).or_default().push(item);
    }
    let mut counts = BTreeMap::new();
    let conversations = by_conversation.len();
    for arriving in by_conversation.into_values() {
        feed_items(arriving, &mut counts);
    }
    let (revised, withdrawn) = report("with network delays", conversations, &counts);
    let all: u64 = counts.values().map(|it| it.first + it.again + it.withdrawn).sum();
    assert!(all > 20_000, "{all} Common Events");
    assert!(revised * 1_000 <= all * 5, "{revised} revisions of {all} Common Events");
    assert!(withdrawn * 10_000 <= all, "{withdrawn} withdrawals of {all} Common Events");
    for event_type in [EventType::ConversationEnded, EventType::AgentTransferredConversation] {
        let Counts { first, again, .. } = counts[&event_type];
        assert!(again * 1_000 <= (first + again) * 16, "{again} revisions of {event_type}");
    }
}
