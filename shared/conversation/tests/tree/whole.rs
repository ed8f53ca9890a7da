//! The conversation as a whole: start, end, participants in order, and counts.

use genesys::QueueId;
use serde_json::{Value, json};

use crate::support::{Story, T0, session};

fn summary(story: &Story) -> Value {
    serde_json::to_value(story.tree().summary).unwrap()
}

/// Then by participant and session.
#[test]
fn equal_starts_sort_by_family() {
    let story = Story::new()
        .add(0, "voicemail.start", "a/a1", json!({}))
        .add(0, "acd.start", "b/b1", json!({}))
        .add(0, "flow.start", "d/d1", json!({}))
        .add(0, "user.start", "e/e1", json!({}))
        .add(0, "customer.start", "g/g1", json!({}))
        .add(0, "customer.start", "f/f2", json!({}))
        .add(0, "customer.start", "f/f1", json!({}));
    let participants = story.tree().participants;
    let ids: Vec<_> =
        participants.iter().map(|participant| participant.participant_id.as_str()).collect();
    assert_eq!(ids, ["f", "g", "e", "b", "a", "d"]);
    let sessions: Vec<_> =
        participants[0].sessions.iter().map(|session| session.session_id.as_str()).collect();
    assert_eq!(sessions, ["f1", "f2"]);
    let earlier = story.add(-1, "voicemail.start", "z/z1", json!({}));
    assert_eq!(
        earlier.tree().participants[0].participant_id.as_str(),
        "z",
        "whoever began before is before"
    );
}

#[test]
fn the_strongest_session_gives_the_purpose() {
    let rows = [
        ("customer.start", json!({}), "customer"),
        ("acd.start", json!({}), "acd"),
        ("voicemail.start", json!({}), "voicemail"),
        ("user.start", json!({}), "user"),
        ("user.start", json!({"queueId": "q1"}), "agent"),
        ("flow.start", json!({}), "workflow"),
        ("flow.start", json!({"flowType": "INBOUNDCALL"}), "ivr"),
        ("flow.start", json!({"flowType": "OUTBOUNDCALL"}), "ivr"),
        ("flow.start", json!({"flowType": "inqueuecall"}), "acd"),
        ("flow.start", json!({"flowType": "SECURECALL"}), "ivr"),
        ("flow.start", json!({"flowType": "VOICE"}), "ivr"),
        ("flow.start", json!({"flowType": "BOT"}), "botflow"),
        ("flow.start", json!({"flowType": "DIGITALBOT"}), "botflow"),
        ("flow.start", json!({"flowType": "VOICESURVEY"}), "voicesurveyflow"),
        ("flow.start", json!({"flowType": "INBOUNDEMAIL"}), "workflow"),
    ];
    let purpose = |story: &Story| json!(story.tree().participants[0].purpose);
    for (topic, body, expected) in rows {
        let story = Story::new().add(5, topic, "p/s1", body.clone());
        assert_eq!(purpose(&story), expected, "{topic} {body}");
        assert_eq!(story.data("ParticipantAdded p")["purpose"], expected, "{topic} {body}");
    }
    let flow = Story::new().add(0, "flow.start", "p/s1", json!({"flowType": "BOT"}));
    assert_eq!(purpose(&flow.clone().add(5, "user.start", "p/s2", json!({}))), "user");
    let note = Story::new().add(0, "contact", "p/s1", json!({}));
    assert_eq!(purpose(&note), Value::Null);
}

/// A flow owns only its own session, not that of a queue in which it ran.
#[test]
fn a_queue_with_a_voice_flow_is_no_ivr() {
    let flow = json!({"flowType": "INQUEUECALL", "connectedDurationMs": 9});
    let story = Story::new()
        .queued(0, "q/qs1")
        .add(5, "flow.end", "q/qs1", flow)
        .answered(9, "q/qs1", "u1", 9);
    let names: Vec<_> =
        session(&story.tree(), "qs1").metrics.into_iter().map(|metric| metric.name).collect();
    assert_eq!(names, ["nOffered", "tAcd"]);
}

