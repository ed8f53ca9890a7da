//! Ends that were lost, and sessions that no event tells of.

use conversation::Conversation;
use serde_json::{Value, json};

use crate::support::{Story, T0, session};
use crate::written::{at, document, documented, lasting, participant, piece, voice};

const ASKED: i64 = 20_000;

/// A conversation whose customer is known to be in from 1 s on, and heard of at some later time.
fn heard(last: i64) -> Story {
    Story::new().customer(1_000, "c/c1").tell(
        last,
        "contact",
        "c/c1",
        json!({"externalContactId": "e1"}),
    )
}

/// A document that has the customer in from the start to some time.
fn until(end: i64) -> Value {
    document(&[participant(
        "c",
        "customer",
        &[voice("c1", &[piece("interact", 0, end, json!({"disconnectType": "peer"}))])],
    )])
}

/// The type, subject and time of everything told.
fn told(story: &Story) -> Vec<String> {
    let of = |it: &common_events::Conclusion| {
        format!("{} {} @{}", it.event_type(), it.subject, it.occurred_at.ms() - T0)
    };
    story.conclusions().iter().map(of).collect()
}

fn end(tree: &Conversation) -> Value {
    json!(session(tree, "c1").end)
}

#[test]
fn a_lost_end_is_as_the_document_says_and_told_to_others() {
    let story = heard(9_000);
    let ended = documented(story.clone(), ASKED, until(10_000));
    let left = Story(story.0.clone()).customer_left(10_000, "c/c1", "PEER");
    assert_eq!(told(&ended), told(&left));
    assert_ne!(told(&ended), told(&story));
    let document = ended.0[2].event.key;
    assert!(
        ended
            .conclusions()
            .iter()
            .any(|it| it.occurred_at.ms() == T0 + 10_000 && it.causes.contains(&document))
    );
}

#[test]
fn a_document_of_the_time_of_the_latest_event_may_end_the_session_and_an_older_one_may_not() {
    for (last, is_over) in [(ASKED - 1, true), (ASKED, true), (ASKED + 1, false)] {
        let story = documented(heard(last), ASKED, until(10_000));
        assert_eq!(story.conclusions() != heard(last).conclusions(), is_over, "{last}");
        let expected = if is_over { at(10_000) } else { Value::Null };
        assert_eq!(end(&story.tree()), expected, "{last}");
    }
}

/// Whatever the document says of when it was.
#[test]
fn an_end_that_was_told_stands() {
    for end in [8_000, 9_500, 10_000] {
        let story = heard(9_000).customer_left(9_500, "c/c1", "ENDPOINT");
        assert_eq!(
            documented(story.clone(), ASKED, until(end)).conclusions(),
            story.conclusions(),
            "{end}"
        );
    }
}

#[test]
fn a_session_that_the_document_has_still_lasting_has_no_end() {
    let lasts = document(&[participant(
        "c",
        "customer",
        &[voice("c1", &[lasting("interact", 0, json!({}))])],
    )]);
    let story = documented(heard(9_000), ASKED, lasts);
    assert_eq!(story.conclusions(), heard(9_000).conclusions());
    assert_eq!(end(&story.tree()), Value::Null);
}

#[test]
fn of_several_documents_the_latest_that_names_the_session_ends_it() {
    let without =
        document(&[participant("d", "agent", &[voice("d1", &[lasting("alert", 0, json!({}))])])]);
    let story = documented(documented(heard(5_000), 10_000, until(8_000)), ASKED, until(9_000));
    let story = documented(story, ASKED + 1_000, without);
    let left = heard(5_000).customer_left(9_000, "c/c1", "PEER");
    assert_eq!(told(&story), told(&left));
    assert_eq!(end(&story.tree()), at(9_000));
}

#[test]
fn what_only_a_document_tells_of_is_in_the_tree_and_told_to_nobody() {
    let agent =
        participant("a", "agent", &[voice("a1", &[piece("interact", 2_000, 9_000, json!({}))])]);
    let story = documented(heard(9_000), ASKED, document(&[agent]));
    assert_eq!(story.conclusions(), heard(9_000).conclusions());
    let tree = story.tree();
    let own = session(&tree, "a1");
    assert_eq!(
        (json!(own.family), json!(own.start), json!(own.end)),
        (json!("user"), at(2_000), at(9_000))
    );
    assert_eq!(tree.summary.counts.sessions, 2);
}
