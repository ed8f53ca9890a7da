//! Segments of a session, from its totals and from the records that name it.

use serde_json::{Value, json};

use crate::support::{Story, laid, session};

fn laid_of(story: &Story, id: &str) -> Vec<String> {
    laid(&session(&story.tree(), id))
}

/// The `user.end` of a user at 60 s with these totals.
fn user_end(totals: Value) -> Story {
    let mut body = totals;
    body["userId"] = json!("u1");
    Story::new().add(60_000, "user.end", "a/a1", body)
}

/// The segment is as long as the end event says.
#[test]
fn a_session_without_phases_is_one_segment() {
    let rows = [
        ("customer", json!({"interactingDurationMs": 5_000}), "interact"),
        ("acd", json!({"connectedDurationMs": 5_000}), "interact"),
        ("voicemail", json!({"voicemailDurationMs": 5_000}), "interact"),
        ("flow", json!({"connectedDurationMs": 5_000, "flowType": "INBOUNDCALL"}), "ivr"),
        ("flow", json!({"connectedDurationMs": 5_000, "flowType": "DIGITALBOT"}), "interact"),
        ("flow", json!({"connectedDurationMs": 5_000}), "interact"),
    ];
    for (family, end, kind) in rows {
        let started = Story::new().add(1_000, &format!("{family}.start"), "p/s1", json!({}));
        let story = started.clone().add(9_000, &format!("{family}.end"), "p/s1", end.clone());
        assert_eq!(laid_of(&story, "s1"), [format!("{kind} 4000-9000")], "{family} {end}");
        let mut silent = end;
        silent.as_object_mut().unwrap().retain(|name, _| name == "flowType");
        let silent = started.add(9_000, &format!("{family}.end"), "p/s1", silent);
        assert_eq!(
            laid_of(&silent, "s1"),
            [format!("{kind} 1000-9000")],
            "{family} that gives no length"
        );
    }
}

#[test]
fn user_segments_are_laid_back_in_order() {
    let all = user_end(json!({"contactingDurationMs": 1_000, "dialingDurationMs": 2_000,
        "alertingDurationMs": 3_000, "interactingDurationMs": 4_000, "callbackDurationMs": 5_000,
        "heldDurationMs": 6_000}));
    let pieces = [
        "contacting 39000-40000",
        "dialing 40000-42000",
        "alert 42000-45000",
        "interact 45000-49000",
        "callback 49000-54000",
        "hold 54000-60000",
    ];
    assert_eq!(laid_of(&all, "a1"), pieces);
    let some = user_end(
        json!({"dialingDurationMs": 0, "alertingDurationMs": 1, "interactingDurationMs": 4_000}),
    );
    assert_eq!(
        laid_of(&some, "a1"),
        ["alert 55999-56000", "interact 56000-60000"],
        "zero lengths are left out"
    );
    let none = user_end(json!({"alertingDurationMs": 0, "interactingDurationMs": 0}));
    assert_eq!(
        laid_of(&none, "a1"),
        ["alert 60000-60000"],
        "who was there for no time at all was alerted"
    );
}

/// With only one of them, its place is known.
#[test]
fn talk_and_hold_together_are_synthetic() {
    let synthetic = |talk: i64, held: i64| {
        let totals = json!({"alertingDurationMs": 10, "interactingDurationMs": talk,
            "heldDurationMs": held, "callbackDurationMs": 10});
        session(&user_end(totals).tree(), "a1")
            .segments
            .iter()
            .map(|segment| segment.synthetic)
            .collect::<Vec<_>>()
    };
    assert_eq!(synthetic(10, 10), [false, true, false, true], "alert, talk, callback, hold");
    assert_eq!(synthetic(1, 1), [false, true, false, true]);
    assert_eq!((synthetic(10, 0), synthetic(0, 10)), (vec![false; 3], vec![false; 3]));
}

