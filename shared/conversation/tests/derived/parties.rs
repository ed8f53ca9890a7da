//! Conversations and participants become known; customers hang up, are identified, and ask for
//! callbacks.

use conversation::Known;
use serde_json::{Value, json};

use crate::support::{Story, T0, event};

fn follows(story: &Story, what: &str) -> bool {
    story.names().iter().any(|name| name == what)
}

#[test]
fn created_has_the_addresses_of_the_first_session() {
    let first = json!({"mediaType": "MESSAGE", "direction": "INBOUND", "ani": "a", "dnis": "d",
        "addressTo": "t", "addressFrom": "f", "divisionId": "division"});
    let story = Story::new()
        .add(0, "customer.start", "c/c1", first)
        .add(
            500,
            "acd.start",
            "q/qs1",
            json!({"ani": "other", "direction": "OUTBOUND", "divisionId": "other"}),
        )
        .add(600, "outbound", "c/c1", json!({"outboundCampaignId": "k1"}))
        .add(700, "outbound", "c/c1", json!({"outboundCampaignId": "k2"}));
    let created = story.data("ConversationCreated conversation");
    let conversation = json!({"mediaType": "voice", "direction": "inbound",
        "divisionId": "division", "episode": 1, "campaignId": "k2", "customerParticipantId": "c",
        "customerSessionId": "c1"});
    let expected = json!({"ani": "a", "dnis": "d", "addressTo": "t", "addressFrom": "f",
        "conversation": conversation});
    assert_eq!(created, expected);
    assert_eq!(story.when("ConversationCreated conversation"), 0);
}

#[test]
fn a_participant_is_added_once() {
    let story = Story::new()
        .customer(0, "c/c1")
        .customer(100, "c/c2")
        .add(1_000, "flow.start", "f/f1", json!({"flowType": "BOT"}))
        .agent(2_000, "a/a1", "u1");
    let added = |id: &str| {
        let mut data = story.data(&format!("ParticipantAdded {id}"));
        data.as_object_mut().unwrap().remove("conversation");
        data
    };
    assert_eq!(added("c"), json!({"participantId": "c", "purpose": "customer"}));
    assert_eq!(added("f"), json!({"participantId": "f", "purpose": "botflow"}));
    assert_eq!(added("a"), json!({"participantId": "a", "purpose": "agent", "userId": "u1"}));
    assert_eq!(
        [("c", 0), ("f", 1_000), ("a", 2_000)]
            .map(|(id, _)| story.when(&format!("ParticipantAdded {id}"))),
        [0, 1_000, 2_000]
    );
    let added = story
        .derived_events()
        .into_iter()
        .filter(|c| c.event_type().as_str() == "ParticipantAdded")
        .count();
    assert_eq!(added, 3);
}

/// A session known only by its end starts before any known event.
#[test]
fn an_end_alone_describes_a_conversation() {
    let end = json!({"interactingDurationMs": 90_000, "ani": "a", "disconnectType": "PEER"});
    let story = Story::new().add(100_000, "customer.end", "c/c1", end);
    assert_eq!(story.when("ConversationCreated conversation"), 10_000);
    assert_eq!(story.data("ConversationCreated conversation")["ani"], "a");
    assert_eq!(story.data("ParticipantAdded c")["purpose"], "customer");
}

#[test]
fn the_first_counted_customer_is_the_customer() {
    let share = json!({"mediaType": "SCREENSHARE"});
    let shared = Story::new()
        .add(0, "customer.start", "s/s1", share)
        .customer(1_000, "c/c1")
        .agent(2_000, "a/a1", "u1");
    assert_eq!(shared.data("AgentAssigned a1")["conversation"]["customerParticipantId"], "c");
    let only = Story::new().add(0, "customer.start", "s/s1", json!({"mediaType": "SCREENSHARE"}));
    assert_eq!(
        only.agent(2_000, "a/a1", "u1").data("AgentAssigned a1")["conversation"]
            // A screen share counts if the customer has no other session.
            ["customerSessionId"],
        "s1"
    );
}

