//! What metric records and `attributes` events add to the tree beside metrics and segments.

use conversation::{Conversation, Known, details};
use serde_json::{Value, json};

use crate::support::{Story, T0, event, session};

/// Adds a record of the session `c1`.
fn recorded(mut story: Story, at: i64, mut body: Value) -> Story {
    let own = json!({"sessionId": "c1", "metric": "oMediaCount", "value": 1, "recordId": at});
    body.as_object_mut().unwrap().extend(own.as_object().unwrap().clone());
    story.0.push(Known::from(event(at, "metrics", body)));
    story
}

fn document(tree: &Conversation) -> Value {
    serde_json::to_value(details(tree)).unwrap()
}

/// Detail events and records alike: whichever is newer.
#[test]
fn the_newest_value_counts() {
    let provider = |records: &[(i64, &str)]| {
        let story = Story::new()
            .add(10, "customer.start", "c/c1", json!({"provider": "early"}))
            .add(20, "contact", "c/c1", json!({"provider": "late"}))
            .add(30, "contact", "c/c1", json!({}));
        let story = records.iter().fold(story, |story, (at, provider)| {
            recorded(story, *at, json!({"provider": provider}))
        });
        session(&story.tree(), "c1").provider.unwrap()
    };
    assert_eq!(provider(&[]), "late");
    assert_eq!(provider(&[(15, "record"), (5, "older")]), "late");
    assert_eq!(provider(&[(21, "record"), (40, "")]), "record");
    assert_eq!(provider(&[(21, "record"), (40, "newest")]), "newest");
}

/// What Common Events rest on is what detail events report. Records fill in what those leave out.
#[test]
fn records_only_fill_in_what_events_rest_on() {
    let all = json!({"mediaType": "chat", "direction": "outbound", "queueId": "q9",
        "disconnectType": "system", "wrapUpCode": "w9", "userId": "u9", "externalContactId": "e9"});
    let known = Story::new()
        .add(
            0,
            "user.start",
            "c/c1",
            json!({"direction": "INBOUND", "queueId": "q1",
            "userId": "u1", "externalContactId": "e1"}),
        )
        .add(50, "user.end", "c/c1", json!({"disconnectType": "CLIENT"}))
        .add(60, "acw", "c/c1", json!({"wrapupCode": "w1", "wrapupDurationMs": 10}));
    let before = document(&known.tree());
    let mut after = document(&recorded(known, 90, all.clone()).tree());
    after["participants"][0]["sessions"][0]["metrics"] =
        before["participants"][0]["sessions"][0]["metrics"].clone();
    after["switchboard"] = before["switchboard"].clone();
    assert_eq!(after, before);

    let silent = Story::new()
        .add(0, "user.start", "c/c1", json!({"mediaType": null}))
        .add(50, "user.end", "c/c1", json!({"mediaType": null}))
        .add(60, "acw", "c/c1", json!({"mediaType": null, "wrapupDurationMs": 10}));
    let tree = recorded(silent, 90, all).tree();
    let (of, who) = (session(&tree, "c1"), &tree.participants[0]);
    let filled = json!([
        of.media_type,
        of.direction,
        of.queue_id,
        of.disconnect_type,
        who.user_id,
        who.external_contact_id,
        of.segments[0].queue_id,
        of.segments[0].disconnect_type,
        of.segments[1].wrap_up_code,
        of.segments[1].disconnect_type
    ]);
    assert_eq!(
        filled,
        json!(["chat", "outbound", "q9", "system", "u9", "e9", "q9", "system", "w9", null])
    );
}

/// The fields of all levels are in the tree under `recorded`, and in the document in their places.
#[test]
fn fields_of_records_come_back() {
    let body = json!({"teamId": "t1", "flaggedReason": "general", "selfServed": false,
        "externalTag": "tag", "divisionIds": ["d2", "d1"], "originatingDirection": "outbound",
        "edgeId": "e1", "eligibleAgentCounts": [3, 1], "errorCode": "code", "groupId": "g1",
        "scoredAgents": [{"agentId": "u1", "agentScore": 50}], "usedRouting": "Standard"});
    let story = Story::new()
        .add(0, "customer.start", "c/c1", json!({"direction": "INBOUND", "divisionId": "d1"}))
        .add(50, "customer.end", "c/c1", json!({"disconnectType": "ERROR"}));
    let tree = recorded(story, 60, body).tree();
    let own = serde_json::to_value(session(&tree, "c1")).unwrap();
    assert_eq!(own["recorded"], json!({"edgeId": "e1", "eligibleAgentCounts": [3, 1]}));
    assert_eq!(json!(tree.summary.recorded), json!({"externalTag": "tag", "selfServed": false}));
    let document = document(&tree);
    let at = |pointer: &str| document.pointer(pointer).cloned().unwrap_or_default();
    for (pointer, expected) in [
        ("/selfServed", json!(false)),
        ("/externalTag", json!("tag")),
        ("/divisionIds", json!(["d1", "d2"])),
        ("/originatingDirection", json!("outbound")),
        ("/participants/0/teamId", json!("t1")),
        ("/participants/0/flaggedReason", json!("general")),
        ("/participants/0/sessions/0/edgeId", json!("e1")),
        ("/participants/0/sessions/0/eligibleAgentCounts", json!([3, 1])),
        ("/participants/0/sessions/0/usedRouting", json!("Standard")),
        ("/participants/0/sessions/0/segments/0/errorCode", json!("code")),
        ("/participants/0/sessions/0/segments/0/groupId", json!("g1")),
        (
            "/participants/0/sessions/0/segments/0/scoredAgents",
            json!([{"agentId": "u1", "agentScore": 50}]),
        ),
    ] {
        assert_eq!(at(pointer), expected, "{pointer}");
    }
}

