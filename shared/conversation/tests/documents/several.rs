//! Several documents of one conversation.

use conversation::details;
use serde_json::{Value, json};

use crate::support::{Story, laid, session};
use crate::written::{document, documented, participant, piece, voice, with};

fn talk(start: i64, end: i64) -> Value {
    piece("interact", start, end, json!({}))
}

/// The document of 10 s: two segments, and what the later one leaves out.
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

#[test]
fn the_later_one_has_the_last_word_and_what_it_leaves_out_stays() {
    let whole = serde_json::to_value(details(&both(Story::new()).tree())).unwrap();
    assert_eq!((&whole["selfServed"], &whole["divisionIds"]), (&json!(true), &json!(["d3"])));
    let names = [0, 1].map(|place| whole["participants"][place]["participantId"].clone());
    assert_eq!(names, ["c", "a"], "in the order of the later one, others last");
    let customer = &whole["participants"][0];
    let mut call = customer["sessions"][0].clone();
    call.as_object_mut().unwrap().remove("metrics");
    assert_eq!(call, with(json!({"ani": "new", "remote": "r"}), voice("c1", &[talk(1_000, 4_000)])));
    assert_eq!(customer["attributes"], json!({"k": "old"}));
}

#[test]
fn segments_have_no_names_and_are_replaced_whole() {
    assert_eq!(laid(&session(&both(Story::new()).tree(), "c1")), ["interact 1000-4000"]);
}

/// What was told at 15 s is newer than the one document and older than the other.
#[test]
fn a_session_is_as_of_the_latest_document_that_names_it() {
    let told = |who: &str| both(Story::new().tell(15_000, "contact", who, json!({"ani": "told"})));
    let of = |story: &Story, id: &str| {
        let all = participants(story);
        let mut sessions = all.as_array().unwrap().iter().flat_map(|party| party["sessions"].as_array().unwrap());
        sessions.find(|session| session["sessionId"] == id).unwrap().clone()
    };
    assert_eq!(of(&told("c/c1"), "c1")["ani"], "new");
    assert_eq!(of(&told("a/a1"), "a1")["ani"], "told");
    assert_eq!(of(&told("c/c1"), "a1")["ani"], Value::Null);
}

#[test]
fn a_participant_is_as_of_the_latest_document_that_names_him() {
    let attributes = |mut story: Story, value: &str| {
        let named = with(json!({"attributes": {"k": value}}), participant("c", "customer", &[]));
        story = documented(story, 20_000, document(&[named]));
        participants(&story)[0]["attributes"]["k"].clone()
    };
    let set = |time: i64| {
        Story::new().customer(0, "c/c1").tell(time, "attributes", "c", json!({"attributes": {"k": "told"}}))
    };
    let twice = |time: i64| attributes(documented(set(time), 10_000, earlier()), "new");
    assert_eq!([twice(9_000), twice(15_000), twice(21_000)], ["new", "new", "told"]);
}
