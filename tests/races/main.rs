//! Races: three passes over one conversation, in every interleaving, end in what follows from all
//! events. Events arrive between any two calls and any two pages of a query, and passes crash
//! anywhere. The explored code is the deployed pass, not a model of it. Every rule of the design is
//! needed: without it, the tests find a wrong result.

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout, reason = "these are tests")]

mod action;
mod going;
mod model;
mod pass;
mod state;

use std::collections::BTreeSet;

use conversation::derive;
use reconstruct::PassRules;
use serde_json::{Value, json};
use stateright::{Checker, HasDiscoveries, Model, UniformChooser};
use store::{EventItem, Reading};
use testkit::invocations::event;

use model::{FOUND_WHEN_HEARD, Flaw, NO_CONTRADICTION, RIGHT_IN_THE_END, Races};

const T0: i64 = 1_772_442_000_000;
/// How many states `sample` visits.
const SAMPLED_STATES: usize = 200_000;
/// Decides which interleavings `sample` follows.
const SEED: u64 = 1;

fn arrival(topic: &str, second: i64, body: Value) -> EventItem {
    let mut event_body =
        json!({"conversationId": "c-1", "eventTime": T0 + second * 1_000, "mediaType": "VOICE"});
    event_body.as_object_mut().unwrap().extend(body.as_object().cloned().unwrap());
    event(&json!({
        "id": "e", "detail-type": format!("v2.detail.events.conversation.{{id}}.{topic}"),
        "detail": {"eventBody": event_body},
    }))
}

/// A customer's end, then an agent who still seems to be alerting, then the agent's end:
/// `ConversationEnded` is published, withdrawn and published again, A→B→A.
fn ended_open_ended() -> Vec<EventItem> {
    let agent = json!({"participantId": "p-2", "sessionId": "s-2", "userId": "u-1"});
    vec![
        arrival("customer.end", 9, json!({"participantId": "p-1", "sessionId": "s-1"})),
        arrival("user.start", 9, agent.clone()),
        arrival("user.end", 9, agent),
    ]
}

/// An agent sets a wrap-up code, another one, and the first again: the data of `WrapUpCompleted`
/// changes and changes back, A→B→A.
fn code_corrected_and_back() -> Vec<EventItem> {
    let of_agent = |topic, second, code: &str| {
        arrival(
            topic,
            second,
            json!({"participantId": "p-1", "sessionId": "s-1", "userId": "u-1",
                "wrapupCode": code}),
        )
    };
    vec![
        of_agent("acw", 9, "sale"),
        of_agent("wrapup", 10, "complaint"),
        of_agent("wrapup", 11, "sale"),
    ]
}

fn withdrawn_and_back() -> Races {
    Races::new(ended_open_ended(), deriving("ConversationEnded"))
}

fn changed_and_back() -> Races {
    Races::new(code_corrected_and_back(), deriving("WrapUpCompleted"))
}

/// An agent's end arrives before their start, which is then late: the customer's end and perhaps
/// the agent's are on a log page by then.
fn late_start() -> Races {
    let agent = json!({"participantId": "p-2", "sessionId": "s-2", "userId": "u-1"});
    let events = vec![
        arrival("customer.end", 9, json!({"participantId": "p-1", "sessionId": "s-1"})),
        arrival("user.end", 30, agent.clone()),
        arrival("user.start", 20, agent),
    ];
    Races::new(events, deriving("ConversationEnded")).with_log_pages()
}

fn deriving(types: &str) -> PassRules {
    PassRules { selection: types.parse().unwrap(), open_shards: 1, settle_seconds: 0 }
}

/// `ConversationEnded` is held back for 10 s.
fn ended_alone() -> Races {
    let events = ended_open_ended().into_iter().take(1).collect();
    Races::new(events, settling("ConversationEnded"))
}

/// `ConversationEnded` is held back for 10 s. Meanwhile a customer comes back, and it no longer
/// follows.
fn ended_and_open() -> Races {
    let events = vec![
        arrival("customer.end", 9, json!({"participantId": "p-1", "sessionId": "s-1"})),
        arrival("customer.start", 12, json!({"participantId": "p-2", "sessionId": "s-2"})),
    ];
    Races::new(events, settling("ConversationEnded"))
}

