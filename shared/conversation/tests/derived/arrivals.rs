//! How agents arrive: assigned, joined, listening, initiated; and how they take over a
//! conversation.

use serde_json::{Value, json};

use crate::support::Story;

fn follows(story: &Story, what: &str) -> bool {
    story.names().iter().any(|name| name == what)
}

/// Agent `a/a1` answers a call at 5 s.
fn call() -> Story {
    let story = Story::new().customer(0, "c/c1").queued(1_000, "q/qs1").agent(2_000, "a/a1", "u1");
    story.answered(5_000, "q/qs1", "u1", 4_000)
}

/// The agent of the call hangs up or transfers.
fn leaves(story: Story, at: i64, how: &str) -> Story {
    story.agent_left(at, "a/a1", "u1", how, (3_000, at - 5_000, 0))
}

/// A colleague without queue arrives.
fn colleague(story: Story, at: i64) -> Story {
    story.add(at, "user.start", "b/b1", json!({"userId": "u2"}))
}

fn colleague_left(story: Story, at: i64, (alert, talk): (i64, i64)) -> Story {
    let body = json!({"userId": "u2", "disconnectType": "CLIENT", "alertingDurationMs": alert,
        "interactingDurationMs": talk, "heldDurationMs": 0});
    story.add(at, "user.end", "b/b1", body)
}

fn via(story: &Story, session: &str) -> Value {
    story.data(&format!("AgentAssigned {session}"))["via"].clone()
}

#[test]
fn via_names_the_way_to_the_agent() {
    assert_eq!(via(&call(), "a1"), "queue");
    assert_eq!(via(&colleague(Story::new().customer(0, "c/c1"), 1_000), "b1"), "direct");
    let transferred = leaves(call(), 60_000, "TRANSFER");
    assert_eq!(via(&colleague(transferred.clone(), 60_050), "b1"), "transfer");
    let queued = transferred.clone().queued(60_040, "r/rs1").agent(70_000, "b/b1", "u2");
    assert_eq!(via(&queued, "b1"), "transfer");
    let answered = queued.answered(75_000, "r/rs1", "u2", 14_960).agent(80_000, "d/d1", "u3");
    assert!(
        !follows(&answered, "AgentAssigned d1"),
        "the transfer was answered: another agent joins"
    );
    let declined = transferred.agent(61_000, "b/b1", "u2").agent_left(
        66_000,
        "b/b1",
        "u2",
        "CLIENT",
        (5_000, 0, 0),
    );
    assert_eq!(
        via(&declined.agent(70_000, "d/d1", "u3"), "d1"),
        "transfer",
        "nobody has answered it yet"
    );
}

/// A colleague who arrives beside an agent joins. AgentJoined waits until it is known that they did
/// not only listen.
#[test]
fn a_colleague_joins() {
    let asked = colleague(call(), 30_000);
    assert!(
        !follows(&asked, "AgentJoined b1") && !follows(&asked, "AgentAssigned b1"),
        "they may only listen"
    );
    let left = colleague_left(asked.clone(), 50_000, (4_000, 16_000));
    assert_eq!((left.when("AgentJoined b1"), left.when("AgentAnswered b1")), (30_000, 34_000));
    assert!(!follows(&left, "AgentAssigned b1"));
    let rang = colleague_left(asked.clone(), 50_000, (20_000, 0));
    assert!(follows(&rang, "AgentJoined b1") && follows(&rang, "AgentDidNotAnswer b1"));
    let by_queue = call().queued(29_000, "r/rs1").agent(30_000, "b/b1", "u2");
    assert!(!follows(&by_queue, "AgentJoined b1"));
    assert_eq!(by_queue.answered(33_000, "r/rs1", "u2", 4_000).when("AgentJoined b1"), 30_000);
}

