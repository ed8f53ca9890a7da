//! Conferences: when a party counts as present, who makes it a conference, and when it ends.

use serde_json::{Value, json};

use crate::support::Story;

/// A customer and an agent who talk from 5 s on.
fn talk() -> Story {
    Story::new()
        .customer(0, "c/c1")
        .queued(1_000, "q/qs1")
        .agent(2_000, "a/a1", "u1")
        .answered(5_000, "q/qs1", "u1", 4_000)
}

/// `session start-end` of every conference. A live one has no end.
fn conferences(story: &Story) -> Vec<String> {
    let names = story.names();
    let of = |name: &String| {
        let session = name.strip_prefix("ConferenceStarted ")?;
        let over = format!("ConferenceEnded {session}");
        let end = if told_of(story, &over) { story.when(&over).to_string() } else { String::new() };
        Some(format!("{session} {}-{end}", story.when(name)))
    };
    names.iter().filter_map(of).collect()
}

fn told_of(story: &Story, what: &str) -> bool {
    story.names().iter().any(|name| name == what)
}

fn outside(story: Story, from: i64, who: &str) -> Story {
    story.add(from, "customer.start", who, json!({"direction": "OUTBOUND"}))
}

#[test]
fn a_conference_lasts_while_three_are_present() {
    let story = outside(talk(), 30_000, "x/x1").customer_left(50_000, "x/x1", "ENDPOINT");
    assert_eq!(conferences(&story), ["x1 30000-50000"]);
    let ended = story.data("ConferenceEnded x1");
    assert_eq!(
        (&ended["startedAt"], &ended["durationMs"]),
        (&json!("2026-03-02T09:00:30.000Z"), &json!(20_000))
    );
    let again = outside(story, 60_000, "y/y1");
    assert_eq!(
        conferences(&again.add(70_000, "contact", "c/c1", json!({}))),
        ["x1 30000-50000", "y1 60000-"]
    );
}

/// Two seconds must have passed by the time of the latest event; metric records do not count.
#[test]
fn a_conference_takes_two_seconds() {
    let started = |news: i64| {
        let story = outside(talk(), 30_000, "x/x1").add(news, "contact", "c/c1", json!({}));
        conferences(&story)
    };
    assert!(started(31_999).is_empty());
    assert_eq!(started(32_000), ["x1 30000-"]);
    let recorded = outside(talk(), 30_000, "x/x1").record(90_000, "a1", "tTalk", 1_000);
    assert!(conferences(&recorded).is_empty(), "records are no news");
}

/// While it rings, the user is no party.
#[test]
fn a_user_is_a_party_from_answer_or_talk() {
    let agent = || outside(Story::new().customer(0, "c/c1"), 0, "x/x1").agent(10_000, "b/b1", "u2");
    let news = |story: Story| conferences(&story.add(90_000, "contact", "c/c1", json!({})));
    assert!(news(agent()).is_empty(), "it rings");
    let queue = agent().queued(9_000, "q/qs1").answered(15_000, "q/qs1", "u2", 6_000);
    assert_eq!(news(queue), ["b1 15000-"], "he answered");
    let left = |talk: i64| agent().agent_left(40_000, "b/b1", "u2", "PEER", (5_000, talk, 0));
    assert_eq!(news(left(20_000)), ["b1 15000-40000"], "the agent talked");
    assert!(news(left(0)).is_empty(), "he did not talk");
    let reached =
        json!({"userId": "u2", "dialingDurationMs": 5_000, "interactingDurationMs": 20_000});
    assert_eq!(
        news(agent().add(40_000, "user.end", "b/b1", reached)),
        ["b1 20000-40000"],
        "the agent reached them"
    );
    let placed = json!({"userId": "u2", "queueId": "q1", "direction": "OUTBOUND"});
    let placed = Story::new().customer(0, "c/c1").add(10_000, "user.start", "b/b1", placed);
    assert_eq!(news(outside(placed, 20_000, "x/x1")), ["x1 20000-"], "he placed the call");
}

