//! Transfers: the destination, and whether the agent talked to it first.

use serde_json::{Value, json};

use crate::support::Story;

const TRANSFERRED: &str = "AgentTransferredConversation a1";

/// Agent `a/a1` talks from 5 s to 60 s and transfers.
fn handed_on(story: Story, how: &str) -> Story {
    story.customer(0, "c/c1").agent(2_000, "a/a1", "u1").agent_left(
        60_000,
        "a/a1",
        "u1",
        how,
        (3_000, 55_000, 0),
    )
}

/// `kind session` of the transfer. Without a session if the destination is unknown.
fn went(story: Story) -> String {
    let data = handed_on(story, "TRANSFER").data(TRANSFERRED);
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    format!("{} {}", text(&data["kind"]), text(&data["to"]["sessionId"]))
}

fn colleague(at: i64) -> Story {
    Story::new().agent(at, "b/b1", "u2")
}

/// A supervisor whose session ends without any duration.
fn listener() -> Story {
    let start = json!({"userId": "u2"});
    let end = json!({"userId": "u2", "disconnectType": "CLIENT", "interactingDurationMs": 0});
    Story::new().add(40_000, "user.start", "b/b1", start).add(70_000, "user.end", "b/b1", end)
}

/// The target arrived during the agent's session and is present at its end.
#[test]
fn a_consult_needs_a_target_that_stays() {
    let leaves = |at: i64, talk: i64| {
        colleague(40_000).agent_left(at, "b/b1", "u2", "PEER", (1_000, talk, 0))
    };
    let mail = json!({"userId": "u2", "queueId": "q1", "mediaType": "EMAIL"});
    let rows = [
        ("came after he did", colleague(2_001), "consult b1"),
        ("came with him", colleague(2_000), "unknown "),
        ("was there before", colleague(1_999), "unknown "),
        ("came more than 2 s before he left", colleague(57_999), "consult b1"),
        ("came 2 s before he left", colleague(58_000), "blind b1"),
        ("left after him", leaves(60_001, 100), "consult b1"),
        ("left with him", leaves(60_000, 100), "unknown "),
        ("left before him", leaves(59_000, 100), "unknown "),
        ("left after him without talk", leaves(61_000, 0), "consult b1"),
        ("was rung by a queue", colleague(40_000).queued(39_000, "q/qs1"), "consult qs1"),
        (
            "answered a queue",
            colleague(40_000).queued(39_000, "q/qs1").answered(45_000, "q/qs1", "u2", 6_000),
            "consult b1",
        ),
        ("only listened", listener(), "unknown "),
        ("is himself", Story::new().agent(40_000, "a/a2", "u1"), "unknown "),
        (
            "talks in another medium",
            Story::new().add(40_000, "user.start", "b/b1", mail),
            "unknown ",
        ),
    ];
    for (what, story, expected) in rows {
        assert_eq!(went(story), expected, "who {what}");
    }
}

/// Users take precedence over numbers.
#[test]
fn the_latest_user_was_consulted() {
    let number = |story: Story| {
        story.add(50_000, "customer.start", "n/n1", json!({"direction": "OUTBOUND"}))
    };
    assert_eq!(went(number(colleague(30_000)).agent(40_000, "d/d1", "u3")), "consult d1");
    assert_eq!(went(number(Story::new())), "consult n1");
    let gone = number(Story::new()).customer_left(59_000, "n/n1", "ENDPOINT");
    assert_eq!(went(gone), "unknown ");
}

#[test]
fn a_blind_transfer_goes_to_the_first_arrival() {
    let queue = |at: i64| Story::new().queued(at, "q/qs1");
    let share = json!({"mediaType": "SCREENSHARE"});
    let rows = [
        ("2 s before", queue(58_000), "blind qs1"),
        ("earlier", queue(57_999), "consult qs1"),
        (
            "not to the flow of a queue",
            queue(60_500).add(60_400, "flow.start", "f/f1", json!({"flowType": "INQUEUEX"})),
            "blind qs1",
        ),
        ("5 s after", queue(65_000), "blind qs1"),
        ("later", queue(65_001), "unknown "),
        ("first", queue(60_500).add(60_400, "flow.start", "f/f1", json!({})), "blind f1"),
        (
            "not to a screen share",
            queue(60_500).add(60_400, "customer.start", "c/s1", share),
            "blind qs1",
        ),
        ("not to himself", Story::new().add(59_000, "attributes", "a", json!({})), "unknown "),
    ];
    for (what, story, expected) in rows {
        assert_eq!(went(story), expected, "{what}");
    }
}

