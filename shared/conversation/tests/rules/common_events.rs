//! Common Events: which follow, and when a conversation ends.

use conversation::Status;
use serde_json::{Value, json};

use crate::support::{Story, T0, event};
use crate::voice_call;

/// Third-party sessions neither keep a conversation open nor end it.
#[test]
fn third_parties_do_not_decide_the_end() {
    let with_third_party = |story: Story| {
        story.add(30_000, "customer.start", "x/x1", json!({"direction": "OUTBOUND"}))
    };
    let story = with_third_party(voice_call("PEER")).customer_left(60_000, "c/c1", "ENDPOINT");
    assert_eq!(story.tree().summary.status, Status::Ended);
    assert_eq!(story.when("ConversationEnded 1"), 60_000);
    assert_eq!(story.data("ConferenceStarted x1")["parties"].as_array().map(Vec::len), Some(3));
    assert_eq!(story.when("ConferenceEnded x1"), 60_000);
    let dangling = story.customer_left(5_000_000_000, "x/x1", "ENDPOINT");
    assert_eq!(dangling.when("ConversationEnded 1"), 60_000);
    assert!(!dangling.names().contains(&"CustomerDisconnected x1".to_owned()));
    assert_eq!(
        dangling.tree().summary.conversation_end.map(|t| t.ms() - T0),
        Some(5_000_000_000),
        "the details count all"
    );
}

#[test]
fn overlap_under_two_seconds_is_no_conference() {
    let story = |left: i64| {
        Story::new()
            .customer(0, "c/c1")
            .agent(1_000, "a/a1", "u1")
            .agent_left(30_000, "a/a1", "u1", "TRANSFER", (1_000, 28_000, 0))
            .agent(left - 5_000, "b/b1", "u2")
            .agent_left(left + 60_000, "b/b1", "u2", "CLIENT", (5_000, 60_000, 0))
            .names()
    };
    assert!(!story(28_500).iter().any(|name| name.starts_with("Conference")));
    assert!(story(28_000).contains(&"ConferenceStarted b1".to_owned()));
}

#[test]
fn a_user_who_calls_in_never_becomes_an_agent() {
    let internal = Story::new()
        .add(0, "user.start", "i/i1", json!({"userId": "u9", "direction": "OUTBOUND"}))
        .add(20, "flow.start", "f/f1", json!({"flowType": "INBOUNDCALL"}))
        .queued(1_000, "q/qs1")
        .agent(2_000, "a/a1", "u1")
        .answered(5_000, "q/qs1", "u1", 4_000)
        .add(
            60_000,
            "user.end",
            "i/i1",
            json!({"userId": "u9", "disconnectType": "ENDPOINT",
            "dialingDurationMs": 20, "interactingDurationMs": 59_980}),
        )
        .agent_left(60_000, "a/a1", "u1", "PEER", (3_000, 55_000, 0));
    let about_caller =
        |name: &&String| name.ends_with(" i1") && !name.starts_with("ConversationEnded");
    assert_eq!(internal.names().iter().find(about_caller), None);
    assert_eq!(internal.data("ConversationEnded 1")["endedBy"], "caller");
    assert_eq!(
        internal.tree().participants[0].purpose.as_ref().map(ToString::to_string).as_deref(),
        Some("user")
    );
    let with_customer = internal.add(50_000, "customer.start", "x/x1", json!({}));
    assert_eq!(
        with_customer.names().iter().find(about_caller),
        None,
        "not even when somebody from outside joins"
    );
}

#[test]
fn a_reopened_conversation_is_another_episode() {
    let day = 86_400_000;
    let mail = |at: i64, who: &str, story: Story| {
        story
            .add(at, "customer.start", who, json!({"mediaType": "EMAIL", "direction": "INBOUND"}))
            .add(
                at + 5_000,
                "customer.end",
                who,
                json!({"mediaType": "EMAIL", "disconnectType": "PEER"}),
            )
    };
    let once = mail(0, "c/c1", Story::new());
    assert_eq!(once.names(), ["ConversationEnded 1"]);
    let twice = mail(day, "c/c2", once.clone());
    assert_eq!(
        twice.names(),
        ["ConversationEnded 1", "ConversationReopened 2", "ConversationEnded 2"]
    );
    assert_eq!(twice.data("ConversationReopened 2")["conversation"]["episode"], 2);
    assert_eq!(
        twice.data("ConversationEnded 1"),
        once.data("ConversationEnded 1"),
        "the first end stands"
    );
    assert_eq!(twice.tree().summary.episodes.len(), 2);
    let joined = mail(14_999, "c/c2", once);
    assert_eq!(joined.names(), ["ConversationEnded 1"], "a gap under 10 s is none");
}

