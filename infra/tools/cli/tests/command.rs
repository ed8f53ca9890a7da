//! Tests of the command as a program: its input, its output, and its exit status.

#![allow(clippy::unwrap_used, clippy::panic, reason = "these are tests")]

mod support;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use support::{
    Told, command, difference, events, last_common_events, ran, run, switchboard, write,
};
use testkit::fidelity_check::{check, check_with_metrics};
use testkit::{active_events, case_files, cases};

/// Each case: details → events, shuffled and duplicated → run → show returns what events can carry.
#[test]
fn cases_survive_simulate_run_and_show() {
    for metrics in [false, true] {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data").display().to_string();
        let files: Vec<String> =
            case_files().iter().map(|file| file.display().to_string()).collect();
        let mut simulate = vec!["simulate", "--seed", "7", "--shuffle", "--duplicates", "0.4"];
        simulate.extend(metrics.then_some("--metrics"));
        simulate.push("--details");
        simulate.extend(files.iter().map(String::as_str));
        let simulated = switchboard(&simulate, "").ok();
        let told = switchboard(&["run", "--data", &data, "--shuffle", "3", "-"], &simulated).ok();
        assert!(told.lines().count() > 100);
        for (name, original) in cases() {
            let shown =
                switchboard(&["show", "--data", &data, original.conversation_id.as_str()], "").ok();
            assert_eq!(shown.lines().count(), 1);
            let rebuilt = serde_json::from_str(&shown).unwrap();
            check(&name, &original, &rebuilt);
            if metrics {
                check_with_metrics(&name, &original, &rebuilt);
            }
        }
    }
}

// Standard output has `PutEvents` entries as JSON Lines.
#[test]
fn run_prints_entries_and_writes_a_summary() {
    let folder = tempfile::tempdir().unwrap();
    let summary = folder.path().join("summary.json");
    let input = switchboard(&["simulate", "--conversations", "20", "--duplicates", "0.3"], "").ok();
    let told = switchboard(&["run", "--json", "--summary", summary.to_str().unwrap(), "-"], &input);
    assert_eq!(told.code, 0, "{}", told.stderr);
    let entries: Vec<Value> = told.lines();
    for entry in &entries {
        assert_eq!(entry["Source"], "switchboard.conversations");
        assert_eq!(entry["DetailType"], entry["Detail"]["metadata"]["type"]);
        assert_eq!(entry["Time"], entry["Detail"]["metadata"]["occurredAt"]);
        assert_eq!(entry["Detail"]["metadata"]["schemaVersion"], 1);
    }
    let summary: Value = serde_json::from_slice(&std::fs::read(summary).unwrap()).unwrap();
    let content =
        |event: &Value| format!("{} {}", event["detail-type"], event["detail"]["eventBody"]);
    let distinct: BTreeSet<String> = events(&input).iter().map(content).collect();
    assert_eq!(summary["events"], json!(input.lines().count()));
    assert_eq!(summary["duplicates"], json!(input.lines().count() - distinct.len()));
    assert_eq!((&summary["conversations"], &summary["rejected"]), (&json!(20), &json!(0)));
    let mut published: BTreeMap<&str, u64> = BTreeMap::new();
    for entry in &entries {
        *published.entry(entry["DetailType"].as_str().unwrap()).or_default() += 1;
    }
    assert_eq!(summary["published"], json!(published));
    assert!(summary["dynamodb"]["requests"]["PutItem"].as_u64().unwrap() > distinct.len() as u64);
    assert!(summary["dynamodb"]["writeUnits"].as_f64().unwrap() > 0.0);
    assert!(summary["seconds"].as_f64().unwrap() > 0.0);
}

#[test]
fn batching_and_order_do_not_change_common_events() {
    let input =
        switchboard(&["simulate", "--conversations", "12", "--seed", "5", "--metrics"], "").ok();
    let reference = active_events(&run(&["--batch", "10"], &input));
    for arguments in [
        &["--batch", "1"][..],
        &["--batch", "1000"],
        &["--shuffle", "1"],
        &["--shuffle", "2", "--batch", "3"],
    ] {
        let common_events = active_events(&run(arguments, &input));
        assert!(
            common_events == reference,
            "{arguments:?}: {:#?}",
            difference(&common_events, &reference)
        );
    }
}