/// `ConversationEnded` is held back for 10 s. Meanwhile the end of an agent changes it.
fn ended_and_ended_later() -> Races {
    let agent = json!({"participantId": "p-2", "sessionId": "s-2", "userId": "u-1"});
    let events = vec![
        arrival("customer.end", 9, json!({"participantId": "p-1", "sessionId": "s-1"})),
        arrival("user.end", 12, agent),
    ];
    Races::new(events, settling("ConversationEnded"))
}

fn settling(types: &str) -> PassRules {
    PassRules { settle_seconds: 5, ..deriving(types) }
}

/// Visits every state.
fn explore(races: Races) {
    let checker = races.checker().threads(2).spawn_bfs().join();
    println!("{} states, {} steps at most", checker.unique_state_count(), checker.max_depth());
    checker.assert_properties();
}

/// Follows random interleavings to their ends, the same ones each time.
fn sample(races: Races) {
    let checker = races
        .checker()
        .target_state_count(SAMPLED_STATES)
        .spawn_simulation(SEED, UniformChooser)
        .join();
    println!("{} states, {} steps at most", checker.state_count(), checker.max_depth());
    checker.assert_properties();
}

/// Visits states until one is wrong.
fn find(races: Races) {
    let wrong = [RIGHT_IN_THE_END, NO_CONTRADICTION, FOUND_WHEN_HEARD];
    let enough = HasDiscoveries::AnyOf(BTreeSet::from(wrong));
    let checker = races.checker().threads(2).finish_when(enough).spawn_bfs().join();
    let Some((name, path)) = wrong.iter().find_map(|name| Some((name, checker.discovery(name)?)))
    else {
        panic!("nobody misses the rule in {} states", checker.unique_state_count());
    };
    println!("not so that {name}, after {:?}", path.into_actions());
}

/// The explored events do change what follows, and change it back.
#[test]
fn explored_events_change_and_change_back() {
    for (events, rules) in [
        (ended_open_ended(), deriving("ConversationEnded")),
        (code_corrected_and_back(), deriving("WrapUpCompleted")),
    ] {
        let said: Vec<Vec<Value>> = (1..=events.len())
            .map(|count| {
                let known = Reading { events: events[..count].to_vec(), ..Reading::default() };
                let history = known.history(events[0].conversation_id());
                derive(&history, &rules.selection)
                    .iter()
                    .map(|c| json!([c.occurred_at, c.data]))
                    .collect()
            })
            .collect();
        assert_eq!(said[0], said[2]);
        assert_ne!(said[0], said[1]);
    }
}

#[test]
fn three_passes_end_right_in_every_interleaving() {
    explore(withdrawn_and_back());
    explore(changed_and_back());
}

/// The next test visits all states; this one a sample of them, in seconds.
#[test]
fn crash_anywhere_in_a_sample_is_harmless() {
    sample(withdrawn_and_back().with_crashes(1));
    sample(changed_and_back().with_crashes(1));
}

#[test]
#[ignore = "visits 3.1 million states, which takes minutes: \
            cargo test -p tests --test races -- --ignored"]
fn crash_anywhere_in_any_interleaving_is_harmless() {
    explore(withdrawn_and_back().with_crashes(1));
    explore(changed_and_back().with_crashes(1));
}

/// The next test visits all states; this one a sample of them, in seconds.
#[test]
fn fourth_pass_beside_a_running_one() {
    sample(withdrawn_and_back().with_repetitions(1));
}

#[test]
#[ignore = "visits 2.2 million states, which takes minutes: \
            cargo test -p tests --test races -- --ignored"]
fn fourth_pass_beside_a_running_one_is_harmless() {
    explore(withdrawn_and_back().with_repetitions(1));
}

#[test]
fn commit_without_condition_goes_wrong() {
    find(withdrawn_and_back().with(Flaw::CommitWithoutCondition));
    find(changed_and_back().with(Flaw::CommitWithoutCondition));
}

#[test]
fn ledger_page_without_condition_goes_wrong() {
    find(changed_and_back().with(Flaw::PageWithoutCondition));
}