#[test]
fn a_conversation_ends_with_its_last_session() {
    let story = Story::new()
        .customer(0, "c/c1")
        .agent(1_000, "a/a1", "u1")
        .customer_left(9_000, "c/c1", "ENDPOINT");
    assert_eq!(story.tree().summary.conversation_end, None);
    let over = story.agent_left(9_010, "a/a1", "u1", "PEER", (10, 10, 0));
    let end = |story: &Story| story.tree().summary.conversation_end.map(|end| end.ms() - T0);
    assert_eq!(end(&over), Some(9_010));
    let wrapped =
        over.add(20_000, "acw", "a/a1", json!({"userId": "u1", "wrapupDurationMs": 5_000}));
    assert_eq!(end(&wrapped), Some(14_010), "and it is that of the last piece");
}

/// Values are in the order of the sessions.
#[test]
fn lists_have_no_repeats() {
    let of = |media: &str, direction: &str, division: &str| {
        json!({"mediaType": media, "direction": direction, "divisionId": division,
            "conversationExternalContactIds": [division, "e"],
            "conversationExternalOrganizationIds": [direction, "o"]})
    };
    let story = Story::new()
        .add(0, "customer.start", "c/c1", json!({"mediaType": "VOICE"}))
        .add(1, "customer.start", "c/c2", of("EMAIL", "OUTBOUND", "d2"))
        .add(2, "customer.start", "c/c3", of("VOICE", "INBOUND", "d1"))
        .add(3, "customer.start", "c/c4", of("EMAIL", "OUTBOUND", "d2"));
    let summary = summary(&story);
    assert_eq!(summary["originatingDirection"], "outbound", "that of the first that has one");
    assert_eq!(summary["directions"], json!(["outbound", "inbound"]));
    assert_eq!(summary["mediaTypes"], json!(["voice", "email"]));
    assert_eq!(summary["divisionIds"], json!(["d2", "d1"]));
    assert_eq!(summary["externalContactIds"], json!(["d2", "e", "d1"]));
    assert_eq!(summary["externalOrganizationIds"], json!(["OUTBOUND", "o", "INBOUND"]));
    assert_eq!(summary["counts"], json!({"participants": 1, "sessions": 4, "transfers": 0}));
}

#[test]
fn attributes_stay_with_their_participant() {
    let set = |value: &str| json!({"attributes": {"a": value}});
    let story =
        Story::new().add(1, "attributes", "c", set("1")).add(2, "attributes", "d", set("2"));
    let attributes: Vec<_> =
        story.tree().participants.into_iter().map(|participant| participant.attributes).collect();
    assert_eq!(json!(attributes), json!([{"a": "1"}, {"a": "2"}]));
}

#[test]
fn the_latest_value_over_all_sessions_counts() {
    let user = |id: &str| json!({"userId": id, "externalContactId": format!("e-{id}")});
    let story = Story::new()
        .add(0, "user.start", "a/a1", user("u1"))
        .add(9, "user.end", "a/a1", user("u3"))
        .add(5, "user.start", "a/a2", user("u2"));
    let participant = &story.tree().participants[0];
    assert_eq!(participant.user_id.as_ref().map(ToString::to_string).as_deref(), Some("u3"));
    assert_eq!(participant.external_contact_id.as_deref(), Some("e-u3"));
    let sessions = participant
        .sessions
        .iter()
        .map(|session| session.queue_id.clone())
        .collect::<Vec<Option<QueueId>>>();
    assert_eq!(sessions, [None, None]);
}

/// A participant's `known_events` counts its events and the records of its sessions.
#[test]
fn known_events_count_events_and_records() {
    let story =
        Story::new().customer(0, "c/c1").customer_left(5, "c/c1", "PEER").agent(1, "a/a1", "u1");
    let story = story.record(2, "c1", "nConnected", 1).record(3, "x1", "tTalk", 1);
    let participants = story.tree().participants;
    assert_eq!(
        participants.iter().map(|participant| participant.known_events).collect::<Vec<_>>(),
        [3, 1]
    );
    assert_eq!(story.tree().summary.known_events, 5);
}
