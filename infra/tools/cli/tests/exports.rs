//! Several exports of one conversation: the later one wins, in any order of import, and what it
//! changes is published once.

#![allow(clippy::unwrap_used, clippy::panic, reason = "these are tests")]

mod support;

use std::fs::File;
use std::time::{Duration, SystemTime};

use serde_json::{Value, json};
use support::{switchboard, write};
use testkit::cases;

const ID: &str = "c-1";

fn envelope(topic: &str, time: i64) -> String {
    let body = json!({"conversationId": ID, "participantId": "c", "sessionId": "c1",
        "eventTime": time, "mediaType": "VOICE", "direction": "INBOUND"});
    let detail_type = format!("v2.detail.events.conversation.{{id}}.{topic}");
    json!({"detail-type": detail_type, "detail": {"eventBody": body}}).to_string()
}

/// A call from 09:00:00 on; with its end, or live.
fn document(end: Option<&str>, survey: Option<f64>) -> String {
    let mut segment =
        json!({"segmentType": "interact", "segmentStart": "2026-03-02T09:00:00.000Z"});
    let mut whole = json!({"conversationId": ID, "conversationStart": "2026-03-02T09:00:00.000Z"});
    if let Some(end) = end {
        let end = format!("2026-03-02T{end}Z");
        segment["segmentEnd"] = json!(end);
        segment["disconnectType"] = json!("endpoint");
        whole["conversationEnd"] = json!(end);
    }
    if let Some(score) = survey {
        whole["surveys"] = json!([{"surveyId": "s1", "surveyStatus": "Finished",
            "surveyCompletedDate": "2026-03-02T10:00:00.000Z", "oSurveyTotalScore": score}]);
    }
    let call = json!({"sessionId": "c1", "mediaType": "voice", "segments": [segment]});
    let party = json!({"participantId": "c", "purpose": "customer", "sessions": [call]});
    whole["participants"] = json!([party]);
    whole.to_string()
}

struct Table {
    folder: tempfile::TempDir,
    data: String,
}

impl Table {
    /// A table with a call whose end event was lost.
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("table").display().to_string();
        let table = Self { folder, data };
        let start = envelope("customer.start", 1_772_442_000_000);
        switchboard(&["run", "--data", &table.data, "-"], &start).ok();
        table
    }

    /// Imports a document. Returns type, revision and status of what is published.
    fn import(&self, document: &str, exported_at: &str) -> Vec<String> {
        let file = write(self.folder.path(), "details.json", document);
        let arguments = ["import", "--data", &self.data, "--exported-at", exported_at, &file];
        let imported = switchboard(&arguments, "");
        assert_eq!(imported.code, 0, "{}", imported.stderr);
        let entry = |entry: &Value| {
            let metadata = &entry["Detail"]["metadata"];
            let text = |name: &str| metadata[name].as_str().unwrap().to_owned();
            format!("{} {} {}", text("type"), metadata["revision"], text("status"))
        };
        let mut told: Vec<String> = imported.lines().iter().map(entry).collect();
        told.sort();
        told
    }

    fn shown(&self) -> Value {
        switchboard(&["show", "--data", &self.data, ID], "").lines().remove(0)
    }

    /// The times of export in the log.
    fn exported(&self) -> Vec<Value> {
        let log = switchboard(&["log", "--data", &self.data, ID], "").lines();
        let documents = log.iter().filter(|entry| entry["topic"] == "details");
        documents.map(|entry| entry["exportedAt"].clone()).collect()
    }
}

const ENDED: [&str; 2] = ["ConversationEnded", "CustomerDisconnected"];

fn ended(revision: u64, status: &str) -> Vec<String> {
    ENDED.iter().map(|name| format!("{name} {revision} {status}")).collect()
}

