//! Builds whole conversations and changes their timestamps.

use common_events::DerivedEvent;
use conversation::{Conversation, Known, Participant};
use genesys::{EventKey, SessionId, Timestamp, Topic};
use serde_json::{Map, Value, json};

use crate::support::{Story, history, invariants};

pub const DAY: i64 = 86_400_000;

/// A call through a flow and a queue to agent `u1`, answered after 4 s, up to just before anybody
/// leaves.
pub fn call() -> Story {
    let flow = json!({"flowType": "INBOUNDCALL", "flowId": "f", "connectedDurationMs": 900});
    Story::new()
        .customer(0, "c/c1")
        .add(50, "flow.start", "f/f1", flow.clone())
        .add(60, "attributes", "c", json!({"attributes": {"tier": "gold"}}))
        .add(950, "flow.end", "f/f1", flow)
        .queued(1_000, "q/qs1")
        .agent(2_000, "a/a1", "u1")
        .answered(5_000, "q/qs1", "u1", 4_000)
}

/// The call, after the agent hung up, with after-call work.
pub fn handled() -> Story {
    call()
        .agent_left(60_000, "a/a1", "u1", "CLIENT", (3_000, 55_000, 0))
        .customer_left(60_010, "c/c1", "PEER")
        .add(
            70_000,
            "acw",
            "a/a1",
            json!({"userId": "u1", "queueId": "q1", "wrapupDurationMs": 9_000}),
        )
        .add(71_000, "wrapup", "a/a1", json!({"wrapupCode": "w"}))
        .record(5_000, "a1", "tAlert", 3_000)
        .record(60_000, "a1", "tTalk", 55_000)
        .record(60_010, "c1", "tConnected", 60_010)
}

/// Whole conversations: every session has a start and an end.
pub fn conversations() -> Vec<Story> {
    let mail = |at: i64, who: &str, story: Story| {
        let body = json!({"mediaType": "EMAIL", "direction": "INBOUND", "disconnectType": "PEER"});
        story.add(at, "customer.start", who, body.clone()).add(
            at + 5_000,
            "customer.end",
            who,
            body,
        )
    };
    let transferred = call()
        .agent_left(60_000, "a/a1", "u1", "TRANSFER", (3_000, 55_000, 0))
        .queued(60_040, "q2/qs2")
        .agent(80_000, "b/b1", "u2")
        .answered(85_000, "q2/qs2", "u2", 24_960)
        .agent_left(120_010, "b/b1", "u2", "PEER", (5_000, 35_010, 0))
        .customer_left(120_000, "c/c1", "ENDPOINT");
    let conferred = call()
        .agent(20_000, "b/b1", "u2")
        .add(30_000, "customer.start", "n/n1", json!({"direction": "OUTBOUND"}))
        .add(50_000, "customer.end", "n/n1", json!({"disconnectType": "ENDPOINT"}))
        .agent_left(60_000, "a/a1", "u1", "CONFERENCE_TRANSFER", (3_000, 45_000, 10_000))
        .agent_left(90_000, "b/b1", "u2", "CLIENT", (2_000, 68_000, 0))
        .customer_left(90_010, "c/c1", "PEER");
    let abandoned = Story::new()
        .customer(0, "c/c1")
        .queued(1_000, "q/qs1")
        .agent(2_000, "a/a1", "u1")
        .customer_left(9_000, "c/c1", "ENDPOINT")
        .abandoned(9_005, "q/qs1", 8_005)
        .agent_left(9_010, "a/a1", "u1", "PEER", (7_010, 0, 0));
    let spoken = Story::new()
        .customer(0, "c/c1")
        .add(20_000, "voicemail.start", "v/v1", json!({"queueId": "q1"}))
        .add(
            35_000,
            "voicemail.end",
            "v/v1",
            json!({"voicemailDurationMs": 14_000, "disconnectType": "PEER"}),
        )
        .customer_left(35_010, "c/c1", "ENDPOINT");
    vec![
        handled(),
        transferred,
        conferred,
        abandoned,
        spoken,
        mail(2 * DAY, "c/c2", mail(0, "c/c1", Story::new())),
    ]
}

/// The session of the outside party that was added. It does not keep the conversation open.
pub fn added() -> SessionId {
    "n1".parse().unwrap()
}

/// The source of an event. Start and end of a session come from the same source and use its clock.
pub fn source(known: &Known) -> usize {
    let sources =
        ["customer", "user", "acd", "flow", "voicemail", "acw", "wrapup", "attributes", "metrics"];
    let topic = known.event.topic.as_str();
    sources.iter().position(|source| topic.split('.').next() == Some(source)).unwrap()
}

pub fn is_start(known: &Known) -> bool {
    known.event.topic.as_str().ends_with(".start")
}

pub fn is_end(known: &Known) -> bool {
    known.event.topic.as_str().ends_with(".end")
}

pub fn is_of_party(known: &Known) -> bool {
    ["customer", "user"].contains(&known.event.topic.as_str().split('.').next().unwrap())
}

/// The story with changed event times.
pub fn retimed(story: &Story, time: impl Fn(&Known) -> i64) -> Story {
    let mut story = story.clone();
    for known in &mut story.0 {
        known.event.time = Timestamp::from_ms(time(known));
    }
    story
}

pub fn without(story: &Story, left_out: impl Fn(&Known) -> bool) -> Story {
    Story(story.0.iter().filter(|known| !left_out(known)).cloned().collect())
}

/// A copy of an event at another time, as a distinct event.
pub fn again(known: &Known, time: i64) -> Known {
    let mut again = known.clone();
    again.event.time = Timestamp::from_ms(time);
    let body = Map::from_iter([
        ("time".to_owned(), json!(time)),
        ("of".to_owned(), json!(known.event.key)),
    ]);
    again.event.key = EventKey::new(&Topic::Unknown(String::new()), &body).unwrap();
    again
}

/// The tree of a story, after a check of all invariants.
pub fn sound(story: &Story) -> Conversation {
    invariants::hold(history([]).conversation_id(), &story.0);
    story.tree()
}

/// All participants that have none of these sessions.
pub fn others(tree: Conversation, touched: &[&SessionId]) -> Vec<Participant> {
    let is_touched =
        |p: &Participant| p.sessions.iter().any(|session| touched.contains(&&session.session_id));
    // The event count of a participant includes the answers that queues report, so it may differ.
    let others = tree.participants.into_iter().filter(|participant| !is_touched(participant));
    let mut others: Vec<_> =
        others.map(|participant| Participant { known_events: 0, ..participant }).collect();
    others.sort_by(|a, b| a.participant_id.cmp(&b.participant_id));
    others
}

pub fn fields(derived: &DerivedEvent) -> Value {
    json!([derived.event_type(), derived.subject, derived.occurred_at, derived.data])
}