/// A slow pass would put its page after one that knows more found nothing to put.
#[test]
fn commit_that_announces_no_page_goes_wrong() {
    find(withdrawn_and_back().with(Flaw::CommitWithoutAnnouncement));
    find(changed_and_back().with(Flaw::CommitWithoutAnnouncement));
}

/// Subscribers would look for participants that are not in the tree yet.
#[test]
fn ledger_before_the_commit_goes_wrong() {
    find(withdrawn_and_back().with(Flaw::LedgerBeforeCommit));
    find(changed_and_back().with(Flaw::LedgerBeforeCommit));
}

#[test]
fn reading_the_commit_last_goes_wrong() {
    find(withdrawn_and_back().with(Flaw::CommitReadLast));
    find(changed_and_back().with(Flaw::CommitReadLast));
}

/// The next test visits all states; this one a sample of them, in seconds.
#[test]
fn held_back_events_end_right_in_a_sample() {
    sample(ended_and_open().with_wake_ups(0, 0));
    sample(ended_and_ended_later().with_wake_ups(0, 0));
}

#[test]
#[ignore = "visits more than one million states, which takes minutes: \
            cargo test -p tests --test races -- --ignored"]
fn held_back_events_end_right_in_every_interleaving() {
    explore(ended_and_open().with_wake_ups(0, 0));
    explore(ended_and_ended_later().with_wake_ups(0, 0));
}

/// The next test visits all states; this one a sample of them, in seconds.
#[test]
fn early_wake_up_in_a_sample_is_harmless() {
    sample(ended_and_open().with_wake_ups(0, 1));
}

#[test]
#[ignore = "visits one million states, which takes minutes: \
            cargo test -p tests --test races -- --ignored"]
fn early_wake_up_is_harmless() {
    explore(ended_and_open().with_wake_ups(0, 1));
}

#[test]
fn repeated_wake_up_is_harmless() {
    explore(ended_alone().with_wake_ups(2, 0));
}

/// Includes a crash after the wake-up was sent, and one of a woken pass.
#[test]
fn crash_while_something_waits_is_harmless() {
    explore(ended_alone().with_wake_ups(0, 0).with_crashes(2));
}

/// Has too many states to visit all.
#[test]
fn repeated_wake_up_while_events_arrive() {
    sample(ended_and_open().with_wake_ups(1, 0));
}

/// Has too many states to visit all.
#[test]
fn crash_while_something_waits_and_events_arrive() {
    sample(ended_and_open().with_wake_ups(0, 0).with_crashes(1));
}

#[test]
fn wake_up_sent_after_the_commit_goes_wrong() {
    find(ended_and_ended_later().with_wake_ups(0, 0).with_crashes(1).with(Flaw::SentAfterCommit));
}

#[test]
fn trusting_an_early_wake_up_goes_wrong() {
    find(ended_and_ended_later().with_wake_ups(0, 1).with(Flaw::EarlyIsNotSentAgain));
}

/// The number of a page alone does not protect the ledger: a pass that knew more may have had
/// nothing to put on one. So each of the two reads what the other one writes, after its own write.
#[test]
fn without_a_look_at_the_commit_it_goes_wrong() {
    find(ended_and_open().with_wake_ups(0, 0).with(Flaw::PageWithoutLook));
}

#[test]
fn without_a_look_at_the_ledger_it_goes_wrong() {
    find(ended_and_open().with_wake_ups(0, 0).with(Flaw::CommitWithoutLook));
}

/// The next test visits all states; this one a sample of them, in seconds.
#[test]
fn late_event_with_log_pages_in_a_sample() {
    sample(late_start());
    sample(late_start().with_crashes(1));
}

#[test]
#[ignore = "visits many states, which takes minutes: \
            cargo test -p tests --test races -- --ignored"]
fn late_event_with_log_pages_is_never_lost() {
    explore(late_start());
    explore(late_start().with_crashes(1));
}

/// Later passes look for nothing that old.
#[test]
fn late_event_that_its_pass_leaves_out_is_lost() {
    find(late_start().with(Flaw::OwnEventsNotRead));
}

#[test]
fn log_page_that_no_commit_names_is_lost() {
    find(late_start().with(Flaw::LogPageNotNamed));
}
