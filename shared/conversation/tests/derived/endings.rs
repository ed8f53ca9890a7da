//! The end of an episode: who ended it, its outcome, the agents who talked, and the time of each
//! phase.

use serde_json::{Value, json};

use crate::support::Story;

/// `data` of the end of the first episode.
fn ended(story: &Story) -> Value {
    story.data("ConversationEnded 1")
}

/// A customer from 0 s to 60 s.
fn customer(how: &str) -> Story {
    Story::new().customer(0, "c/c1").customer_left(60_000, "c/c1", how)
}

/// A party counts if it hung up within 2 s of the end.
#[test]
fn the_last_to_hang_up_ended_it() {
    let agent = |story: Story, at: i64, how: &str| {
        ended(&story.agent(1_000, "a/a1", "u1").agent_left(
            at,
            "a/a1",
            "u1",
            how,
            (1_000, 9_000, 0),
        ))["endedBy"]
            .clone()
    };
    let rows = [
        ("PEER", 60_000, "CLIENT", "agent"),
        ("PEER", 58_000, "ENDPOINT", "agent"),
        ("PEER", 57_999, "CLIENT", "unknown"),
        ("PEER", 62_000, "CLIENT", "agent"),
        ("ENDPOINT", 59_000, "CLIENT", "customer"),
        ("ENDPOINT", 61_000, "CLIENT", "agent"),
        ("CLIENT", 61_000, "PEER", "customer"),
        ("PEER", 60_000, "TRANSFER", "unknown"),
    ];
    for (how, at, agent_how, expected) in rows {
        assert_eq!(
            agent(customer(how), at, agent_how),
            expected,
            "customer {how}, agent {agent_how} at {at}"
        );
    }
}

#[test]
fn without_hang_up_the_disconnect_type_counts() {
    let rows = [
        ("TIMEOUT", "timeout"),
        ("INACTIVITY", "inactivity"),
        ("SESSION_EXPIRED", "sessionExpired"),
        ("SYSTEM", "system"),
        ("ERROR", "error"),
        ("TRANSPORT_FAILURE", "error"),
        ("PEER", "unknown"),
        ("ODD", "unknown"),
    ];
    for (how, expected) in rows {
        assert_eq!(ended(&customer(how))["endedBy"], expected, "{how}");
    }
    let both = customer("TIMEOUT").agent(1_000, "a/a1", "u1").agent_left(
        60_001,
        "a/a1",
        "u1",
        "ERROR",
        (0, 9_000, 0),
    );
    assert_eq!(ended(&both)["endedBy"], "error", "the last that says something");
}

/// A callback or a queue does not.
#[test]
fn a_third_party_may_end_an_episode() {
    let third = Story::new()
        .customer(0, "c/c1")
        .customer(30_000, "x/x1")
        .customer_left(59_990, "x/x1", "ENDPOINT");
    assert_eq!(ended(&third.customer_left(60_000, "c/c1", "PEER"))["endedBy"], "thirdParty");
    let callback = Story::new().add(0, "customer.start", "c/c1", json!({"mediaType": "CALLBACK"}));
    let over = json!({"mediaType": "CALLBACK", "disconnectType": "ENDPOINT"});
    assert_eq!(ended(&callback.add(60_000, "customer.end", "c/c1", over))["endedBy"], "unknown");
    let queue = customer("PEER").queued(1_000, "q/qs1").add(
        60_000,
        "acd.end",
        "q/qs1",
        json!({"disconnectType": "CLIENT"}),
    );
    assert_eq!(ended(&queue)["endedBy"], "unknown");
}

fn voicemail(story: Story, length: i64) -> Story {
    let end = json!({"voicemailDurationMs": length});
    story.add(50_000, "voicemail.start", "v/v1", json!({})).add(
        59_000,
        "voicemail.end",
        "v/v1",
        end,
    )
}