/// An agent who is about to leave, or has not answered yet, counts as absent.
#[test]
fn nobody_joins_an_absent_agent() {
    let came = |story: Story, at: i64| {
        let story = colleague_left(colleague(story, at), 90_000, (1_000, 9_000));
        (follows(&story, "AgentJoined b1"), follows(&story, "AgentAssigned b1"))
    };
    assert_eq!(came(call(), 30_000), (true, false));
    assert_eq!(came(call(), 4_999), (false, true), "the agent had not answered");
    assert!(came(leaves(call(), 40_000, "CLIENT"), 30_000).0);
    assert_eq!(
        came(leaves(call(), 32_000, "CLIENT"), 30_000),
        (false, true),
        "the agent was about to leave"
    );
    let mail = json!({"userId": "u1", "mediaType": "EMAIL"});
    let elsewhere = Story::new().customer(0, "c/c1").add(2_000, "user.start", "a/a1", mail);
    assert_eq!(came(elsewhere, 30_000), (false, true), "in another medium");
}

/// The next session of an agent continues the one that just ended.
#[test]
fn the_next_session_of_an_agent_does_not_join() {
    let story = call().agent(20_000, "b/b1", "u2").agent_left(
        40_000,
        "b/b1",
        "u2",
        "CLIENT",
        (1_000, 19_000, 0),
    );
    let again = |at: i64| {
        story.clone().agent(at, "b/b2", "u2").agent_left(90_000, "b/b2", "u2", "CLIENT", (9, 9, 0))
    };
    assert!(
        follows(&again(45_000), "AgentAssigned b2") && !follows(&again(45_000), "AgentJoined b2")
    );
    assert!(follows(&again(45_001), "AgentJoined b2"));
}

#[test]
fn a_listener_is_no_agent() {
    let about = |story: &Story| {
        story.names().into_iter().filter(|name| name.ends_with(" b1")).collect::<Vec<_>>()
    };
    let silent = colleague_left(colleague(call(), 30_000), 50_000, (0, 0));
    assert_eq!(about(&silent), Vec::<String>::new());
    for metric in ["tMonitoring", "tCoaching", "tBarging"] {
        let story = colleague_left(colleague(call(), 30_000), 50_000, (0, 20_000))
            .record(50_000, "b1", metric, 20_000);
        assert_eq!(about(&story), Vec::<String>::new(), "{metric}");
    }
    let ended = leaves(silent, 60_000, "CLIENT").customer_left(60_010, "c/c1", "PEER");
    assert_eq!(ended.data("ConversationEnded 1")["agents"].as_array().map(Vec::len), Some(1));
    let queued = call().queued(29_000, "r/rs1").agent(30_000, "b/b1", "u2");
    let declined = queued.agent_left(50_000, "b/b1", "u2", "CLIENT", (0, 0, 0));
    assert!(follows(&declined, "AgentDidNotAnswer b1"), "a queue offered it: no listener");
    let alone = colleague_left(colleague(Story::new().customer(0, "c/c1"), 1_000), 9_000, (0, 0));
    assert!(follows(&alone, "AgentDidNotAnswer b1"), "nobody was there to be heard");
}

/// Agents who are rung together and do not answer have no durations, like listeners. They are no
/// listeners.
#[test]
fn agents_rung_together_do_not_listen() {
    let rung = |story: Story, who: &str, user: &str| {
        story.add(1_000, "user.start", who, json!({"userId": user}))
    };
    let story = rung(rung(Story::new().customer(0, "c/c1"), "a/a1", "u1"), "b/b1", "u2");
    let end = json!({"userId": "u2", "disconnectType": "PEER", "alertingDurationMs": 7_000,
        "interactingDurationMs": 50_000});
    let other = json!({"userId": "u1", "disconnectType": "OTHER", "alertingDurationMs": 0});
    let story = story.add(8_000, "user.end", "a/a1", other).add(58_000, "user.end", "b/b1", end);
    assert!(follows(&story, "AgentAssigned a1") && follows(&story, "AgentAssigned b1"));
    assert!(follows(&story, "AgentDidNotAnswer a1") && follows(&story, "AgentAnswered b1"));
}