#[test]
fn a_user_who_left_at_the_answer_is_no_party() {
    let story = outside(talk(), 6_000, "x/x1").customer_left(7_000, "x/x1", "PEER");
    for (left, expected) in [(30_000, 0), (29_500, 0), (40_000, 1)] {
        let second = story
            .clone()
            .queued(20_000, "r/rs1")
            .agent(21_000, "b/b1", "u2")
            .answered(30_000, "r/rs1", "u2", 9_000);
        let second = second.agent_left(left, "b/b1", "u2", "PEER", (9_000, 0, 0)).add(
            90_000,
            "contact",
            "c/c1",
            json!({}),
        );
        assert_eq!(conferences(&second).len(), expected, "left at {left}");
    }
}

#[test]
fn queues_flows_and_other_media_are_no_parties() {
    let flow = talk().add(20_000, "flow.start", "f/f1", json!({})).add(
        90_000,
        "contact",
        "c/c1",
        json!({}),
    );
    assert!(conferences(&flow).is_empty());
    let mail = talk().add(20_000, "customer.start", "x/x1", json!({"mediaType": "EMAIL"}));
    assert!(conferences(&mail.add(90_000, "contact", "c/c1", json!({}))).is_empty());
    let twice = talk().customer(20_000, "c/c2").add(90_000, "contact", "c/c1", json!({}));
    assert!(conferences(&twice).is_empty(), "nor is one who is there twice");
}

#[test]
fn a_party_stays_while_one_session_is_live() {
    let story = outside(talk(), 30_000, "x/x1").add(31_000, "customer.start", "x/x2", json!({}));
    let story = story.customer_left(50_000, "x/x1", "PEER");
    assert_eq!(
        conferences(&story.clone().add(90_000, "contact", "c/c1", json!({}))),
        ["x1 30000-"]
    );
    assert_eq!(conferences(&story.customer_left(60_000, "x/x2", "PEER")), ["x1 30000-60000"]);
}

#[test]
fn an_immediate_replacement_ends_no_conference() {
    let story = outside(talk(), 30_000, "x/x1").customer_left(50_000, "x/x1", "PEER");
    let story = outside(story, 50_000, "y/y1").customer_left(70_000, "y/y1", "PEER");
    assert_eq!(conferences(&story), ["x1 30000-70000"]);
    let fourth = outside(outside(talk(), 30_000, "x/x1"), 40_000, "y/y1")
        .customer_left(50_000, "x/x1", "PEER");
    assert_eq!(conferences(&fourth.customer_left(70_000, "c/c1", "PEER")), ["x1 30000-70000"]);
}

/// The parties are listed in the order in which they arrived.
#[test]
fn the_first_third_party_is_the_subject() {
    let story = outside(outside(talk(), 30_000, "x/x1"), 30_000, "y/y1").add(
        90_000,
        "contact",
        "c/c1",
        json!({}),
    );
    assert_eq!(conferences(&story), ["x1 30000-"]);
    let parties = story.data("ConferenceStarted x1")["parties"].clone();
    let party = |participant: &str, session: &str, purpose: &str| {
        json!({"participantId": participant,
            "sessionId": session, "purpose": purpose})
    };
    let mut agent = party("a", "a1", "agent");
    agent["userId"] = json!("u1");
    let expected: [Value; 4] = [
        party("c", "c1", "customer"),
        agent,
        party("x", "x1", "customer"),
        party("y", "y1", "customer"),
    ];
    assert_eq!(parties, json!(expected));
}

/// Parties are in the order in which they arrived, not in the order of their sessions.
#[test]
fn parties_are_ordered_by_their_answer() {
    let second = Story::new().customer(0, "c/c1").agent(1_000, "b/b1", "u2");
    let first = outside(second, 10_000, "x/x1")
        .queued(2_000, "q/qs1")
        .answered(20_000, "q/qs1", "u2", 18_000);
    let parties =
        first.add(90_000, "contact", "c/c1", json!({})).data("ConferenceStarted b1")["parties"]
            .clone();
    let sessions: Vec<_> =
        parties.as_array().unwrap().iter().map(|party| party["sessionId"].clone()).collect();
    assert_eq!(sessions, ["c1", "x1", "b1"]);
}