/// The nightly job moves the end back, and then finds that there was none.
#[test]
fn a_correction_is_told_once() {
    let table = Table::new();
    assert_eq!(
        table.import(&document(Some("09:10:00.000"), None), "2026-03-03"),
        ended(1, "active")
    );
    let corrected = document(Some("09:05:00.000"), None);
    assert_eq!(table.import(&corrected, "2026-03-06"), ended(2, "active"));
    assert_eq!(table.shown()["conversationEnd"], "2026-03-02T09:05:00.000Z");
    let nothing: [&str; 0] = [];
    assert_eq!(table.import(&corrected, "2026-03-07"), nothing, "a duplicate");
    let older = document(Some("09:07:00.000"), None);
    assert_eq!(table.import(&older, "2026-03-04"), nothing, "it was exported before");
    assert_eq!(table.import(&document(None, None), "2026-03-08"), ended(3, "withdrawn"));
    assert_eq!(table.import(&document(None, None), "2026-03-09"), nothing);
    let basis = json!({"exportedAt": "2026-03-08T00:00:00.000Z"});
    assert_eq!(table.shown()["switchboard"]["completedBy"], basis);
}

#[test]
fn a_survey_is_revised_and_withdrawn() {
    let table = Table::new();
    let end = Some("09:10:00.000");
    table.import(&document(end, None), "2026-03-02T09:11:00Z");
    let told = table.import(&document(end, Some(50.0)), "2026-03-02T11:00:00Z");
    assert_eq!(told, ["SurveyCompleted 1 active"]);
    let told = table.import(&document(end, Some(70.0)), "2026-03-05");
    assert_eq!(told, ["SurveyCompleted 2 active"]);
    let mut without: Value = serde_json::from_str(&document(end, None)).unwrap();
    without["selfServed"] = json!(false);
    let told = table.import(&without.to_string(), "2026-03-06");
    assert_eq!(told, ["SurveyCompleted 3 withdrawn"]);
}

/// Also that an event which arrives meanwhile changes nothing of that.
#[test]
fn any_order_of_imports_gives_the_same_tree() {
    let documents = [
        (document(None, None), "2026-03-02T09:03:00Z"),
        (document(Some("09:10:00.000"), Some(50.0)), "2026-03-02T12:00:00Z"),
        (document(Some("09:05:00.000"), None), "2026-03-06T02:00:00Z"),
    ];
    let mut trees = Vec::new();
    for order in [[0, 1, 2], [2, 1, 0], [1, 2, 0], [0, 2, 1]] {
        let table = Table::new();
        for place in order {
            let (document, exported_at) = &documents[place];
            table.import(document, exported_at);
        }
        trees.push(table.shown());
    }
    assert!(trees.iter().all(|tree| *tree == trees[0]), "{trees:#?}");
    assert_eq!(trees[0]["conversationEnd"], "2026-03-02T09:05:00.000Z");
    assert_eq!(trees[0]["surveys"], Value::Null);
}

/// Without `--exported-at`, a file has the time at which it was last modified.
#[test]
fn a_file_has_its_own_time_of_export() {
    let table = Table::new();
    let file = write(table.folder.path(), "old.json", document(Some("09:10:00.000"), None));
    let at = SystemTime::UNIX_EPOCH + Duration::from_millis(1_772_500_000_123);
    File::options().write(true).open(&file).unwrap().set_modified(at).unwrap();
    switchboard(&["import", "--data", &table.data, &file], "").ok();
    assert_eq!(table.exported(), [json!("2026-03-03T01:06:40.123Z")]);
    switchboard(&["import", "--data", &table.data, "--exported-at", "2026-04-01", &file], "").ok();
    assert_eq!(table.exported(), [json!("2026-03-03T01:06:40.123Z")], "the first time stays");
    let piped = document(Some("09:05:00.000"), None);
    switchboard(&["import", "--data", &table.data, "-"], &piped).ok();
    let exported = table.exported();
    assert_eq!(exported.len(), 2);
    let now = genesys::Timestamp::from_ms(1_772_500_000_123).to_string();
    assert!(exported.iter().all(|time| time.as_str().unwrap() >= now.as_str()), "{exported:?}");
    let refused =
        switchboard(&["import", "--data", &table.data, "--exported-at", "yesterday", &file], "");
    assert!(
        refused.code == 2 && refused.stderr.contains("an instant such as"),
        "{}",
        refused.stderr
    );
}