#[test]
fn the_best_result_gives_the_outcome() {
    let flow = |story: Story| {
        story.add(10, "flow.start", "f/f1", json!({})).add(900, "flow.end", "f/f1", json!({}))
    };
    let rang = |story: Story| {
        story.agent(2_000, "a/a1", "u1").agent_left(9_000, "a/a1", "u1", "CLIENT", (7_000, 0, 0))
    };
    let talked = |story: Story| {
        story.agent(2_000, "a/a1", "u1").agent_left(9_000, "a/a1", "u1", "CLIENT", (7_000, 10, 0))
    };
    let abandoned = |story: Story| story.queued(1_000, "q/qs1").abandoned(40_000, "q/qs1", 39_000);
    let queued =
        |story: Story| story.queued(1_000, "q/qs1").add(40_000, "acd.end", "q/qs1", json!({}));
    let rows = [
        ("talk", talked(flow(abandoned(voicemail(customer("PEER"), 10)))), "handled"),
        (
            "voicemail after an abandoned queue",
            voicemail(abandoned(customer("PEER")), 10),
            "voicemail",
        ),
        ("no word left", voicemail(customer("PEER"), 0), "unknown"),
        ("an abandoned queue", abandoned(flow(customer("PEER"))), "abandoned"),
        ("a flow alone", flow(customer("PEER")), "selfService"),
        ("a flow and a queue", queued(flow(customer("PEER"))), "unknown"),
        ("a flow and an alert", rang(flow(customer("PEER"))), "unknown"),
        ("nobody at all", customer("PEER"), "unknown"),
        ("a queue", queued(customer("PEER")), "unknown"),
    ];
    for (what, story, expected) in rows {
        assert_eq!(ended(&story)["outcome"], expected, "{what}");
    }
}

#[test]
fn a_caller_with_only_a_flow_is_self_service() {
    let caller = Story::new().add(0, "user.start", "i/i1", json!({"userId": "u9"}));
    let flow = caller.add(20, "flow.start", "f/f1", json!({}));
    let over = flow.add(9_000, "flow.end", "f/f1", json!({"connectedDurationMs": 8_980}));
    let end = json!({"userId": "u9", "interactingDurationMs": 9_000, "disconnectType": "CLIENT"});
    let ended = over.add(9_010, "user.end", "i/i1", end).data("ConversationEnded 1");
    assert_eq!((&ended["outcome"], &ended["phases"]["talkMs"]), (&json!("selfService"), &json!(0)));
}

fn talked(story: Story, who: &str, user: &str, from: i64, talk: i64) -> Story {
    let body = |extra: Value| {
        let mut body = extra;
        body["queueId"] = json!("q1");
        if !user.is_empty() {
            body["userId"] = json!(user);
        }
        body
    };
    let end = body(json!({"interactingDurationMs": talk, "disconnectType": "PEER"}));
    story.add(from, "user.start", who, body(json!({}))).add(from + talk, "user.end", who, end)
}

#[test]
fn agents_are_listed_once_in_session_order() {
    let story = talked(customer("ENDPOINT"), "a/a1", "u1", 1_000, 1_000);
    let story = talked(story, "b/b1", "u2", 10_000, 2_000);
    let story = talked(talked(story, "d/d1", "", 20_000, 3_000), "e/e1", "", 25_000, 4_000);
    let story = talked(talked(story, "a/a2", "u1", 30_000, 5_000), "g/g1", "u3", 40_000, 0);
    let talk = |ms: i64| json!({"talkMs": ms, "holdMs": 0});
    let of = |user: &str, ms: i64| json!({"userId": user, "talkMs": ms, "holdMs": 0});
    let agents = json!([of("u1", 6_000), of("u2", 2_000), talk(3_000), talk(4_000)]);
    assert_eq!(ended(&story)["agents"], agents);
}

