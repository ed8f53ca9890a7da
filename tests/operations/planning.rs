//! The plan of an operation, at every point of a conversation's life.

use conversation::{Conversation, History, project};
use genesys::details::ConversationDetails;
use genesys::{Timestamp, UserId};
use interactions::operations::bodies::{PlaceInQueue, Transfer};
use interactions::operations::{NotPossible, Operation, Plan, plan};
use interactions::platform::{Call, Method};
use serde_json::{Value, json};
use simulate::{conversation as made_up, kinds};
use testkit::{cases, envelopes, known};

use super::tree::{
    QUEUE, agent, alerting, at, connected, conversation, left, operation, operations, participant,
    queue, session, user,
};

/// A call as method, path and body.
fn written(call: Call) -> (String, Value) {
    let method = match call.method {
        Method::Get => "GET",
        Method::Post => "POST",
        Method::Patch => "PATCH",
        Method::Put => "PUT",
    };
    assert!(!call.repeatable);
    let path = call.path.as_str();
    let path = path.strip_prefix("/api/v2/conversations/").unwrap_or(path);
    (format!("{method} {path}"), call.body.unwrap())
}

fn calls(tree: &Conversation, body: &Value) -> Vec<(String, Value)> {
    match plan(&operation(body), tree, &user("u-1")).unwrap() {
        Plan::Calls(calls) => calls.into_iter().map(written).collect(),
        Plan::Reject(reject) => vec![written(reject.hang_up)],
        Plan::Workbin => panic!("calls"),
    }
}

fn refused(tree: &Conversation, body: &Value) -> NotPossible {
    plan(&operation(body), tree, &user("u-1")).unwrap_err()
}

#[test]
fn every_operation_maps_to_its_call() {
    let leave = ("PATCH calls/c-1/participants/p-agent", json!({"state": "disconnected"}));
    let queued = |id: &str| json!({"queueId": id, "transferType": "Unattended"});
    let consult = |field: &str, id: &str| {
        let mut body = json!({"speakTo": "DESTINATION", "consultingUserId": "u-1"});
        body[field] = json!(id);
        body
    };
    let expected = [
        leave.clone(),
        leave.clone(),
        ("POST c-1/participants/p-agent/replace/queue", queued(QUEUE)),
        ("POST c-1/participants/p-agent/replace/queue", queued("Support")),
        ("POST calls/c-1/participants/p-customer/consult/queue", consult("queueId", QUEUE)),
        ("PATCH c-1/participants/p-customer/attributes", json!({"attributes": {"tier": "gold"}})),
        (
            "PATCH emails/c-1/participants/p-agent/parkingstate",
            json!({"state": "parked", "resumeTime": "2026-03-02T09:00:00.000Z"}),
        ),
        ("", json!(null)),
        (
            "POST c-1/participants/p-agent/replace/agent",
            json!({"userId": "u-2", "transferType": "Unattended"}),
        ),
        ("POST calls/c-1/participants/p-customer/consult/agent", consult("userId", "u-2")),
        ("POST calls/c-1/participants", json!({"participants": [{"userId": "u-2"}]})),
        ("POST calls/c-1/participants", json!({"participants": [{"queueId": "Support"}]})),
        ("POST calls/c-1/participants", json!({"participants": [{"address": "+15550100002"}]})),
        leave.clone(),
        leave,
    ];
    let operations = operations();
    assert_eq!(operations.len(), expected.len());
    for ((medium, body), (call, with)) in operations.into_iter().zip(expected) {
        if body["operationName"] == "GetWorkbinContent" {
            assert_eq!(
                plan(&operation(&body), &connected(medium), &user("u-1")).unwrap(),
                Plan::Workbin
            );
            continue;
        }
        assert_eq!(calls(&connected(medium), &body)[0], (call.to_owned(), with), "{body}");
        assert_eq!(refused(&alerting(medium), &body), NotPossible::NotAnswered, "{body}");
    }
}