#[test]
fn an_agent_does_not_transfer_to_themselves() {
    let story = Story::new().customer(0, "c/c1").agent(59_000, "a/a1", "u1").agent_left(
        60_000,
        "a/a1",
        "u1",
        "TRANSFER",
        (100, 900, 0),
    );
    assert_eq!(story.data(TRANSFERRED)["to"], Value::Null);
}

/// CONSULT_TRANSFER, CONFERENCE_TRANSFER and TAKEOVER.
#[test]
fn the_disconnect_type_may_name_the_kind() {
    let rows = [
        ("CONSULT_TRANSFER", "consult"),
        ("CONFERENCE_TRANSFER", "conference"),
        ("TAKEOVER", "takeover"),
    ];
    for (how, kind) in rows {
        let story = handed_on(Story::new().queued(60_100, "q/qs1"), how);
        let data = story.data(TRANSFERRED);
        assert_eq!(
            (&data["kind"], &data["to"]["sessionId"]),
            (&json!(kind), &json!("qs1")),
            "{how}"
        );
    }
    let forwarded =
        handed_on(Story::new().queued(60_100, "q/qs1"), "FORWARD_TRANSFER").data(TRANSFERRED);
    assert_eq!(
        (&forwarded["kind"], &forwarded["disconnectType"]),
        (&json!("blind"), &json!("forwardTransfer"))
    );
}

#[test]
fn only_a_session_with_talk_is_transferred() {
    let rang = Story::new().customer(0, "c/c1").agent(2_000, "a/a1", "u1");
    let rang = rang.agent_left(60_000, "a/a1", "u1", "TRANSFER", (58_000, 0, 0));
    assert!(!rang.names().contains(&TRANSFERRED.to_owned()));
    assert!(!handed_on(Story::new(), "CLIENT").names().contains(&TRANSFERRED.to_owned()));
}

#[test]
fn the_destination_has_the_ids_of_its_kind() {
    let rows = [
        (
            "user.start",
            json!({"userId": "u2", "queueId": "q1", "dnis": "tel"}),
            json!({"type": "agent", "userId": "u2", "queueId": "q1"}),
        ),
        (
            "acd.start",
            json!({"queueId": "q1", "flowId": "f"}),
            json!({"type": "queue", "queueId": "q1"}),
        ),
        (
            "flow.start",
            json!({"flowId": "f", "dnis": "tel"}),
            json!({"type": "flow", "flowId": "f"}),
        ),
        (
            "voicemail.start",
            json!({"queueId": "q1"}),
            json!({"type": "voicemail", "queueId": "q1"}),
        ),
        (
            "customer.start",
            json!({"dnis": "tel", "addressTo": "sip"}),
            json!({"type": "number", "number": "tel"}),
        ),
        ("customer.start", json!({"addressTo": "sip"}), json!({"type": "number", "number": "sip"})),
    ];
    for (topic, body, mut expected) in rows {
        let data =
            handed_on(Story::new().add(60_100, topic, "p/s1", body), "TRANSFER").data(TRANSFERRED);
        expected["participantId"] = json!("p");
        expected["sessionId"] = json!("s1");
        assert_eq!(data["to"], expected, "{topic}");
    }
}

const ANSWERED: &str = "TransferAnswered a1";

fn is_answered(story: &Story) -> bool {
    story.names().contains(&ANSWERED.to_owned())
}

/// The first agent who answers in the same medium answers a transfer, whatever way the conversation
/// took.
#[test]
fn the_first_answer_answers_a_transfer() {
    let talked = |story: Story| story.agent_left(90_000, "b/b1", "u2", "PEER", (1_000, 20_000, 0));
    let to_user = talked(handed_on(Story::new().agent(60_100, "b/b1", "u2"), "TRANSFER"));
    assert_eq!(
        (to_user.when(ANSWERED), &to_user.data(ANSWERED)["waitedMs"]),
        (61_100, &json!(1_100))
    );
    let unanswered = handed_on(Story::new().agent(60_100, "b/b1", "u2"), "TRANSFER");
    assert!(!is_answered(&unanswered));
    let flow = || handed_on(Story::new().add(60_100, "flow.start", "f/f1", json!({})), "TRANSFER");
    assert!(!is_answered(&flow().agent(61_000, "b/b1", "u2")));
    assert_eq!(talked(flow().agent(64_000, "b/b1", "u2")).when(ANSWERED), 65_000);
    let mail = json!({"userId": "u2", "mediaType": "EMAIL", "alertingDurationMs": 5,
        "interactingDurationMs": 9_000});
    assert!(!is_answered(&flow().add(80_000, "user.end", "b/b1", mail)), "in another medium");
    let over =
        flow().customer_left(62_000, "c/c1", "ENDPOINT").add(62_000, "flow.end", "f/f1", json!({}));
    let back = talked(over.customer(80_000, "c/c2").agent(80_100, "b/b1", "u2"));
    assert!(!is_answered(&back), "its episode had ended");
}

