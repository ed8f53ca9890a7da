//! What a document adds to the tree, beside events of before, the same time and after it.

use conversation::details;
use serde_json::{Value, json};

use crate::support::{Story, laid, session};
use crate::written::{at, document, documented, participant, piece, voice, with};

const ASKED: i64 = 20_000;

/// A customer's call with earlier attributes. `later` is the time of its last event.
fn story(later: i64) -> Story {
    let set = |value: &str| json!({"attributes": {"by": value, value: "event"}});
    let body = json!({"direction": "INBOUND", "ani": "a-n-i", "divisionId": "d1"});
    Story::new()
        .add(1_000, "customer.start", "c/c1", body)
        .add(2_000, "attributes", "c", set("before"))
        .record(3_000, "c1", "nConnected", 1)
        .add(
            9_000,
            "customer.end",
            "c/c1",
            json!({"disconnectType": "PEER", "interactingDurationMs": 8_000}),
        )
        .add(
            later,
            "contact",
            "c/c1",
            json!({"externalContactId": "e1", "externalOrganizationId": "o1"}),
        )
}

/// The call as the document has it, and a second call that no event reports.
fn whole() -> Value {
    let pieces = [
        piece("ivr", 500, 700, json!({"conference": true})),
        piece("interact", 700, 600, json!({"queueId": "q1", "disconnectType": "client"})),
        piece("odd", 700, 900, json!({})),
        json!({"segmentType": "hold", "segmentEnd": at(800)}),
        piece("wrapup", 900, 950, json!({"wrapUpCode": "w1", "wrapUpNote": "note"})),
    ];
    let metrics = json!([
        {"emitDate": at(800), "name": "tTalk", "value": 5},
        {"emitDate": at(700), "name": "nOffered", "value": 1},
        {"name": "nUndated", "value": 1},
    ]);
    let call = json!({"direction": "outbound", "peerId": "p1", "ani": "other", "remote": "r",
        "odd": [1], "metrics": metrics});
    let party = json!({"participantName": "Bo", "userId": "u1", "externalContactId": "e2",
        "teamId": "t1", "externalOrganizationId": "o2",
        "attributes": {"by": "document", "own": "document"}});
    let second = voice("c2", &[piece("interact", 1_500, 1_600, json!({}))]);
    let sessions = [second, with(call, voice("c1", &pieces))];
    let other = participant("d", "dialer", &[json!({"sessionId": "d1", "mediaType": "email"})]);
    let about = json!({"conversationStart": at(500), "conversationEnd": at(950),
        "originatingDirection": "outbound", "divisionIds": ["d2"], "selfServed": true});
    with(about, document(&[other, with(party, participant("c", "external", &sessions))]))
}

/// The details document of a story, without our own fields under `switchboard`.
fn written(story: &Story) -> Value {
    let mut document = serde_json::to_value(details(&story.tree())).unwrap();
    document.as_object_mut().unwrap().remove("switchboard").unwrap();
    document
}

/// A document with the time of the latest event is not older than that event.
#[test]
fn the_latest_document_is_returned_unchanged() {
    let story = documented(story(ASKED), ASKED, whole());
    let mut expected = whole();
    let party = &mut expected["participants"][1];
    party["attributes"]["before"] = json!("event");
    party["sessions"][0]["metrics"] = json!([]);
    let mut actual = written(&story);
    actual["participants"][1]["sessions"][0]["metrics"] = json!([]);
    assert_eq!(actual, expected);
}