/// The end of a callback is not.
#[test]
fn a_customer_hang_up_is_published() {
    let rows = [
        ("VOICE", "ENDPOINT", true),
        ("VOICE", "CLIENT", true),
        ("VOICE", "PEER", false),
        ("VOICE", "TRANSFER", false),
        ("CALLBACK", "ENDPOINT", false),
        ("MESSAGE", "CLIENT", true),
    ];
    for (media, how, expected) in rows {
        let story = Story::new().add(0, "customer.start", "c/c1", json!({"mediaType": media})).add(
            9_000,
            "customer.end",
            "c/c1",
            json!({"mediaType": media, "disconnectType": how}),
        );
        assert_eq!(follows(&story, "CustomerDisconnected c1"), expected, "{media} {how}");
        if expected {
            let data = story.data("CustomerDisconnected c1");
            assert_eq!(
                (&data["disconnectType"], &data["sessionId"]),
                (&json!(how.to_lowercase()), &json!("c1"))
            );
        }
    }
}

#[test]
fn a_contact_is_associated_once() {
    let named = |at: i64, topic: &str, story: Story| {
        story.add(
            at,
            topic,
            "c/c1",
            json!({"externalContactId": "e1", "externalOrganizationId": format!("o{at}")}),
        )
    };
    for topic in ["customer.start", "customer.end", "contact", "contact.update"] {
        let story = named(7_000, "contact", named(5_000, topic, Story::new().customer(0, "c/c1")));
        assert_eq!(story.when("ContactAssociated c1/e1"), 5_000, "{topic}");
        assert_eq!(
            story.data("ContactAssociated c1/e1")["externalOrganizationId"],
            "o5000",
            "{topic}"
        );
    }
    let story = named(5_000, "acd.start", Story::new().customer(0, "c/c1"));
    assert!(!follows(&story, "ContactAssociated c1/e1"), "a queue associates nobody");
    let long = |length: usize| {
        let id = "e".repeat(length);
        let story = Story::new().customer(0, "c/c1").add(
            9,
            "contact",
            "c/c1",
            json!({"externalContactId": id}),
        );
        follows(&story, &format!("ContactAssociated c1/{id}"))
    };
    assert!(long(256) && !long(257), "what is too long for a key is left out");
}

/// Its origin is `inConversation` if an earlier session exists, besides the callback's own queue.
#[test]
fn a_callback_after_other_sessions_is_internal() {
    let callback = |story: Story, at: i64, who: &str| {
        story.add(
            at,
            "customer.start",
            who,
            json!({"mediaType": "CALLBACK", "callbackScheduledTime": T0 + 99}),
        )
    };
    let origin =
        |story: &Story, id: &str| story.data(&format!("CallbackScheduled {id}"))["origin"].clone();
    let voice = |at: i64| callback(Story::new().customer(at, "c/c1"), 50_000, "c/c2");
    assert_eq!(origin(&voice(50_000), "c2"), "inConversation", "at its start");
    assert_eq!(origin(&voice(50_001), "c2"), "webCallback", "after its start");
    let queue = json!({"mediaType": "CALLBACK", "queueId": "q1"});
    let queued = callback(Story::new().add(0, "acd.start", "q/qs1", queue), 50_000, "c/c2");
    assert_eq!(origin(&queued, "c2"), "webCallback", "a queue of the same medium is its own");
    let twice = callback(callback(Story::new(), 0, "c/c1"), 50_000, "c/c2");
    assert_eq!(
        (origin(&twice, "c1"), origin(&twice, "c2")),
        (json!("webCallback"), json!("inConversation"))
    );
    assert_eq!(
        twice.tree().summary.callback_origin.map(|origin| json!(origin)),
        Some(json!("webCallback"))
    );
    assert_eq!(twice.data("CallbackScheduled c1")["scheduledTime"], "2026-03-02T09:00:00.099Z");
}

