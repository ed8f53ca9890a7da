//! Trees for tests. Times are milliseconds after the epoch.

use conversation::Conversation;
use genesys::{Timestamp, UserId};
use interactions::operations::{Operation, Update};
use serde_json::{Value, json};

pub fn at(ms: i64) -> Value {
    json!(Timestamp::from_ms(ms))
}

pub fn user(id: &str) -> UserId {
    id.parse().unwrap()
}

pub fn operation(body: &Value) -> Operation {
    Operation::read(body.to_string().as_bytes()).unwrap()
}

pub fn update(body: &Value) -> Update {
    Update::read(body.to_string().as_bytes()).unwrap()
}

/// A session with the fields of `more` added.
pub fn session(id: &str, family: &str, medium: &str, start: i64, more: Value) -> Value {
    let mut session = json!({
        "sessionId": id, "family": family, "mediaType": medium, "start": at(start), "metrics": [],
        "segments": [{"segmentType": "interact", "segmentStart": at(start)}],
    });
    merge(&mut session, more);
    session
}

pub fn participant(id: &str, purpose: &str, more: Value, sessions: &[Value]) -> Value {
    let mut participant =
        json!({"participantId": id, "purpose": purpose, "sessions": sessions, "knownEvents": 1});
    merge(&mut participant, more);
    participant
}

pub fn conversation(participants: &[Value]) -> Conversation {
    let tree = json!({
        "summary": {"conversationId": "c-1", "status": "open", "knownEvents": 1},
        "participants": participants,
    });
    serde_json::from_value(tree).unwrap()
}

fn merge(into: &mut Value, more: Value) {
    into.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
}

/// A conversation in which agent `u-1` is connected to a customer, through a queue.
pub fn connected(medium: &str) -> Conversation {
    conversation(&[
        participant(
            "p-customer",
            "customer",
            json!({}),
            &[session("s-1", "customer", medium, 1_000, json!({}))],
        ),
        queue(medium, json!({"end": at(9_000), "acdOutcome": "answered", "answeredUserId": "u-1"})),
        agent("p-agent", "u-1", "s-agent", medium, 5_000),
    ])
}

/// The same before the agent has answered.
pub fn alerting(medium: &str) -> Conversation {
    conversation(&[
        participant(
            "p-customer",
            "customer",
            json!({}),
            &[session("s-1", "customer", medium, 1_000, json!({}))],
        ),
        queue(medium, json!({})),
        agent("p-agent", "u-1", "s-agent", medium, 5_000),
    ])
}

/// The same after the agent has left and is in after-call work.
pub fn left(medium: &str) -> Conversation {
    let mut tree = connected(medium);
    tree.participants[2].sessions[0].end = Some(Timestamp::from_ms(20_000));
    tree
}

pub fn queue(medium: &str, more: Value) -> Value {
    let mut session = session("s-queue", "acd", medium, 2_000, json!({"queueId": "q-1"}));
    merge(&mut session, more);
    participant("p-queue", "acd", json!({}), &[session])
}

pub fn agent(id: &str, user_id: &str, session_id: &str, medium: &str, start: i64) -> Value {
    let session = session(session_id, "user", medium, start, json!({"queueId": "q-1"}));
    participant(id, "agent", json!({"userId": user_id}), &[session])
}

/// Every kind of operation that a connected agent can request, with a medium that supports it.
pub fn operations() -> Vec<(&'static str, Value)> {
    vec![
        ("voice", json!({"operationName": "StopProcessing"})),
        (
            "voice",
            json!({
                "operationName": "StopProcessing", "wrapUpCode": "w-1", "wrapUpNotes": "a note"
            }),
        ),
        ("voice", json!({"operationName": "PlaceInQueue", "queue": QUEUE})),
        ("callback", json!({"operationName": "PlaceInQueue", "queue": "Support"})),
        ("voice", json!({"operationName": "PlaceInQueue", "queue": QUEUE, "consult": true})),
        ("chat", json!({"operationName": "UpdateProperties", "properties": {"tier": "gold"}})),
        (
            "email",
            json!({
                "operationName": "PlaceInWorkbin", "workbin": "later",
                "resumeTime": "2026-03-02T10:00:00+01:00",
            }),
        ),
        ("email", json!({"operationName": "GetWorkbinContent", "workbin": "later"})),
        ("message", json!({"operationName": "Transfer", "targetId": "u-2"})),
        ("voice", json!({"operationName": "Transfer", "targetId": "u-2", "consult": true})),
        ("voice", json!({"operationName": "StartConference", "agentId": "u-2"})),
        ("voice", json!({"operationName": "StartConference", "queue": "Support"})),
        ("voice", json!({"operationName": "StartConference", "address": "+15550100002"})),
        ("voice", json!({"operationName": "EndConference"})),
        ("voice", json!({"operationName": "LeaveConference", "agentId": "u-1"})),
    ]
}

/// The id of a queue.
pub const QUEUE: &str = "0b5e7e3a-0000-4000-8000-000000000002";

/// Every kind of update that a connected agent can make, with a medium that supports it.
pub fn updates() -> Vec<(&'static str, Value)> {
    vec![
        ("chat", json!({"properties": {"tier": "gold"}})),
        ("video", json!({"externalContact": {"id": "x-1"}})),
        ("voice", json!({"held": true})),
        ("voice", json!({"muted": true, "recording": false})),
        ("email", json!({"parked": true})),
        ("message", json!({"parked": false})),
        ("callback", json!({"wrapUp": {"code": "w-1", "notes": "a note"}})),
        ("voice", json!({"properties": {"tier": "gold"}, "externalContact": {"id": "x-1"}})),
        (
            "email",
            json!({
                "properties": {"tier": "gold"}, "externalContact": {"id": "x-1"},
                "wrapUp": {"code": "w-1"}, "parked": true,
            }),
        ),
    ]
}

/// Every operation, with a conversation in which it is possible.
pub fn possible() -> Vec<(Conversation, Operation)> {
    let connected =
        operations().into_iter().map(|(medium, body)| (connected(medium), operation(&body)));
    let alerting = ["voice", "chat"].into_iter().flat_map(|medium| {
        ["Accept", "Reject"]
            .map(|name| (alerting(medium), operation(&json!({"operationName": name}))))
    });
    let code = json!({"operationName": "StopProcessing", "wrapUpCode": "w-1"});
    connected.chain(alerting).chain([(left("voice"), operation(&code))]).collect()
}