/// And its metrics.
#[test]
fn the_tree_has_the_segments_of_the_document() {
    let tree = documented(story(ASKED), ASKED, whole()).tree();
    let call = session(&tree, "c1");
    assert_eq!(
        laid(&call),
        ["ivr 500-700", "interact 700-700", "unknown 700-900", "wrapup 900-950"]
    );
    assert_eq!((json!(call.start), json!(call.end)), (at(500), at(900)));
    assert_eq!((json!(call.direction), json!(call.peer_id)), (json!("outbound"), json!("p1")));
    assert_eq!(json!(call.disconnect_type), "client");
    let metrics = json!([{"emitDate": at(700), "name": "nOffered", "value": 1},
        {"emitDate": at(800), "name": "tTalk", "value": 5}]);
    assert_eq!(json!(call.metrics), metrics);
    let interact = json!({"segmentType": "interact", "segmentStart": at(700), "segmentEnd": at(700),
        "disconnectType": "client", "queueId": "q1"});
    assert_eq!(json!(call.segments[1]), interact);
    assert_eq!(
        (json!(call.segments[3].wrap_up_code), json!(call.segments[3].wrap_up_note)),
        (json!("w1"), json!("note"))
    );
    let second = session(&tree, "c2");
    assert_eq!((json!(second.start), json!(second.end)), (at(1_500), at(1_600)));
    assert_eq!(json!(session(&tree, "d1").media_type), "email");
    let customer =
        tree.participants.iter().find(|party| party.participant_id.as_str() == "c").unwrap();
    let who = json!([
        customer.participant_name,
        customer.purpose,
        customer.user_id,
        customer.external_contact_id,
        customer.external_organization_id
    ]);
    assert_eq!(who, json!(["Bo", "external", "u1", "e2", "o2"]));
}

/// Fields of a session that has newer events stay as they are.
#[test]
fn an_older_document_only_adds_fields() {
    let newer = story(ASKED + 1);
    let known = written(&newer);
    let mut expected = known["participants"][0].clone();
    let call = expected["sessions"][0].as_object_mut().unwrap();
    call.insert("remote".into(), json!("r"));
    call.insert("odd".into(), json!([1]));
    call.insert("peerId".into(), json!("p1"));
    let story = documented(newer, ASKED, whole());
    let tree = story.tree();
    let own = session(&tree, "c1");
    assert_eq!(
        (laid(&own), json!(own.direction)),
        (vec!["interact 1000-9000".to_owned()], json!("inbound"))
    );
    let mut now = written(&story);
    assert_eq!(now["participants"][1]["sessions"][1], expected["sessions"][0]);
    now["participants"] = json!([]);
    let about = with(json!({"participants": [], "selfServed": true}), known);
    assert_eq!(now, about);
    let order = serde_json::to_value(details(&tree)).unwrap();
    assert_eq!(order["participants"][0]["participantId"], "d", "in the order of the document");
}

#[test]
fn fields_absent_from_a_document_stay() {
    let newer = story(9_500);
    let silent = document(&[participant("c", "customer", &[json!({"sessionId": "c1"})])]);
    let mut known = written(&newer);
    known["participants"][0]["purpose"] = json!("customer");
    assert_eq!(written(&documented(newer.clone(), ASKED, silent)), known);
    let before = session(&newer.tree(), "c1");
    let undecided = voice("c1", &[piece("interact", 1_500, 8_000, json!({}))]);
    let after = session(
        &documented(newer, ASKED, document(&[participant("c", "customer", &[undecided])])).tree(),
        "c1",
    );
    assert_eq!((json!(after.end), &after.disconnect_type), (at(8_000), &before.disconnect_type));
    assert_eq!(after.metrics, before.metrics);
}

#[test]
fn a_later_attribute_outranks_the_document() {
    let set = |time: i64, who: &str, name: &str| {
        let newer =
            story(ASKED).add(time, "attributes", who, json!({"attributes": {name: "event"}}));
        documented(newer, ASKED, whole())
    };
    let rows = [
        ("before", set(ASKED - 1, "c", "own"), "document"),
        ("with it", set(ASKED, "c", "own"), "document"),
        ("since", set(ASKED + 1, "c", "own"), "event"),
        ("another one", set(ASKED + 1, "c", "foreign"), "document"),
        ("of another party", set(ASKED + 1, "d", "own"), "document"),
    ];
    for (what, story, expected) in rows {
        let tree = story.tree();
        let customer =
            tree.participants.iter().find(|party| party.participant_id.as_str() == "c").unwrap();
        assert_eq!(customer.attributes["own"], expected, "{what}");
        assert_eq!(written(&story)["participants"][1]["attributes"]["own"], expected, "{what}");
    }
}
