//! Examples of one wrong clock, one missing event or one duplicate event.

use conversation::Status;
use serde_json::json;

use crate::stories::{DAY, again, call, handled, is_end, retimed, sound, without};
use crate::support::{Story, T0, session};

/// The handled call, with the clock of its queue off by `off` milliseconds.
fn routed(off: i64) -> Story {
    let off = |topic: &str| if topic.starts_with("acd.") { off } else { 0 };
    retimed(&handled(), |known| known.event.time.ms() + off(known.event.topic.as_str()))
}

fn without_end_of(story: &Story, session_id: &str) -> Story {
    let is_own = |id: &genesys::SessionId| id.as_str() == session_id;
    without(story, |known| is_end(known) && known.event.session_id.as_ref().is_some_and(is_own))
}

/// A queue a day after everybody left extends no episode and opens none.
#[test]
fn a_queue_a_day_ahead_keeps_nothing_open() {
    let story = routed(DAY);
    let rest = [
        "AgentAssigned a1",
        "AgentAnswered a1",
        "AgentDisconnected a1",
        "AgentLeft a1",
        "ConversationEnded 1",
    ];
    let later = ["WrapUpCompleted a1", "ConversationQueued qs1"];
    let mut names = story.names();
    names.retain(|name| !name.starts_with("AttributesUpdated"));
    assert_eq!(names, [&rest[..], &later[..], &["ConversationDequeued qs1"]].concat());
    assert_eq!(story.when("AgentAnswered a1"), 5_000, "as long before the end as he talked");
    assert_eq!(story.when("ConversationEnded 1"), 60_010);
    assert_eq!(story.data("ConversationEnded 1")["phases"]["talkMs"], 55_000);
    assert_eq!(story.data("ConversationEnded 1")["phases"]["queueMs"], 0);
    assert_eq!(story.data("ConversationDequeued qs1")["waitedMs"], 4_000);
    let summary = sound(&story).summary;
    assert_eq!(
        (summary.status, summary.ended_at.map(|t| t.ms() - T0)),
        (Status::Ended, Some(60_010))
    );
    assert_eq!((summary.counts.participants, summary.counts.sessions), (4, 4));
}

/// The conversation starts with the queue, the episode with the parties.
#[test]
fn a_queue_a_day_behind_moves_only_the_start() {
    let story = routed(-DAY);
    let ended: Vec<String> =
        story.names().into_iter().filter(|name| name.starts_with("ConversationEnded")).collect();
    assert_eq!(ended, ["ConversationEnded 1"]);
    assert!(!story.names().iter().any(|name| name.starts_with("ConversationReopened")));
    assert_eq!(story.data("ConversationEnded 1")["durationMs"], 60_010);
    let summary = sound(&story).summary;
    assert_eq!(
        (summary.status, summary.ended_at.map(|t| t.ms() - T0)),
        (Status::Ended, Some(60_010))
    );
    assert_eq!(summary.conversation_start.map(|t| t.ms() - T0), Some(1_000 - DAY));
}

/// Two timestamps of one act may lie 2 s apart. So an agent's session may begin up to 2 s after its
/// answer.
#[test]
fn an_answer_2_s_before_the_offer_counts() {
    assert_eq!(routed(-5_000).when("AgentAnswered a1"), 0);
    assert_eq!(routed(-5_001).when("AgentAnswered a1"), 5_000, "else by his talk");
    for off in [-5_000, -5_001, -2_000, 2_000, 54_000, 57_001] {
        let names = routed(off).names();
        let about: Vec<&String> = names
            .iter()
            .filter(|name| name.ends_with(" a1") && name.starts_with("Agent"))
            .collect();
        assert_eq!(about.len(), 4, "assigned, answered, disconnected and left: {about:?}");
    }
}

#[test]
fn a_conversation_does_not_end_before_it_begins() {
    let customer = Story::new().customer(0, "c/c1").customer_left(60_000, "c/c1", "ENDPOINT");
    let story = customer.record(60_000 - DAY, "c1", "tConnected", 60_000);
    let summary = sound(&story).summary;
    assert_eq!(summary.conversation_end, summary.conversation_start);
    assert_eq!(summary.ended_at.map(|t| t.ms() - T0), Some(60_000), "records end nothing");
}