// A replay over intact state publishes nothing; a replay into an empty table publishes the same
// ids.
#[test]
fn replays_are_silent_or_keep_the_ids() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_str().unwrap();
    let input = switchboard(&["simulate", "--conversations", "8", "--seed", "9"], "").ok();
    let replayed: String = events(&input)
        .into_iter()
        .map(|mut event| {
            event["replay-name"] = json!("backfill");
            event["id"] = json!(format!("{}-again", event["id"].as_str().unwrap()));
            format!("{event}\n")
        })
        .collect();
    let live = run(&["--data", data], &input);
    assert!(
        run(&["--data", data], &replayed).is_empty(),
        "every replayed event is in the log already"
    );
    let ids = |told: &[Value]| {
        told.iter()
            .map(|entry| entry["Detail"]["metadata"]["id"].to_string())
            .collect::<BTreeSet<_>>()
    };
    let again = run(&[], &replayed);
    assert_eq!(ids(&again), ids(&live));
    assert!(live.iter().all(|entry| entry["Detail"]["metadata"].get("replay").is_none()));
    assert!(again.iter().all(|entry| entry["Detail"]["metadata"]["replay"] == "backfill"));
}

// Late events change one Common Event, which is published again, and contradict another, which is
// withdrawn.
#[test]
fn late_events_revise_and_withdraw() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_str().unwrap();
    let told = Told::conversation("c-1");
    let first = [
        told.event(0, "customer.start", "c", "c1", json!({})),
        told.event(1_000, "acd.start", "q", "q1", json!({"queueId": "q"})),
        told.event(2_000, "user.start", "a", "a1", json!({"userId": "u1", "queueId": "q"})),
        told.event(
            9_000,
            "user.end",
            "a",
            "a1",
            json!({"userId": "u1", "queueId": "q", "disconnectType": "SYSTEM"}),
        ),
        told.event(9_500, "customer.end", "c", "c1", json!({"disconnectType": "ENDPOINT"})),
    ];
    let first = last_common_events(&run(&["--data", data], &first.concat()));
    assert_eq!(first["AgentDidNotAnswer a1"]["revision"], 1);
    assert_eq!(first["ConversationEnded 1"]["occurredAt"], "2026-03-02T09:00:09.500Z");
    let late = [
        told.event(
            8_900,
            "acd.end",
            "q",
            "q1",
            json!({"acdOutcome": "ANSWERED", "answeredUserId": "u1"}),
        ),
        told.event(9_600, "customer.end", "c", "c1", json!({"disconnectType": "PEER"})),
    ];
    let late = last_common_events(&run(&["--data", data], &late.concat()));
    let withdrawn = &late["AgentDidNotAnswer a1"];
    assert_eq!((&withdrawn["revision"], &withdrawn["status"]), (&json!(2), &json!("withdrawn")));
    assert_eq!(withdrawn["id"], first["AgentDidNotAnswer a1"]["id"]);
    let ended = &late["ConversationEnded 1"];
    assert_eq!((&ended["revision"], &ended["status"]), (&json!(2), &json!("active")));
    assert_eq!(ended["occurredAt"], "2026-03-02T09:00:09.600Z");
    assert!(
        run(
            &["--data", data],
            &told.event(8_950, "attributes", "c", "", json!({"attributes": {"a": "1"}}))
        )
        .iter()
        .all(|entry| entry["Detail"]["metadata"]["type"] != "AgentDidNotAnswer"),
        "withdrawn is published once"
    );
}

