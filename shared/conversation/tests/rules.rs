//! Rules of the domain that the other suites do not cover, one test each.

#![allow(clippy::unwrap_used, clippy::panic, reason = "these are tests")]

mod support;

use conversation::Status;
use serde_json::{Value, json};
use support::{Story, T0, laid, session, value};

fn voice_call(how: &str) -> Story {
    Story::new()
        .customer(0, "c/c1")
        .queued(1_000, "q/qs1")
        .agent(2_000, "a/a1", "u1")
        .answered(5_000, "q/qs1", "u1", 4_000)
        .agent_left(60_000, "a/a1", "u1", how, (3_000, 40_000, 15_000))
}

/// Durations are laid out backwards from the session's end. Segments whose place is a guess are
/// marked `synthetic`.
#[test]
fn totals_are_laid_back_from_the_end() {
    let agent = session(&voice_call("CLIENT").tree(), "a1");
    assert_eq!(laid(&agent), ["alert 2000-5000", "interact 5000-45000", "hold 45000-60000"]);
    assert_eq!(agent.segments.iter().map(|s| s.synthetic).collect::<Vec<_>>(), [false, true, true]);
    assert_eq!(
        agent.segments[2].disconnect_type.as_ref().map(ToString::to_string).as_deref(),
        Some("client")
    );
    assert_eq!(agent.segments[1].disconnect_type, None);
    assert_eq!((value(&agent, "tHandle"), value(&agent, "tAlert")), (Some(55_000), Some(3_000)));
    assert_eq!(
        (value(&agent, "tHeldComplete"), value(&agent, "tNotResponding")),
        (Some(15_000), None)
    );
}

/// Metric records replace the segments of their kind once they add up to the total.
#[test]
fn complete_records_replace_laid_out_segments() {
    let some = voice_call("CLIENT")
        .record(25_000, "a1", "tTalk", 20_000)
        .record(40_000, "a1", "tHeld", 15_000);
    let agent = session(&some.tree(), "a1");
    assert_eq!(
        laid(&agent),
        ["alert 2000-5000", "interact 5000-45000", "hold 25000-40000"],
        "half of the talk is no reason to drop the other half"
    );
    let agent = session(&some.record(60_000, "a1", "tTalk", 20_010).tree(), "a1");
    assert_eq!(
        laid(&agent),
        ["alert 2000-5000", "interact 5000-25000", "hold 25000-40000", "interact 39990-60000"]
    );
    assert!(agent.segments.iter().all(|segment| !segment.synthetic));
    assert!(agent.segments[3].disconnect_type.is_some());
}

#[test]
fn records_wait_for_an_event_of_their_session() {
    let early = Story::new().record(25_000, "a1", "tTalk", 20_000);
    assert!(early.tree().participants.is_empty());
    assert!(early.conclusions().is_empty(), "records alone publish nothing");
    let known = early.agent(2_000, "a/a1", "u1");
    assert_eq!(
        laid(&session(&known.tree(), "a1")),
        ["alert 2000-5000", "interact 5000-25000", "interact 25000-"]
    );
    assert_eq!(known.tree().participants[0].basis, 2);
}

#[test]
fn an_end_alone_is_enough_to_know_a_session() {
    let story = Story::new().agent_left(60_000, "a/a1", "u1", "CLIENT", (3_000, 40_000, 0));
    let agent = session(&story.tree(), "a1");
    assert_eq!((agent.start.map(|t| t.ms() - T0), agent.start_inferred), (Some(17_000), true));
    assert_eq!(story.when("AgentAssigned a1"), 17_000);
    assert_eq!(
        story.data("AgentAssigned a1")["userId"],
        "u1",
        "what is said comes from when it was first told of"
    );
}

#[test]
fn after_call_work_ends_a_session_without_end() {
    let acw =
        json!({"userId": "u1", "queueId": "q1", "wrapupDurationMs": 10_000, "wrapupCode": "w1"});
    let story = Story::new()
        .customer(0, "c/c1")
        .agent(2_000, "a/a1", "u1")
        .tell(70_000, "acw", "a/a1", acw);
    let agent = session(&story.tree(), "a1");
    assert_eq!((agent.end.map(|t| t.ms() - T0), agent.end_inferred), (Some(60_000), true));
    assert_eq!(laid(&agent), ["interact 2000-60000", "wrapup 60000-70000"]);
    assert!(
        !story.told().contains(&"AgentDidNotAnswer a1".to_owned()),
        "whoever has after-call work answered"
    );
    let late = story.agent_left(59_000, "a/a1", "u1", "PEER", (1_000, 56_000, 0));
    assert_eq!(session(&late.tree(), "a1").end.map(|t| t.ms() - T0), Some(59_000));
}

