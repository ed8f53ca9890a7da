//! Roles: callers, agents, third parties from outside, and sessions that do not count.

use conversation::Status;
use serde_json::json;

use crate::support::Story;

fn follows(story: &Story, what: &str) -> bool {
    story.names().iter().any(|name| name == what)
}

/// A user's start without a queue.
fn user(story: Story, at: i64, who: &str) -> Story {
    story.add(at, "user.start", who, json!({"userId": "u9", "direction": "INBOUND"}))
}

#[test]
fn a_queue_or_a_customer_makes_a_user_an_agent() {
    assert!(follows(&Story::new().agent(0, "a/a1", "u1"), "AgentAssigned a1"));
    assert!(follows(&user(Story::new().customer(0, "c/c1"), 1_000, "a/a1"), "AgentAssigned a1"));
    assert!(
        !follows(&user(Story::new(), 1_000, "a/a1"), "AgentAssigned a1"),
        "two users who call each other"
    );
    let queue = Story::new().customer(0, "c/c1").queued(1_000, "q/qs1");
    assert!(!follows(&queue, "AgentAssigned qs1"), "a queue is no agent");
}

/// The first user without a queue is the caller if anybody else follows before a customer.
#[test]
fn a_user_without_queue_may_be_the_caller() {
    type Next = fn(Story) -> Story;
    let customer: Next = |story| story.customer(20_000, "c/c1");
    let rows: [(&str, Vec<Next>, bool); 8] = [
        ("a flow", vec![|story| story.add(50, "flow.start", "f/f1", json!({})), customer], true),
        ("a queue", vec![|story| story.queued(50, "q/qs1"), customer], true),
        ("another user", vec![|story| user(story, 50, "b/b1"), customer], true),
        ("himself again", vec![|story| user(story, 50, "i/i2"), customer], false),
        (
            "himself, then a flow",
            vec![|s| user(s, 50, "i/i2").add(60, "flow.start", "f/f1", json!({})), customer],
            true,
        ),
        (
            "voicemail",
            vec![|story| story.add(50, "voicemail.start", "v/v1", json!({})), customer],
            false,
        ),
        ("a customer", vec![customer], false),
        (
            "a customer and a queue",
            vec![|story| story.customer(50, "c/c1").queued(60, "q/qs1")],
            false,
        ),
    ];
    for (who, next, is_caller) in rows {
        let story = next.into_iter().fold(user(Story::new(), 0, "i/i1"), |story, next| next(story));
        assert_eq!(follows(&story, "AgentAssigned i1"), !is_caller, "followed by {who}");
    }
    let queued = Story::new().agent(0, "i/i1", "u9").queued(50, "q/qs1").customer(20_000, "c/c1");
    assert!(follows(&queued, "AgentAssigned i1"), "a user with a queue is no caller");
    assert!(
        follows(&user(queued, 30_000, "i/i2"), "AgentAssigned i2"),
        "not even where a session of his has none"
    );
    let second = Story::new().customer(0, "c/c1").queued(40, "q/qs1");
    assert!(
        follows(&user(second, 50, "i/i1"), "AgentAssigned i1"),
        "nor is one who is not the first"
    );
}

#[test]
fn a_user_with_a_customer_is_no_caller() {
    let end = json!({"userId": "u9", "disconnectType": "CLIENT", "interactingDurationMs": 9_000});
    let story = user(Story::new().customer(0, "c/c1"), 1_000, "a/a1")
        .add(10_000, "user.end", "a/a1", end)
        .customer_left(10_010, "c/c1", "PEER");
    assert_eq!(story.data("ConversationEnded 1")["endedBy"], "agent");
}