#[test]
fn conversations_can_reopen_and_end_again() {
    let told = Told::conversation("c-1");
    let mail = |at: i64, session: &str| {
        told.event(at, "customer.start", "c", session, json!({"mediaType": "EMAIL"}))
            + &told.event(
                at + 5_000,
                "customer.end",
                "c",
                session,
                json!({"mediaType": "EMAIL", "disconnectType": "PEER"}),
            )
    };
    let common_events =
        last_common_events(&run(&["--batch", "1"], &(mail(0, "s1") + &mail(86_400_000, "s2"))));
    for name in ["ConversationEnded 1", "ConversationReopened 2", "ConversationEnded 2"] {
        assert_eq!(common_events[name]["status"], "active", "{name}");
        assert_eq!(common_events[name]["revision"], 1, "{name}");
    }
}

#[test]
fn every_verb_reads_a_table_that_was_kept() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_str().unwrap();
    let told = Told::conversation("c-1");
    let start = told.event(0, "customer.start", "c", "c1", json!({"ani": "tel:+15550100001"}));
    let agent = told.event(1, "user.start", "a", "a1", json!({"userId": "u1", "queueId": "q"}));
    let odd = told.event(2, "hologram.start", "a", "a1", json!({}));
    run(&["--data", data], &(start.clone() + &agent + &odd));

    let listed: Vec<Value> = switchboard(&["list", "--data", data], "").lines();
    assert_eq!(
        (listed.len(), &listed[0]["conversationId"], &listed[0]["status"]),
        (1, &json!("c-1"), &json!("open"))
    );
    let listing = |arguments: &[&str]| {
        switchboard(&[&["list", "--data", data], arguments].concat(), "").lines().len()
    };
    assert_eq!(
        (listing(&["--open"]), listing(&["--user", "u1"]), listing(&["--user", "u2"])),
        (1, 1, 0)
    );

    let log: Vec<Value> = switchboard(&["log", "--data", data, "c-1"], "").lines();
    let topics: Vec<&str> = log.iter().map(|event| event["topic"].as_str().unwrap()).collect();
    assert_eq!(topics, ["customer.start", "user.start", "hologram.start"]);
    let caused = |event: &Value| {
        event["caused"].as_array().unwrap().iter().map(|c| c["type"].clone()).collect::<Vec<_>>()
    };
    assert!(caused(&log[0]).contains(&json!("ConversationCreated")));
    assert!(caused(&log[1]).contains(&json!("AgentAssigned")));
    assert!(caused(&log[2]).is_empty());

    let shown: Vec<Value> = switchboard(&["show", "--data", data, "c-1"], "").lines();
    assert_eq!(shown[0]["switchboard"]["knownEvents"], 3);
    assert_eq!(shown[0]["participants"].as_array().map(Vec::len), Some(2));

    let file = folder.path().join("page.html");
    let shown = |to: &str| switchboard(&["show", "--data", data, "--html", to, "c-1"], "").ok();
    assert_eq!(shown(file.to_str().unwrap()), "");
    let page = std::fs::read_to_string(&file).unwrap();
    assert!(page.starts_with("<!doctype html>") && page.contains("ConversationCreated"), "{page}");
    assert_eq!(shown("-"), page);
    let nowhere = switchboard(&["show", "--data", data, "--html", data, "c-1"], "");
    assert!(
        nowhere.code == 2 && nowhere.stderr.contains("cannot be written"),
        "{}",
        nowhere.stderr
    );

    let reprojected = switchboard(&["reproject", "--data", data], "");
    assert_eq!((reprojected.code, reprojected.stdout.as_str()), (0, ""));
    assert!(
        reprojected.stderr.starts_with("1 conversation processed, 0 changed"),
        "{}",
        reprojected.stderr
    );
    let again: Vec<Value> =
        switchboard(&["republish", "--data", data, "--type", "AgentAssigned", "c-1"], "").lines();
    assert_eq!((again.len(), &again[0]["Detail"]["metadata"]["revision"]), (1, &json!(1)));
    let since = ["republish", "--data", data, "--since", "2026-03-02T09:00:00.001Z", "c-1"];
    let types: Vec<Value> = switchboard(&since, "")
        .lines()
        .into_iter()
        .map(|entry: Value| entry["DetailType"].clone())
        .collect();
    assert_eq!(types, ["AgentAssigned", "ParticipantAdded"]);

    let forgotten = switchboard(&["forget", "--data", data, "c-1"], "");
    assert!(forgotten.stderr.contains("archives"), "{}", forgotten.stderr);
    let unknown = switchboard(&["show", "--data", data, "c-1"], "");
    assert_eq!(unknown.code, 2);
    assert!(unknown.stderr.contains("conversation c-1 is not stored"), "{}", unknown.stderr);
    assert!(run(&["--data", data], &start).len() > 1, "what was forgotten may come again");
}