/// The audit counts what was lost by topic, how late the rest arrived, and what differs.
#[test]
fn reconcile_audits_the_feed() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("table").display().to_string();
    let (_, details) = cases().into_iter().find(|(name, _)| name.contains("voicemail")).unwrap();
    let mut document = serde_json::to_value(details).unwrap();
    let file = write(folder.path(), "details.json", document.to_string());
    let events = switchboard(&["simulate", "--metrics", "--details", &file], "").ok();
    let is_lost = |line: &&str| line.contains("customer.end");
    let kept: Vec<&str> = events.lines().filter(|line| !is_lost(line)).collect();
    let lost = events.lines().filter(is_lost).count();
    assert!(lost > 0);
    let run = ["run", "--data", &data, "--clock", "events", "-"];
    switchboard(&run, &kept.join("\n")).ok();
    document["originatingDirection"] = json!("outbound");
    let file = write(folder.path(), "details.json", document.to_string());
    let sums = folder.path().join("sums.json").display().to_string();
    let arguments = ["reconcile", "--data", &data, "--metrics", "--summary", &sums, &file];
    let audited = switchboard(&arguments, "");
    assert_eq!(audited.code, 1, "{}", audited.stderr);
    let sums: Value = serde_json::from_slice(&std::fs::read(sums).unwrap()).unwrap();
    assert_eq!((&sums["conversations"], &sums["conversationsMissing"]), (&json!(1), &json!(0)));
    let topic = &sums["topics"]["customer.end"];
    assert_eq!((&topic["expected"], &topic["lost"]), (&json!(lost), &json!(lost)));
    assert_eq!((&topic["lostPerMillion"], &topic["received"]), (&json!(1e6), &json!(0)));
    assert_eq!(topic.get("latenessMs"), None);
    assert_eq!(sums["topics"]["customer.start"]["lost"], 0);
    assert_eq!(sums["topics"]["customer.start"]["latenessMs"]["max"], 0, "by the events' clock");
    assert_eq!(sums["events"]["lost"], lost);
    assert_eq!(sums["events"]["received"], kept.len());
    assert_eq!(sums["fields"]["originatingDirection"], 1);
    assert_eq!(sums["treesDiffering"], 1);

    let metrics = audited.lines();
    let whole = &metrics[0];
    let definition = &whole["_aws"]["CloudWatchMetrics"][0];
    assert_eq!(definition["Namespace"], "Switchboard");
    assert_eq!(definition["Dimensions"], json!([["function", "table"]]));
    assert_eq!((&whole["function"], &whole["table"]), (&json!("reconcile"), &json!("local")));
    assert_eq!(whole["EventsLost"], json!(lost as f64));
    let per_million = lost as f64 * 1e6 / whole["EventsExpected"].as_f64().unwrap();
    assert_eq!(whole["EventsLostPerMillion"], json!(per_million));
    let of_topic = metrics.iter().find(|line| line["topic"] == "customer.end").unwrap();
    assert_eq!(of_topic["EventsLostPerMillion"], json!(1e6));
    assert_eq!(of_topic.get("LatenessP99"), None);
    let of_field = metrics.iter().find(|line| line["field"] == "originatingDirection").unwrap();
    assert_eq!(of_field["TreesDiffering"], 1.0);
    for line in &metrics {
        let definition = &line["_aws"]["CloudWatchMetrics"][0];
        for metric in definition["Metrics"].as_array().unwrap() {
            assert!(line[metric["Name"].as_str().unwrap()].is_number(), "{line}");
        }
        for dimension in definition["Dimensions"][0].as_array().unwrap() {
            assert!(line[dimension.as_str().unwrap()].is_string(), "{line}");
        }
    }
    let id = document["conversationId"].as_str().unwrap();
    assert!(!audited.stdout.contains(id), "only numbers, and names of topics and fields");
    assert!(audited.stderr.contains("per million"), "{}", audited.stderr);
}