/// A start less than 1 s after the end changes nothing. A later one makes the session live again.
#[test]
fn only_a_start_1_s_after_the_end_reopens() {
    let ended = Story::new().customer(0, "c/c1").customer_left(10_000, "c/c1", "PEER");
    assert!(session(&ended.clone().customer(10_999, "c/c1").tree(), "c1").end.is_some());
    let live = ended.customer(11_000, "c/c1");
    assert_eq!(session(&live.tree(), "c1").end, None);
    assert_eq!(live.tree().summary.status, Status::Open);
    let again = live.customer_left(20_000, "c/c1", "ENDPOINT");
    assert_eq!(session(&again.tree(), "c1").end.map(|t| t.ms() - T0), Some(20_000));
}

#[test]
fn the_later_value_wins_and_absent_never_erases() {
    let story =
        Story::new().tell(0, "customer.start", "c/c1", json!({"ani": "early", "dnis": "d"})).tell(
            9,
            "customer.end",
            "c/c1",
            json!({"ani": "late", "mediaType": "UNKNOWN", "direction": "UNKNOWN"}),
        );
    let customer = session(&story.tree(), "c1");
    assert_eq!((customer.ani.as_deref(), customer.dnis.as_deref()), (Some("late"), Some("d")));
    assert_eq!(customer.media_type.map(|media| media.to_string()).as_deref(), Some("voice"));
    assert_eq!(customer.direction, None);
}

/// Wrap-up takes its code and note from the later event and its duration from `acw`.
#[test]
fn wrap_up_combines_acw_and_wrapup() {
    let story = voice_call("CLIENT")
        .tell(
            70_000,
            "acw",
            "a/a1",
            json!({"wrapupDurationMs": 9_000, "wrapupCode": "w1", "wrapupNotes": "n"}),
        )
        .tell(75_000, "wrapup", "a/a1", json!({"wrapupDurationMs": 1, "wrapupCode": "w2"}));
    let agent = session(&story.tree(), "a1");
    let wrap_up = agent.segments.last().unwrap();
    assert_eq!(laid(&agent).last().map(String::as_str), Some("wrapup 60000-69000"));
    assert_eq!(
        (wrap_up.wrap_up_code.as_deref(), wrap_up.wrap_up_note.as_deref()),
        (Some("w2"), Some("n"))
    );
    assert_eq!(value(&agent, "tAcw"), Some(9_000));
    let told = story.data("WrapUpCompleted a1");
    assert_eq!(
        (story.when("WrapUpCompleted a1"), &told["wrapUpCode"]),
        (70_000, &json!("w2")),
        "as of after-call work, with the code that was set last"
    );
    assert_eq!((&told["durationMs"], &told["hasNote"]), (&json!(9_000), &json!(true)));
    assert!(!told.to_string().contains("\"n\""), "the note itself does not leave");
}

/// The end in the details document does include wrap-up.
#[test]
fn wrap_up_does_not_keep_a_conversation_open() {
    let story = voice_call("CLIENT").customer_left(60_010, "c/c1", "PEER").tell(
        70_000,
        "acw",
        "a/a1",
        json!({"wrapupDurationMs": 9_000}),
    );
    let summary = story.tree().summary;
    assert_eq!(
        (summary.status, summary.ended_at.map(|t| t.ms() - T0)),
        (Status::Ended, Some(60_010))
    );
    assert_eq!(summary.conversation_end.map(|t| t.ms() - T0), Some(69_000));
}

/// Third-party sessions neither keep a conversation open nor end it.
#[test]
fn third_parties_do_not_decide_the_end() {
    let with_third_party = |story: Story| {
        story.tell(30_000, "customer.start", "x/x1", json!({"direction": "OUTBOUND"}))
    };
    let story = with_third_party(voice_call("PEER")).customer_left(60_000, "c/c1", "ENDPOINT");
    assert_eq!(story.tree().summary.status, Status::Ended);
    assert_eq!(story.when("ConversationEnded 1"), 60_000);
    assert_eq!(story.data("ConferenceStarted x1")["parties"].as_array().map(Vec::len), Some(3));
    assert_eq!(story.when("ConferenceEnded x1"), 60_000);
    let dangling = story.customer_left(5_000_000_000, "x/x1", "ENDPOINT");
    assert_eq!(dangling.when("ConversationEnded 1"), 60_000);
    assert!(!dangling.told().contains(&"CustomerDisconnected x1".to_owned()));
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
            .told()
    };
    assert!(!story(28_500).iter().any(|told| told.starts_with("Conference")));
    assert!(story(28_000).contains(&"ConferenceStarted b1".to_owned()));
}