#[test]
fn attributes_are_those_of_their_event_up_to_32_kib() {
    let updated = |attributes: Value| {
        let story = Story::new().customer(0, "c/c1").add(
            9,
            "attributes",
            "c",
            json!({"attributes": attributes}),
        );
        let all = story.derived_events();
        let event =
            all.into_iter().find(|c| c.event_type().as_str() == "AttributesUpdated").unwrap();
        serde_json::to_value(event.data).unwrap()["attributes"].clone()
    };
    let attributes = updated(json!({"a": "1", "b": "2"}));
    assert_eq!(
        attributes,
        json!({"names": ["a", "b"], "values": {"a": "1", "b": "2"}, "cut": false})
    );
    let room = 32 * 1_024 - "a".len() - "a".len();
    let fits = updated(json!({"a": "x".repeat(room)}));
    assert_eq!((fits["cut"].clone(), fits["values"].as_object().unwrap().len()), (json!(false), 1));
    let cut = updated(json!({"a": "x".repeat(room + 1)}));
    assert_eq!(cut, json!({"names": ["a"], "values": {}, "cut": true}), "names come before values");
}

#[test]
fn the_latest_record_gives_the_parked_time() {
    let story = |value: i64| {
        Story::new()
            .customer(0, "c/c1")
            .record(6_000, "c1", "tTalk", 1)
            .record(8_000, "c1", "tPark", value)
    };
    let parked = story(500).record(9_000, "c1", "tPark", 700);
    let data = parked.data("ConversationParked c1");
    assert_eq!((parked.when("ConversationParked c1"), &data["durationMs"]), (8_300, &json!(700)));
    assert!(
        !follows(&story(-1), "ConversationParked c1")
            && !follows(&story(i64::MAX), "ConversationParked c1")
    );
    let talked = Story::new().customer(0, "c/c1").record(6_000, "c1", "tTalk", 1);
    assert!(!follows(&talked, "ConversationParked c1"));
}

/// A retracted one is not.
#[test]
fn a_finished_evaluation_is_published() {
    let evaluated = |states: &[&str]| {
        let mut story = Story::new().customer(0, "c/c1");
        for (at, status) in (9_000..).zip(states) {
            let body = json!({"id": "ev1", "status": status, "evaluationFormId": "f",
                "formName": "Form",
                "scoringSet": {"totalScore": 87.123_456_78, "totalCriticalScore": 50.0}});
            story.0.push(Known::from(event(at, "evaluations", body)));
        }
        story
    };
    let is_finished = |states: &[&str]| follows(&evaluated(states), "EvaluationCompleted ev1");
    assert!(is_finished(&["Finished"]) && is_finished(&["Pending", "FINISHED"]));
    assert!(is_finished(&["Finished", "InReview"]), "a review takes nothing back");
    assert!(!is_finished(&["Pending"]) && !is_finished(&["Finished", "Retracted"]));
    assert!(is_finished(&["Finished", "Retracted", "Finished"]));
    let finished = evaluated(&["Pending", "Finished"]);
    assert_eq!(finished.tree().summary.evaluations[0].total_score, Some(87.123_456_78));
    let mut data = finished.data("EvaluationCompleted ev1");
    data.as_object_mut().unwrap().remove("conversation");
    let expected = json!({"evaluationId": "ev1", "evaluationFormId": "f",
        "evaluationFormName": "Form", "totalScore": 87.123_457, "totalCriticalScore": 50.0});
    assert_eq!(data, expected);
}

#[test]
fn flows_end_and_voicemails_are_left() {
    let story = Story::new()
        .add(
            0,
            "flow.start",
            "f/f1",
            json!({"flowId": "flow", "flowType": "INBOUNDCALL", "flowVersion": "2.0"}),
        )
        .add(900, "flow.end", "f/f1", json!({"exitReason": "TRANSFER", "transferType": "ACD"}));
    let data = story.data("FlowEnded f1");
    let values = ["flowId", "flowType", "flowVersion", "exitReason", "transferType"]
        .map(|name| data[name].clone());
    assert_eq!(values, ["flow", "INBOUNDCALL", "2.0", "TRANSFER", "ACD"]);
    let voicemail = |length: i64| {
        let end = json!({"voicemailDurationMs": length});
        follows(&Story::new().add(9_000, "voicemail.end", "v/v1", end), "VoicemailLeft v1")
    };
    assert!(voicemail(1) && !voicemail(0), "who says nothing leaves nothing");
}

