//! Several documents of one conversation.

use conversation::details;
use serde_json::{Value, json};

use crate::support::{Story, laid, session};
use crate::written::{at, document, documented, participant, piece, voice, with};

fn talk(start: i64, end: i64) -> Value {
    piece("interact", start, end, json!({}))
}

/// The document of 10 s: two segments, and fields that the later document leaves out.
fn earlier() -> Value {
    let call = with(json!({"remote": "r"}), voice("c1", &[talk(1_000, 2_000), talk(2_000, 3_000)]));
    let left_out = participant("a", "agent", &[voice("a1", &[talk(1_000, 2_000)])]);
    let customer = with(json!({"attributes": {"k": "old"}}), participant("c", "customer", &[call]));
    with(json!({"selfServed": true, "divisionIds": ["d1", "d2"]}), document(&[left_out, customer]))
}

/// The document of 20 s.
fn later() -> Value {
    let call = with(json!({"ani": "new"}), voice("c1", &[talk(1_000, 4_000)]));
    with(json!({"divisionIds": ["d3"]}), document(&[participant("c", "customer", &[call])]))
}

fn both(story: Story) -> Story {
    documented(documented(story, 10_000, earlier()), 20_000, later())
}

/// `participants` of the details document.
fn participants(story: &Story) -> Value {
    serde_json::to_value(details(&story.tree())).unwrap()["participants"].clone()
}

/// Fields that it leaves out stay.
#[test]
fn the_later_document_wins() {
    let whole = serde_json::to_value(details(&both(Story::new()).tree())).unwrap();
    assert_eq!((&whole["selfServed"], &whole["divisionIds"]), (&json!(true), &json!(["d3"])));
    let names = [0, 1].map(|place| whole["participants"][place]["participantId"].clone());
    assert_eq!(names, ["c", "a"], "in the order of the later one, others last");
    let customer = &whole["participants"][0];
    let mut call = customer["sessions"][0].clone();
    call.as_object_mut().unwrap().remove("metrics");
    assert_eq!(
        call,
        with(json!({"ani": "new", "remote": "r"}), voice("c1", &[talk(1_000, 4_000)]))
    );
    assert_eq!(customer["attributes"], json!({"k": "old"}));
}

/// Segments have no ids.
#[test]
fn segments_are_replaced_as_a_whole() {
    assert_eq!(laid(&session(&both(Story::new()).tree(), "c1")), ["interact 1000-4000"]);
}

/// An event at 15 s is newer than the first document and older than the second.
#[test]
fn the_latest_document_dates_a_session() {
    let with_contact =
        |who: &str| both(Story::new().add(15_000, "contact", who, json!({"ani": "told"})));
    let of = |story: &Story, id: &str| {
        let all = participants(story);
        let mut sessions =
            all.as_array().unwrap().iter().flat_map(|party| party["sessions"].as_array().unwrap());
        sessions.find(|session| session["sessionId"] == id).unwrap().clone()
    };
    assert_eq!(of(&with_contact("c/c1"), "c1")["ani"], "new");
    assert_eq!(of(&with_contact("a/a1"), "a1")["ani"], "told");
    assert_eq!(of(&with_contact("c/c1"), "a1")["ani"], Value::Null);
}

#[test]
fn the_latest_document_dates_a_participant() {
    let attributes = |mut story: Story, value: &str| {
        let named = with(json!({"attributes": {"k": value}}), participant("c", "customer", &[]));
        story = documented(story, 20_000, document(&[named]));
        participants(&story)[0]["attributes"]["k"].clone()
    };
    let set = |time: i64| {
        Story::new().customer(0, "c/c1").add(
            time,
            "attributes",
            "c",
            json!({"attributes": {"k": "told"}}),
        )
    };
    let twice = |time: i64| attributes(documented(set(time), 10_000, earlier()), "new");
    assert_eq!([twice(9_000), twice(15_000), twice(21_000)], ["new", "new", "told"]);
}