/// The conversation is handed over to the agent who joined once all others have left.
#[test]
fn the_last_agent_is_assigned_by_handover() {
    let asked = || colleague(call(), 30_000);
    for how in ["CLIENT", "TRANSFER", "PEER", "SYSTEM"] {
        let story = leaves(asked(), 60_000, how);
        assert_eq!(
            (story.when("AgentAssigned b1"), via(&story, "b1")),
            (60_000, json!("handover")),
            "{how}"
        );
    }
    let assigned = |story: &Story| follows(story, "AgentAssigned b1");
    let stayed = colleague_left(asked(), 50_000, (4_000, 16_000));
    assert!(!assigned(&leaves(stayed, 60_000, "CLIENT")), "the colleague left first");
    let together = colleague_left(leaves(asked(), 60_000, "CLIENT"), 62_000, (4_000, 28_000));
    assert!(!assigned(&together), "both left");
    let over = leaves(asked(), 60_000, "CLIENT").customer_left(62_000, "c/c1", "ENDPOINT");
    assert!(!assigned(&over), "the customer left with the agent");
    let rang_on = colleague_left(leaves(asked(), 60_000, "CLIENT"), 64_000, (34_000, 0));
    assert!(!assigned(&rang_on), "no answer within five seconds");
    let third =
        leaves(asked().queued(39_000, "r/rs1").agent(40_000, "d/d1", "u3"), 60_000, "CLIENT");
    let third = third.answered(45_000, "r/rs1", "u3", 6_000);
    assert!(!assigned(&third) && !follows(&third, "AgentAssigned d1"), "two are left");
    let last = third.agent_left(80_000, "d/d1", "u3", "CLIENT", (5_000, 35_000, 0));
    assert_eq!(last.when("AgentAssigned b1"), 80_000);
}

/// An agent who transfers to somebody else hands nothing over to a colleague who is present.
#[test]
fn a_transfer_elsewhere_is_no_handover() {
    let sent = leaves(colleague(call(), 30_000), 60_000, "TRANSFER").queued(60_040, "r/rs1");
    assert!(!follows(&sent, "AgentAssigned b1"));
    let consulted =
        leaves(call().queued(30_000, "r/rs1").agent(32_000, "b/b1", "u2"), 60_000, "TRANSFER");
    assert!(!follows(&consulted, "AgentAssigned b1"), "it still rings");
    let answered = consulted.answered(64_000, "r/rs1", "u2", 34_000);
    assert_eq!(
        (answered.when("AgentAssigned b1"), via(&answered, "b1")),
        (64_000, json!("handover"))
    );
    assert_eq!(answered.when("TransferAnswered a1"), 64_000);
}

/// The callback session around a call has no talk of its own.
#[test]
fn a_callback_frames_its_call() {
    let media = |media: &str, direction: &str| {
        json!({"mediaType": media, "direction": direction,
            "userId": "u1"})
    };
    let end = |media: &str, alert: i64, dial: i64, talk: i64, held: i64| {
        json!({"mediaType": media, "userId": "u1", "disconnectType": "CLIENT",
            "alertingDurationMs": alert, "dialingDurationMs": dial, "interactingDurationMs": talk,
            "heldDurationMs": held})
    };
    let callback = Story::new()
        .add(0, "customer.start", "c/c1", json!({"mediaType": "CALLBACK"}))
        .add(1_000, "user.start", "a/a1", media("CALLBACK", "OUTBOUND"));
    let called = callback
        .clone()
        .add(20_000, "user.start", "a/a2", media("VOICE", "OUTBOUND"))
        .add(21_000, "customer.start", "d/d1", json!({"direction": "OUTBOUND"}))
        .add(80_000, "user.end", "a/a2", end("VOICE", 0, 5_000, 55_000, 0))
        .add(80_010, "customer.end", "d/d1", json!({"disconnectType": "PEER"}));
    let closed = |story: Story, held: i64| {
        let story =
            story.add(90_000, "user.end", "a/a1", end("CALLBACK", 3_000, 0, 86_000 - held, held));
        story.add(
            90_010,
            "customer.end",
            "c/c1",
            json!({"mediaType": "CALLBACK", "disconnectType": "PEER"}),
        )
    };
    let story = closed(called, 0);
    let names: Vec<String> =
        story.names().into_iter().filter(|name| name.starts_with("Agent")).collect();
    let expected = [
        "AgentAssigned a1",
        "AgentAnswered a1",
        "AgentInitiatedContact a2",
        "AgentDisconnected a2",
        "AgentLeft a2",
    ];
    assert_eq!(names, expected);
    let ended = story.data("ConversationEnded 1");
    assert_eq!(ended["agents"], json!([{"userId": "u1", "talkMs": 55_000, "holdMs": 0}]));
    assert_eq!((&ended["endedBy"], &ended["phases"]["talkMs"]), (&json!("agent"), &json!(55_000)));
    let without = closed(callback.clone(), 0);
    assert!(
        !follows(&without, "AgentDisconnected a1") && !follows(&without, "AgentLeft a1"),
        "there was no call"
    );
    assert_eq!(without.data("ConversationEnded 1")["outcome"], "notReached");
    let held = closed(callback, 9_000);
    assert!(
        follows(&held, "AgentDisconnected a1"),
        "older documents show calls as callbacks with hold"
    );
    assert_eq!(held.data("ConversationEnded 1")["outcome"], "handled");
}