/// A caller of the API needs the session that is live, not one that ended long ago.
#[test]
fn the_live_customer_session_is_named() {
    let of =
        |story: &Story, what: &str| story.data(what)["conversation"]["customerSessionId"].clone();
    let mail = |story: Story, at: i64, topic: &str, who: &str| {
        story.add(at, topic, who, json!({"mediaType": "EMAIL", "userId": "u1", "queueId": "q1"}))
    };
    let story = mail(Story::new(), 0, "customer.start", "c/c1");
    let story = mail(mail(story, 1_000, "user.start", "a/a1"), 9_000, "customer.end", "c/c1");
    let story = mail(mail(story, 9_000, "user.end", "a/a1"), 100_000, "customer.start", "c/c2");
    let story = mail(story, 101_000, "user.start", "a/a2");
    let names =
        ["ConversationEnded 1", "AgentAssigned a1", "ConversationReopened 2", "AgentAssigned a2"];
    assert_eq!(names.map(|what| of(&story, what)), ["c1", "c1", "c2", "c2"], "he wrote again");

    let twice = |at: i64| {
        let story = Story::new()
            .customer(0, "c/c1")
            .customer(10_000, "c/c2")
            .customer_left(20_000, "c/c2", "PEER");
        of(&story.agent(at, "a/a1", "u1"), "AgentAssigned a1")
    };
    assert_eq!(
        [15_000, 22_000, 22_001].map(twice),
        ["c2", "c2", "c1"],
        "rather one that is there, as clocks go"
    );

    let callback = |story: Story, at: i64, topic: &str, who: &str| {
        story.add(at, topic, who, json!({"mediaType": "CALLBACK", "userId": "u1", "queueId": "q1"}))
    };
    let story = Story::new().customer(0, "c/c1").agent(1_000, "a/a1", "u1");
    let story = callback(story, 20_000, "customer.start", "c/c2").agent(30_000, "b/b1", "u2");
    let story = story
        .agent_left(38_000, "b/b1", "u2", "CLIENT", (0, 8_000, 0))
        .agent_left(40_000, "a/a1", "u1", "PEER", (0, 39_000, 0))
        .customer_left(40_000, "c/c1", "ENDPOINT");
    let story = callback(story, 50_000, "user.start", "d/d1")
        .customer(60_000, "c/c3")
        .agent(60_000, "d/d2", "u1");
    let story = story.add(70_000, "wrapup", "a/a1", json!({"wrapupCode": "w"}));
    let rows = [
        ("AgentJoined b1", "c1", "of the same medium"),
        ("AgentLeft a1", "c1", "who just left"),
        ("CallbackScheduled c2", "c2", "his own"),
        ("AgentAssigned d1", "c2", "the callback"),
        ("AgentAssigned d2", "c3", "the call that it led to"),
        ("ConversationCreated conversation", "c1", "the first"),
    ];
    for (what, whom, why) in rows {
        assert_eq!(of(&story, what), whom, "{what}: {why}");
    }
}

#[test]
fn a_wrap_up_has_the_last_code() {
    let acw = json!({"userId": "u1", "wrapupDurationMs": 9_000, "wrapupCode": "w1"});
    let story =
        Story::new().customer(0, "c/c1").agent(1_000, "a/a1", "u1").add(70_000, "acw", "a/a1", acw);
    let published = |story: &Story| {
        let data = story.data("WrapUpCompleted a1");
        (
            story.when("WrapUpCompleted a1"),
            [&data["wrapUpCode"], &data["durationMs"], &data["hasNote"]].map(Clone::clone),
        )
    };
    assert_eq!(published(&story), (70_000, [json!("w1"), json!(9_000), json!(false)]));
    let changed =
        story.add(300_000, "wrapup", "a/a1", json!({"wrapupCode": "w2", "wrapupNotes": "n"}));
    assert_eq!(published(&changed), (70_000, [json!("w2"), json!(9_000), json!(true)]));
    let without_code =
        Story::new().customer(0, "c/c1").add(70_000, "acw", "a/a1", json!({"wrapupDurationMs": 1}));
    let set = without_code.add(90_000, "wrapup", "a/a1", json!({"wrapupCode": "w3"}));
    assert_eq!(set.data("WrapUpCompleted a1")["wrapUpCode"], "w3");
}
