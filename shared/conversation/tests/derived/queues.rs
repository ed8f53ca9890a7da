//! Waits in queues: who sent the conversation there, how the wait ended, and whether a customer
//! abandoned it.

use serde_json::json;

use crate::support::Story;

fn follows(story: &Story, what: &str) -> bool {
    story.names().iter().any(|name| name == what)
}

/// A call whose talk ends at 60 s.
fn talk() -> Story {
    Story::new().customer(0, "c/c1").agent(2_000, "a/a1", "u1").agent_left(
        60_000,
        "a/a1",
        "u1",
        "TRANSFER",
        (3_000, 55_000, 0),
    )
}

/// The agent talks when the wait begins, or left at most 5 s before.
#[test]
fn by_transfer_needs_a_talking_agent() {
    let by_transfer = |story: Story, at: i64| {
        story.queued(at, "q/qs1").data("ConversationQueued qs1")["byTransfer"].clone()
    };
    let without_talk = || Story::new().customer(0, "c/c1").agent(2_000, "a/a1", "u1");
    let declined = without_talk().agent_left(60_000, "a/a1", "u1", "CLIENT", (3_000, 0, 0));
    let mail = json!({"userId": "u1", "mediaType": "EMAIL"});
    let elsewhere = Story::new().customer(0, "c/c1").add(2_000, "user.start", "a/a1", mail);
    let rows = [
        ("the agent goes on", without_talk(), 30_000, true),
        ("the agent came just now", without_talk(), 4_000, false),
        ("the agent is rung by a queue", without_talk().queued(1_000, "r/rs1"), 30_000, false),
        ("in another medium", elsewhere, 30_000, false),
        ("the agent talks and goes on", talk(), 30_000, true),
        ("5 s after he left", talk(), 65_000, true),
        ("more than 5 s after he left", talk(), 65_001, false),
        ("after he declined", declined, 60_001, false),
        ("before he came", without_talk(), 1_999, false),
        ("there is only a customer", Story::new().customer(0, "c/c1"), 1_000, false),
    ];
    for (what, story, at, expected) in rows {
        assert_eq!(by_transfer(story, at), json!(expected), "{what}");
    }
}

#[test]
fn a_queue_has_the_requested_routing() {
    let asked =
        json!({"queueId": "q1", "routingPriority": 7, "requestedRoutingSkillIds": ["s1", "s2"]});
    let data = Story::new().add(0, "acd.start", "q/qs1", asked).data("ConversationQueued qs1");
    assert_eq!((&data["priority"], &data["skillIds"]), (&json!(7), &json!(["s1", "s2"])));
}

#[test]
fn a_wait_ends_in_one_of_four_ways() {
    for (acd_outcome, outcome) in [
        ("ANSWERED", "answered"),
        ("ABANDON", "abandoned"),
        ("FLOW_OUT", "flowOut"),
        ("ODD", "other"),
    ] {
        let end = json!({"acdOutcome": acd_outcome, "connectedDurationMs": 7_000,
            "answeredUserId": "u1"});
        let story = Story::new()
            .customer(0, "c/c1")
            .queued(1_000, "q/qs1")
            .add(9_000, "acd.end", "q/qs1", end);
        let dequeued = story.data("ConversationDequeued qs1");
        assert_eq!(
            (&dequeued["outcome"], &dequeued["waitedMs"], &dequeued["answeredUserId"]),
            (&json!(outcome), &json!(7_000), &json!("u1"))
        );
        assert_eq!(
            follows(&story, "ConversationAbandoned qs1"),
            acd_outcome == "ABANDON",
            "{acd_outcome}"
        );
    }
    let silent = Story::new().queued(1_000, "q/qs1").add(9_000, "acd.end", "q/qs1", json!({}));
    assert_eq!(
        silent.data("ConversationDequeued qs1")["waitedMs"],
        8_000,
        "else from start to end"
    );
}

#[test]
fn an_abandoned_queue_has_its_waiting_time() {
    let story =
        Story::new().customer(0, "c/c1").queued(1_000, "q/qs1").abandoned(9_000, "q/qs1", 7_500);
    assert_eq!(story.data("ConversationAbandoned qs1")["waitedMs"], 7_500);
}

/// If an agent talked until the queue ended, nobody abandoned it.
#[test]
fn a_queue_beside_a_talking_agent_is_cancelled() {
    let abandoned = |story: Story, from: i64, to: i64| {
        follows(
            &story.queued(from, "q/qs1").abandoned(to, "q/qs1", to - from),
            "ConversationAbandoned qs1",
        )
    };
    let left = |how: &str| {
        let story = Story::new().customer(0, "c/c1").agent(2_000, "a/a1", "u1");
        story.agent_left(60_000, "a/a1", "u1", how, (3_000, 55_000, 0))
    };
    let alerted = || {
        let story = Story::new().customer(0, "c/c1").agent(2_000, "a/a1", "u1");
        story.agent_left(60_000, "a/a1", "u1", "PEER", (58_000, 0, 0))
    };
    assert!(!abandoned(left("CLIENT"), 10_000, 60_000), "as long as the talk");
    assert!(!abandoned(left("PEER"), 10_000, 50_000));
    assert!(!abandoned(left("CLIENT"), 10_000, 62_000), "give or take 2 s");
    assert!(abandoned(left("CLIENT"), 10_000, 62_001), "the agent left before");
    assert!(abandoned(left("TRANSFER"), 10_000, 61_000), "the agent transferred it there");
    assert!(abandoned(left("CLIENT"), 1_000, 4_999), "the agent came after");
    assert!(abandoned(alerted(), 10_000, 50_000), "the agent did not talk");
    assert!(abandoned(Story::new().customer(0, "c/c1"), 10_000, 50_000), "a customer is no agent");
    let offered =
        || Story::new().customer(0, "c/c1").queued(1_000, "q/qs0").agent(2_000, "a/a1", "u1");
    assert!(abandoned(offered(), 10_000, 50_000), "it rang, and nothing more is known");
    assert!(
        !abandoned(offered().answered(5_000, "q/qs0", "u1", 4_000), 10_000, 50_000),
        "the agent talks still"
    );
    let called = || Story::new().customer(0, "c/c1").agent(2_000, "a/a1", "u1");
    assert!(!abandoned(called(), 10_000, 50_000), "no queue tells of the answer");
    let elsewhere = called().add(1_000, "acd.start", "q/qs0", json!({"queueId": "q2"}));
    assert!(!abandoned(elsewhere, 10_000, 50_000), "nor does another queue");
}