/// An email is the exception: it waits in a queue without a party.
#[test]
fn a_queue_without_end_ends_with_the_parties() {
    let with = |media: &str| {
        Story::new()
            .add(0, "customer.start", "c/c1", json!({"mediaType": media}))
            .add(1_000, "acd.start", "q/qs1", json!({"mediaType": media, "queueId": "q1"}))
            .add(
                9_000,
                "customer.end",
                "c/c1",
                json!({"mediaType": media, "disconnectType": "ENDPOINT"}),
            )
    };
    assert_eq!(with("VOICE").tree().summary.status, Status::Ended);
    assert_eq!(with("EMAIL").tree().summary.status, Status::Open);
    let again =
        with("VOICE").add(90_000_000, "customer.start", "c/c2", json!({"mediaType": "VOICE"}));
    assert_eq!(
        again.tree().summary.episodes.len(),
        2,
        "a later life does not lengthen an earlier queue"
    );
}

#[test]
fn screen_shares_and_voice_video_do_not_count() {
    let story = voice_call("CLIENT")
        .customer_left(60_010, "c/c1", "PEER")
        .add(
            10_000,
            "user.start",
            "a/s1",
            json!({"mediaType": "SCREENSHARE", "userId": "u1", "queueId": "q1"}),
        )
        .add(11_000, "customer.start", "c/v1", json!({"mediaType": "VIDEO"}));
    assert_eq!(story.tree().summary.status, Status::Ended);
}

/// The origin is a campaign, the conversation, or the API.
#[test]
fn callbacks_have_three_origins() {
    let callback = json!({"mediaType": "CALLBACK", "callbackScheduledTime": T0 + 7_200_000});
    let web = Story::new().add(0, "customer.start", "c/c1", callback.clone());
    assert_eq!(web.data("CallbackScheduled c1")["origin"], "webCallback");
    assert_eq!(web.data("CallbackScheduled c1")["scheduledTime"], "2026-03-02T11:00:00.000Z");
    let voice =
        Story::new().customer(0, "c/c1").add(50_000, "customer.start", "c/c2", callback.clone());
    assert_eq!(voice.data("CallbackScheduled c2")["origin"], "inConversation");
    let campaign = web.clone().add(
        1,
        "outbound",
        "c/c1",
        json!({"mediaType": "CALLBACK", "outboundCampaignId": "k1"}),
    );
    assert_eq!(campaign.data("CallbackScheduled c1")["origin"], "campaign");
    assert_eq!(campaign.data("CallbackScheduled c1")["conversation"]["campaignId"], "k1");
    let second = web.add(50_000, "customer.start", "c/c2", callback);
    assert_eq!(second.data("CallbackScheduled c2")["origin"], "inConversation");
}

#[test]
fn an_answer_stands_without_talk() {
    let story = Story::new()
        .customer(0, "c/c1")
        .queued(1_000, "q/qs1")
        .agent(2_000, "a/a1", "u1")
        .answered(5_000, "q/qs1", "u1", 4_000)
        .agent_left(5_100, "a/a1", "u1", "PEER", (3_000, 0, 0));
    let names = story.names();
    assert!(
        names.contains(&"AgentAnswered a1".to_owned())
            && !names.contains(&"AgentDidNotAnswer a1".to_owned())
    );
}

#[test]
fn a_cancelled_consultation_is_no_abandon() {
    let story = Story::new()
        .customer(0, "c/c1")
        .agent(1_000, "a/a1", "u1")
        .queued(30_000, "q2/qs2")
        .abandoned(40_000, "q2/qs2", 10_000);
    assert!(!story.names().contains(&"ConversationAbandoned qs2".to_owned()));
    let over = story.agent_left(60_000, "a/a1", "u1", "CLIENT", (2_000, 57_000, 0));
    assert!(!over.names().contains(&"ConversationAbandoned qs2".to_owned()));
    assert_eq!(over.data("ConversationDequeued qs2")["outcome"], "abandoned");
}

