//! The details document holds the tree in Genesys' terms. Fields of our own are under
//! `switchboard`.

use conversation::{Known, details};
use genesys::Timestamp;
use serde_json::{Value, json};

use crate::support::{Story, T0, event};

fn document(story: &Story) -> Value {
    serde_json::to_value(details(&story.tree())).unwrap()
}

/// The one session of the only participant of a story.
fn only_session(story: &Story) -> Value {
    document(story)["participants"][0]["sessions"][0].clone()
}

fn at(ms: i64) -> Value {
    json!(Timestamp::from_ms(T0 + ms))
}

/// Start, end, evaluations, and the fields of our own under `switchboard`.
#[test]
fn the_conversation_has_its_document_fields() {
    let callback = json!({"mediaType": "CALLBACK", "direction": "OUTBOUND", "divisionId": "d1"});
    let contacts = json!({"conversationExternalContactIds": ["e1", "e2"],
        "conversationExternalOrganizationIds": ["o1"]});
    let evaluation = json!({"id": "ev1", "status": "Finished", "evaluationFormId": "f1",
        "formName": "Form", "agent": {"id": "u1"},
        "scoringSet": {"totalScore": 87.5, "totalCriticalScore": 50.0}});
    let mut story = Story::new()
        .add(0, "customer.start", "c/c1", callback)
        .add(10, "contact", "c/c1", contacts)
        .add(
            9_000,
            "customer.end",
            "c/c1",
            json!({"mediaType": "CALLBACK", "disconnectType": "ENDPOINT"}),
        );
    story.0.push(Known::from(event(9_500, "evaluations", evaluation)));
    let mut document = document(&story);
    document.as_object_mut().unwrap().remove("participants");
    let expected = json!({
        "conversationId": "c-1",
        "conversationStart": at(0),
        "conversationEnd": at(9_000),
        "originatingDirection": "outbound",
        "divisionIds": ["d1"],
        "evaluations": [{"evaluationId": "ev1", "evaluationStatus": "Finished",
            "eventTime": at(9_500), "formId": "f1", "formName": "Form", "userId": "u1",
            "oTotalScore": 87.5, "oTotalCriticalScore": 50.0}],
        "switchboard": {"status": "ended", "endedAt": at(9_000), "knownEvents": 4,
            "callbackOrigin": "webCallback", "directions": ["outbound"], "mediaTypes": ["callback"],
            "episodes": [{"sessionId": "c1", "startedAt": at(0), "endedAt": at(9_000)}],
            "externalContactIds": ["e1", "e2"], "externalOrganizationIds": ["o1"]},
    });
    assert_eq!(document, expected);
}

#[test]
fn fields_without_a_source_are_absent() {
    let document = document(&Story::new().add(0, "customer.start", "c/c1", json!({})));
    let names = |part: &Value| part.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    let ours = ["directions", "episodes", "knownEvents", "mediaTypes", "status"];
    assert_eq!(names(&document["switchboard"]), ours);
    assert_eq!(names(&document["participants"][0]), ["participantId", "purpose", "sessions"]);
    let session = &document["participants"][0]["sessions"][0];
    assert_eq!(names(session), ["mediaType", "metrics", "segments", "sessionId"]);
}

/// Name, purpose, user and attributes.
#[test]
fn a_participant_has_its_document_fields() {
    let record = json!({"sessionId": "a1", "metric": "nOffered", "value": 1, "recordId": "r",
        "participantName": "Ann", "purpose": "agent"});
    let who = json!({"userId": "u1", "externalContactId": "e1", "externalOrganizationId": "o1"});
    let mut story = Story::new().add(0, "user.start", "a/a1", who).add(
        5,
        "attributes",
        "a",
        json!({"attributes": {"language": "de"}}),
    );
    story.0.push(Known::from(event(9, "metrics", record)));
    let mut participant = document(&story)["participants"][0].clone();
    participant.as_object_mut().unwrap().remove("sessions");
    let expected = json!({"participantId": "a", "participantName": "Ann", "purpose": "agent",
        "userId": "u1", "externalContactId": "e1", "externalOrganizationId": "o1",
        "attributes": {"language": "de"}});
    assert_eq!(participant, expected);
}

