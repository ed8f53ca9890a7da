//! How a wait in a queue ended, according to a document.

use serde_json::{Value, json};

use crate::written::{bodies, document, participant, piece, voice, with};

/// `acd.end` of a wait from 0 to 10 s, in a document with these other participants.
fn end_of_wait(how: &Value, others: &[Value]) -> Value {
    let wait = voice(
        "q1",
        &[piece("interact", 0, 10_000, json!({"queueId": "q1", "disconnectType": how}))],
    );
    let all = [&[participant("q", "acd", &[wait])], others].concat();
    bodies(document(&all), "acd.end")[0].clone()
}

/// A user who alerts for 100 ms before they talk.
fn talking(user: &str, kind: &str, start: i64) -> Value {
    let pieces =
        [piece("alert", start - 100, start, json!({})), piece(kind, start, 20_000, json!({}))];
    with(json!({"userId": user}), participant(user, "agent", &[voice(user, &pieces)]))
}

#[test]
fn the_talk_nearest_to_the_end_is_the_answer() {
    let silent =
        participant("x", "agent", &[voice("x1", &[piece("interact", 10_000, 20_000, json!({}))])]);
    let mute = json!({"userId": "u9"});
    let of_flow =
        with(mute.clone(), with(json!({"purpose": "ivr"}), talking("f", "interact", 10_000)));
    let written = json!([{"sessionId": "w", "mediaType": "email",
        "segments": [piece("interact", 10_000, 20_000, json!({}))]}]);
    let rows = [
        ("2 s before", vec![talking("u1", "interact", 8_000)], json!("u1")),
        ("2 s after", vec![talking("u1", "callback", 12_000)], json!("u1")),
        ("earlier", vec![talking("u1", "interact", 7_999)], Value::Null),
        ("later", vec![talking("u1", "interact", 12_001)], Value::Null),
        ("never talked", vec![talking("u1", "hold", 10_000)], Value::Null),
        (
            "nearest",
            vec![talking("u1", "interact", 11_500), talking("u2", "interact", 9_000)],
            json!("u2"),
        ),
        ("no user is named", vec![silent], Value::Null),
        ("another kind of party", vec![of_flow], Value::Null),
        (
            "another medium",
            vec![with(json!({"sessions": written}), talking("u1", "interact", 10_000))],
            Value::Null,
        ),
    ];
    for (what, others, expected) in rows {
        let end = end_of_wait(&json!("transfer"), &others);
        let outcome = if expected.is_null() { "FLOW_OUT" } else { "ANSWERED" };
        assert_eq!(
            (&end["answeredUserId"], &end["acdOutcome"]),
            (&expected, &json!(outcome)),
            "{what}"
        );
    }
}

/// A wait that ended by a transfer flowed out.
#[test]
fn an_unanswered_wait_flowed_out_or_is_abandoned() {
    let handed_on = [
        "transfer",
        "conferenceTransfer",
        "consultTransfer",
        "forwardTransfer",
        "noAnswerTransfer",
        "notAvailableTransfer",
        "dndTransfer",
    ];
    for how in handed_on {
        assert_eq!(end_of_wait(&json!(how), &[])["acdOutcome"], "FLOW_OUT", "{how}");
    }
    for how in ["peer", "client", "timeout", "odd"] {
        assert_eq!(end_of_wait(&json!(how), &[])["acdOutcome"], "ABANDON", "{how}");
    }
    assert_eq!(
        end_of_wait(&Value::Null, &[])["acdOutcome"],
        Value::Null,
        "the document does not say"
    );
}

#[test]
fn the_first_segment_with_a_request_counts() {
    let asks = |what: &str| {
        json!({"requestedRoutingSkillIds": [format!("s{what}")],
            "requestedRoutingUserIds": [format!("u{what}")],
            "requestedLanguageId": format!("l{what}")})
    };
    let pieces = [
        piece(
            "delay",
            0,
            1,
            json!({"requestedRoutingSkillIds": [], "requestedRoutingUserIds": []}),
        ),
        piece("interact", 1, 2, asks("1")),
        piece("interact", 2, 3, asks("2")),
    ];
    let end = &bodies(document(&[participant("q", "acd", &[voice("q1", &pieces)])]), "acd.end")[0];
    let asked = ["requestedRoutingSkillIds", "requestedRoutingUserIds", "requestedLanguageId"]
        .map(|name| &end[name]);
    assert_eq!(asked, [&json!(["s1"]), &json!(["u1"]), &json!("l1")]);
}
