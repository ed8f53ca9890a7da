//! Who answered and when; who did not answer, and why.

use serde_json::json;

use crate::support::Story;

fn follows(story: &Story, what: &str) -> bool {
    story.names().iter().any(|name| name == what)
}

/// A queue that ends at 10 s, answered by `u1`.
fn answered(story: Story) -> Story {
    story.customer(0, "c/c1").queued(1_000, "q/qs1").answered(10_000, "q/qs1", "u1", 9_000)
}

/// The user must have a session of the same medium around the queue's end.
#[test]
fn the_user_that_the_queue_names_answered() {
    let offered = |story: Story, at: i64| story.agent(at, "a/a1", "u1");
    let left = |how: &str, at: i64, talk: i64| {
        offered(Story::new(), 2_000).agent_left(at, "a/a1", "u1", how, (1_000, talk, 0))
    };
    let start = |user: &str, media: &str| {
        let body = json!({"userId": user, "queueId": "q1", "mediaType": media});
        Story::new().add(2_000, "user.start", "a/a1", body)
    };
    let rows = [
        ("live", offered(Story::new(), 2_000), true),
        ("2 s late", offered(Story::new(), 12_000), true),
        ("later", offered(Story::new(), 12_001), false),
        ("left 2 s before", left("PEER", 8_000, 0), true),
        ("left earlier", left("PEER", 7_999, 0), false),
        ("handed on at that instant", left("TRANSFER", 10_000, 0), true),
        ("handed on before", left("TRANSFER", 9_999, 0), false),
        ("handed on after", left("TRANSFER", 10_001, 0), true),
        ("another user", start("u2", "VOICE"), false),
        ("another medium", start("u1", "EMAIL"), false),
    ];
    for (what, story, expected) in rows {
        let story = answered(story);
        assert_eq!(follows(&story, "AgentAnswered a1"), expected, "{what}");
        if expected {
            assert_eq!(story.when("AgentAnswered a1"), 10_000, "{what}");
        }
    }
}

#[test]
fn the_latest_session_of_a_user_answered() {
    let twice = answered(Story::new().agent(2_000, "a/a1", "u1").agent(3_000, "a/a2", "u1"));
    assert!(follows(&twice, "AgentAnswered a2") && !follows(&twice, "AgentAnswered a1"));
}

#[test]
fn who_placed_the_call_did_not_answer() {
    let placed = json!({"userId": "u1", "queueId": "q1", "dialingDurationMs": 1_000,
        "interactingDurationMs": 9_000});
    let story =
        answered(Story::new().agent(2_000, "a/a1", "u1")).add(20_000, "user.end", "a/a1", placed);
    assert!(follows(&story, "AgentInitiatedContact a1") && !follows(&story, "AgentAnswered a1"));
    let untalked = json!({"userId": "u1", "queueId": "q1", "dialingDurationMs": 1_000,
        "disconnectType": "CLIENT"});
    let story = Story::new().agent(2_000, "a/a1", "u1").add(20_000, "user.end", "a/a1", untalked);
    assert!(!follows(&story, "AgentDidNotAnswer a1"));
}

#[test]
fn only_an_answered_queue_gives_an_answer() {
    let flow_out = json!({"acdOutcome": "FLOW_OUT", "answeredUserId": "u1"});
    let story = Story::new()
        .queued(1_000, "q/qs1")
        .agent(2_000, "a/a1", "u1")
        .add(9_000, "acd.end", "q/qs1", flow_out);
    assert!(!follows(&story, "AgentAnswered a1"));
}

#[test]
fn without_queue_the_answer_is_the_start_of_talk() {
    let end = json!({"userId": "u1", "queueId": "q1", "alertingDurationMs": 3_000,
        "interactingDurationMs": 20_000, "heldDurationMs": 4_000, "callbackDurationMs": 1_000,
        "disconnectType": "PEER"});
    let story = Story::new()
        .customer(0, "c/c1")
        .agent(2_000, "a/a1", "u1")
        .add(30_000, "user.end", "a/a1", end);
    assert_eq!(story.when("AgentAnswered a1"), 5_000);
}

#[test]
fn the_earlier_of_two_queues_gives_the_answer() {
    let queues = |story: Story| {
        story
            .queued(1_000, "q/qs1")
            .queued(1_000, "r/rs1")
            .answered(10_000, "q/qs1", "u1", 9_000)
            .answered(9_000, "r/rs1", "u1", 8_000)
    };
    assert_eq!(queues(Story::new().agent(2_000, "a/a1", "u1")).when("AgentAnswered a1"), 9_000);
    let other_way = Story::new()
        .agent(2_000, "a/a1", "u1")
        .queued(1_000, "q/qs1")
        .queued(1_000, "r/rs1")
        .answered(9_000, "q/qs1", "u1", 8_000)
        .answered(10_000, "r/rs1", "u1", 9_000);
    assert_eq!(other_way.when("AgentAnswered a1"), 9_000);
}

#[test]
fn agent_left_has_its_durations() {
    let end = json!({"userId": "u1", "queueId": "q1", "alertingDurationMs": 3_000,
        "interactingDurationMs": 20_000, "heldDurationMs": 4_000, "callbackDurationMs": 1_000,
        "disconnectType": "PEER"});
    let left = Story::new()
        .agent(2_000, "a/a1", "u1")
        .add(30_000, "user.end", "a/a1", end)
        .data("AgentLeft a1");
    assert_eq!(
        (&left["disconnectType"], &left["talkMs"], &left["holdMs"], &left["alertMs"]),
        (&json!("peer"), &json!(21_000), &json!(4_000), &json!(3_000))
    );
}

#[test]
fn an_agent_disconnects_by_hanging_up_after_talk() {
    let rows = [
        ("CLIENT", 9, true),
        ("ENDPOINT", 9, true),
        ("PEER", 9, false),
        ("TRANSFER", 9, false),
        ("CLIENT", 0, false),
    ];
    for (how, talk, expected) in rows {
        let story = Story::new().agent(2_000, "a/a1", "u1").agent_left(
            30_000,
            "a/a1",
            "u1",
            how,
            (3_000, talk, 0),
        );
        assert_eq!(follows(&story, "AgentDisconnected a1"), expected, "{how} {talk}");
        assert_eq!(follows(&story, "AgentLeft a1"), talk > 0, "{how} {talk}");
        assert_eq!(follows(&story, "AgentDidNotAnswer a1"), talk == 0, "{how} {talk}");
    }
}

#[test]
fn did_not_answer_has_reason_and_alert_time() {
    let story = Story::new().agent(2_000, "a/a1", "u1").agent_left(
        9_000,
        "a/a1",
        "u1",
        "CLIENT",
        (7_000, 0, 0),
    );
    let data = story.data("AgentDidNotAnswer a1");
    assert_eq!(
        (&data["how"], &data["disconnectType"], &data["alertMs"]),
        (&json!("declined"), &json!("client"), &json!(7_000))
    );
}