/// Addresses, callback, campaign and routing. Every segment carries the queue, the subject, and the
/// requested skills, language and users.
#[test]
fn a_session_has_its_document_fields() {
    let body = json!({
        "mediaType": "CALLBACK", "messageType": "WHATSAPP", "direction": "INBOUND",
        "provider": "Edge", "ani": "a-n-i", "dnis": "d-n-i-s", "addressTo": "to",
        "addressFrom": "from", "subject": "Hello", "callbackUserName": "Bo",
        "callbackNumbers": ["n1", "n2"], "callbackScheduledTime": T0 + 1_000, "queueId": "q1",
        "requestedRoutings": ["STANDARD", "Odd"], "usedRouting": "BULLSEYE", "answeredUserId": "u1",
        "requestedRoutingSkillIds": ["s1"], "requestedRoutingUserIds": ["u1"],
        "requestedLanguageId": "l1", "outboundCampaignId": "k1", "outboundContactListId": "k2",
        "outboundContactId": "k3",
    });
    let session = only_session(
        &Story::new().add(0, "acd.start", "q/qs1", body).record(40, "qs1", "nOffered", 1),
    );
    let expected = json!({
        "sessionId": "qs1", "mediaType": "callback", "messageType": "whatsapp",
        "direction": "inbound", "provider": "Edge", "ani": "a-n-i", "dnis": "d-n-i-s",
        "addressTo": "to", "addressFrom": "from", "callbackUserName": "Bo",
        "callbackNumbers": ["n1", "n2"], "callbackScheduledTime": at(1_000),
        "requestedRoutings": ["Standard", "Odd"], "usedRouting": "Bullseye",
        "selectedAgentId": "u1", "outboundCampaignId": "k1", "outboundContactListId": "k2",
        "outboundContactId": "k3",
        "metrics": [{"emitDate": at(40), "name": "nOffered", "value": 1}],
        "segments": [{"segmentType": "interact", "segmentStart": at(40), "queueId": "q1",
            "subject": "Hello", "requestedLanguageId": "l1", "requestedRoutingSkillIds": ["s1"],
            "requestedRoutingUserIds": ["u1"]}],
    });
    assert_eq!(session, expected);
}

#[test]
fn a_record_gives_a_session_its_peer() {
    let record = json!({"sessionId": "c1", "metric": "nConnected", "value": 1, "recordId": "r",
        "peerId": "p1"});
    let mut story = Story::new().customer(0, "c/c1");
    story.0.push(Known::from(event(5, "metrics", record)));
    assert_eq!(only_session(&story)["peerId"], "p1");
}

/// Segments whose place is a guess are marked `synthetic`.
#[test]
fn segments_have_their_document_fields() {
    let wrapped = json!({"userId": "u1", "wrapupDurationMs": 5_000, "wrapupCode": "w1",
        "wrapupNotes": "note"});
    let story = Story::new()
        .agent(0, "a/a1", "u1")
        .agent_left(50, "a/a1", "u1", "CLIENT", (10, 20, 15))
        .add(90, "acw", "a/a1", wrapped);
    let segments = only_session(&story)["segments"].clone();
    let expected = json!([
        {"segmentType": "alert", "segmentStart": at(0), "segmentEnd": at(10), "queueId": "q1"},
        {"segmentType": "interact", "segmentStart": at(15), "segmentEnd": at(35), "queueId": "q1",
            "synthetic": true},
        {"segmentType": "hold", "segmentStart": at(35), "segmentEnd": at(50), "queueId": "q1",
            "synthetic": true, "disconnectType": "client"},
        {"segmentType": "wrapup", "segmentStart": at(50), "segmentEnd": at(1_090), "queueId": "q1",
            "wrapUpCode": "w1", "wrapUpNote": "note"},
    ]);
    assert_eq!(segments, expected);
}

#[test]
fn a_flow_has_its_exit_and_its_outcomes() {
    let flow = json!({"flowId": "f1", "flowType": "INBOUNDCALL", "flowVersion": "3.0"});
    let outcome = json!({"flowOutcomeId": "out", "flowOutcomeValue": "SUCCESS",
        "flowOutcomeStartTime": T0 + 10, "flowOutcomeEndTime": T0 + 20});
    let over = json!({"exitReason": "TRANSFER", "transferType": "ACD", "connectedDurationMs": 30});
    let story = Story::new()
        .add(0, "flow.start", "f/fs1", flow)
        .add(20, "flow.outcome", "f/fs1", outcome)
        .add(30, "flow.end", "f/fs1", over);
    let expected = json!({"flowId": "f1", "flowType": "INBOUNDCALL", "flowVersion": "3.0",
        "exitReason": "TRANSFER", "transferType": "ACD",
        "outcomes": [{"flowOutcomeId": "out", "flowOutcomeValue": "SUCCESS",
            "flowOutcomeStartTimestamp": at(10), "flowOutcomeEndTimestamp": at(20)}]});
    assert_eq!(only_session(&story)["flow"], expected);
}
