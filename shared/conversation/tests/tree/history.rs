//! The history: distinct events in order, their organization, and the replay that delivered them.

use conversation::{History, Known};
use genesys::EventKey;
use serde_json::json;

use crate::support::{Story, history};

/// Three events. The first arrived live, the others by a replay. The second is the first that names
/// the organization.
fn received() -> Vec<Known> {
    let story =
        Story::new().customer(0, "c/c1").queued(5, "q/qs1").customer_left(9, "c/c1", "PEER");
    let mut known = story.0;
    known[1] = Known {
        organization_id: Some("o1".into()),
        replay_name: Some("r1".into()),
        ..known[1].clone()
    };
    known[2] = Known {
        organization_id: Some("o2".into()),
        replay_name: Some("r2".into()),
        ..known[2].clone()
    };
    known
}

fn keys(known: &[Known]) -> Vec<EventKey> {
    known.iter().map(|known| known.event.key).collect()
}

#[test]
fn events_are_distinct_and_sorted() {
    let known = received();
    let known_history = history(known.iter().rev().chain(&known).cloned());
    assert_eq!(known_history.known_events(), 3);
    assert_eq!(known_history.events().map(|event| event.key).collect::<Vec<_>>(), keys(&known));
    assert_eq!(known_history.conversation_id().as_str(), "c-1");
    assert_eq!(history([]).known_events(), 0);
}

#[test]
fn the_first_named_organization_counts() {
    assert_eq!(history(received()).organization_id(), Some("o1"));
    assert_eq!(history(received().into_iter().take(1)).organization_id(), None);
}

/// A Common Event names a replay only if replays delivered all of its causes.
#[test]
fn replay_needs_all_causes_from_replays() {
    let (known, history): (Vec<Known>, History) = (received(), history(received()));
    let keys = keys(&known);
    assert_eq!(history.replay_of(&keys[..1]), None, "it came live");
    assert_eq!(history.replay_of(&keys[1..2]), Some("r1"));
    assert_eq!(history.replay_of(&keys[1..]), Some("r1"), "the first of several replays");
    assert_eq!(history.replay_of(&keys), None, "one of them came live");
    assert_eq!(history.replay_of(&[keys[1], keys[0]]), None);
    assert_eq!(history.replay_of(&[]), None);
}

#[test]
fn the_first_event_of_a_key_counts() {
    let event = crate::support::event(0, "customer.start", json!({"participantId": "c"}));
    let known = |replay: &str| Known {
        event: event.clone(),
        organization_id: None,
        replay_name: Some(replay.into()),
    };
    assert_eq!(history([known("r1"), known("r2")]).replay_of(&[event.key]), Some("r1"));
}