#[test]
fn a_record_is_a_segment_that_ends_at_its_time() {
    let rows = [
        ("user", "tTalk", "interact"),
        ("user", "tHeld", "hold"),
        ("user", "tAlert", "alert"),
        ("user", "tDialing", "dialing"),
        ("user", "tContacting", "contacting"),
        ("user", "tAcw", "wrapup"),
        ("flow", "tIvr", "ivr"),
        ("customer", "tConnected", "interact"),
        ("acd", "tAcd", "interact"),
        ("voicemail", "tVoicemail", "interact"),
    ];
    for (family, metric, kind) in rows {
        let live = Story::new().add(1_000, &format!("{family}.start"), "p/s1", json!({}));
        let found = laid_of(&live.record(9_000, "s1", metric, 3_000), "s1");
        assert!(found.contains(&format!("{kind} 6000-9000")), "{family} {metric}: {found:?}");
    }
    for (family, metric) in
        [("user", "tConnected"), ("customer", "tAcd"), ("acd", "tVoicemail"), ("user", "tHandle")]
    {
        let live = Story::new().add(1_000, &format!("{family}.start"), "p/s1", json!({}));
        let found = laid_of(&live.record(9_000, "s1", metric, 3_000), "s1");
        let live = if family == "user" { "alert 1000-" } else { "interact 1000-" };
        assert_eq!(found, [live], "{metric} says nothing of the pieces of a {family}");
    }
}

#[test]
fn a_record_of_impossible_length_is_no_segment() {
    let live = || Story::new().agent(1_000, "a/a1", "u1");
    assert_eq!(laid_of(&live().record(9_000, "a1", "tTalk", -1), "a1"), ["alert 1000-"]);
    assert_eq!(laid_of(&live().record(9_000, "a1", "tTalk", i64::MAX), "a1"), ["alert 1000-"]);
}

/// Alert of 3 s and talk of 40 s before the end at 60 s, wrap-up of 9 s after it.
fn ended() -> Story {
    let acw = json!({"userId": "u1", "queueId": "q1", "wrapupDurationMs": 9_000});
    Story::new()
        .agent(17_000, "a/a1", "u1")
        .agent_left(60_000, "a/a1", "u1", "CLIENT", (3_000, 40_000, 0))
        .add(69_500, "acw", "a/a1", acw)
}

/// Records replace laid-out segments if their sum is within 50 ms of the total.
#[test]
fn records_replace_the_layout_within_50_ms() {
    for (sum, exact) in
        [(39_949, false), (39_950, true), (40_000, true), (40_050, true), (40_051, false)]
    {
        let found = laid_of(&ended().record(60_010, "a1", "tTalk", sum), "a1");
        let talk = if exact {
            format!("interact {}-60010", 60_010 - sum)
        } else {
            "interact 20000-60000".to_owned()
        };
        assert_eq!(found, ["alert 17000-20000", talk.as_str(), "wrapup 60000-69000"], "{sum}");
    }
    let in_parts =
        ended().record(30_000, "a1", "tTalk", 10_000).record(60_000, "a1", "tTalk", 30_000);
    let expected =
        ["alert 17000-20000", "interact 20000-30000", "interact 30000-60000", "wrapup 60000-69000"];
    assert_eq!(laid_of(&in_parts, "a1"), expected);
    let other_kind = ended().record(60_000, "a1", "tHeld", 40_000);
    assert_eq!(
        laid_of(&other_kind, "a1"),
        ["alert 17000-20000", "interact 20000-60000", "wrapup 60000-69000"]
    );
}

#[test]
fn acw_records_are_checked_against_acw() {
    let found = laid_of(&ended().record(69_510, "a1", "tAcw", 9_010), "a1");
    assert_eq!(found.last().map(String::as_str), Some("wrapup 60500-69510"));
    let found = laid_of(&ended().record(69_510, "a1", "tAcw", 2_000), "a1");
    assert_eq!(found.last().map(String::as_str), Some("wrapup 60000-69000"));
}

