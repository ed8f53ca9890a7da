//! Truth table of who ended what. Each row is checked in every order in which its events may
//! arrive.

#![allow(clippy::unwrap_used, clippy::panic, reason = "these are tests")]

mod support;

use common_events::catalogue::Selection;
use conversation::{derive, project};
use serde_json::{Value, json};
use support::{Story, history, permutations};

/// A call that agent `u1` answered from the queue: customer `c/c1`, queue `q/qs1`, agent `a/a1`.
fn call() -> Story {
    Story::new()
        .customer(0, "c/c1")
        .queued(1_000, "q/qs1")
        .agent(2_000, "a/a1", "u1")
        .answered(5_000, "q/qs1", "u1", 4_000)
}

/// Checks the Common Events of a row. They are the same in every order and with every event
/// doubled.
fn row(story: &Story, expected: &[&str]) {
    assert!(story.0.len() <= 7, "{} events have too many permutations", story.0.len());
    assert_eq!(story.names(), expected);
    let (tree, derived_events) = (story.tree(), story.derived_events());
    permutations(&story.0, |order| {
        let doubled = history(order.iter().chain(order).cloned());
        assert_eq!(project(&doubled), tree, "{order:#?}");
        assert_eq!(derive(&doubled, &Selection::all()), derived_events, "{order:#?}");
    });
}

const ANSWERED: [&str; 4] =
    ["ConversationQueued qs1", "AgentAssigned a1", "ConversationDequeued qs1", "AgentAnswered a1"];