#[test]
fn path_of_a_call_depends_on_the_medium() {
    let code = json!({"operationName": "StopProcessing", "wrapUpCode": "w-1"});
    for (medium, folder, wrap_up) in [
        ("voice", "calls/", Some("calls")),
        ("callback", "callbacks/", Some("callbacks")),
        ("email", "emails/", Some("emails")),
        ("message", "messages/", Some("messages")),
        ("cobrowse", "cobrowsesessions/", Some("cobrowsesessions")),
        ("video", "", Some("videos")),
        ("screenshare", "", Some("screenshares")),
        ("chat", "", None),
        ("internalmessage", "", None),
    ] {
        let own = format!("PATCH {folder}c-1/participants/p-agent");
        for (name, state) in [("Accept", "connected"), ("Reject", "disconnected")] {
            let body = json!({"operationName": name});
            assert_eq!(calls(&alerting(medium), &body), [(own.clone(), json!({"state": state}))]);
            assert_eq!(refused(&connected(medium), &body), NotPossible::Answered);
        }
        match wrap_up {
            Some(wrap_up) => {
                let wrap_up = format!(
                    "POST {wrap_up}/c-1/participants/p-agent/communications/s-agent/wrapup"
                );
                let wrap_up = (wrap_up, json!({"code": "w-1"}));
                assert_eq!(calls(&connected(medium), &code)[1], wrap_up);
                assert_eq!(calls(&left(medium), &code), [wrap_up]);
            }
            None => assert!(
                matches!(refused(&connected(medium), &code), NotPossible::Medium { .. }),
                "{medium}"
            ),
        }
        let park = json!({"operationName": "PlaceInWorkbin", "workbin": "w"});
        let can = plan(&operation(&park), &connected(medium), &user("u-1")).is_ok();
        assert_eq!(can, matches!(medium, "email" | "message"), "{medium}");
        for body in [
            json!({"operationName": "StartConference", "agentId": "u-2"}),
            json!({"operationName": "EndConference"}),
            json!({"operationName": "Transfer", "targetId": "u-2", "consult": true}),
        ] {
            let planned = plan(&operation(&body), &connected(medium), &user("u-1"));
            assert_eq!(planned.is_ok(), medium == "voice", "{medium} {body}");
            assert!(
                medium == "voice" || matches!(planned, Err(NotPossible::Medium { .. })),
                "{planned:?}"
            );
        }
    }
}

#[test]
fn after_leaving_only_the_code_can_be_set() {
    let bare = json!({"operationName": "StopProcessing"});
    assert_eq!(refused(&left("voice"), &bare), NotPossible::NothingToStop);
    for body in [
        json!({"operationName": "Accept"}),
        json!({"operationName": "PlaceInQueue", "queue": "Support"}),
    ] {
        assert_eq!(refused(&left("voice"), &body), NotPossible::Left);
    }
    let mut ended = left("voice");
    ended.summary.status = conversation::Status::Ended;
    assert_eq!(refused(&ended, &json!({"operationName": "Accept"})), NotPossible::Ended);
    let done = json!({
        "segmentType": "wrapup", "segmentStart": at(20_000), "segmentEnd": at(21_000),
        "wrapUpCode": "w",
    });
    ended.participants[2].sessions[0].segments.push(serde_json::from_value(done).unwrap());
    let code = json!({"operationName": "StopProcessing", "wrapUpCode": "w-1"});
    assert_eq!(refused(&ended, &code), NotPossible::WrappedUp);
}

#[test]
fn participant_in_the_needed_state_is_chosen() {
    let customer = participant(
        "p-customer",
        "customer",
        json!({}),
        &[session("s-1", "customer", "voice", 1, json!({}))],
    );
    let alert = json!({
        "queueId": "q-1", "segments": [{"segmentType": "alert", "segmentStart": at(30_000)}],
    });
    let again = participant(
        "p-again",
        "agent",
        json!({"userId": "u-1"}),
        &[session("s-again", "user", "voice", 30_000, alert)],
    );
    let answer = json!({"end": at(9_000), "acdOutcome": "answered", "answeredUserId": "u-1"});
    let mut first = agent("p-first", "u-1", "s-first", "voice", 5_000);
    first["sessions"][0]["end"] = at(20_000);
    let waits = session("s-queue-2", "acd", "voice", 25_000, json!({"queueId": "q-1"}));
    let waits = participant("p-queue-2", "acd", json!({}), &[waits]);
    // A participant of another purpose with the same user id changes nothing.
    let odd = participant(
        "p-odd",
        "voicemail",
        json!({"userId": "u-1"}),
        &[session("s-o", "voicemail", "voice", 2, json!({}))],
    );
    let participants = [customer, queue("voice", answer), first, waits, again, odd];
    for turn in 0..participants.len() {
        let mut participants = participants.to_vec();
        participants.rotate_left(turn);
        let tree = conversation(&participants);
        let own = "PATCH calls/c-1/participants/p-again".to_owned();
        let reject = calls(&tree, &json!({"operationName": "Reject"}));
        assert_eq!(reject, [(own, json!({"state": "disconnected"}))]);
    }
}