#[test]
fn ivr_records_are_checked_against_the_flow() {
    let flow = |value: i64| {
        let end = json!({"flowType": "INBOUNDCALL", "connectedDurationMs": 5_000});
        laid_of(
            &Story::new().add(9_000, "flow.end", "f/f1", end).record(9_020, "f1", "tIvr", value),
            "f1",
        )
    };
    assert_eq!(flow(4_990), ["ivr 4030-9020"]);
    assert_eq!(flow(100), ["ivr 4000-9000"]);
}

#[test]
fn a_live_session_continues_from_its_last_record() {
    let live = || Story::new().agent(1_000, "a/a1", "u1");
    assert_eq!(laid_of(&live(), "a1"), ["alert 1000-"], "it rings until an answer is known");
    let alerted = live().record(4_000, "a1", "tAlert", 3_000);
    assert_eq!(laid_of(&alerted, "a1"), ["alert 1000-4000", "interact 4000-"]);
    let wrapped = alerted.record(9_000, "a1", "tAcw", 1_000);
    let expected = ["alert 1000-4000", "interact 4000-", "wrapup 8000-9000"];
    assert_eq!(laid_of(&wrapped, "a1"), expected, "after-call work is no piece of what goes on");
    let before = Story::new().agent(1_000, "a/a1", "u1").record(900, "a1", "tAlert", 100);
    assert_eq!(
        laid_of(&before, "a1"),
        ["alert 800-900", "interact 1000-"],
        "nor does it begin before the session"
    );
    let ivr = Story::new().add(1_000, "flow.start", "f/f1", json!({"flowType": "INBOUNDCALL"}));
    assert_eq!(laid_of(&ivr, "f1"), ["ivr 1000-"]);
}

/// A customer's live segment starts at `nConnected`, a queue's at `nOffered`.
#[test]
fn live_segments_start_at_connect_or_offer() {
    let rows = [
        ("customer", "nConnected", "interact 1500-"),
        ("acd", "nOffered", "interact 1500-"),
        ("customer", "nOffered", "interact 1000-"),
        ("acd", "nConnected", "interact 1000-"),
        ("user", "nConnected", "alert 1000-"),
    ];
    for (family, metric, expected) in rows {
        let live = Story::new().add(1_000, &format!("{family}.start"), "p/s1", json!({}));
        assert_eq!(
            laid_of(&live.record(1_500, "s1", metric, 1), "s1"),
            [expected],
            "{family} {metric}"
        );
    }
}

#[test]
fn a_reopened_session_keeps_its_first_stretch() {
    let again = Story::new().agent(1_000, "a/a1", "u1").agent_left(
        5_000,
        "a/a1",
        "u1",
        "CLIENT",
        (1_000, 3_000, 0),
    );
    let again = again.agent(9_000, "a/a1", "u1");
    assert_eq!(laid_of(&again, "a1"), ["alert 1000-2000", "interact 2000-5000", "alert 9000-"]);
    let segments = session(&again.tree(), "a1").segments;
    let how: Vec<_> = segments.iter().map(|segment| segment.disconnect_type.is_some()).collect();
    assert_eq!(how, [false, true, false], "the first stretch has ended");
    let recorded = again.record(5_000, "a1", "tTalk", 3_000).record(9_500, "a1", "tTalk", 500);
    let expected =
        ["alert 1000-2000", "interact 2000-5000", "interact 9000-9500", "interact 9500-"];
    assert_eq!(laid_of(&recorded, "a1"), expected, "each stretch has its own records");
}

/// The last segment before wrap-up carries it. All segments carry the queue.
#[test]
fn the_last_segment_has_the_disconnect_type() {
    let segments = session(&ended().tree(), "a1").segments;
    let how: Vec<_> = segments.iter().map(|segment| segment.disconnect_type.is_some()).collect();
    assert_eq!(how, [false, true, false]);
    assert!(
        segments
            .iter()
            .all(|segment| segment.queue_id.as_ref().is_some_and(|id| id.as_str() == "q1"))
    );
}