/// `customer.start` and records name the journey; the newer one counts.
#[test]
fn journey_of_a_customer_is_in_the_document() {
    let context = json!({"sessionId": "j1", "sessionIdType": "web", "actionId": "a1",
        "actionMapId": "m1"});
    let story = Story::new().add(0, "customer.start", "c/c1", json!({"journeyContext": context}));
    let story = recorded(story, 10, json!({"journeyActionId": "a2", "journeyActionMapVersion": 3}));
    let own = document(&story.tree())["participants"][0]["sessions"][0].clone();
    let journey = [
        "journeyCustomerSessionId",
        "journeyCustomerSessionIdType",
        "journeyActionId",
        "journeyActionMapId",
        "journeyActionMapVersion",
    ]
    .map(|name| own[name].clone());
    assert_eq!(json!(journey), json!(["j1", "web", "a2", "m1", 3]));
}

/// A session that only `attributes` events name is in the tree with its medium. They also report
/// when the participant began, if no session says so.
#[test]
fn attributes_name_sessions_and_the_start() {
    let set = json!({"attributes": {"k": "v"}, "participantStartTime": T0 - 500,
        "communications": [{"id": "c1", "mediaType": "VOICE"}, {"id": "c2", "mediaType": "CHAT"}]});
    let story = Story::new().customer(0, "c/c1").add(10, "attributes", "c", set.clone());
    let tree = story.tree();
    let customer = &tree.participants[0];
    assert_eq!(
        json!(customer.participant_start_time),
        json!(genesys::Timestamp::from_ms(T0 - 500))
    );
    let named = session(&tree, "c2");
    assert_eq!(
        (json!(named.media_type), named.start, named.segments.len()),
        (json!("chat"), None, 0)
    );
    let sessions = document(&tree)["participants"][0]["sessions"].clone();
    assert_eq!(sessions.as_array().unwrap().len(), 2);
    assert_eq!(sessions[1]["sessionId"], "c2");
    let known = story.customer(-900, "c/c2").tree();
    let customer = &known.participants[0];
    assert_eq!((customer.sessions.len(), customer.participant_start_time), (2, None));
}

/// Values that are not texts keep their type in the document and are texts in `attributes`.
#[test]
fn attributes_of_any_type_are_kept() {
    let set = |story: Story, at: i64, attributes: Value| {
        story.add(at, "attributes", "c", json!({"attributes": attributes}))
    };
    let story = set(
        Story::new().customer(0, "c/c1"),
        1,
        json!({"text": "1", "number": 2, "flag": true, "none": null, "both": 7, "other": "x"}),
    );
    let tree = set(story, 2, json!({"both": "seven", "other": {"a": [1.5]}})).tree();
    let customer = &tree.participants[0];
    assert_eq!(
        json!(customer.attributes),
        json!({"text": "1", "number": "2", "flag": "true", "none": "null", "both": "seven",
            "other": "{\"a\":[1.5]}"})
    );
    assert_eq!(
        document(&tree)["participants"][0]["attributes"],
        json!({"text": "1", "number": 2, "flag": true, "none": null, "both": "seven",
            "other": {"a": [1.5]}})
    );
}

/// The ids of an evaluation, besides its state and scores.
#[test]
fn evaluations_have_their_ids() {
    let body = json!({"id": "ev1", "status": "Pending", "evaluator": {"id": "u2"},
        "assigneeUserId": "u3", "assigneeApplicable": true, "contextId": "x1",
        "calibration": {"id": "k1"}, "rescore": false});
    let mut story = Story::new().customer(0, "c/c1");
    story.0.push(Known::from(event(5, "evaluations", body)));
    let mut evaluation = document(&story.tree())["evaluations"][0].clone();
    evaluation.as_object_mut().unwrap().remove("eventTime");
    let expected = json!({"evaluationId": "ev1", "evaluationStatus": "Pending",
        "evaluatorId": "u2", "assigneeId": "u3", "assigneeApplicable": true, "contextId": "x1",
        "calibrationId": "k1", "rescored": false});
    assert_eq!(evaluation, expected);
}
