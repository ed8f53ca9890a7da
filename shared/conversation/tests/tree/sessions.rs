//! Sessions: start and end from the available evidence, and their other fields.

use serde_json::{Value, json};

use crate::support::{Story, T0, session};

/// Start and end of a session, in milliseconds after `T0`.
fn borders(story: &Story, id: &str) -> (Option<i64>, Option<i64>) {
    let session = session(&story.tree(), id);
    (session.start.map(|time| time.ms() - T0), session.end.map(|time| time.ms() - T0))
}

#[test]
fn a_lost_start_follows_from_the_durations() {
    let user = json!({"contactingDurationMs": 1, "dialingDurationMs": 20, "alertingDurationMs": 300,
        "interactingDurationMs": 4_000, "callbackDurationMs": 50_000, "heldDurationMs": 600_000});
    let rows = [
        ("user", user, 345_679),
        ("customer", json!({"interactingDurationMs": 4_000, "connectedDurationMs": 7}), 996_000),
        ("acd", json!({"connectedDurationMs": 4_000, "interactingDurationMs": 7}), 996_000),
        ("flow", json!({"connectedDurationMs": 4_000}), 996_000),
        ("voicemail", json!({"voicemailDurationMs": 4_000, "connectedDurationMs": 7}), 996_000),
        ("customer", json!({}), 1_000_000),
    ];
    for (family, end, start) in rows {
        let story = Story::new().add(1_000_000, &format!("{family}.end"), "p/s1", end.clone());
        assert_eq!(borders(&story, "s1"), (Some(start), Some(1_000_000)), "{family} {end}");
        assert!(session(&story.tree(), "s1").start_inferred, "{family}");
        let started = story.add(5, &format!("{family}.start"), "p/s1", json!({}));
        assert_eq!(
            borders(&started, "s1"),
            (Some(5), Some(1_000_000)),
            "a start that is known counts"
        );
        assert!(!session(&started.tree(), "s1").start_inferred, "{family}");
    }
}

#[test]
fn a_session_spans_first_start_to_last_end() {
    let story = Story::new()
        .customer(2_000, "c/c1")
        .customer(1_000, "c/c1")
        .customer_left(8_000, "c/c1", "ENDPOINT")
        .customer_left(7_000, "c/c1", "PEER");
    assert_eq!(borders(&story, "c1"), (Some(1_000), Some(8_000)));
    assert_eq!(
        session(&story.tree(), "c1").disconnect_type.map(|how| how.to_string()).as_deref(),
        Some("endpoint")
    );
}

#[test]
fn a_start_within_1_s_of_the_end_reopens_nothing() {
    let story =
        |start: i64| Story::new().customer_left(10_000, "c/c1", "PEER").customer(start, "c/c1");
    assert_eq!(borders(&story(10_999), "c1"), (Some(10_000), Some(10_000)));
    assert_eq!(
        borders(&story(11_000), "c1"),
        (Some(10_000), None),
        "the next stretch of the session is live"
    );
}

/// The end is the start of the after-call work, but not before the session's own start.
#[test]
fn after_call_work_ends_a_session_at_its_start() {
    let acw = |story: Story, length: i64| {
        story.add(70_000, "acw", "a/a1", json!({"userId": "u1", "wrapupDurationMs": length}))
    };
    let agent = |start: i64| Story::new().agent(start, "a/a1", "u1");
    let rows = [
        (acw(agent(2_000), 10_000), (2_000, 60_000)),
        (acw(agent(65_000), 10_000), (65_000, 65_000)),
        (acw(agent(70_000), 10_000), (70_000, 70_000)),
        (acw(agent(70_500), 0), (70_000, 70_000)),
        (acw(Story::new(), 10_000), (60_000, 60_000)),
    ];
    for (story, (start, end)) in rows {
        assert_eq!(borders(&story, "a1"), (Some(start), Some(end)));
        assert!(session(&story.tree(), "a1").end_inferred);
    }
    let wrapped = agent(2_000).add(70_000, "wrapup", "a/a1", json!({"wrapupDurationMs": 10_000}));
    assert_eq!(
        borders(&wrapped, "a1"),
        (Some(2_000), None),
        "a wrap-up code may be set while the talk goes on"
    );
    let queue = Story::new().queued(2_000, "q/qs1").add(
        70_000,
        "acw",
        "q/qs1",
        json!({"wrapupDurationMs": 10_000}),
    );
    assert_eq!(borders(&queue, "qs1"), (Some(2_000), None), "a queue has no after-call work");
}

#[test]
fn a_session_known_only_by_a_note_has_no_times() {
    let story = Story::new().customer(5, "c/c1").add(
        9,
        "contact",
        "d/d1",
        json!({"externalContactId": "e"}),
    );
    assert_eq!(borders(&story, "d1"), (None, None));
    let participants = story.tree().participants;
    let ids: Vec<_> =
        participants.iter().map(|participant| participant.participant_id.as_str()).collect();
    assert_eq!(ids, ["c", "d"], "after those that are known");
    assert_eq!(
        participants.iter().map(|participant| participant.sessions.len()).collect::<Vec<_>>(),
        [1, 1]
    );
    assert_eq!(participants[1].external_contact_id.as_deref(), Some("e"));
}

#[test]
fn an_acd_session_keeps_the_flow_that_ran_in_it() {
    let flow = json!({"flowId": "f", "flowType": "INQUEUECALL"});
    let story = Story::new().queued(0, "q/qs1").add(5, "flow.start", "q/qs1", flow);
    let wait = session(&story.tree(), "qs1");
    assert_eq!(wait.flow.and_then(|flow| flow.flow_id).as_deref(), Some("f"));
    assert_eq!(
        wait.segments.iter().map(|segment| segment.segment_type.as_str()).collect::<Vec<_>>(),
        ["interact"]
    );
    assert_eq!(session(&Story::new().queued(0, "q/qs1").tree(), "qs1").flow, None);
}

#[test]
fn a_session_has_the_fields_of_its_events() {
    let body = json!({"divisionId": "d1", "utilizationLabel": "label", "acdOutcome": "ABANDON",
        "routingPriority": 3});
    let session = session(&Story::new().add(0, "acd.start", "q/qs1", body).tree(), "qs1");
    let session: Value = serde_json::to_value(session).unwrap();
    let values = ["divisionId", "utilizationLabel", "acdOutcome", "routingPriority", "family"]
        .map(|name| session[name].clone());
    assert_eq!(values, [json!("d1"), json!("label"), json!("abandon"), json!(3), json!("acd")]);
}
