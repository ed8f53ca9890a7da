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
    assert!(ran.stderr.starts_with("-:1: not JSON from line 1, column 1 on"), "{}", ran.stderr);
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

/// The same events, however their file is laid out, give the same Common Events.
#[test]
fn layout_of_events_does_not_matter() {
    let lines = switchboard(&["simulate", "--conversations", "3", "--seed", "5"], "").ok();
    let events: Vec<Value> =
        lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let run = |bytes: &[u8]| {
        let ran = switchboard_on(&["run", "--clock", "events", "-"], bytes);
        let mut published: Vec<String> = ran.stdout.lines().map(str::to_owned).collect();
        published.sort();
        (ran.code, published)
    };
    let expected = run(lines.as_bytes());
    assert_eq!((expected.0, expected.1.is_empty()), (0, false));
    let pretty = |value: &Value| serde_json::to_string_pretty(value).unwrap();
    let one_by_one: String = events.iter().map(pretty).collect();
    let array = pretty(&json!(events));
    let utf_16 =
        |text: &str| -> Vec<u8> { text.encode_utf16().flat_map(u16::to_le_bytes).collect() };
    for (layout, bytes) in [
        ("pretty", one_by_one.clone().into_bytes()),
        ("pretty array", array.clone().into_bytes()),
        ("pretty array with CRLF", array.replace('\n', "\r\n").into_bytes()),
        ("UTF-16", utf_16(&format!("\u{feff}{one_by_one}"))),
        ("array of arrays", json!([events]).to_string().into_bytes()),
    ] {
        assert!(run(&bytes) == expected, "{layout}");
    }
}

/// A file of the wrong kind is named once, by what it is and what to do, and its values are
/// counted.
#[test]
fn wrong_kind_of_file_is_named_once() {
    let folder = tempfile::tempdir().unwrap();
    let document = json!({"conversationId": "c-1", "conversationStart": "2026-03-02T09:00:00Z"});
    let event: Value = serde_json::from_str(&start("s1")).unwrap();
    let notification = json!({"topicName": "v2.x", "version": "2", "eventBody": {}});
    let dump = json!({"conversation_id": "c-1", "participants": []});
    let error = json!({"message": "m", "code": "bad.request", "status": 400});
    let aggregate = json!({"group": {"mediaType": "voice"}, "data": []});
    for (verb, value, says) in [
        (
            "run",
            &document,
            "a conversation-details document, not an event: use `switchboard import`",
        ),
        ("run", &notification, "a notification without its EventBridge envelope"),
        ("run", &event["detail"]["eventBody"], "the body of an event without its envelope"),
        ("run", &dump, "a dump of an SDK's object"),
        ("run", &error, "an error answer of the Genesys Cloud API"),
        ("import", &event, "an EventBridge event, not a conversation-details document: use `swit"),
        ("import", &dump, "a dump of an SDK's object"),
        ("import", &error, "an error answer of the Genesys Cloud API"),
        ("import", &aggregate, "the result of an aggregate or observation query"),
        ("reconcile", &event, "an EventBridge event, not a conversation-details document"),
    ] {
        let data = folder.path().join("data").display().to_string();
        switchboard(&["run", "--data", &data, "-"], "").ok();
        let page = json!({"conversations": vec![value; 25], "totalHits": 25});
        let page = serde_json::to_string_pretty(&page).unwrap();
        let file = write(folder.path(), "page.json", page);
        let ran = switchboard(&[verb, "--data", &data, &file], "");
        assert_eq!(ran.code, 1, "{verb}: {}", ran.stderr);
        let first = format!("{file}:3: conversation 1");
        assert!(ran.stderr.starts_with(&format!("{first}: {says}")), "{verb}: {}", ran.stderr);
        let more = format!("{file}: 24 more like {first}\n");
        assert!(ran.stderr.contains(&more), "{verb}: {}", ran.stderr);
        assert_eq!(ran.stderr.matches(says).count(), 1, "{verb}: {}", ran.stderr);
        assert!(ran.stderr.contains("25 "), "{verb}: {}", ran.stderr);
    }
    for (bytes, says) in [(&b"PK\x03\x04\x14"[..], "zip"), (b"a;b\n1;2\n", "CSV")] {
        let ran = switchboard_on(&["run", "-"], bytes);
        assert!(ran.code == 1 && ran.stderr.starts_with("-:1: "), "{}", ran.stderr);
        assert!(ran.stderr.contains(says), "{}", ran.stderr);
    }
}
