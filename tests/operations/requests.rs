//! Request bodies, and the responses to them.

use genesys::Timestamp;
use interactions::Base;
use interactions::operations::route::DoneAnswer;
use interactions::operations::{Done, Failure, NotPossible, Operation, Operations, Update};
use interactions::platform::{PlatformError, Refusal};
use runtime::Clock;
use serde_json::{Value, json};

use super::genesys_cloud::{GenesysCloud, Turn};
use super::tree::{connected, left, operation, operations, update, updates, user};

#[test]
fn every_operation_can_be_read() {
    let names = ["Accept", "Reject", "EndConference", "LeaveConference"];
    let bare = names.map(|name| json!({"operationName": name}));
    for body in bare.into_iter().chain(operations().into_iter().map(|(_, body)| body)) {
        assert_eq!(operation(&body).name(), body["operationName"], "{body}");
        // Every operation refuses an unknown field.
        let mut more = body.clone();
        more["colour"] = json!("red");
        let refused = Operation::read(more.to_string().as_bytes()).unwrap_err().to_string();
        assert!(refused.contains("colour") && refused.contains("send {"), "{refused}");
    }
}

#[test]
fn invalid_body_error_says_what_to_send() {
    let name = |name: &str| json!({"operationName": name});
    let with = |name: &str, more: Value| {
        let mut body = json!({"operationName": name});
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        body
    };
    for (body, says) in [
        (json!({}), "operationName"),
        (json!([]), "operationName"),
        (json!({"operationName": 3}), "operationName"),
        (name("Shout"), "PlaceInQueue"),
        (name("PlaceInQueue"), "queue"),
        (with("PlaceInQueue", json!({"queue": ""})), "1 to 256 characters"),
        (with("PlaceInQueue", json!({"queueId": "q"})), "unknown field `queueId`"),
        (name("UpdateProperties"), "properties"),
        (with("UpdateProperties", json!({"properties": {}})), "no property"),
        (with("UpdateProperties", json!({"properties": {"": "a"}})), "name of a property"),
        (with("UpdateProperties", json!({"properties": {"a": null}})), "null"),
        (name("PlaceInWorkbin"), "workbin"),
        (with("PlaceInWorkbin", json!({"workbin": ""})), "workbin is empty"),
        (with("PlaceInWorkbin", json!({"workbin": "w", "resumeTime": "tomorrow"})), "ISO 8601"),
        (name("GetWorkbinContent"), "workbin"),
        (name("Transfer"), "targetId"),
        (with("Transfer", json!({"targetId": "../users"})), "1 to 64 letters"),
        (with("Transfer", json!({"userId": "u"})), "unknown field `userId`"),
        (name("StartConference"), "0 targets"),
        (with("StartConference", json!({"agentId": "u", "address": "+1555"})), "2 targets"),
        (with("StartConference", json!({"address": ""})), "address is empty"),
        (with("StopProcessing", json!({"wrapUpNotes": "a"})), "wrapUpCode"),
        (with("StopProcessing", json!({"wrapUpCode": ""})), "wrapUpCode is empty"),
    ] {
        let refused = Operation::read(body.to_string().as_bytes()).unwrap_err();
        assert!(
            refused.to_string().contains(says) && refused.to_string().contains("send"),
            "{body}: {refused}"
        );
        assert!(format!("{refused:?}").chars().all(char::is_alphanumeric), "{refused:?}");
        assert!(!refused.to_string().contains(" line "), "{refused}");
    }
    assert!(Operation::read(b"no JSON").is_err());
    assert!(Update::read(b"{\"held\": true} and more").is_err());
    for (body, says) in [
        (json!({}), "nothing is set"),
        (json!([]), "invalid type"),
        (json!([{"tier": "gold"}]), "invalid type"),
        (json!({"wrapUp": ["w-1"]}), "invalid type"),
        (json!({"held": null}), "null"),
        (json!({"held": "yes"}), "a boolean"),
        (json!({"hold": true}), "unknown field `hold`"),
        (json!({"properties": {}}), "no property"),
        (json!({"externalContact": {"id": ""}}), "externalContact is empty"),
        (json!({"externalContact": "x-1"}), "invalid type"),
        (json!({"wrapUp": {"notes": "a"}}), "code"),
        (json!({"wrapUp": {"code": ""}}), "wrapUp is empty"),
    ] {
        let refused = Update::read(body.to_string().as_bytes()).unwrap_err().to_string();
        assert!(refused.contains(says) && refused.contains("send a JSON object"), "{refused}");
    }
}

#[test]
fn debug_output_hides_personal_data() {
    let shown = operations().into_iter().map(|(_, body)| format!("{:?}", operation(&body)));
    let updates = updates().into_iter().map(|(_, body)| format!("{:?}", update(&body)));
    let shown: Vec<String> = shown.chain(updates).collect();
    for secret in ["a note", "gold", "+15550100002"] {
        assert!(!shown.concat().contains(secret), "{secret}");
    }
    let refusal = Refusal { status: 400, code: None, message: Some("quotes".into()) };
    let failure = Failure::Call { done: 0, error: PlatformError::Refused(refusal) };
    assert!(!format!("{failure:?} {failure}").contains("quotes"));
    assert!(failure.description().contains("quotes"), "to the caller it is");
}