/// A colleague whose phone only rang when the agent left counts as answered at that time, unless
/// their end says otherwise.
#[test]
fn a_rung_colleague_counts_as_answered() {
    let rung = || {
        handed_on(
            Story::new().add(50_000, "user.start", "b/b1", json!({"userId": "u2"})),
            "TRANSFER",
        )
    };
    assert_eq!(
        (rung().data(TRANSFERRED)["kind"].clone(), rung().when(ANSWERED)),
        (json!("consult"), 60_000)
    );
    let ends = |at: i64, alert: i64, talk: i64| {
        let end = json!({"userId": "u2", "disconnectType": "PEER", "alertingDurationMs": alert,
            "interactingDurationMs": talk});
        rung().add(at, "user.end", "b/b1", end)
    };
    assert_eq!(ends(90_000, 13_000, 27_000).when(ANSWERED), 63_000, "the end tells when");
    assert!(!is_answered(&ends(65_000, 15_000, 0)), "no answer within five seconds");
    assert_eq!(ends(65_001, 15_001, 0).when(ANSWERED), 60_000);
}

#[test]
fn an_answer_known_only_by_its_end_is_named() {
    let story = handed_on(Story::new().queued(61_000, "q/qs1"), "TRANSFER");
    let data = story.agent_left(200_000, "b/b1", "u2", "PEER", (5_000, 120_000, 0)).data(ANSWERED);
    assert_eq!((&data["agent"]["sessionId"], &data["waitedMs"]), (&json!("b1"), &json!(20_000)));
}

#[test]
fn nobody_answers_their_own_transfer() {
    let brief =
        Story::new().customer(0, "c/c1").agent(58_000, "a/a1", "u1").queued(59_000, "q/qs1");
    let brief = brief.agent_left(60_000, "a/a1", "u1", "TRANSFER", (100, 1_900, 0));
    assert!(!is_answered(&brief), "though he talked in that queue when it began");
    let taken = brief.agent(70_000, "b/b1", "u2").agent_left(
        90_000,
        "b/b1",
        "u2",
        "PEER",
        (1_000, 19_000, 0),
    );
    assert_eq!(taken.data(ANSWERED)["agent"]["sessionId"], "b1");
}

#[test]
fn a_transfer_names_its_causes() {
    let story = handed_on(Story::new().queued(60_100, "q/qs1"), "TRANSFER");
    let named = |story: &Story| {
        let all = story.derived_events();
        all.iter()
            .find(|c| c.event_type().as_str() == "AgentTransferredConversation")
            .unwrap()
            .causes
            .len()
    };
    assert_eq!(named(&story), 2, "the agent's end and the start of the queue");
    assert_eq!(named(&handed_on(Story::new(), "TRANSFER")), 1);
    let answered = handed_on(Story::new().agent(60_100, "b/b1", "u2"), "TRANSFER");
    let answered =
        answered.agent_left(90_000, "b/b1", "u2", "PEER", (1_000, 20_000, 0)).derived_events();
    let answered = answered.iter().find(|c| c.event_type().as_str() == "TransferAnswered").unwrap();
    assert_eq!(answered.causes.len(), 2, "the answer and the transfer");
}

/// Without an outside party, a colleague without a queue is no agent. Their answer still answers
/// the transfer.
#[test]
fn an_internal_transfer_is_answered() {
    let user = |story: Story, at: i64, topic: &str, who: &str, talk: i64| {
        story.add(
            at,
            topic,
            who,
            json!({"userId": "u9", "disconnectType": "PEER", "interactingDurationMs": talk}),
        )
    };
    let story = user(Story::new(), 0, "user.start", "i/i1", 0)
        .queued(50, "q/qs0")
        .agent(1_000, "a/a1", "u1");
    let story = story.agent_left(60_000, "a/a1", "u1", "TRANSFER", (1_000, 50_000, 0));
    let story =
        user(user(story, 60_100, "user.start", "b/b1", 0), 90_000, "user.end", "b/b1", 20_000);
    assert!(!story.names().contains(&"AgentAnswered b1".to_owned()));
    assert_eq!(
        (story.when(ANSWERED), &story.data(ANSWERED)["agent"]["userId"]),
        (70_000, &json!("u9"))
    );
}