#[test]
fn phases_count_each_moment_once() {
    let user = |story: Story, who: &str, at: i64, factor: i64| {
        let end = json!({"userId": "u1", "queueId": "q1", "alertingDurationMs": factor,
            "interactingDurationMs": 10 * factor, "callbackDurationMs": 100 * factor,
            "heldDurationMs": 1_000 * factor, "contactingDurationMs": 7, "dialingDurationMs": 7});
        let acw = json!({"userId": "u1", "wrapupDurationMs": 10_000 * factor});
        story.add(at, "user.end", who, end).add(at + 500, "acw", who, acw)
    };
    let whole = |story: Story, family: &str, who: &str, length: i64| {
        let end = json!({"connectedDurationMs": length});
        story.add(20_000, &format!("{family}.start"), who, json!({})).add(
            30_000,
            &format!("{family}.end"),
            who,
            end,
        )
    };
    let story = user(user(customer("ENDPOINT"), "a/a1", 40_000, 1), "b/b1", 50_000, 2);
    let story = whole(whole(story, "flow", "f/f1", 3), "flow", "g/g1", 4);
    let story = whole(whole(story, "acd", "q/qs1", 50), "acd", "r/rs1", 60);
    let phases = json!({"flowMs": 4, "queueMs": 60, "alertMs": 3, "talkMs": 330, "holdMs": 3_000,
        "wrapUpMs": 3_000});
    assert_eq!(ended(&voicemail(story, 9))["phases"], phases);
}

#[test]
fn an_end_lists_flow_outcomes_and_attributes() {
    let outcome = |id: &str, value: &str| json!({"flowOutcomeId": id, "flowOutcomeValue": value});
    let story = customer("ENDPOINT")
        .add(10, "flow.start", "f/f1", json!({}))
        .add(20, "flow.outcome", "f/f1", outcome("o1", "FAILURE"))
        .add(30, "flow.outcome", "f/f1", outcome("o1", "SUCCESS"))
        .add(40, "flow.outcome", "f/f1", outcome("o2", "FAILURE"))
        .add(50, "attributes", "c", json!({"attributes": {"a": "1", "b": "1"}}))
        .add(60, "attributes", "f", json!({"attributes": {"b": "2"}}));
    let outcomes = json!([{"flowOutcomeId": "o1", "value": "SUCCESS"},
        {"flowOutcomeId": "o2", "value": "FAILURE"}]);
    assert_eq!(ended(&story)["flowOutcomes"], outcomes);
    let attributes = json!({"names": ["a", "b"], "values": {"a": "1", "b": "2"}, "cut": false});
    assert_eq!(ended(&story)["attributes"], attributes);
}

#[test]
fn an_end_covers_only_its_own_episode() {
    let first = talked(customer("ENDPOINT"), "a/a1", "u1", 1_000, 1_000);
    let second = first.customer(500_000, "c/c2").customer_left(560_000, "c/c2", "PEER");
    let story = talked(second, "b/b1", "u2", 500_000, 60_000);
    let talks =
        |subject: &str| story.data(&format!("ConversationEnded {subject}"))["agents"].clone();
    assert_eq!(talks("1"), json!([{"userId": "u1", "talkMs": 1_000, "holdMs": 0}]));
    assert_eq!(talks("2"), json!([{"userId": "u2", "talkMs": 60_000, "holdMs": 0}]));
    let lengths =
        ["1", "2"].map(|id| story.data(&format!("ConversationEnded {id}"))["durationMs"].clone());
    assert_eq!(lengths, [json!(60_000), json!(60_000)]);
    assert_eq!(story.data("ConversationEnded 2")["startedAt"], "2026-03-02T09:08:20.000Z");
}

#[test]
fn the_ending_event_is_the_cause_of_the_end() {
    let causes = |story: &Story| {
        let all = story.derived_events();
        all.iter().find(|c| c.event_type().as_str() == "ConversationEnded").unwrap().causes.clone()
    };
    let story = customer("ENDPOINT");
    let end = story.0[1].event.key;
    assert_eq!(causes(&story), [end]);
    let dangling = story.customer(30_000, "x/x1").customer_left(5_000_000, "x/x1", "ENDPOINT");
    assert_eq!(causes(&dangling), [end], "and not from a third party's, later");
}