/// A part without an id is distinct from all others and does not affect them.
#[test]
fn parts_without_id_stay_separate() {
    let nameless =
        || json!({"purpose": "customer", "sessions": [with(json!({"remote": "x"}), talkless())]});
    let named = participant("c", "customer", &[voice("c1", &[talk(1_000, 4_000)]), talkless()]);
    let of = |story: Story| {
        let all = participants(&story);
        let count = |all: &Value| all.as_array().unwrap().len();
        (
            count(&all),
            all.as_array().unwrap().iter().find(|it| it["participantId"] == "c").unwrap().clone(),
        )
    };
    let (count, customer) =
        of(documented(earlier_story(), 20_000, document(&[nameless(), named.clone()])));
    assert_eq!(count, 3, "an agent of before, the customer, and the nameless");
    let sessions = customer["sessions"].as_array().unwrap();
    assert_eq!(
        sessions.iter().map(|it| it["sessionId"].clone()).collect::<Vec<_>>(),
        [json!("c1"), Value::Null]
    );
    assert_eq!(
        (&sessions[0]["segments"][0]["segmentEnd"], &sessions[1]),
        (&at(4_000), &talkless())
    );
    let twice = documented(earlier_story(), 15_000, document(&[nameless(), named.clone()]));
    let (count, _) = of(documented(twice, 20_000, document(&[nameless(), named])));
    assert_eq!(count, 3, "the nameless of the later document are those of the earlier");
}

fn talkless() -> Value {
    json!({"mediaType": "voice", "segments": [talk(1_000, 2_000)]})
}

fn earlier_story() -> Story {
    documented(Story::new(), 10_000, earlier())
}

/// A document may come without attributes. Such a document does not make the attributes of an
/// earlier one newer.
#[test]
fn the_latest_document_with_it_dates_an_attribute() {
    let attribute = |time: i64| {
        let set = json!({"attributes": {"k": "told"}});
        let story = Story::new().customer(0, "c/c1").add(time, "attributes", "c", set);
        participants(&both(story))[0]["attributes"]["k"].clone()
    };
    assert_eq!([9_000, 15_000, 21_000].map(attribute), ["old", "told", "told"]);
}

#[test]
fn the_latest_document_with_it_dates_a_contact() {
    let contact = |time: i64, field: &str| {
        let party = with(json!({field: "documented"}), participant("c", "customer", &[]));
        let story =
            Story::new().customer(0, "c/c1").add(time, "contact", "c/c1", json!({field: "told"}));
        let story = documented(documented(story, 10_000, document(&[party])), 20_000, later());
        participants(&story)[0][field].clone()
    };
    for field in ["externalContactId", "externalOrganizationId"] {
        let values = [9_000, 10_000, 10_001, 21_000].map(|time| contact(time, field));
        assert_eq!(values, ["documented", "documented", "told", "told"], "{field}");
    }
}

#[test]
fn a_reopened_conversation_drops_the_document_end() {
    let ended =
        with(json!({"conversationEnd": at(9_000)}), document(&[participant("c", "customer", &[])]));
    let left = Story::new().customer(0, "c/c1").customer_left(9_000, "c/c1", "PEER");
    let end = |story: &Story| {
        serde_json::to_value(details(&story.tree())).unwrap()["conversationEnd"].clone()
    };
    let story = documented(left, 9_000, ended);
    assert_eq!(end(&story), at(9_000));
    assert_eq!(end(&story.clone().customer(100_000, "c/c2")), Value::Null);
    let again = story.customer(100_000, "c/c2").customer_left(150_000, "c/c2", "PEER");
    assert_eq!(end(&again), at(150_000));
}

#[test]
fn an_unknown_medium_changes_nothing() {
    let unknown = json!({"sessionId": "c1", "mediaType": "unknown", "direction": "UNKNOWN"});
    let story = documented(
        Story::new().customer(0, "c/c1"),
        20_000,
        document(&[participant("c", "customer", &[unknown])]),
    );
    let call = session(&story.tree(), "c1");
    assert_eq!((json!(call.media_type), json!(call.direction)), (json!("voice"), json!("inbound")));
}

/// Otherwise a tree that a document changed could count as an older tree.
#[test]
fn known_events_count_events_and_documents() {
    let known_events = |story: Story| {
        let tree = story.tree();
        let of = |id: &str| {
            tree.participants
                .iter()
                .find(|it| it.participant_id.as_str() == id)
                .map(|it| it.known_events)
        };
        [of("c"), of("a")]
    };
    assert_eq!(known_events(Story::new().customer(0, "c/c1")), [Some(1), None]);
    assert_eq!(
        known_events(documented(Story::new().customer(0, "c/c1"), 10_000, earlier())),
        [Some(2), Some(1)]
    );
    assert_eq!(known_events(both(Story::new().customer(0, "c/c1"))), [Some(3), Some(1)]);
}