/// `conversationContinues` says whether the customer still has somebody to talk to when an agent
/// leaves.
#[test]
fn a_leaving_agent_says_if_it_continues() {
    let goes_on = |story: Story| {
        leaves(story, 60_000, "CLIENT").data("AgentLeft a1")["conversationContinues"].clone()
    };
    let number = json!({"direction": "OUTBOUND"});
    let rows = [
        ("the customer is alone", call(), false),
        ("nobody is there", call().customer_left(60_010, "c/c1", "PEER"), false),
        ("a colleague is there", colleague(call(), 30_000), true),
        ("a colleague comes", colleague(call(), 61_000), true),
        ("a colleague comes later", colleague(call(), 62_001), false),
        ("a third party is there", call().add(30_000, "customer.start", "x/x1", number), true),
        ("a queue begins", call().queued(60_050, "r/rs1"), true),
        (
            "a survey begins",
            call().add(60_050, "flow.start", "f/f1", json!({"flowType": "VOICESURVEY"})),
            true,
        ),
        (
            "a queue goes on without customer",
            call().queued(50_000, "r/rs1").customer_left(60_000, "c/c1", "PEER"),
            false,
        ),
    ];
    for (what, story, expected) in rows {
        assert_eq!(goes_on(story), json!(expected), "{what}");
    }
}

/// A session that starts again after its end has a second stretch, and its Common Events name it.
#[test]
fn a_session_lives_in_stretches() {
    let day = 86_400_000;
    let message = |story: Story, at: i64, topic: &str, who: &str, mut body: Value| {
        body["mediaType"] = json!("MESSAGE");
        story.add(at, topic, who, body)
    };
    let agent = || json!({"userId": "u1", "queueId": "q1"});
    let left = |alert: i64, talk: i64| {
        json!({"userId": "u1", "queueId": "q1", "disconnectType": "CLIENT",
            "alertingDurationMs": alert, "interactingDurationMs": talk})
    };
    let live = |story: Story, from: i64, talk: i64| {
        let story = message(story, from, "customer.start", "c/c1", json!({}));
        let story = message(story, from + 1_000, "user.start", "a/a1", agent());
        let story = message(story, from + 3_000 + talk, "user.end", "a/a1", left(2_000, talk));
        message(
            story,
            from + 3_010 + talk,
            "customer.end",
            "c/c1",
            json!({"disconnectType": "PEER"}),
        )
    };
    let story = live(live(Story::new(), 0, 50_000), day, 70_000);
    let left: Vec<String> =
        story.names().into_iter().filter(|name| name.starts_with("AgentLeft")).collect();
    assert_eq!(left, ["AgentLeft a1", "AgentLeft a1#2"]);
    let second = story.data("AgentLeft a1#2");
    assert_eq!((&second["sessionId"], &second["stretch"]), (&json!("a1"), &json!(2)));
    assert_eq!(
        (&second["talkMs"], &story.data("AgentLeft a1")["talkMs"]),
        (&json!(70_000), &json!(50_000))
    );
    assert_eq!(story.data("AgentLeft a1")["stretch"], Value::Null);
    assert_eq!(story.when("AgentAnswered a1#2"), day + 3_000);
    assert_eq!(
        (story.when("ConversationReopened 2"), story.when("ConversationEnded 2")),
        (day, day + 73_010)
    );
}