#[test]
fn a_failure_has_a_status_and_says_what_to_do() {
    let call = |done, error| Failure::Call { done, error };
    let refused = |status| PlatformError::Refused(Refusal { status, code: None, message: None });
    let updated = |set: &[&str], left: &[&str], error| {
        let all = |fields: &[&str]| fields.iter().map(ToString::to_string).collect();
        Failure::Update { set: all(set), fields: "held, muted".to_owned(), left: all(left), error }
    };
    let medium = NotPossible::Medium {
        operation: "PlaceInWorkbin",
        medium: "voice".into(),
        possible: "e-mails",
    };
    for (failure, status, says) in [
        (Failure::NotPossible(NotPossible::NotAnswered), 409, "Accept"),
        (Failure::NotPossible(medium), 422, "voice"),
        (Failure::NotPossible(NotPossible::AnotherAgent), 403, "your own agentId"),
        (Failure::NotPossible(NotPossible::NoSuchQueue), 422, "its id"),
        (call(0, refused(404)), 409, "Nothing was done"),
        (call(0, refused(403)), 502, "permission"),
        (call(0, PlatformError::Busy { retry_after: 7 }), 429, "in 7 s"),
        (call(0, PlatformError::Unreachable), 503, "Nothing was done"),
        (call(0, PlatformError::Uncertain), 504, "may have been done"),
        (call(1, PlatformError::Uncertain), 504, "You have left the interaction"),
        (call(1, PlatformError::Unreachable), 503, "was not set"),
        (updated(&[], &[], refused(404)), 409, "Nothing was done"),
        (updated(&[], &[], PlatformError::Uncertain), 504, "It may have been done"),
        (
            updated(&["properties"], &["wrapUp"], PlatformError::Busy { retry_after: 7 }),
            429,
            "Set: properties. Not set: held, muted: Genesys Cloud takes no more calls now. Try \
             again in 7 s. Not sent: wrapUp.",
        ),
        (updated(&["properties"], &[], PlatformError::Uncertain), 504, "Perhaps set: held, muted"),
    ] {
        assert_eq!(failure.status(), status, "{failure:?}");
        assert!(failure.description().contains(says), "{}", failure.description());
        assert_eq!(failure.retry_after().is_some(), status == 429);
    }
}

#[tokio::test]
async fn workbin_lists_what_the_caller_has_parked_now() {
    let parked = |user: &str, end: Option<&str>| {
        let segment = json!({
            "segmentType": "parked", "segmentStart": "2026-03-02T09:00:00Z", "segmentEnd": end,
        });
        json!({"userId": user, "sessions": [{"segments": [{"segmentType": "interact"}, segment]}]})
    };
    let conversation = |id: &str, participants: Vec<Value>| {
        json!({
            "conversationId": id, "participants": participants
        })
    };
    let over = || parked("u-1", Some("2026-03-02T10:00:00Z"));
    let full: Vec<Value> = (0..100).map(|_| conversation("c-over", vec![over()])).collect();
    let last = vec![
        conversation("c-2", vec![over(), parked("u-1", None)]),
        conversation("c-3", vec![parked("u-2", None), over()]),
        conversation("c-2", vec![parked("u-1", None)]),
        conversation("not an/id", vec![]),
    ];
    let last: Vec<Value> = last.into_iter().take(3).collect();
    let page = |conversations: &[Value]| {
        Turn::Answer(200, "", json!({"conversations": conversations, "totalHits": 103}).to_string())
    };
    let cloud = GenesysCloud::start().await;
    let now: Timestamp = "2026-03-02T09:00:00Z".parse().unwrap();
    let operations = Operations::new(cloud.platform(), Clock::fixed(now));
    cloud.api.next([page(&full), Turn::Answer(503, "", String::new()), page(&last)]);
    let asked = operation(&json!({"operationName": "GetWorkbinContent", "workbin": "mine"}));
    let done = operations.perform(&asked, &left("email"), &user("u-1")).await.unwrap();
    assert_eq!(
        serde_json::to_value(DoneAnswer::new(done, &Base::of("https://api.example.com"))).unwrap(),
        json!({"status": "ok", "content": ["https://api.example.com/interactions/c-2"]})
    );
    let received = cloud.api.received();
    let pages: Vec<&Value> =
        received.iter().map(|query| &query.body["paging"]["pageNumber"]).collect();
    assert_eq!(pages, [1, 2, 2]);
    assert_eq!(received[0].body["interval"], "2026-02-23T09:00:00.000Z/2026-03-02T09:00:00.000Z");
    assert_eq!(received[0].path, "/api/v2/analytics/conversations/details/query");

    cloud.api.always(page(&full));
    let before = cloud.api.received().len();
    operations.perform(&asked, &left("email"), &user("u-1")).await.unwrap();
    assert_eq!(cloud.api.received().len() - before, 10, "ten pages and no more");
    let stranger = operations.perform(&asked, &left("email"), &user("u-9")).await;
    assert!(matches!(stranger, Err(Failure::NotPossible(NotPossible::NotPartOfIt))));
}

#[tokio::test]
async fn stop_leaves_and_then_sets_the_code() {
    let cloud = GenesysCloud::start().await;
    let operations = Operations::new(cloud.platform(), Clock::system());
    let stop = operation(
        &json!({"operationName": "StopProcessing", "wrapUpCode": "w-1", "wrapUpNotes": "a note"}),
    );
    let done = operations.perform(&stop, &connected("voice"), &user("u-1")).await.unwrap();
    assert_eq!(done, Done::default());
    let sent: Vec<(String, Value)> =
        cloud.api.received().into_iter().map(|call| (call.path, call.body)).collect();
    let own = "/api/v2/conversations/calls/c-1/participants/p-agent".to_owned();
    let code = json!({"code": "w-1", "notes": "a note"});
    let wrap_up = format!("{own}/communications/s-agent/wrapup");
    assert_eq!(sent, [(own, json!({"state": "disconnected"})), (wrap_up, code)]);
}
