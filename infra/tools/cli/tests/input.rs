//! Bad input: each bad piece is rejected alone, with file, line and reason, and everything else is
//! processed.

#![allow(clippy::unwrap_used, clippy::panic, reason = "these are tests")]

mod support;

use std::io::Write;

use serde_json::{Value, json};
use support::{Told, switchboard, switchboard_on, write};

fn start(session: &str) -> String {
    Told::conversation("c-1").event(0, "customer.start", "c", session, json!({}))
}

/// An event with a changed body.
fn with(change: impl Fn(&mut Value)) -> String {
    let mut event: Value = serde_json::from_str(&start("s1")).unwrap();
    change(&mut event);
    event.to_string()
}

fn body(field: &str, value: Value) -> String {
    with(|event| event["detail"]["eventBody"][field] = value.clone())
}

#[test]
fn every_kind_of_bad_line_is_rejected_alone() {
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let bad = [
        "not json".to_owned(),
        "7".to_owned(),
        "null".to_owned(),
        "\"text\"".to_owned(),
        "{}".to_owned(),
        body("conversationId", Value::Null),
        body("conversationId", json!(7)),
        body("conversationId", json!("a/b")),
        body("eventTime", Value::Null),
        body("eventTime", json!("2026-03-02")),
        body("eventTime", json!(-1)),
        with(|event| event["detail-type"] = json!("v2.analytics.conversation.{id}.metrics")),
        with(|event| event["detail"]["eventBody"] = json!([])),
        "x".repeat(5_000_000),
        format!("\"{}\"", "x".repeat(5_000_000)),
        deep.clone(),
        body("x", json!("deep")).replace("\"deep\"", &deep),
        start("s1").trim_end()[..100].to_owned(),
    ];
    let mut lines: Vec<String> = Vec::new();
    for (index, bad) in bad.iter().enumerate() {
        lines.push(start(&format!("s{index}")).trim_end().to_owned());
        lines.push(bad.clone());
    }
    let folder = tempfile::tempdir().unwrap();
    let (data, summary) = (folder.path().join("data"), folder.path().join("summary.json"));
    let file = write(folder.path(), "events.jsonl", lines.join("\n"));
    let ran = switchboard(
        &["run", "--data", data.to_str().unwrap(), "--summary", summary.to_str().unwrap(), &file],
        "",
    );
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    for line in (1..=bad.len()).map(|index| 2 * index) {
        let at = format!("{file}:{line}: ");
        let reason = ran.stderr.lines().find_map(|told| told.strip_prefix(&at));
        assert!(reason.is_some_and(|reason| reason.len() > 20), "line {line}: {reason:?}");
    }
    let about_input = ran.stderr.lines().take_while(|told| !told.contains(" events ("));
    assert_eq!(about_input.count(), bad.len(), "each is reported once: {}", ran.stderr);
    assert!(
        !ran.stderr.contains("xxx") && !ran.stderr.contains("[[["),
        "reasons do not quote the input"
    );
    let summary: Value = serde_json::from_slice(&std::fs::read(summary).unwrap()).unwrap();
    assert_eq!((&summary["events"], &summary["rejected"]), (&json!(bad.len()), &json!(bad.len())));
    let shown: Value =
        switchboard(&["show", "--data", data.to_str().unwrap(), "c-1"], "").lines().remove(0);
    assert_eq!(shown["participants"][0]["sessions"].as_array().map(Vec::len), Some(bad.len()));
}

#[test]
fn arrays_objects_and_gzip_are_read() {
    let folder = tempfile::tempdir().unwrap();
    let one = |session: &str| start(session).trim_end().to_owned();
    let array =
        write(folder.path(), "array.json", format!(" [\n{},\n7,\n{}]", one("s1"), one("s2")));
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(format!("{}{}\n", one("s3"), one("s4")).as_bytes()).unwrap();
    let gzip = write(folder.path(), "events.gz", encoder.finish().unwrap());
    let data = folder.path().join("data").display().to_string();
    let ran = switchboard(&["run", "--data", &data, &array, &gzip, "-"], &start("s5"));
    assert_eq!(ran.code, 1);
    assert!(ran.stderr.contains(&format!("{array}:3: element 2: not an object")), "{}", ran.stderr);
    let shown: Value = switchboard(&["show", "--data", &data, "c-1"], "").lines().remove(0);
    assert_eq!(shown["participants"][0]["sessions"].as_array().map(Vec::len), Some(5));
}

#[test]
fn invalid_utf8_is_rejected_alone() {
    let mut input = b"\xff\xfe\x00\n".to_vec();
    input.extend(start("s1").bytes());
    let ran = switchboard_on(&["run", "-"], &input);
    assert_eq!(ran.code, 1);
    assert!(ran.stderr.starts_with("-:1: not JSON from column 1 on"), "{}", ran.stderr);
    assert!(ran.lines().len() >= 2);
}

// Unknown topics are counted, too.
#[test]
fn unknown_topics_are_kept_and_large_events_cut() {
    let folder = tempfile::tempdir().unwrap();
    let (data, summary) = (folder.path().join("data"), folder.path().join("summary.json"));
    let told = Told::conversation("c-1");
    let large = json!({"attributes": {"a": "x".repeat(500_000), "b": "kept"}});
    let input = start("s1")
        + &told.event(1, "hologram", "c", "s1", json!({}))
        + &told.event(2, "attributes", "c", "", large);
    let arguments =
        ["run", "--data", data.to_str().unwrap(), "--summary", summary.to_str().unwrap(), "-"];
    assert_eq!(switchboard(&arguments, &input).code, 0);
    let summary: Value = serde_json::from_slice(&std::fs::read(summary).unwrap()).unwrap();
    assert_eq!((&summary["unknownTopics"], &summary["rejected"]), (&json!(1), &json!(0)));
    let log = switchboard(&["log", "--data", data.to_str().unwrap(), "c-1"], "").lines();
    assert_eq!(log[1]["topic"], "hologram");
    assert_eq!(log[2]["cut"], json!(["attributes"]));
    let shown: Value =
        switchboard(&["show", "--data", data.to_str().unwrap(), "c-1"], "").lines().remove(0);
    assert_eq!(shown["participants"][0]["attributes"]["b"], "kept");
}
