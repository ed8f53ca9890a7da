//! Conversations of any shape may be long: ten times the events take about ten times the time.
#![allow(clippy::unwrap_used, clippy::panic, reason = "these are tests")]

mod support;

use std::hint::black_box;
use std::time::Instant;

use common_events::catalogue::Selection;
use conversation::{History, Known, derive, project};
use genesys::Timestamp;
use serde_json::json;
use support::{Story, T0, event};

/// Events of a conversation, and of one that is ten times as long.
const LENGTHS: [usize; 2] = [300, 3_000];
/// Allowed growth of the time per event. Memory is slower than caches; a part that looks at all
/// sessions for each of them would make it near ten.
const SLOWER: f64 = 4.0;
/// Number of measurements. The shortest counts.
const MEASUREMENTS: usize = 3;
const MINUTE: i64 = 60_000;

/// A shape, and its conversation of some number of events.
type Shape = (&'static str, fn(usize) -> Vec<Known>);

const SHAPES: [Shape; 9] = [
    ("sessions of one customer", sessions),
    ("stretches of one session", stretches),
    ("contacts of their own", contacts),
    ("agents who confer", conference),
    ("agents who follow each other", rolling),
    ("calls within callbacks of one agent", callbacks),
    ("sessions whose ends were lost", lost_ends),
    ("attributes", attributes),
    ("documents of many participants", documents),
];

/// The time per event hardly depends on how many are known, whatever the conversation looks like.
/// The lengths are measured in turn, so that a busy machine slows both.
#[test]
fn long_conversations_take_as_long_per_event() {
    let mut beyond = Vec::new();
    for (name, shape) in SHAPES {
        let conversations = LENGTHS.map(|length| (length, shape(length)));
        let mut least = [f64::INFINITY; 2];
        for _ in 0..MEASUREMENTS {
            for (events, least) in conversations.iter().zip(&mut least) {
                let (length, events) = events;
                let times = LENGTHS[1] / length;
                *least = least.min(seconds(events, times) / LENGTHS[1] as f64);
            }
        }
        let [short, long] = least.map(|seconds| seconds * 1e6);
        println!("{name}: {short:.2} µs per event, {long:.2} of a long one");
        if long > SLOWER * short {
            beyond.push(format!("{name}: {long} µs per event, {short} of a short one"));
        }
    }
    assert!(beyond.is_empty(), "{}", beyond.join("\n"));
}

/// How long it takes to build the tree and to derive the Common Events some number of times.
fn seconds(events: &[Known], times: usize) -> f64 {
    let all = vec![events.to_vec(); times];
    let begun = Instant::now();
    for events in all {
        let history = History::new("c".parse().unwrap(), events);
        drop(black_box((project(&history), derive(&history, &Selection::all()))));
    }
    begun.elapsed().as_secs_f64()
}

fn of(events: usize, story: Story) -> Vec<Known> {
    assert!(story.0.len() >= events, "{} of {events}", story.0.len());
    story.0
}

fn sessions(events: usize) -> Vec<Known> {
    let visit = |story: Story, number: i64| {
        let (at, who) = (number * MINUTE, format!("c/s{number}"));
        story.customer(at, &who).customer_left(at + 30_000, &who, "PEER")
    };
    of(events, (0..events as i64 / 2).fold(Story::new(), visit))
}

fn stretches(events: usize) -> Vec<Known> {
    let stretch = |story: Story, number: i64| {
        let at = number * MINUTE;
        let story = story.customer(at, "c/s").customer_left(at + 30_000, "c/s", "PEER");
        story.record(at + 30_000, "s", "tConnected", 30_000)
    };
    of(events, (0..events as i64 / 3).fold(Story::new(), stretch))
}

fn contacts(events: usize) -> Vec<Known> {
    let contact = |story: Story, number: i64| {
        let at = number * MINUTE;
        let [customer, queue, agent] =
            ["c", "q", "a"].map(|kind| format!("{kind}{number}/{kind}{number}"));
        let user = format!("u{}", number % 20);
        let story = story.customer(at, &customer).queued(at + 1_000, &queue);
        let story = story.agent(at + 2_000, &agent, &user);
        let story = story.answered(at + 5_000, &queue, &user, 4_000);
        let story = story.agent_left(at + 40_000, &agent, &user, "CLIENT", (3_000, 35_000, 0));
        story.customer_left(at + 40_100, &customer, "PEER")
    };
    of(events, (0..events as i64 / 6).fold(Story::new(), contact))
}

/// All are there until the end, when they leave one by one.
fn conference(events: usize) -> Vec<Known> {
    let agents = events as i64 / 2;
    let agent = |story: Story, number: i64| {
        let (from, to) = (number * 10_000, (agents + number) * 10_000);
        joined(story, number, from, to)
    };
    let story = Story::new().customer(0, "c/c");
    let story = (1..agents).fold(story, agent);
    of(events, story.customer_left(2 * agents * 10_000, "c/c", "ENDPOINT"))
}

/// Each overlaps the next three, and the customer stays.
fn rolling(events: usize) -> Vec<Known> {
    let agents = events as i64 / 2;
    let agent = |story: Story, number: i64| {
        joined(story, number, number * 10_000, number * 10_000 + 34_000)
    };
    let story = Story::new().customer(0, "c/c");
    let story = (1..agents).fold(story, agent);
    of(events, story.customer_left(agents * 10_000 + MINUTE, "c/c", "ENDPOINT"))
}

/// An agent who was called by another one.
fn joined(story: Story, number: i64, from: i64, to: i64) -> Story {
    let (who, user) = (format!("a{number}/a{number}"), format!("u{number}"));
    let start = json!({"userId": user, "direction": "INBOUND"});
    let story = story.add(from, "user.start", &who, start);
    let end = json!({"userId": user, "disconnectType": "CLIENT", "alertingDurationMs": 3_000,
        "interactingDurationMs": to - from - 3_000});
    story.add(to, "user.end", &who, end)
}

fn callbacks(events: usize) -> Vec<Known> {
    let callback = |story: Story, number: i64| {
        let at = number * MINUTE;
        let (callback, call) = (format!("a/b{number}"), format!("a/v{number}"));
        let medium = json!({"userId": "u", "mediaType": "CALLBACK"});
        let story = story.add(at, "user.start", &callback, medium.clone());
        let start = json!({"userId": "u", "direction": "OUTBOUND"});
        let story = story.add(at + 1_000, "user.start", &call, start);
        let end = json!({"userId": "u", "interactingDurationMs": 20_000});
        let story = story.add(at + 30_000, "user.end", &call, end);
        story.add(at + 31_000, "user.end", &callback, medium)
    };
    of(events, (0..events as i64 / 4).fold(Story::new(), callback))
}

fn lost_ends(events: usize) -> Vec<Known> {
    let contact = |story: Story, number: i64| {
        let at = number * MINUTE;
        let [customer, queue, agent] =
            ["c", "q", "a"].map(|kind| format!("{kind}{number}/{kind}{number}"));
        let story = story.customer(at, &customer).queued(at + 1_000, &queue);
        let story = story.agent(at + 2_000, &agent, "u");
        story.customer_left(at + 40_000, &customer, "ENDPOINT")
    };
    of(events, (0..events as i64 / 4).fold(Story::new(), contact))
}

fn attributes(events: usize) -> Vec<Known> {
    let visit = |story: Story, number: i64| {
        let (at, who) = (number * MINUTE, format!("c/s{number}"));
        let set = json!({"attributes": {"a": number.to_string(), "b": "x"}});
        let story = story.customer(at, &who).add(at + 1_000, "attributes", "c", set);
        story.customer_left(at + 30_000, &who, "PEER")
    };
    of(events, (0..events as i64 / 3).fold(Story::new(), visit))
}

/// Two documents with as many participants; each counts as an event.
fn documents(events: usize) -> Vec<Known> {
    let participant = |number: usize| {
        let at = Timestamp::from_ms(T0 + number as i64 * MINUTE);
        let segment = json!({"segmentType": "interact", "segmentStart": at,
            "segmentEnd": at.plus_ms(30_000)});
        json!({"participantId": format!("p{number}"), "userId": format!("u{number}"),
            "purpose": if number.is_multiple_of(3) { "acd" } else { "agent" },
            "sessions": [{"sessionId": format!("s{number}"), "mediaType": "voice",
                "segments": [segment]}]})
    };
    let participants: Vec<_> = (0..events).map(participant).collect();
    let document = |exported_at: i64| {
        let document = json!({"conversationId": "c", "conversationStart": Timestamp::from_ms(T0),
            "participants": participants, "exported": exported_at});
        let event = event(events as i64 * MINUTE, "details", document);
        event.exported_at(Some(Timestamp::from_ms(T0 + exported_at))).into()
    };
    vec![document(1), document(2)]
}
