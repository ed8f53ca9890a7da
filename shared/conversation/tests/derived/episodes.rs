//! Episodes: when a conversation ends, and when it is reopened.

use conversation::Status;
use genesys::Timestamp;
use serde_json::json;

use crate::support::{Story, T0, session};

/// Start and end of every episode, in milliseconds after `T0`.
fn episodes(story: &Story) -> Vec<(i64, Option<i64>)> {
    let episodes = story.tree().summary.episodes;
    episodes.iter().map(|e| (e.started_at.ms() - T0, e.ended_at.map(|end| end.ms() - T0))).collect()
}

fn mail(story: Story, who: &str, from: i64, to: i64) -> Story {
    let over = json!({"mediaType": "EMAIL", "disconnectType": "PEER"});
    story.add(from, "customer.start", who, json!({"mediaType": "EMAIL"})).add(
        to,
        "customer.end",
        who,
        over,
    )
}

#[test]
fn a_gap_of_10_seconds_makes_another_episode() {
    let first = || mail(Story::new(), "c/c1", 0, 5_000);
    assert_eq!(episodes(&mail(first(), "c/c2", 14_999, 40_000)), [(0, Some(40_000))]);
    assert_eq!(
        episodes(&mail(first(), "c/c2", 15_000, 40_000)),
        [(0, Some(5_000)), (15_000, Some(40_000))]
    );
}

#[test]
fn an_episode_ends_with_its_last_session() {
    let inner = mail(mail(Story::new(), "c/c1", 0, 50_000), "c/c2", 10_000, 20_000);
    assert_eq!(episodes(&inner), [(0, Some(50_000))]);
    let live = mail(Story::new().customer(0, "c/c1"), "c/c2", 10_000, 20_000);
    assert_eq!(episodes(&live), [(0, None)], "it goes on while one is live");
    let after = mail(live, "c/c3", 500_000, 600_000);
    assert_eq!(episodes(&after), [(0, None)], "and whatever comes meanwhile belongs to it");
}

/// An episode needs the session of a customer or user.
#[test]
fn no_episode_ends_without_a_party() {
    let flow = |story: Story| {
        story.add(0, "flow.start", "f/f1", json!({})).add(5_000, "flow.end", "f/f1", json!({}))
    };
    let story = flow(Story::new());
    assert_eq!((story.tree().summary.status, story.tree().summary.ended_at), (Status::Open, None));
    assert!(!story.names().contains(&"ConversationEnded 1".to_owned()));
    let left = flow(Story::new().customer(0, "c/c1").customer_left(4_000, "c/c1", "PEER"));
    assert_eq!(
        left.tree().summary.status,
        Status::Ended,
        "the customer left before the flow ended"
    );
    assert_eq!(left.when("ConversationEnded 1"), 5_000);
    let user = flow(Story::new()).agent(1_000, "a/a1", "u1").agent_left(
        4_000,
        "a/a1",
        "u1",
        "PEER",
        (10, 10, 0),
    );
    assert_eq!(user.tree().summary.status, Status::Ended);
}

/// The queue of a call. It begins at 10 s, and its end was lost.
fn lost(story: Story) -> Story {
    story.queued(10_000, "q/qs1")
}

/// A queue whose end was lost ends with the last customer who was present with it.
#[test]
fn a_lost_queue_ends_with_the_last_customer() {
    let caller =
        |left: i64| Story::new().customer(0, "c/c1").customer_left(left, "c/c1", "ENDPOINT");
    assert_eq!(episodes(&lost(caller(30_000))), [(0, Some(30_000))]);
    assert_eq!(
        episodes(&lost(caller(10_000))),
        [(0, Some(10_000))],
        "a customer who leaves at that instant was there"
    );
    assert_eq!(
        episodes(&lost(caller(9_999))),
        [(0, Some(9_999))],
        "a queue after the end extends nothing"
    );
    let agent = |from: i64, talk: i64| {
        let story = lost(caller(30_000)).agent(from, "a/a1", "u1");
        episodes(&story.agent_left(from + 9_000, "a/a1", "u1", "CLIENT", (1_000, talk, 0)))
    };
    assert_eq!(agent(20_000, 0), [(0, Some(30_000))], "not with an agent who did not answer");
    assert_eq!(agent(39_999, 1_000), [(0, Some(48_999))]);
    assert_eq!(agent(40_000, 1_000), [(0, Some(30_000)), (40_000, Some(49_000))]);
    let back =
        lost(caller(30_000)).customer(39_000, "c/c2").customer_left(45_000, "c/c2", "ENDPOINT");
    assert_eq!(episodes(&back), [(0, Some(45_000))], "the customer came back within moments");
    let first =
        lost(Story::new()).customer(19_000, "c/c1").customer_left(95_000, "c/c1", "ENDPOINT");
    assert_eq!(
        episodes(&first),
        [(10_000, Some(95_000))],
        "it belongs to the episode that begins moments later"
    );
    let later =
        lost(Story::new()).customer(20_000, "c/c1").customer_left(95_000, "c/c1", "ENDPOINT");
    assert_eq!(episodes(&later), [(20_000, Some(95_000))], "and to none that begins later");
}