#[test]
fn contacting_or_dialing_initiates() {
    let ended = |contacting: i64, dialing: i64| {
        let end = json!({"userId": "u1", "contactingDurationMs": contacting,
            "dialingDurationMs": dialing, "interactingDurationMs": 5_000});
        Story::new()
            .customer(0, "c/c1")
            .agent(1_000, "a/a1", "u1")
            .add(60_000, "user.end", "a/a1", end)
    };
    for (contacting, dialing, placed) in [(0, 0, false), (1, 0, true), (0, 1, true)] {
        let story = ended(contacting, dialing);
        assert_eq!(follows(&story, "AgentInitiatedContact a1"), placed, "{contacting} {dialing}");
        assert_eq!(follows(&story, "AgentAssigned a1"), !placed, "{contacting} {dialing}");
    }
}

/// Before its end is known, an outbound session is initiated by its agent unless a queue of its
/// medium preceded it.
#[test]
fn an_outbound_session_without_queue_is_initiated() {
    let live = |direction: &str, media: &str| {
        json!({"userId": "u1", "direction": direction,
            "mediaType": media})
    };
    let placed = |story: Story, direction: &str, media: &str| {
        let story = story
            .add(60_000, "user.start", "a/a1", live(direction, media))
            .customer(61_000, "c/c1");
        follows(&story, "AgentInitiatedContact a1")
    };
    assert!(placed(Story::new(), "OUTBOUND", "VOICE"));
    assert!(!placed(Story::new(), "INBOUND", "VOICE"));
    assert!(placed(Story::new(), "OUTBOUND", "EMAIL"));
    let queue = |media: &str, until: Option<i64>| {
        let story = Story::new().add(1_000, "acd.start", "q/qs1", json!({"mediaType": media}));
        match until {
            Some(until) => story.add(until, "acd.end", "q/qs1", json!({"mediaType": media})),
            None => story,
        }
    };
    assert!(!placed(queue("VOICE", None), "OUTBOUND", "VOICE"), "a queue that goes on led to it");
    assert!(!placed(queue("VOICE", Some(9_000)), "OUTBOUND", "VOICE"), "or one that has ended");
    let colleague = Story::new().agent(1_000, "b/b1", "u2");
    assert!(
        !placed(colleague, "OUTBOUND", "VOICE"),
        "a colleague who is there brought the agent in"
    );
    assert!(
        placed(queue("CALLBACK", None), "OUTBOUND", "VOICE"),
        "the queue of the callback did not make the call"
    );
    let later = Story::new().customer(0, "c/c2").queued(60_500, "q/qs1");
    assert!(placed(later, "OUTBOUND", "VOICE"), "nor did one that came later");
}

/// The conversation does not depend on an outside party who joins those who talk. A third party who
/// leaves is not published as the customer who leaves.
/// Both have the same medium and are different participants.
#[test]
fn who_joins_a_customer_is_a_third_party() {
    let joins = |story: Story, at: i64, who: &str, media: &str| {
        let story = story.add(at, "customer.start", who, json!({"mediaType": media}));
        let ended = story.add(
            90_000,
            "customer.end",
            who,
            json!({"mediaType": media, "disconnectType": "ENDPOINT"}),
        );
        !follows(&ended, &format!("CustomerDisconnected {}", who.split_once('/').unwrap().1))
    };
    let talking = || Story::new().customer(0, "c/c1");
    let left = |at: i64| talking().customer_left(at, "c/c1", "PEER");
    assert!(joins(talking(), 30_000, "x/x1", "VOICE"));
    assert!(!joins(talking(), 30_000, "x/x1", "EMAIL"), "another medium");
    assert!(!joins(talking(), 30_000, "c/c2", "VOICE"), "the same customer");
    assert!(
        !joins(left(28_001), 30_000, "x/x1", "VOICE"),
        "just after: the customer again, on another page"
    );
    assert!(joins(left(30_001), 30_000, "x/x1", "VOICE"), "the earlier one is still there");
    let third = left(20_000).add(10_000, "customer.start", "x/x1", json!({}));
    assert!(!joins(third, 30_000, "y/y1", "VOICE"), "who joins only a third party is a customer");
}