fn answered_then(rest: &[&'static str]) -> Vec<&'static str> {
    ANSWERED.iter().chain(rest).copied().collect()
}

#[test]
fn the_customer_hung_up() {
    let story = call()
        .agent_left(60_010, "a/a1", "u1", "PEER", (3_000, 50_010, 5_000))
        .customer_left(60_000, "c/c1", "ENDPOINT");
    let rest = ["CustomerDisconnected c1", "ConversationEnded 1", "AgentLeft a1"];
    row(&story, &answered_then(&rest));
    let ended = story.data("ConversationEnded 1");
    assert_eq!((&ended["endedBy"], &ended["outcome"]), (&json!("customer"), &json!("handled")));
    assert_eq!(ended["agents"], json!([{"userId": "u1", "talkMs": 50_010, "holdMs": 5_000}]));
    assert_eq!(ended["phases"]["queueMs"], json!(4_000));
    assert_eq!(story.when("AgentAnswered a1"), 5_000);
}

#[test]
fn the_agent_hung_up() {
    for how in ["CLIENT", "ENDPOINT"] {
        let story = call()
            .agent_left(60_000, "a/a1", "u1", how, (3_000, 55_000, 0))
            .customer_left(60_010, "c/c1", "PEER");
        row(
            &story,
            &answered_then(&["AgentDisconnected a1", "AgentLeft a1", "ConversationEnded 1"]),
        );
        assert_eq!(story.data("ConversationEnded 1")["endedBy"], "agent");
        assert_eq!(story.data("AgentDisconnected a1")["disconnectType"], how.to_lowercase());
    }
}

#[test]
fn the_agent_left_and_others_stay() {
    let story = call()
        .agent_left(60_000, "a/a1", "u1", "CLIENT", (3_000, 55_000, 0))
        .customer_left(240_000, "c/c1", "ENDPOINT");
    let rest =
        ["AgentDisconnected a1", "AgentLeft a1", "ConversationEnded 1", "CustomerDisconnected c1"];
    row(&story, &answered_then(&rest));
    assert_eq!(story.when("ConversationEnded 1"), 240_000);
    assert_eq!(story.data("ConversationEnded 1")["endedBy"], "customer");
}

#[test]
fn a_blind_transfer_to_a_queue() {
    let story = call()
        .agent_left(60_000, "a/a1", "u1", "TRANSFER", (3_000, 55_000, 0))
        .queued(60_040, "q2/qs2");
    let rest = ["AgentTransferredConversation a1", "AgentLeft a1", "ConversationQueued qs2"];
    row(&story, &answered_then(&rest));
    let transferred = story.data("AgentTransferredConversation a1");
    assert_eq!(transferred["kind"], "blind");
    assert_eq!(
        (&transferred["to"]["type"], &transferred["to"]["sessionId"]),
        (&json!("queue"), &json!("qs2"))
    );
    assert_eq!(transferred["to"]["queueId"], "q1");
    assert_eq!(story.data("ConversationQueued qs2")["byTransfer"], true);
    assert_eq!(story.data("ConversationQueued qs1")["byTransfer"], false);
}

#[test]
fn a_transfer_to_a_queue_is_answered_late() {
    let story = call()
        .agent_left(60_000, "a/a1", "u1", "TRANSFER", (3_000, 55_000, 0))
        .queued(60_040, "q2/qs2")
        .agent(180_000, "b/b1", "u2")
        .answered(185_000, "q2/qs2", "u2", 124_960);
    assert_eq!(story.when("TransferAnswered a1"), 185_000);
    let answered = story.data("TransferAnswered a1");
    assert_eq!(answered["agent"], json!({"userId": "u2", "participantId": "b", "sessionId": "b1"}));
    assert_eq!(answered["waitedMs"], 125_000);
}

#[test]
fn a_blind_transfer_to_a_person() {
    let story = call()
        .agent_left(60_000, "a/a1", "u1", "TRANSFER", (3_000, 55_000, 0))
        .agent(60_030, "b/b1", "u2")
        .agent_left(90_030, "b/b1", "u2", "CLIENT", (5_000, 25_000, 0));
    let rest = [
        "AgentTransferredConversation a1",
        "AgentLeft a1",
        "AgentAssigned b1",
        "TransferAnswered a1",
        "AgentAnswered b1",
        "AgentDisconnected b1",
        "AgentLeft b1",
    ];
    assert_eq!(
        sorted(story.names()),
        sorted(answered_then(&rest).into_iter().map(str::to_owned).collect())
    );
    let transferred = story.data("AgentTransferredConversation a1");
    assert_eq!(
        (&transferred["kind"], &transferred["to"]["userId"]),
        (&json!("blind"), &json!("u2"))
    );
    assert_eq!(story.when("TransferAnswered a1"), 65_030);
    row(&story, &story.names().iter().map(String::as_str).collect::<Vec<_>>());
}

fn sorted(mut names: Vec<String>) -> Vec<String> {
    names.sort();
    names
}

#[test]
fn a_consult_transfer() {
    for (how, kind) in [
        ("TRANSFER", "consult"),
        ("CONSULT_TRANSFER", "consult"),
        ("CONFERENCE_TRANSFER", "conference"),
    ] {
        let story = call()
            .agent(40_000, "b/b1", "u2")
            .agent_left(60_000, "a/a1", "u1", how, (3_000, 35_000, 20_000))
            .agent_left(90_000, "b/b1", "u2", "PEER", (4_000, 46_000, 0));
        row(&story, &story.names().iter().map(String::as_str).collect::<Vec<_>>());
        let transferred = story.data("AgentTransferredConversation a1");
        assert_eq!(
            (&transferred["kind"], &transferred["to"]["sessionId"]),
            (&json!(kind), &json!("b1")),
            "{how}"
        );
        assert_eq!(story.when("TransferAnswered a1"), 60_000, "the target had answered before");
        assert_eq!(story.data("TransferAnswered a1")["waitedMs"], 0);
    }
}

#[test]
fn a_transfer_to_a_number() {
    let number = json!({"direction": "OUTBOUND", "dnis": "tel:+15550100009"});
    let story = call().agent_left(60_000, "a/a1", "u1", "TRANSFER", (3_000, 55_000, 0)).add(
        60_100,
        "customer.start",
        "n/n1",
        number.clone(),
    );
    row(&story, &answered_then(&["AgentTransferredConversation a1", "AgentLeft a1"]));
    let to = &story.data("AgentTransferredConversation a1")["to"];
    assert_eq!((&to["type"], &to["number"]), (&json!("number"), &json!("tel:+15550100009")));
    let consulted = call().add(40_000, "customer.start", "n/n1", number).agent_left(
        60_000,
        "a/a1",
        "u1",
        "TRANSFER",
        (3_000, 55_000, 0),
    );
    assert_eq!(consulted.data("AgentTransferredConversation a1")["kind"], "consult");
}

/// The customer of a call that the agent placed begins after the agent's own session. Such a
/// customer is no target of a consult transfer.
#[test]
fn the_customer_of_a_placed_call_is_no_target() {
    let out = json!({"userId": "u1", "direction": "OUTBOUND"});
    let left = json!({"userId": "u1", "disconnectType": "TRANSFER", "dialingDurationMs": 4_000,
        "interactingDurationMs": 50_000, "heldDurationMs": 0, "alertingDurationMs": 0,
        "contactingDurationMs": 0});
    let story = Story::new()
        .add(0, "user.start", "a/a1", out)
        .add(1_000, "customer.start", "c/c1", json!({"direction": "OUTBOUND"}))
        .add(54_000, "user.end", "a/a1", left)
        .queued(54_050, "q/qs1");
    assert_eq!(story.data("AgentTransferredConversation a1")["kind"], "blind");
    assert_eq!(story.data("AgentTransferredConversation a1")["to"]["sessionId"], "qs1");
    assert!(story.names().contains(&"AgentInitiatedContact a1".to_owned()));
    assert!(
        !story
            .names()
            .iter()
            .any(|name| name.starts_with("AgentAssigned") || name.starts_with("AgentAnswered"))
    );
}

#[test]
fn the_agent_declined_and_another_answered() {
    let story = Story::new()
        .customer(0, "c/c1")
        .queued(1_000, "q/qs1")
        .agent(2_000, "a/a1", "u1")
        .agent_left(4_000, "a/a1", "u1", "CLIENT", (0, 0, 0))
        .agent(5_000, "b/b1", "u2")
        .answered(8_000, "q/qs1", "u2", 7_000);
    row(
        &story,
        &[
            "ConversationQueued qs1",
            "AgentAssigned a1",
            "AgentDidNotAnswer a1",
            "AgentAssigned b1",
            "ConversationDequeued qs1",
            "AgentAnswered b1",
        ],
    );
    assert_eq!(story.data("AgentDidNotAnswer a1")["how"], "declined");
}

#[test]
fn an_alert_timed_out_or_moved_on_or_failed() {
    let rows = [
        ("NO_ANSWER_TRANSFER", "timedOut"),
        ("NOT_AVAILABLE_TRANSFER", "movedOn"),
        ("DND_TRANSFER", "movedOn"),
        ("FORWARD_TRANSFER", "movedOn"),
        ("SYSTEM", "timedOut"),
        ("ERROR", "failed"),
        ("PEER", "movedOn"),
    ];
    for (disconnect_type, how) in rows {
        let story = Story::new()
            .customer(0, "c/c1")
            .queued(1_000, "q/qs1")
            .agent(2_000, "a/a1", "u1")
            .agent_left(14_000, "a/a1", "u1", disconnect_type, (12_000, 0, 0));
        row(&story, &["ConversationQueued qs1", "AgentAssigned a1", "AgentDidNotAnswer a1"]);
        assert_eq!(story.data("AgentDidNotAnswer a1")["how"], how, "{disconnect_type}");
    }
}

#[test]
fn the_caller_left_while_it_rang() {
    let story = Story::new()
        .customer(0, "c/c1")
        .queued(1_000, "q/qs1")
        .agent(2_000, "a/a1", "u1")
        .customer_left(9_000, "c/c1", "ENDPOINT")
        .abandoned(9_005, "q/qs1", 8_005)
        .agent_left(9_010, "a/a1", "u1", "PEER", (7_010, 0, 0));
    row(
        &story,
        &[
            "ConversationQueued qs1",
            "AgentAssigned a1",
            "CustomerDisconnected c1",
            "ConversationDequeued qs1",
            "ConversationAbandoned qs1",
            "ConversationEnded 1",
            "AgentDidNotAnswer a1",
        ],
    );
    assert_eq!(story.data("AgentDidNotAnswer a1")["how"], "callerLeft");
    let ended = story.data("ConversationEnded 1");
    assert_eq!((&ended["endedBy"], &ended["outcome"]), (&json!("customer"), &json!("abandoned")));
    let not_responding = |metric: &conversation::tree::Metric| metric.name == "tNotResponding";
    let sessions =
        story.tree().participants.into_iter().flat_map(|participant| participant.sessions);
    assert!(!sessions.flat_map(|session| session.metrics).any(|metric| not_responding(&metric)));
}

/// A flow that leads to a queue and a queue that leads to an agent are no transfers.
#[test]
fn routing_is_no_transfer() {
    let flow = json!({"flowType": "inboundcall", "flowId": "f1"});
    let mut over = flow.clone();
    over["disconnectType"] = json!("TRANSFER");
    over["connectedDurationMs"] = json!(900);
    let story = Story::new()
        .customer(0, "c/c1")
        .add(50, "flow.start", "f/f1", flow)
        .add(950, "flow.end", "f/f1", over)
        .queued(1_000, "q/qs1")
        .agent(2_000, "a/a1", "u1")
        .answered(5_000, "q/qs1", "u1", 4_000);
    row(&story, &ANSWERED);
    let purposes: Vec<Value> = story.tree().participants.iter().map(|p| json!(p.purpose)).collect();
    assert_eq!(purposes, [json!("customer"), json!("ivr"), json!("acd"), json!("agent")]);
}
