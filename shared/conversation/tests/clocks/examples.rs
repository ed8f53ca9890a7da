//! Examples: what exactly comes of one clock that is off, one event that is missing or one that is there twice.

use conversation::Status;
use serde_json::json;

use crate::stories::{DAY, again, call, handled, is_end, retimed, sound, without};
use crate::support::{Story, T0, session};

/// The handled call with the clock of its queue off by so much.
fn routed(off: i64) -> Story {
    let off = |topic: &str| if topic.starts_with("acd.") { off } else { 0 };
    retimed(&handled(), |known| known.event.time.ms() + off(known.event.topic.as_str()))
}

fn without_end_of(story: &Story, session_id: &str) -> Story {
    let is_own = |id: &genesys::SessionId| id.as_str() == session_id;
    without(story, |known| is_end(known) && known.event.session_id.as_ref().is_some_and(is_own))
}

/// A queue that was there a day after everybody had left extends no episode and opens none.
#[test]
fn a_queue_whose_clock_is_a_day_ahead_does_not_hold_the_conversation_open() {
    let story = routed(DAY);
    let rest = [
        "AgentAssigned a1",
        "AgentAnswered a1",
        "AgentDisconnected a1",
        "AgentLeft a1",
        "ConversationEnded 1",
    ];
    let later = ["WrapUpCompleted a1", "ConversationQueued qs1"];
    let mut told = story.told();
    told.retain(|told| !told.starts_with("AttributesUpdated"));
    assert_eq!(told, [&rest[..], &later[..], &["ConversationDequeued qs1"]].concat());
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

/// The conversation begins with the queue, the episode with the parties.
#[test]
fn a_queue_whose_clock_is_a_day_behind_costs_the_conversation_its_start() {
    let story = routed(-DAY);
    let ended: Vec<String> =
        story.told().into_iter().filter(|told| told.starts_with("ConversationEnded")).collect();
    assert_eq!(ended, ["ConversationEnded 1"]);
    assert!(!story.told().iter().any(|told| told.starts_with("ConversationReopened")));
    assert_eq!(story.data("ConversationEnded 1")["durationMs"], 60_010);
    let summary = sound(&story).summary;
    assert_eq!(
        (summary.status, summary.ended_at.map(|t| t.ms() - T0)),
        (Status::Ended, Some(60_010))
    );
    assert_eq!(summary.conversation_start.map(|t| t.ms() - T0), Some(1_000 - DAY));
}

/// Two ends of one happening may lie 2 s apart, so the agent's session may begin that long after it was answered.
#[test]
fn an_answer_up_to_two_seconds_before_the_offer_is_still_his() {
    assert_eq!(routed(-5_000).when("AgentAnswered a1"), 0);
    assert_eq!(routed(-5_001).when("AgentAnswered a1"), 5_000, "else by his talk");
    for off in [-5_000, -5_001, -2_000, 2_000, 54_000, 57_001] {
        let told = routed(off).told();
        let about: Vec<&String> =
            told.iter().filter(|told| told.ends_with(" a1") && told.starts_with("Agent")).collect();
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
fn a_lost_end_of_the_customer_costs_what_only_it_tells() {
    let (whole, story) = (handled(), without_end_of(&handled(), "c1"));
    assert_eq!(sound(&story).summary.status, Status::Open);
    let mut told = whole.told();
    told.retain(|told| told != "ConversationEnded 1");
    assert_eq!(story.told(), told);
    for told in &told {
        assert_eq!(story.data(told), whole.data(told), "{told}");
    }
}

#[test]
fn a_lost_end_of_the_agent_is_worked_out_from_after_call_work() {
    let story = without_end_of(&handled(), "a1");
    let agent = session(&sound(&story), "a1");
    assert_eq!((agent.end.map(|t| t.ms() - T0), agent.end_inferred), (Some(61_000), true));
    assert_eq!(story.tree().summary.status, Status::Ended);
    let unheard: Vec<String> =
        handled().told().into_iter().filter(|told| !story.told().contains(told)).collect();
    assert_eq!(unheard, ["AgentDisconnected a1"], "nobody says how the session ended");
    let left = story.data("AgentLeft a1");
    assert_eq!(
        (&left["talkMs"], &left["inferred"]),
        (&json!(56_000), &json!(true)),
        "from the answer to the end"
    );
}

#[test]
fn a_lost_start_is_worked_out_from_the_lengths_of_the_end() {
    let story = without(&handled(), |known| known.event.topic.as_str() == "user.start");
    let whole = handled();
    assert_eq!(story.told(), whole.told());
    assert_eq!(story.when("AgentAssigned a1"), 2_000);
    for told in
        ["AgentAnswered a1", "AgentLeft a1", "ConversationEnded 1", "ConversationDequeued qs1"]
    {
        // Only the start tells the direction.
        let data = |story: &Story| {
            let mut data = story.data(told);
            data.as_object_mut().unwrap().remove("direction");
            data
        };
        assert_eq!((story.when(told), data(&story)), (whole.when(told), data(&whole)), "{told}");
    }
    assert_eq!(session(&sound(&story), "a1").segments, session(&whole.tree(), "a1").segments);
}

/// The later of two ends is the end, with what it says; there is still one of everything.
#[test]
fn a_second_end_that_says_something_else_replaces_the_first() {
    let story = call()
        .agent_left(60_000, "a/a1", "u1", "PEER", (3_000, 50_000, 0))
        .agent_left(60_500, "a/a1", "u1", "CLIENT", (3_000, 55_500, 0))
        .customer_left(60_010, "c/c1", "PEER");
    sound(&story);
    let left: Vec<String> = story.told().into_iter().filter(|told| told.ends_with(" a1")).collect();
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

/// An end that comes a second time long after, of a session that nobody began again, moves the end and opens nothing.
#[test]
fn an_end_that_comes_again_a_day_later_ends_the_same_episode_later() {
    let mut story = handled();
    let end = story.0.iter().find(|known| known.event.topic.as_str() == "customer.end").unwrap();
    let second = again(end, end.event.time.ms() + DAY);
    story.0.push(second);
    let summary = sound(&story).summary;
    assert_eq!((summary.status, summary.episodes.len()), (Status::Ended, 1));
    assert_eq!(story.when("ConversationEnded 1"), DAY + 60_010);
    assert!(!story.told().iter().any(|told| told.starts_with("ConversationReopened")));
}
