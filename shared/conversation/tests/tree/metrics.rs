//! Metrics of a session, under Genesys' names.

use serde_json::{Value, json};

use crate::support::{Story, T0, session};

/// `name value @when` of every metric, by date and name.
fn measured(story: &Story, id: &str) -> Vec<String> {
    let metrics = session(&story.tree(), id).metrics;
    metrics.iter().map(|m| format!("{} {} @{}", m.name, m.value, m.emit_date.ms() - T0)).collect()
}

fn user(how: &str, totals: Value) -> Story {
    let mut body = totals;
    body["userId"] = json!("u1");
    body["queueId"] = json!("q1");
    body["disconnectType"] = json!(how);
    Story::new().add(1_000, "user.end", "a/a1", body)
}

/// `tHandle` is the sum of all phases but alerting.
#[test]
fn a_user_end_gives_every_phase() {
    let story = user(
        "CLIENT",
        json!({"contactingDurationMs": 1, "dialingDurationMs": 2, "alertingDurationMs": 4,
            "interactingDurationMs": 8, "heldDurationMs": 16, "callbackDurationMs": 32}),
    );
    let phases = ["tContacting 1 @938", "tDialing 2 @940", "tAlert 4 @944"];
    let all = |rest: &[&'static str]| [&phases, rest].concat();
    let end = ["tHandle 27 @1000", "tHeldComplete 16 @1000", "tTalkComplete 8 @1000"];
    assert_eq!(measured(&story, "a1"), all(&end));
    let wrapped = story.add(2_000, "acw", "a/a1", json!({"userId": "u1", "wrapupDurationMs": 64}));
    let end =
        ["tHeldComplete 16 @1000", "tTalkComplete 8 @1000", "tAcw 64 @1064", "tHandle 91 @1064"];
    assert_eq!(measured(&wrapped, "a1"), all(&end));
}

#[test]
fn a_phase_is_dated_at_its_last_segment_end() {
    let story = user("CLIENT", json!({"alertingDurationMs": 100, "interactingDurationMs": 200}))
        .record(400, "a1", "tAlert", 100);
    assert!(measured(&story, "a1").contains(&"tAlert 100 @400".to_owned()));
}

/// An alert that ends because the caller left does not count.
#[test]
fn an_unanswered_alert_is_not_responding() {
    let rows = [
        ("CLIENT", json!({"alertingDurationMs": 5}), true),
        ("NO_ANSWER_TRANSFER", json!({"alertingDurationMs": 5, "interactingDurationMs": 0}), true),
        ("PEER", json!({"alertingDurationMs": 5}), false),
        ("CLIENT", json!({"alertingDurationMs": 5, "interactingDurationMs": 1}), false),
        ("CLIENT", json!({"alertingDurationMs": 5, "heldDurationMs": 1}), false),
        ("CLIENT", json!({"alertingDurationMs": 5, "callbackDurationMs": 1}), false),
        ("PEER", json!({"alertingDurationMs": 5, "interactingDurationMs": 1}), false),
    ];
    for (how, totals, expected) in rows {
        let found = measured(&user(how, totals.clone()), "a1")
            .contains(&"tNotResponding 5 @1000".to_owned());
        assert_eq!(found, expected, "{how} {totals}");
    }
}

#[test]
fn a_transfer_counts_only_after_talk() {
    let rows = [
        ("TRANSFER", 1, true),
        ("CONSULT_TRANSFER", 1, true),
        ("CONFERENCE_TRANSFER", 1, true),
        ("FORWARD_TRANSFER", 1, true),
        ("TAKEOVER", 1, true),
        ("TRANSFER", 0, false),
        ("CLIENT", 1, false),
        ("NO_ANSWER_TRANSFER", 1, false),
        ("PEER", 1, false),
    ];
    for (how, talk, expected) in rows {
        let story = user(how, json!({"interactingDurationMs": talk}));
        assert_eq!(
            measured(&story, "a1").contains(&"nTransferred 1 @1000".to_owned()),
            expected,
            "{how} {talk}"
        );
        assert_eq!(story.tree().summary.counts.transfers, u64::from(expected), "{how} {talk}");
    }
}

#[test]
fn a_user_has_no_metrics_before_the_end() {
    assert!(measured(&Story::new().agent(0, "a/a1", "u1"), "a1").is_empty());
}

#[test]
fn queue_metrics_depend_on_the_outcome() {
    let queue = |outcome: &str| {
        let end = json!({"acdOutcome": outcome, "connectedDurationMs": 300});
        measured(
            &Story::new()
                .add(100, "acd.start", "q/qs1", json!({}))
                .add(500, "acd.end", "q/qs1", end),
            "qs1",
        )
    };
    assert_eq!(measured(&Story::new().queued(100, "q/qs1"), "qs1"), ["nOffered 1 @100"]);
    assert_eq!(queue("ANSWERED"), ["nOffered 1 @200", "tAcd 300 @500"]);
    assert_eq!(queue("ABANDON"), ["nOffered 1 @200", "tAbandon 300 @500", "tAcd 300 @500"]);
    assert_eq!(queue("FLOW_OUT"), ["nOffered 1 @200", "tAcd 300 @500", "tFlowOut 300 @500"]);
    let silent = Story::new().queued(100, "q/qs1").add(500, "acd.end", "q/qs1", json!({}));
    assert_eq!(
        measured(&silent, "qs1"),
        ["nOffered 1 @100", "tAcd 400 @500"],
        "else the wait is from start to end"
    );
}

#[test]
fn customer_flow_and_voicemail_metrics() {
    let ended = |family: &str, end: Value| {
        let story = Story::new().add(100, &format!("{family}.start"), "p/s1", json!({}));
        measured(&story.add(500, &format!("{family}.end"), "p/s1", end), "s1")
    };
    assert_eq!(measured(&Story::new().customer(100, "c/c1"), "c1"), ["nConnected 1 @100"]);
    assert_eq!(
        ended("customer", json!({"interactingDurationMs": 300})),
        ["nConnected 1 @200", "tConnected 300 @500"]
    );
    assert_eq!(ended("customer", json!({})), ["nConnected 1 @100"]);
    assert_eq!(ended("voicemail", json!({"voicemailDurationMs": 300})), ["tVoicemail 300 @500"]);
    assert!(ended("voicemail", json!({})).is_empty());
    let flow = |exit: &str, kind: &str| {
        ended("flow", json!({"connectedDurationMs": 300, "exitReason": exit, "flowType": kind}))
    };
    assert_eq!(flow("DISCONNECT", "INBOUNDEMAIL"), ["nFlow 1 @200", "tFlow 300 @500"]);
    for exit in ["TRANSFER", "transfer"] {
        assert_eq!(
            flow(exit, "INBOUNDEMAIL"),
            ["nFlow 1 @200", "tFlow 300 @500", "tFlowExit 300 @500"]
        );
    }
    assert_eq!(
        flow("DISCONNECT", "INBOUNDCALL"),
        ["nFlow 1 @200", "tFlow 300 @500", "tIvr 300 @500"]
    );
    assert_eq!(
        measured(&Story::new().add(100, "flow.start", "f/f1", json!({})), "f1"),
        ["nFlow 1 @100"]
    );
}

#[test]
fn offered_is_dated_at_the_first_segment() {
    let queue = Story::new().queued(100, "q/qs1").record(150, "qs1", "tAcd", 20);
    assert!(
        measured(&queue, "qs1").contains(&"nOffered 1 @130".to_owned()),
        "where its first piece began"
    );
}

/// All other metrics are still computed.
#[test]
fn a_record_replaces_the_metric_of_its_name() {
    let story = user("CLIENT", json!({"alertingDurationMs": 5, "interactingDurationMs": 7}))
        .record(990, "a1", "tAlert", 6)
        .record(1_001, "a1", "oMediaCount", 3);
    let expected =
        ["tAlert 6 @990", "tHandle 7 @1000", "tTalkComplete 7 @1000", "oMediaCount 3 @1001"];
    assert_eq!(measured(&story, "a1"), expected);
}
