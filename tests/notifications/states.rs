//! The states, one story each.

use interactions::notifications::State;
use interactions::notifications::state::states;
use serde_json::{Value, json};

use crate::grown::{event, tree};

fn customer() -> Vec<Value> {
    vec![event(0, "customer.start", "customer", json!({}))]
}

fn queued() -> Vec<Value> {
    let queue = event(1_000, "acd.start", "queue", json!({"queueId": "q-1"}));
    [customer(), vec![queue]].concat()
}

/// The queue offers it to `u-1`.
fn ringing() -> Vec<Value> {
    let offered = json!({"userId": "u-1", "queueId": "q-1"});
    [queued(), vec![event(5_000, "user.start", "first", offered)]].concat()
}

/// `u-1` has answered.
fn talking() -> Vec<Value> {
    let answered = json!({
        "queueId": "q-1", "acdOutcome": "ANSWERED", "answeredUserId": "u-1",
        "connectedDurationMs": 7_000, "disconnectType": "TRANSFER",
    });
    [ringing(), vec![event(8_000, "acd.end", "queue", answered)]].concat()
}

fn leaves(at: i64, session: &str, user: &str, how: &str, alert: i64, talk: i64) -> Value {
    let body = json!({
        "userId": user, "disconnectType": how, "alertingDurationMs": alert,
        "interactingDurationMs": talk, "heldDurationMs": 0, "contactingDurationMs": 0,
        "dialingDurationMs": 0, "callbackDurationMs": 0,
    });
    event(at, "user.end", session, body)
}

fn state_of(user: Option<&str>, story: &[Value]) -> Option<State> {
    states(&tree(story)).get(&user.map(|id| id.parse().unwrap())).copied()
}

fn check(story: &[Value], whole: State, users: &[(&str, State)]) {
    let expected: Vec<(Option<&str>, State)> = [(None, whole)]
        .into_iter()
        .chain(users.iter().map(|(user, state)| (Some(*user), *state)))
        .collect();
    let actual: Vec<_> =
        expected.iter().map(|(user, _)| (*user, state_of(*user, story).unwrap())).collect();
    assert_eq!(actual, expected);
    assert_eq!(states(&tree(story)).len(), expected.len());
}

#[test]
fn call_from_its_beginning_to_its_end() {
    check(&customer(), State::Created, &[]);
    check(&queued(), State::Queued, &[]);
    check(&ringing(), State::Queued, &[("u-1", State::Invited)]);
    check(&talking(), State::Processing, &[("u-1", State::Accepted)]);
    let hung_up = event(60_000, "customer.end", "customer", json!({"disconnectType": "ENDPOINT"}));
    let left = leaves(60_000, "first", "u-1", "PEER", 3_000, 52_000);
    let over = [talking(), vec![hung_up, left]].concat();
    check(&over, State::Completed, &[("u-1", State::Completed)]);
}

#[test]
fn offer_that_is_not_accepted() {
    for (how, state) in [
        ("CLIENT", State::Rejected),
        ("NO_ANSWER_TRANSFER", State::Revoked),
        ("SYSTEM", State::Revoked),
        ("PEER", State::Revoked),
    ] {
        let story = [ringing(), vec![leaves(9_000, "first", "u-1", how, 4_000, 0)]].concat();
        check(&story, State::Queued, &[("u-1", state)]);
    }
}

#[test]
fn own_call_is_accepted_from_the_start() {
    let own = json!({"userId": "u-1", "direction": "OUTBOUND"});
    let story = vec![event(0, "user.start", "first", own)];
    check(&story, State::Processing, &[("u-1", State::Accepted)]);
}

// A consulted colleague rings while the first agent talks; then the first one leaves, or the
// colleague does.
#[test]
fn consulted_colleague_is_invited_to_a_conference() {
    let second = event(20_000, "user.start", "second", json!({"userId": "u-2"}));
    let both = [talking(), vec![second]].concat();
    let invited = [("u-1", State::Accepted), ("u-2", State::InvitedConference)];
    check(&both, State::Processing, &invited);

    let transferred = leaves(40_000, "first", "u-1", "CONSULT_TRANSFER", 3_000, 32_000);
    let alone = [both.clone(), vec![transferred]].concat();
    let handed_over = [("u-1", State::Transferred), ("u-2", State::LeftConference)];
    check(&alone, State::Processing, &handed_over);

    let gone = leaves(40_000, "second", "u-2", "CLIENT", 2_000, 18_000);
    let first_again = [both, vec![gone]].concat();
    let remains = [("u-1", State::LeftConference), ("u-2", State::Completed)];
    check(&first_again, State::Processing, &remains);
}

// A colleague who never answered has not left a conference.
#[test]
fn colleague_who_did_not_answer_leaves_nothing() {
    let second = event(20_000, "user.start", "second", json!({"userId": "u-2"}));
    let missed = leaves(35_000, "second", "u-2", "NO_ANSWER_TRANSFER", 15_000, 0);
    let story = [talking(), vec![second, missed]].concat();
    check(&story, State::Processing, &[("u-1", State::Accepted), ("u-2", State::Revoked)]);
}

#[test]
fn transfer_to_a_queue_invites_another_agent() {
    let left = leaves(30_000, "first", "u-1", "TRANSFER", 3_000, 22_000);
    let queue = event(30_100, "acd.start", "again", json!({"queueId": "q-2"}));
    let offered = json!({"userId": "u-2", "queueId": "q-2"});
    let waiting = [talking(), vec![left, queue]].concat();
    check(&waiting, State::Queued, &[("u-1", State::Transferred)]);
    let rings = [waiting, vec![event(33_000, "user.start", "second", offered)]].concat();
    check(&rings, State::Queued, &[("u-1", State::Transferred), ("u-2", State::Invited)]);
}

// Somebody else's screen share, or a supervisor who only listens, changes no state.
#[test]
fn shared_screen_changes_no_state() {
    let screen = json!({"userId": "u-1", "mediaType": "SCREENSHARE"});
    let story = [talking(), vec![event(20_000, "user.start", "screen", screen)]].concat();
    check(&story, State::Processing, &[("u-1", State::Accepted)]);
}