#[test]
fn a_lost_customer_end_loses_only_its_own_facts() {
    let (whole, story) = (handled(), without_end_of(&handled(), "c1"));
    assert_eq!(sound(&story).summary.status, Status::Open);
    let mut names = whole.names();
    names.retain(|name| name != "ConversationEnded 1");
    assert_eq!(story.names(), names);
    for name in &names {
        assert_eq!(story.data(name), whole.data(name), "{name}");
    }
}

#[test]
fn after_call_work_replaces_a_lost_agent_end() {
    let story = without_end_of(&handled(), "a1");
    let agent = session(&sound(&story), "a1");
    assert_eq!((agent.end.map(|t| t.ms() - T0), agent.end_inferred), (Some(61_000), true));
    assert_eq!(story.tree().summary.status, Status::Ended);
    let missing: Vec<String> =
        handled().names().into_iter().filter(|name| !story.names().contains(name)).collect();
    assert_eq!(missing, ["AgentDisconnected a1"], "nobody says how the session ended");
    let left = story.data("AgentLeft a1");
    assert_eq!(
        (&left["talkMs"], &left["inferred"]),
        (&json!(56_000), &json!(true)),
        "from the answer to the end"
    );
}

#[test]
fn durations_replace_a_lost_start() {
    let story = without(&handled(), |known| known.event.topic.as_str() == "user.start");
    let whole = handled();
    assert_eq!(story.names(), whole.names());
    assert_eq!(story.when("AgentAssigned a1"), 2_000);
    for name in
        ["AgentAnswered a1", "AgentLeft a1", "ConversationEnded 1", "ConversationDequeued qs1"]
    {
        // Only the start event has the direction.
        let data = |story: &Story| {
            let mut data = story.data(name);
            data.as_object_mut().unwrap().remove("direction");
            data
        };
        assert_eq!((story.when(name), data(&story)), (whole.when(name), data(&whole)), "{name}");
    }
    assert_eq!(session(&sound(&story), "a1").segments, session(&whole.tree(), "a1").segments);
}

/// The later of two ends counts, with its fields. Every Common Event is still there only once.
#[test]
fn a_different_second_end_replaces_the_first() {
    let story = call()
        .agent_left(60_000, "a/a1", "u1", "PEER", (3_000, 50_000, 0))
        .agent_left(60_500, "a/a1", "u1", "CLIENT", (3_000, 55_500, 0))
        .customer_left(60_010, "c/c1", "PEER");
    sound(&story);
    let left: Vec<String> =
        story.names().into_iter().filter(|name| name.ends_with(" a1")).collect();
    assert_eq!(
        left,
        ["AgentAssigned a1", "AgentAnswered a1", "AgentDisconnected a1", "AgentLeft a1"]
    );
    assert_eq!(
        (story.when("AgentLeft a1"), &story.data("AgentLeft a1")["talkMs"]),
        (60_500, &json!(55_500))
    );
    assert_eq!(
        story.data("ConversationEnded 1")["agents"],
        json!([{"userId": "u1", "talkMs": 55_500, "holdMs": 0}])
    );
    assert_eq!(story.data("ConversationEnded 1")["endedBy"], "agent");
}

/// A second end, long after the first, moves the end of a session that no event reopened. It opens
/// no episode.
#[test]
fn an_end_a_day_later_ends_the_same_episode() {
    let mut story = handled();
    let end = story.0.iter().find(|known| known.event.topic.as_str() == "customer.end").unwrap();
    let second = again(end, end.event.time.ms() + DAY);
    story.0.push(second);
    let summary = sound(&story).summary;
    assert_eq!((summary.status, summary.episodes.len()), (Status::Ended, 1));
    assert_eq!(story.when("ConversationEnded 1"), DAY + 60_010);
    assert!(!story.names().iter().any(|name| name.starts_with("ConversationReopened")));
}