#[test]
fn a_user_who_calls_in_never_becomes_an_agent() {
    let internal = Story::new()
        .tell(0, "user.start", "i/i1", json!({"userId": "u9", "direction": "OUTBOUND"}))
        .tell(20, "flow.start", "f/f1", json!({"flowType": "INBOUNDCALL"}))
        .queued(1_000, "q/qs1")
        .agent(2_000, "a/a1", "u1")
        .answered(5_000, "q/qs1", "u1", 4_000)
        .tell(
            60_000,
            "user.end",
            "i/i1",
            json!({"userId": "u9", "disconnectType": "ENDPOINT",
            "dialingDurationMs": 20, "interactingDurationMs": 59_980}),
        )
        .agent_left(60_000, "a/a1", "u1", "PEER", (3_000, 55_000, 0));
    let about_caller =
        |told: &&String| told.ends_with(" i1") && !told.starts_with("ConversationEnded");
    assert_eq!(internal.told().iter().find(about_caller), None);
    assert_eq!(internal.data("ConversationEnded 1")["endedBy"], "caller");
    assert_eq!(
        internal.tree().participants[0].purpose.as_ref().map(ToString::to_string).as_deref(),
        Some("user")
    );
    let with_customer = internal.tell(50_000, "customer.start", "x/x1", json!({}));
    assert_eq!(
        with_customer.told().iter().find(about_caller),
        None,
        "not even when somebody from outside joins"
    );
}

