//! Sessions, their segments, and wrap-up.

use conversation::Status;
use serde_json::json;

use crate::support::{Story, T0, laid, session, value};
use crate::voice_call;

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
        ["alert 2000-5000", "interact 5000-25000", "hold 25000-40000", "interact 40000-60000"],
        "half of the talk is no reason to drop the other half, which is not during the hold"
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
    assert!(early.derived_events().is_empty(), "records alone publish nothing");
    let known = early.agent(2_000, "a/a1", "u1");
    assert_eq!(
        laid(&session(&known.tree(), "a1")),
        ["alert 2000-5000", "interact 5000-25000", "interact 25000-"]
    );
    assert_eq!(known.tree().participants[0].known_events, 2);
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
        "the user is already known when the session starts"
    );
}

#[test]
fn after_call_work_ends_a_session_without_end() {
    let acw =
        json!({"userId": "u1", "queueId": "q1", "wrapupDurationMs": 10_000, "wrapupCode": "w1"});
    let story =
        Story::new().customer(0, "c/c1").agent(2_000, "a/a1", "u1").add(70_000, "acw", "a/a1", acw);
    let agent = session(&story.tree(), "a1");
    assert_eq!((agent.end.map(|t| t.ms() - T0), agent.end_inferred), (Some(60_000), true));
    assert_eq!(
        laid(&agent),
        ["unknown 2000-60000", "wrapup 60000-70000"],
        "nobody knows how long it rang"
    );
    assert!(
        !story.names().contains(&"AgentDidNotAnswer a1".to_owned()),
        "an agent with after-call work has answered"
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
        Story::new().add(0, "customer.start", "c/c1", json!({"ani": "early", "dnis": "d"})).add(
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
        .add(
            70_000,
            "acw",
            "a/a1",
            json!({"wrapupDurationMs": 9_000, "wrapupCode": "w1", "wrapupNotes": "n"}),
        )
        .add(75_000, "wrapup", "a/a1", json!({"wrapupDurationMs": 1, "wrapupCode": "w2"}));
    let agent = session(&story.tree(), "a1");
    let wrap_up = agent.segments.last().unwrap();
    assert_eq!(laid(&agent).last().map(String::as_str), Some("wrapup 60000-69000"));
    assert_eq!(
        (wrap_up.wrap_up_code.as_deref(), wrap_up.wrap_up_note.as_deref()),
        (Some("w2"), Some("n"))
    );
    assert_eq!(value(&agent, "tAcw"), Some(9_000));
    let data = story.data("WrapUpCompleted a1");
    assert_eq!(
        (story.when("WrapUpCompleted a1"), &data["wrapUpCode"]),
        (70_000, &json!("w2")),
        "as of after-call work, with the code that was set last"
    );
    assert_eq!((&data["durationMs"], &data["hasNote"]), (&json!(9_000), &json!(true)));
    assert!(!data.to_string().contains("\"n\""), "the note itself does not leave");
}

/// The end in the details document does include wrap-up.
#[test]
fn wrap_up_does_not_keep_a_conversation_open() {
    let story = voice_call("CLIENT").customer_left(60_010, "c/c1", "PEER").add(
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

#[test]
fn stronger_evidence_changes_the_family() {
    let story = Story::new()
        .customer(0, "c/c1")
        .add(900, "flow.start", "q/qs1", json!({"flowType": "INQUEUECALL", "flowId": "f"}))
        .queued(1_000, "q/qs1")
        .add(
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
    assert!(!story.derived_events().iter().any(|c| c.event_type().as_str() == "FlowEnded"));
}