/// In a conversation without a customer, a queue whose end was lost ends with the last user who
/// talked.
#[test]
fn a_lost_queue_ends_with_the_last_who_talked() {
    let agents = |talk: i64| {
        let story = lost(Story::new()).agent(11_000, "a/a1", "u1").agent(12_000, "b/b1", "u2");
        let story = story.agent_left(50_000, "a/a1", "u1", "CLIENT", (1_000, 38_000, 0));
        episodes(&story.agent_left(60_000, "b/b1", "u2", "CLIENT", (48_000 - talk, talk, 0)))
    };
    assert_eq!(
        (agents(0), agents(10)),
        (vec![(10_000, Some(60_000))], vec![(10_000, Some(60_000))])
    );
    let only = lost(Story::new()).agent(11_000, "a/a1", "u1").agent_left(
        50_000,
        "a/a1",
        "u1",
        "CLIENT",
        (9, 0, 0),
    );
    assert_eq!(episodes(&only), [(10_000, None)], "never with a user who did not answer");
}

/// In voice and chat, an agent's session ends with the customers. In other media, agents keep the
/// conversation open.
#[test]
fn an_agent_does_not_outlive_the_customers() {
    let story = |media: &str| {
        let body = |extra: serde_json::Value| {
            let mut body = extra;
            body["mediaType"] = json!(media);
            body
        };
        Story::new()
            .add(0, "customer.start", "c/c1", body(json!({})))
            .add(1_000, "acd.start", "q/qs1", body(json!({"queueId": "q1"})))
            .add(2_000, "user.start", "a/a1", body(json!({"userId": "u1", "queueId": "q1"})))
            .add(
                5_000,
                "acd.end",
                "q/qs1",
                body(json!({"acdOutcome": "ANSWERED", "answeredUserId": "u1"})),
            )
            .add(60_000, "customer.end", "c/c1", body(json!({"disconnectType": "ENDPOINT"})))
    };
    for media in ["VOICE", "CHAT"] {
        assert_eq!(episodes(&story(media)), [(0, Some(60_000))], "{media}");
        let ended = story(media).data("ConversationEnded 1");
        assert_eq!(
            (&ended["inferred"], &ended["endedBy"]),
            (&json!(true), &json!("customer")),
            "{media}"
        );
        assert_eq!(story(media).data("AgentLeft a1")["talkMs"], 55_000, "{media}");
        let shown = session(&story(media).tree().with_inferred_ends(), "a1");
        assert_eq!(
            (shown.end, shown.end_inferred),
            (Some(Timestamp::from_ms(T0 + 60_000)), true),
            "{media}"
        );
    }
    for media in ["MESSAGE", "EMAIL", "CALLBACK"] {
        assert_eq!(episodes(&story(media)), [(0, None)], "{media}");
    }
}

/// In voice and chat, the customer has left when every user has left and the last of them saw a
/// PEER disconnect.
#[test]
fn a_customer_does_not_outlive_the_agents() {
    let call =
        || Story::new().customer(0, "c/c1").queued(1_000, "q/qs1").agent(2_000, "a/a1", "u1");
    let left = |how: &str| {
        let story = call().answered(5_000, "q/qs1", "u1", 4_000);
        story.agent_left(60_000, "a/a1", "u1", how, (3_000, 55_000, 0))
    };
    assert_eq!(episodes(&left("PEER")), [(0, Some(60_000))]);
    assert_eq!(left("PEER").data("ConversationEnded 1")["inferred"], true);
    assert_eq!(
        episodes(&left("CLIENT")),
        [(0, None)],
        "the agent left, which says nothing of the customer"
    );
    assert_eq!(
        episodes(&left("PEER").agent(30_000, "b/b1", "u2")),
        [(0, None)],
        "another agent is there"
    );
    assert_eq!(episodes(&left("PEER").queued(60_100, "r/rs1")), [(0, None)], "a queue goes on");
    let rang = call().agent_left(9_000, "a/a1", "u1", "PEER", (7_000, 0, 0));
    assert_eq!(episodes(&rang), [(0, None)], "the queue took the call away from the agent");
}

