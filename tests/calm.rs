//! Calm: fed one event at a time in arrival order, hardly anything is said twice, and nothing is taken back.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "these are tests")]

use std::collections::BTreeMap;

use common_events::catalogue::{EventType, Selection};
use conversation::{History, derive};
use genesys::Timestamp;
use genesys::details::ConversationDetails;
use serde_json::Value;
use switchboard::simulate::{conversation, kinds};
use tests::{cases, envelopes, known};

/// Statements, revisions and withdrawals, by type.
#[derive(Debug, Default, Clone, Copy)]
struct Said {
    first: u64,
    again: u64,
    withdrawn: u64,
}

/// Tells a conversation event by event, as a ledger would take it.
fn tell(details: &ConversationDetails, with_metrics: bool, said: &mut BTreeMap<EventType, Said>) {
    let events: Vec<_> = envelopes(details, with_metrics).iter().map(known).collect();
    let mut ledger: BTreeMap<(EventType, String), (Timestamp, Value)> = BTreeMap::new();
    for told in 1..=events.len() {
        let history = History::new(details.conversation_id.clone(), events[..told].iter().cloned());
        let mut derived = BTreeMap::new();
        for conclusion in derive(&history, &Selection::all()) {
            let data = serde_json::to_value(&conclusion.data).unwrap();
            derived.insert((conclusion.event_type(), conclusion.subject), (conclusion.occurred_at, data));
        }
        for (key, statement) in &derived {
            match ledger.get(key) {
                None => said.entry(key.0).or_default().first += 1,
                Some(before) if before != statement => said.entry(key.0).or_default().again += 1,
                Some(_) => {}
            }
        }
        for key in ledger.keys().filter(|key| !derived.contains_key(key)) {
            said.entry(key.0).or_default().withdrawn += 1;
        }
        ledger = derived;
    }
}

fn report(of: &str, conversations: usize, said: &BTreeMap<EventType, Said>) -> (u64, u64) {
    println!("{of}: {conversations} conversations");
    for (event_type, said) in said {
        let Said { first, again, withdrawn } = said;
        println!("  {event_type:<30} {first:>5} said, {again:>3} revised, {withdrawn:>3} withdrawn");
    }
    (said.values().map(|said| said.again).sum(), said.values().map(|said| said.withdrawn).sum())
}

#[test]
fn the_cases_are_told_calmly() {
    for with_metrics in [false, true] {
        let mut said = BTreeMap::new();
        let cases = cases();
        for (_, details) in &cases {
            tell(details, with_metrics, &mut said);
        }
        let (revised, withdrawn) = report(&format!("cases, metrics: {with_metrics}"), cases.len(), &said);
        assert!(revised <= cases.len() as u64, "{revised} revisions of {} conversations", cases.len());
        assert_eq!(withdrawn, 0);
    }
}

#[test]
fn made_up_conversations_of_every_kind_are_told_calmly() {
    let mut said = BTreeMap::new();
    let mut conversations = 0;
    for kind in kinds() {
        for seed in 0..8 {
            tell(&conversation(*kind, seed), seed % 2 == 0, &mut said);
            conversations += 1;
        }
    }
    let (revised, withdrawn) = report("made up", conversations, &said);
    assert!(revised <= conversations as u64, "{revised} revisions of {conversations} conversations");
    assert_eq!(withdrawn, 0);
}