/// GIVEN conversations that an older release processed, without one type of Common Event WHEN all
/// types are on THEN reproject publishes only for records of an on-failure destination and with
/// `--publish`.
#[test]
fn reproject_publishes_failed_records_or_on_request() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data").display().to_string();
    let one = |id| Told::conversation(id).event(0, "customer.start", "c", "c1", json!({}));
    let mut older = command(&["run", "--data", &data, "-"]);
    older.env("COMMON_EVENT_TYPES", "ConversationCreated");
    let input = ["c-1", "c-2", "c-3"].map(one).concat();
    assert_eq!(ran(older, input.as_bytes()).lines().len(), 3);

    let silent = switchboard(&["reproject", "--data", &data], "");
    assert_eq!((silent.code, silent.stdout.as_str()), (0, ""), "{}", silent.stderr);
    let key = |id: &str| {
        json!({"dynamodb": {"Keys": {
            "pk": {"S": format!("CONVERSATION#{id}")},
            "sk": {"S": "EVENT#"}
        }}})
    };
    let payload = json!({"Records": [key("c-1")]}).to_string();
    let kept =
        json!({"requestContext": {"condition": "RetryAttemptsExhausted"}, "payload": payload});
    let record = write(folder.path(), "record.json", kept.to_string());
    let types = |arguments: &[&str]| {
        let told = switchboard(&[&["reproject", "--data", &data], arguments].concat(), "");
        assert_eq!(told.code, 0, "{}", told.stderr);
        let of = |entry: &Value| {
            json!([entry["DetailType"], entry["Detail"]["metadata"]["conversationId"]])
        };
        told.lines().iter().map(of).collect::<Vec<Value>>()
    };
    assert_eq!(types(&[&record]), [json!(["ParticipantAdded", "c-1"])]);
    assert_eq!(types(&["c-2"]), [Value::Null; 0]);
    assert_eq!(types(&["--publish", "c-2"]), [json!(["ParticipantAdded", "c-2"])]);
    assert_eq!(types(&["--publish"]), [json!(["ParticipantAdded", "c-3"])]);
}

#[test]
fn demo_publishes_and_shows_a_tree() {
    let told = switchboard(&["demo"], "");
    assert_eq!(told.code, 0, "{}", told.stderr);
    let lines: Vec<Value> = told.lines();
    let (tree, entries) = lines.split_last().unwrap();
    assert!(tree["participants"].as_array().is_some_and(|participants| participants.len() > 3));
    let types: BTreeSet<&str> =
        entries.iter().map(|entry| entry["DetailType"].as_str().unwrap()).collect();
    for expected in
        ["AgentTransferredConversation", "ConversationEnded", "TransferAnswered", "VoicemailLeft"]
    {
        assert!(types.contains(expected), "{types:?}");
    }
}

// The exit status is 2.
#[test]
fn errors_say_what_to_do() {
    for (arguments, says) in [
        (&["run", "no-such-file"][..], "cannot be read"),
        (&["show", "--data", "no-such-folder", "c-1"], "holds no table"),
        (&["show", "c-1"], "--data"),
        (&["run"], "FILE"),
        (&["simulate", "--details", "no-such-file"], "no-such-file"),
    ] {
        let refused = switchboard(arguments, "");
        assert_eq!(refused.code, 2, "{arguments:?}");
        assert!(refused.stderr.contains(says), "{arguments:?}: {}", refused.stderr);
    }
}