/// In email it stays live, and so does a lost session of a party.
#[test]
fn a_lost_flow_or_voicemail_ends_with_the_parties() {
    let story = |topic: &str, media: &str| {
        let body = json!({"mediaType": media});
        mail(Story::new(), "c/c1", 0, 30_000).add(10_000, topic, "p/s1", body)
    };
    for topic in ["flow.start", "voicemail.start", "acd.start"] {
        let customer =
            Story::new().add(0, "customer.start", "c/c1", json!({"mediaType": "MESSAGE"}));
        let left = customer.add(30_000, "customer.end", "c/c1", json!({"mediaType": "MESSAGE"}));
        let lost = left.add(10_000, topic, "p/s1", json!({"mediaType": "MESSAGE"}));
        assert_eq!(episodes(&lost), [(0, Some(30_000))], "{topic}");
        assert_eq!(episodes(&story(topic, "EMAIL")), [(0, None)], "{topic}");
    }
    for topic in ["user.start", "customer.start"] {
        assert_eq!(episodes(&story(topic, "MESSAGE")), [(0, None)], "{topic}");
    }
}

#[test]
fn every_common_event_names_its_episode() {
    let twice = mail(mail(Story::new(), "c/c1", 0, 5_000), "c/c2", 90_000, 95_000);
    let ordinals = ["ConversationEnded 1", "ConversationReopened 2", "ConversationEnded 2"]
        .map(|name| twice.data(name)["conversation"]["episode"].clone());
    assert_eq!(ordinals, [json!(1), json!(2), json!(2)]);
}

/// No event follows the agent's start. The sweep ends the conversation at that time, until a later
/// event arrives.
#[test]
fn swept_conversation_ends_at_its_last_event() {
    let silent =
        Story::new().customer(0, "c/c1").queued(1_000, "a/a1").agent(9_000, "u/u1", "user-1");
    let ended = |story: &Story| {
        story.names().iter().filter(|name| name.starts_with("ConversationEnded")).count()
    };
    assert_eq!((ended(&silent), silent.tree().summary.status), (0, Status::Open));

    let swept = silent.clone().swept(9_000);
    assert_eq!((ended(&swept), swept.when("ConversationEnded 1")), (1, 9_000));
    assert_eq!(swept.data("ConversationEnded 1")["endedBy"], "timeout");
    let summary = swept.tree().summary;
    assert_eq!((summary.status, summary.timed_out), (Status::Ended, true));
    assert_eq!(summary.ended_at, Some(Timestamp::from_ms(T0 + 9_000)));
    assert_eq!(summary.episodes[0].ended_at, summary.ended_at);
    let session = session(&swept.tree(), "c1");
    assert_eq!(
        (session.end, session.disconnect_type),
        (None, None),
        "nobody knows when the session ended"
    );

    // First a sweep that knew too little; then that one followed by a current one.
    assert_eq!(ended(&silent.clone().swept(8_999)), 0);
    assert_eq!(ended(&silent.clone().swept(8_999).swept(9_000)), 1);
    // A later event arrives.
    let again = swept.clone().customer_left(60_000, "c/c1", "ENDPOINT");
    assert_eq!((ended(&again), again.tree().summary.timed_out), (1, false));
    assert_eq!(
        again.data("ConversationEnded 1")["inferred"],
        true,
        "the customer left, so the agent did"
    );
    let over = again
        .agent_left(60_010, "u/u1", "user-1", "PEER", (1_000, 50_000, 0))
        .abandoned(60_020, "a/a1", 59_000);
    assert_eq!(over.data("ConversationEnded 1")["endedBy"], "customer");
    let both = over.swept(60_020);
    assert_eq!(
        (both.data("ConversationEnded 1")["endedBy"].clone(), both.tree().summary.timed_out),
        ("customer".into(), false)
    );
}

/// A conversation without any known session cannot be published as ended.
#[test]
fn an_unknown_conversation_is_not_swept() {
    assert_eq!(Story::new().swept(0).tree().summary.status, Status::Open);
    assert!(Story::new().swept(0).names().is_empty());
}