#[test]
fn a_reopened_conversation_is_another_episode() {
    let day = 86_400_000;
    let mail = |at: i64, who: &str, story: Story| {
        story
            .tell(at, "customer.start", who, json!({"mediaType": "EMAIL", "direction": "INBOUND"}))
            .tell(
                at + 5_000,
                "customer.end",
                who,
                json!({"mediaType": "EMAIL", "disconnectType": "PEER"}),
            )
    };
    let once = mail(0, "c/c1", Story::new());
    assert_eq!(once.told(), ["ConversationEnded 1"]);
    let twice = mail(day, "c/c2", once.clone());
    assert_eq!(
        twice.told(),
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
    assert_eq!(joined.told(), ["ConversationEnded 1"], "a gap under 10 s is none");
}

/// An email is the exception: it waits in a queue without a party.
#[test]
fn a_queue_without_end_ends_with_the_parties() {
    let with = |media: &str| {
        Story::new()
            .tell(0, "customer.start", "c/c1", json!({"mediaType": media}))
            .tell(1_000, "acd.start", "q/qs1", json!({"mediaType": media, "queueId": "q1"}))
            .tell(
                9_000,
                "customer.end",
                "c/c1",
                json!({"mediaType": media, "disconnectType": "ENDPOINT"}),
            )
    };
    assert_eq!(with("VOICE").tree().summary.status, Status::Ended);
    assert_eq!(with("EMAIL").tree().summary.status, Status::Open);
    let again =
        with("VOICE").tell(90_000_000, "customer.start", "c/c2", json!({"mediaType": "VOICE"}));
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
        .tell(
            10_000,
            "user.start",
            "a/s1",
            json!({"mediaType": "SCREENSHARE", "userId": "u1", "queueId": "q1"}),
        )
        .tell(11_000, "customer.start", "c/v1", json!({"mediaType": "VIDEO"}));
    assert_eq!(story.tree().summary.status, Status::Ended);
}

/// The origin is a campaign, the conversation, or the API.
#[test]
fn callbacks_have_three_origins() {
    let callback = json!({"mediaType": "CALLBACK", "callbackScheduledTime": T0 + 7_200_000});
    let web = Story::new().tell(0, "customer.start", "c/c1", callback.clone());
    assert_eq!(web.data("CallbackScheduled c1")["origin"], "webCallback");
    assert_eq!(web.data("CallbackScheduled c1")["scheduledTime"], "2026-03-02T11:00:00.000Z");
    let voice =
        Story::new().customer(0, "c/c1").tell(50_000, "customer.start", "c/c2", callback.clone());
    assert_eq!(voice.data("CallbackScheduled c2")["origin"], "inConversation");
    let campaign = web.clone().tell(
        1,
        "outbound",
        "c/c1",
        json!({"mediaType": "CALLBACK", "outboundCampaignId": "k1"}),
    );
    assert_eq!(campaign.data("CallbackScheduled c1")["origin"], "campaign");
    assert_eq!(campaign.data("CallbackScheduled c1")["conversation"]["campaignId"], "k1");
    let second = web.tell(50_000, "customer.start", "c/c2", callback);
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
    let told = story.told();
    assert!(
        told.contains(&"AgentAnswered a1".to_owned())
            && !told.contains(&"AgentDidNotAnswer a1".to_owned())
    );
}

#[test]
fn a_cancelled_consultation_is_no_abandon() {
    let story = Story::new()
        .customer(0, "c/c1")
        .agent(1_000, "a/a1", "u1")
        .queued(30_000, "q2/qs2")
        .abandoned(40_000, "q2/qs2", 10_000);
    assert!(!story.told().contains(&"ConversationAbandoned qs2".to_owned()));
    let over = story.agent_left(60_000, "a/a1", "u1", "CLIENT", (2_000, 57_000, 0));
    assert!(!over.told().contains(&"ConversationAbandoned qs2".to_owned()));
    assert_eq!(over.data("ConversationDequeued qs2")["outcome"], "abandoned");
}

/// Each AttributesUpdated lists the names that its event set.
#[test]
fn the_last_writer_of_an_attribute_wins() {
    let story = Story::new()
        .customer(0, "c/c1")
        .tell(1, "attributes", "c", json!({"attributes": {"a": "1", "b": "1"}}))
        .tell(2, "attributes", "c", json!({"attributes": {"b": "2"}}));
    let attributes = &story.tree().participants[0].attributes;
    assert_eq!(serde_json::to_value(attributes).unwrap(), json!({"a": "1", "b": "2"}));
    let updated =
        story.conclusions().into_iter().filter(|c| c.event_type().as_str() == "AttributesUpdated");
    let names: Vec<Value> = updated
        .map(|c| serde_json::to_value(c.data).unwrap()["attributes"]["names"].clone())
        .collect();
    assert_eq!(names, [json!(["a", "b"]), json!(["b"])]);
    let alone = Story::new().tell(1, "attributes", "c", json!({"attributes": {"a": "1"}}));
    assert!(alone.conclusions().is_empty());
}

/// Contacts, flows, outcomes, voicemails, parking and evaluations.
#[test]
fn single_facts_are_published() {
    let mut story = Story::new()
        .tell(0, "customer.start", "c/c1", json!({"externalContactId": "e1"}))
        .tell(
            5,
            "contact",
            "c/c1",
            json!({"externalContactId": "e2", "externalOrganizationId": "o"}),
        )
        .tell(10, "flow.start", "f/f1", json!({"flowType": "INBOUNDCALL", "flowId": "flow"}))
        .tell(
            20,
            "flow.outcome",
            "f/f1",
            json!({"flowOutcomeId": "out", "flowOutcomeValue": "SUCCESS",
            "flowMilestones": [{"milestoneId": "m", "milestoneTime": T0 + 15}]}),
        )
        .tell(
            30,
            "flow.end",
            "f/f1",
            json!({"exitReason": "TRANSFER", "transferType": "ACD_VOICEMAIL"}),
        )
        .tell(40, "voicemail.start", "v/v1", json!({"queueId": "q1"}))
        .tell(
            5_040,
            "voicemail.end",
            "v/v1",
            json!({"voicemailDurationMs": 4_000, "disconnectType": "PEER"}),
        )
        .record(6_000, "c1", "tPark", 500);
    let evaluation = |at: i64, status: &str| {
        let body = json!({"id": "ev1", "status": status, "scoringSet": {"totalScore": 87.5}});
        conversation::Known::from(support::event(at, "evaluations", body))
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
    assert!(!story.told().contains(&"EvaluationCompleted ev1".to_owned()));
}

/// Later events of the session, or of another with the same id, do not change what a park record
/// implied.
#[test]
fn parking_is_published_as_known_at_its_record() {
    let early = Story::new()
        .tell(0, "contact", "p1/s1", json!({}))
        .record(0, "s1", "tPark", 0)
        .tell(2_500, "acd.start", "p2/s1", json!({"queueId": "q1"}));
    let late = early.clone().tell(
        22_000,
        "acd.start",
        "p1/s1",
        json!({"direction": "OUTBOUND", "queueId": "q1"}),
    );
    let said = |story: &Story| {
        let mut data = story.data("ConversationParked s1");
        data.as_object_mut().unwrap().remove("conversation");
        data
    };
    assert_eq!(said(&early), said(&late));
    assert_eq!(late.data("ConversationParked s1")["participantId"], "p1");
}

#[test]
fn stronger_evidence_changes_the_family() {
    let story = Story::new()
        .customer(0, "c/c1")
        .tell(900, "flow.start", "q/qs1", json!({"flowType": "INQUEUECALL", "flowId": "f"}))
        .queued(1_000, "q/qs1")
        .tell(
            3_000,
            "flow.end",
            "q/qs1",
            json!({"flowType": "INQUEUECALL", "disconnectType": "SYSTEM"}),
        )
        .answered(5_000, "q/qs1", "u1", 3_900);
    let queue = session(&story.tree(), "qs1");
    assert_eq!(
        (queue.start.map(|t| t.ms() - T0), queue.end.map(|t| t.ms() - T0)),
        (Some(1_000), Some(5_000))
    );
    assert_eq!(queue.flow.and_then(|flow| flow.flow_id).as_deref(), Some("f"));
    assert!(!story.conclusions().iter().any(|c| c.event_type().as_str() == "FlowEnded"));
}