#[test]
fn who_joins_two_users_is_a_third_party() {
    let joins = |story: Story| {
        let ended = story.customer(30_000, "x/x1").customer_left(90_000, "x/x1", "ENDPOINT");
        !follows(&ended, "CustomerDisconnected x1")
    };
    let one = || Story::new().agent(1_000, "a/a1", "u1");
    assert!(!joins(one()), "one user is called by a customer");
    assert!(joins(one().agent(2_000, "b/b1", "u2")));
    assert!(!joins(one().agent(2_000, "a/a2", "u1")), "two sessions of one user");
    assert!(!joins(one().agent(30_001, "b/b1", "u2")), "the second came after");
    let mail = json!({"userId": "u2", "queueId": "q1", "mediaType": "EMAIL"});
    assert!(
        !joins(one().add(2_000, "user.start", "b/b1", mail)),
        "the second is in another medium"
    );
    let gone = |at: i64| {
        one().agent(2_000, "b/b1", "u2").agent_left(at, "b/b1", "u2", "CLIENT", (0, 9_000, 0))
    };
    assert!(joins(gone(28_001)) && !joins(gone(28_000)), "the second left 2 s before");
}

#[test]
fn only_auxiliary_sessions_do_not_count() {
    let rows = [
        ("c/c2", "SCREENSHARE", false),
        ("c/c2", "COBROWSE", false),
        ("c/c2", "SCREENMONITORING", false),
        ("c/c2", "VIDEO", false),
        ("d/d1", "SCREENSHARE", false),
        ("d/d1", "VIDEO", true),
        ("c/c2", "MESSAGE", true),
        ("c/c2", "VOICE", true),
    ];
    for (who, media, counts) in rows {
        let story = Story::new()
            .customer(0, "c/c1")
            .add(1_000, "customer.start", who, json!({"mediaType": media}))
            .customer_left(10_000, "c/c1", "ENDPOINT");
        let status = if counts { Status::Open } else { Status::Ended };
        assert_eq!(story.tree().summary.status, status, "{media} of {who} goes on");
    }
    let seen_and_written_to = Story::new()
        .add(0, "customer.start", "d/d1", json!({"mediaType": "MESSAGE"}))
        .add(1_000, "customer.start", "d/d2", json!({"mediaType": "VIDEO"}))
        .add(
            10_000,
            "customer.end",
            "d/d1",
            json!({"mediaType": "MESSAGE", "disconnectType": "ENDPOINT"}),
        );
    assert_eq!(
        seen_and_written_to.tree().summary.status,
        Status::Open,
        "without voice, video counts"
    );
}

/// A user who shares or watches a screen arrives, talks and leaves in the session beside it.
#[test]
fn an_uncounted_session_makes_no_agent() {
    let watched = |media: &str| {
        let from = json!({"mediaType": media, "userId": "u1", "queueId": "q1"});
        let to = json!({"mediaType": media, "userId": "u1", "disconnectType": "CLIENT",
            "interactingDurationMs": 7_000});
        Story::new()
            .customer(0, "c/c1")
            .agent(1_000, "a/a1", "u1")
            .add(3_000, "user.start", "a/a2", from)
            .agent_left(10_000, "a/a1", "u1", "PEER", (1_000, 8_000, 0))
            .customer_left(10_000, "c/c1", "ENDPOINT")
            .add(10_010, "user.end", "a/a2", to)
    };
    for (media, is_agent) in
        [("SCREENMONITORING", false), ("SCREENSHARE", false), ("VIDEO", false), ("CHAT", true)]
    {
        let story = watched(media);
        let of_it = |name: &String| name.ends_with(" a2") && !name.starts_with("ContactAssociated");
        assert_eq!(story.names().iter().any(of_it), is_agent, "{media}: {:?}", story.names());
        let ended = story.data("ConversationEnded 1");
        assert_eq!(ended["endedBy"], "customer", "{media}: of two who hang up at once the first");
        assert_eq!(
            ended["phases"]["talkMs"],
            if is_agent { 8_010 } else { 8_000 },
            "{media}: each moment once"
        );
    }
}