#[test]
fn only_the_caller_leaves_a_conference() {
    for name in ["EndConference", "LeaveConference"] {
        let body = json!({"operationName": name, "agentId": "u-2"});
        assert_eq!(refused(&connected("voice"), &body), NotPossible::AnotherAgent);
    }
}

/// All operations.
fn every_operation() -> Vec<Operation> {
    let names = ["Accept", "Reject"].map(|name| json!({"operationName": name}));
    names
        .into_iter()
        .chain(operations().into_iter().map(|(_, body)| body))
        .map(|body| operation(&body))
        .collect()
}

pub fn users(details: &ConversationDetails) -> Vec<UserId> {
    let mut users: Vec<UserId> =
        details.participants.iter().filter_map(|it| it.user_id.clone()).collect();
    users.sort();
    users.dedup();
    users
}

/// The tree after each event.
pub fn moments(
    details: &ConversationDetails,
    with_metrics: bool,
) -> impl Iterator<Item = (Timestamp, Conversation)> {
    let events: Vec<_> = envelopes(details, with_metrics).iter().map(known).collect();
    let id = details.conversation_id.clone();
    (1..=events.len()).map(move |count| {
        let latest = events[..count].iter().map(|known| known.event.time).max().unwrap();
        (latest, project(&History::new(id.clone(), events[..count].to_vec())))
    })
}

pub fn all_conversations() -> Vec<ConversationDetails> {
    let made_up = kinds().iter().flat_map(|kind| [1, 2].map(|seed| made_up(*kind, seed)));
    made_up.chain(cases().into_iter().map(|(_, details)| details)).collect()
}

/// After each event of every conversation: the plan is the same for any order of participants, and
/// its calls name the caller's own participant.
#[test]
fn plan_ignores_order_and_names_the_caller() {
    let (operations, mut plans) = (every_operation(), 0);
    for details in all_conversations() {
        for with_metrics in [false, true] {
            for (_, tree) in moments(&details, with_metrics) {
                let mut backwards = tree.clone();
                backwards.participants.reverse();
                let mut turned = tree.clone();
                turned.participants.rotate_left(tree.participants.len() / 2);
                for operation in &operations {
                    assert_eq!(
                        plan(operation, &tree, &user("nobody")),
                        Err(NotPossible::NotPartOfIt)
                    );
                    for caller in users(&details) {
                        let planned = plan(operation, &tree, &caller);
                        assert_eq!(plan(operation, &backwards, &caller), planned, "{operation:?}");
                        assert_eq!(plan(operation, &turned, &caller), planned, "{operation:?}");
                        let calls = match planned {
                            Ok(Plan::Calls(calls)) => calls,
                            Ok(Plan::Reject(reject)) => vec![reject.hang_up],
                            _ => continue,
                        };
                        plans += 1;
                        calls.iter().for_each(|call| is_his(call, operation, &tree, &caller));
                    }
                }
            }
        }
    }
    println!("{plans} plans");
    assert!(plans > 5_000, "{plans}");
}

/// Checks the participant that a call names: the caller's own, except in a consult transfer, which
/// names another one, and in `UpdateProperties`, which may name either.
fn is_his(call: &Call, operation: &Operation, tree: &Conversation, caller: &UserId) {
    let segments: Vec<&str> = call.path.as_str().split('/').collect();
    assert!(segments.contains(&tree.summary.conversation_id.as_str()));
    let Some(place) = segments.iter().position(|segment| *segment == "participants") else {
        panic!("{call:?}")
    };
    let Some(id) = segments.get(place + 1) else { return };
    let named = tree.participants.iter().find(|it| it.participant_id.as_str() == *id).unwrap();
    let is_his = named.user_id.as_ref() == Some(caller);
    match operation {
        Operation::Transfer(Transfer { consult: true, .. })
        | Operation::PlaceInQueue(PlaceInQueue { consult: true, .. }) => {
            assert!(!is_his, "{call:?}");
        }
        Operation::UpdateProperties(_) => {}
        _ => assert!(is_his, "{operation:?} {call:?}"),
    }
    if let Some(place) = segments.iter().position(|segment| *segment == "communications") {
        assert!(
            named.sessions.iter().any(|session| session.session_id.as_str() == segments[place + 1])
        );
    }
}
