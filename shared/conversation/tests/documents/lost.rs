//! Lost ends, and sessions that no event reports.

use conversation::Conversation;
use serde_json::{Value, json};

use crate::support::{Story, T0, session};
use crate::written::{at, document, documented, lasting, participant, piece, voice};

const ASKED: i64 = 20_000;

/// A conversation whose customer is present from 1 s on. `last` is the time of its latest event.
fn without_end(last: i64) -> Story {
    Story::new().customer(1_000, "c/c1").add(
        last,
        "contact",
        "c/c1",
        json!({"externalContactId": "e1"}),
    )
}

/// A document in which the customer is present from 0 until `end`.
fn until(end: i64) -> Value {
    document(&[participant(
        "c",
        "customer",
        &[voice("c1", &[piece("interact", 0, end, json!({"disconnectType": "peer"}))])],
    )])
}

/// Type, subject and time of every Common Event.
fn occurrences(story: &Story) -> Vec<String> {
    let of = |it: &common_events::DerivedEvent| {
        format!("{} {} @{}", it.event_type(), it.subject, it.occurred_at.ms() - T0)
    };
    story.derived_events().iter().map(of).collect()
}

fn end(tree: &Conversation) -> Value {
    json!(session(tree, "c1").end)
}

/// The Common Events are those of a real end, and the document is their cause.
#[test]
fn a_document_supplies_a_lost_end() {
    let story = without_end(9_000);
    let ended = documented(story.clone(), ASKED, until(10_000));
    let left = Story(story.0.clone()).customer_left(10_000, "c/c1", "PEER");
    assert_eq!(occurrences(&ended), occurrences(&left));
    assert_ne!(occurrences(&ended), occurrences(&story));
    let document = ended.0[2].event.key;
    assert!(
        ended
            .derived_events()
            .iter()
            .any(|it| it.occurred_at.ms() == T0 + 10_000 && it.causes.contains(&document))
    );
}

/// A document with the time of the latest event may end one.
#[test]
fn an_older_document_ends_no_session() {
    for (last, is_over) in [(ASKED - 1, true), (ASKED, true), (ASKED + 1, false)] {
        let story = documented(without_end(last), ASKED, until(10_000));
        assert_eq!(story.derived_events() != without_end(last).derived_events(), is_over, "{last}");
        let expected = if is_over { at(10_000) } else { Value::Null };
        assert_eq!(end(&story.tree()), expected, "{last}");
    }
}

/// The time of the document does not matter.
#[test]
fn an_end_event_outranks_any_document() {
    for end in [8_000, 9_500, 10_000] {
        let story = without_end(9_000).customer_left(9_500, "c/c1", "ENDPOINT");
        assert_eq!(
            documented(story.clone(), ASKED, until(end)).derived_events(),
            story.derived_events(),
            "{end}"
        );
    }
}

#[test]
fn a_session_live_in_the_document_has_no_end() {
    let lasts = document(&[participant(
        "c",
        "customer",
        &[voice("c1", &[lasting("interact", 0, json!({}))])],
    )]);
    let story = documented(without_end(9_000), ASKED, lasts);
    assert_eq!(story.derived_events(), without_end(9_000).derived_events());
    assert_eq!(end(&story.tree()), Value::Null);
}

#[test]
fn the_latest_document_of_a_session_ends_it() {
    let without =
        document(&[participant("d", "agent", &[voice("d1", &[lasting("alert", 0, json!({}))])])]);
    let story =
        documented(documented(without_end(5_000), 10_000, until(8_000)), ASKED, until(9_000));
    let story = documented(story, ASKED + 1_000, without);
    let left = without_end(5_000).customer_left(9_000, "c/c1", "PEER");
    assert_eq!(occurrences(&story), occurrences(&left));
    assert_eq!(end(&story.tree()), at(9_000));
}

/// The session does appear in the tree.
#[test]
fn a_session_only_in_a_document_is_not_published() {
    let agent =
        participant("a", "agent", &[voice("a1", &[piece("interact", 2_000, 9_000, json!({}))])]);
    let story = documented(without_end(9_000), ASKED, document(&[agent]));
    assert_eq!(story.derived_events(), without_end(9_000).derived_events());
    let tree = story.tree();
    let own = session(&tree, "a1");
    assert_eq!(
        (json!(own.family), json!(own.start), json!(own.end)),
        (json!("user"), at(2_000), at(9_000))
    );
    assert_eq!(tree.summary.counts.sessions, 2);
}