/// Each AttributesUpdated lists the names that its event set.
#[test]
fn the_last_writer_of_an_attribute_wins() {
    let story = Story::new()
        .customer(0, "c/c1")
        .add(1, "attributes", "c", json!({"attributes": {"a": "1", "b": "1"}}))
        .add(2, "attributes", "c", json!({"attributes": {"b": "2"}}));
    let attributes = &story.tree().participants[0].attributes;
    assert_eq!(serde_json::to_value(attributes).unwrap(), json!({"a": "1", "b": "2"}));
    let updated = story
        .derived_events()
        .into_iter()
        .filter(|c| c.event_type().as_str() == "AttributesUpdated");
    let names: Vec<Value> = updated
        .map(|c| serde_json::to_value(c.data).unwrap()["attributes"]["names"].clone())
        .collect();
    assert_eq!(names, [json!(["a", "b"]), json!(["b"])]);
    let alone = Story::new().add(1, "attributes", "c", json!({"attributes": {"a": "1"}}));
    assert!(alone.derived_events().is_empty());
}

/// Contacts, flows, outcomes, voicemails, parking and evaluations.
#[test]
fn single_facts_are_published() {
    let mut story = Story::new()
        .add(0, "customer.start", "c/c1", json!({"externalContactId": "e1"}))
        .add(
            5,
            "contact",
            "c/c1",
            json!({"externalContactId": "e2", "externalOrganizationId": "o"}),
        )
        .add(10, "flow.start", "f/f1", json!({"flowType": "INBOUNDCALL", "flowId": "flow"}))
        .add(
            20,
            "flow.outcome",
            "f/f1",
            json!({"flowOutcomeId": "out", "flowOutcomeValue": "SUCCESS",
            "flowMilestones": [{"milestoneId": "m", "milestoneTime": T0 + 15}]}),
        )
        .add(
            30,
            "flow.end",
            "f/f1",
            json!({"exitReason": "TRANSFER", "transferType": "ACD_VOICEMAIL"}),
        )
        .add(40, "voicemail.start", "v/v1", json!({"queueId": "q1"}))
        .add(
            5_040,
            "voicemail.end",
            "v/v1",
            json!({"voicemailDurationMs": 4_000, "disconnectType": "PEER"}),
        )
        .record(6_000, "c1", "tPark", 500);
    let evaluation = |at: i64, status: &str| {
        let body = json!({"id": "ev1", "status": status, "scoringSet": {"totalScore": 87.5}});
        conversation::Known::from(event(at, "evaluations", body))
    };
    story.0.push(evaluation(9_000, "Finished"));
    assert_eq!(story.data("ContactAssociated c1/e2")["externalOrganizationId"], "o");
    assert_eq!(story.when("ContactAssociated c1/e1"), 0);
    assert_eq!(story.data("FlowOutcomeRecorded f1/out")["milestones"][0]["milestoneId"], "m");
    assert_eq!(story.data("FlowEnded f1")["transferType"], "ACD_VOICEMAIL");
    assert_eq!(story.data("VoicemailLeft v1")["durationMs"], 4_000);
    assert_eq!(
        (story.when("ConversationParked c1"), &story.data("ConversationParked c1")["durationMs"]),
        (5_500, &json!(500))
    );
    assert_eq!(story.data("EvaluationCompleted ev1")["totalScore"], 87.5);
    assert_eq!(story.tree().summary.evaluations.len(), 1);
    story.0.push(evaluation(9_500, "Retracted"));
    assert!(!story.names().contains(&"EvaluationCompleted ev1".to_owned()));
}

/// Later events of the session, or of another with the same id, do not change what a park record
/// implied.
#[test]
fn parking_is_published_as_known_at_its_record() {
    let early = Story::new().add(0, "contact", "p1/s1", json!({})).record(0, "s1", "tPark", 0).add(
        2_500,
        "acd.start",
        "p2/s1",
        json!({"queueId": "q1"}),
    );
    let late = early.clone().add(
        22_000,
        "acd.start",
        "p1/s1",
        json!({"direction": "OUTBOUND", "queueId": "q1"}),
    );
    let parking = |story: &Story| {
        let mut data = story.data("ConversationParked s1");
        data.as_object_mut().unwrap().remove("conversation");
        data
    };
    assert_eq!(parking(&early), parking(&late));
    assert_eq!(late.data("ConversationParked s1")["participantId"], "p1");
}
