//! `replay` as a program, against a small EventBridge of our own. `tests/replay.sh` runs it against
//! an independent one.

#![allow(clippy::unwrap_used, clippy::panic, reason = "these are tests")]

#[path = "../../../../tests/replay/account.rs"]
mod account;
#[path = "../../../../tests/replay/archived.rs"]
mod archived;
#[path = "../../../../tests/replay/bridge.rs"]
mod bridge;
mod support;

use std::path::Path;
use std::process::Command;

use genesys::Timestamp;
use serde_json::{Value, json};
use support::{Ran, Told, command, ran, run, write};
use tests::service::Service;

use crate::bridge::{ACCOUNT, Bridge, MINUTE, ago};

/// The replay command with its AWS clients at these endpoints.
fn at(eventbridge: &str, dynamodb: &str, arguments: &[&str]) -> Command {
    let mut command = command(&[&["replay"], arguments].concat());
    command
        .env("AWS_ENDPOINT_URL_EVENTBRIDGE", eventbridge)
        .env("AWS_ENDPOINT_URL_DYNAMODB", dynamodb);
    command
        .env("AWS_REGION", "us-east-1")
        .env("AWS_ACCESS_KEY_ID", "test")
        .env("AWS_SECRET_ACCESS_KEY", "test");
    command.env_remove("EVENT_RETENTION_DAYS");
    command
}

/// The arguments of a replay: three hours, up to one hour ago, in windows of an hour.
struct Asked {
    endpoint: String,
    from: String,
    to: String,
    rule: String,
    state: String,
}

impl Asked {
    fn of(service: &Service, folder: &Path) -> Self {
        Self {
            endpoint: service.endpoint().to_owned(),
            from: ago(240).to_string(),
            to: ago(60).to_string(),
            rule: format!("{ACCOUNT}:rule/partner/bus/intake"),
            state: folder.join("state.json").display().to_string(),
        }
    }

    fn planned(&self) -> Vec<&str> {
        vec![
            "--archive",
            "genesys",
            "--from",
            &self.from,
            "--to",
            &self.to,
            "--window",
            "1h",
            "--rule",
            &self.rule,
        ]
    }

    fn run(&self, arguments: &[&str]) -> Ran {
        ran(at(&self.endpoint, "http://127.0.0.1:1", arguments), b"")
    }

    fn start(&self, more: &[&str]) -> Ran {
        let fixed = ["start", "--state", &self.state, "--every", "1"];
        self.run(&[&fixed, self.planned().as_slice(), more].concat())
    }
}

fn starts(service: &Service) -> Vec<Value> {
    let asked = service.asked().into_iter().filter(|request| request.operation == "StartReplay");
    asked.map(|request| request.body).collect()
}

// A replay does not start without a rule, or while a warning is not accepted by `--despite`.
#[tokio::test(flavor = "multi_thread")]
async fn replay_needs_a_rule_and_accepted_warnings() {
    let folder = tempfile::tempdir().unwrap();
    let service = Bridge { targets: 1, ..Bridge::default() }.start().await;
    let asked = Asked::of(&service, folder.path());
    let planned = asked.run(&[&["plan"], asked.planned().as_slice()].concat());
    assert_eq!(planned.code, 0, "{}", planned.stderr);
    let plan = &planned.lines()[0];
    let warnings: Vec<&Value> =
        plan["warnings"].as_array().unwrap().iter().map(|raised| &raised["warning"]).collect();
    assert_eq!(warnings, ["other-targets", "publishes"]);
    assert_eq!([&plan["windows"], &plan["slices"], &plan["windowMinutes"]], [3, 180, 60]);
    let expected = plan["expected"]["events"].as_u64().unwrap();
    assert!((179..=180).contains(&expected), "about an event a minute, by time: {expected}");

    let warned = asked.start(&["--despite", "publishes"]);
    assert_eq!((warned.code, warned.lines().len()), (2, 1));
    assert!(warned.stderr.contains("or add --despite other-targets\n"), "{}", warned.stderr);
    let no_rule = [
        "start",
        "--archive",
        "genesys",
        "--from",
        &asked.from,
        "--to",
        &asked.to,
        "--state",
        &asked.state,
    ];
    let no_rule = asked.run(&no_rule);
    assert_eq!(no_rule.code, 2);
    assert!(no_rule.stderr.contains("name it with --rule"), "{}", no_rule.stderr);
    let elsewhere = format!("{ACCOUNT}:rule/other/intake");
    for (change, says) in [
        (["--archive", "nothing"], "archive nothing cannot be described"),
        (["--rule", &elsewhere], "is not on"),
        (["--to", &asked.from], "later than --from"),
        (["--to", "2020-01-01T00:00:00Z"], "later than --from"),
    ] {
        let mut arguments = [&["plan"], asked.planned().as_slice()].concat();
        let place = arguments.iter().position(|argument| *argument == change[0]).unwrap();
        arguments[place + 1] = change[1];
        let refused = asked.run(&arguments);
        assert_eq!((refused.code, refused.stdout.as_str()), (2, ""), "{change:?}");
        assert!(refused.stderr.contains(says), "{}", refused.stderr);
    }
    assert_eq!((starts(&service).len(), Path::new(&asked.state).exists()), (0, false));
}

// The rule is the only destination.
#[tokio::test(flavor = "multi_thread")]
async fn windows_are_replayed_in_turn() {
    let folder = tempfile::tempdir().unwrap();
    let service = Bridge::default().start().await;
    let asked = Asked::of(&service, folder.path());
    let done = asked.start(&["--despite", "publishes", "--name", "test"]);
    assert_eq!(done.code, 0, "{}", done.stderr);
    let started = starts(&service);
    let bounds: Vec<i64> =
        started.iter().map(|start| start["EventStartTime"].as_i64().unwrap() * 1_000).collect();
    let from = asked.from.parse::<Timestamp>().unwrap();
    assert_eq!(bounds, [0, 60, 120].map(|minutes| from.plus_ms(minutes * MINUTE).ms()));
    for start in &started {
        assert_eq!(
            start["EventEndTime"].as_i64().unwrap() - start["EventStartTime"].as_i64().unwrap(),
            3_600
        );
        assert_eq!(start["EventSourceArn"], format!("{ACCOUNT}:archive/genesys"));
        let destination =
            json!({"Arn": format!("{ACCOUNT}:event-bus/partner/bus"), "FilterArns": [asked.rule]});
        assert_eq!(start["Destination"], destination);
        assert!(start["ReplayName"].as_str().unwrap().starts_with("test-20"));
    }
    let told: Vec<Value> =
        done.lines().iter().filter_map(|line| line.get("phase").cloned()).collect();
    assert_eq!(told, ["starting", "running", "completed"].repeat(3));
    assert_eq!(done.lines().last().unwrap()["completed"], 3);
    assert!(done.stderr.contains("100% 3/3 windows"), "{}", done.stderr);

    let asked_before = service.asked().len();
    let again = asked.start(&["--name", "test"]);
    assert_eq!(
        (again.code, service.asked().len()),
        (0, asked_before),
        "there is nothing left to ask"
    );
    let other = asked.start(&["--name", "other"]);
    assert_eq!(other.code, 2);
    assert!(other.stderr.contains("of a replay of another name"), "{}", other.stderr);

    std::fs::remove_file(&asked.state).unwrap();
    let lost = asked.start(&["--despite", "publishes", "--name", "test"]);
    assert_eq!((lost.code, starts(&service).len()), (0, 6), "{}", lost.stderr);
    let lost: Vec<Value> =
        lost.lines().iter().filter_map(|line| line.get("phase").cloned()).collect();
    assert_eq!(lost, ["completed"; 3], "replays that are there are taken up");
}

#[tokio::test(flavor = "multi_thread")]
async fn failed_window_is_retried_with_again() {
    let folder = tempfile::tempdir().unwrap();
    let asked_of = Asked::of(&Bridge::default().start().await, folder.path());
    let middle = asked_of.to.parse::<Timestamp>().unwrap().minus_ms(60 * MINUTE).to_string();
    let middle: String =
        middle.chars().filter(|char| !matches!(char, '-' | ':')).take(13).collect();
    let service = Bridge {
        fails: Some(Box::leak(format!("-{middle}Z").into_boxed_str())),
        ..Bridge::default()
    };
    let service = service.start().await;
    let asked = Asked { endpoint: service.endpoint().to_owned(), ..asked_of };
    let failed = asked.start(&["--despite", "publishes"]);
    assert_eq!(failed.code, 1, "{}", failed.stderr);
    assert!(failed.stderr.contains("--again repeats it"), "{}", failed.stderr);
    assert_eq!(
        failed.lines().iter().filter(|line| line["reason"] == "the rule is gone").count(),
        1
    );
    assert_eq!(starts(&service).len(), 2, "the third window waits");
    let watched = asked.run(&["watch", "--state", &asked.state]);
    assert_eq!((watched.code, starts(&service).len()), (1, 2), "{}", watched.stderr);
    let verified = asked.run(&["verify", "--state", &asked.state]);
    assert_eq!((verified.code, &verified.lines()[0]["progress"]["completed"]), (1, &json!(1)));
    assert!(verified.stderr.contains("is unknown"), "{}", verified.stderr);

    let again = asked.start(&["--again"]);
    assert_eq!(again.code, 0, "{}", again.stderr);
    let names: Vec<Value> =
        starts(&service).into_iter().map(|start| start["ReplayName"].clone()).collect();
    assert_eq!(names.len(), 4);
    assert_eq!(names[2], format!("{}-2", names[1].as_str().unwrap()));
    let cancelled = asked.run(&["cancel", "--state", &asked.state]);
    assert_eq!(cancelled.code, 0, "{}", cancelled.stderr);
    assert!(cancelled.stderr.contains("Events that were replayed stay"), "{}", cancelled.stderr);
    assert_eq!(asked.run(&["watch", "--state", "no-such-file"]).code, 2);
}

/// GIVEN three events, at 9:00, 9:30 and 10:30, with only the first in the table, and two windows
/// with only the first replayed THEN `verify` lists each missing event with its file and line.
#[test]
fn verify_lists_missing_events() {
    let folder = tempfile::tempdir().unwrap();
    let told = Told::conversation("c-1");
    let event = |time: &str, minute: i64, topic: &str| {
        let mut event: Value =
            serde_json::from_str(&told.event(minute * MINUTE, topic, "c", "s", json!({}))).unwrap();
        event["time"] = json!(time);
        format!("{event}\n")
    };
    let [first, second] =
        [("2026-03-02T09:00:00Z", "customer.start"), ("2026-03-02T09:30:00Z", "customer.end")]
            .map(|(time, topic)| event(time, 0, topic));
    let third = event("2026-03-02T10:30:00Z", 90, "wrapup");
    let data = folder.path().join("data").display().to_string();
    run(&["--data", &data], &first);
    let all = write(folder.path(), "all.jsonl", format!("{first}no event\n{second}{third}"));
    let arrived = write(folder.path(), "arrived.jsonl", format!("{first}{first}{third}"));
    let window = |from: &str, to: &str, phase: &str| {
        json!({
            "from": format!("2026-03-02T{from}:00Z"),
            "to": format!("2026-03-02T{to}:00Z"),
            "replay": from,
            "attempt": 1,
            "phase": phase
        })
    };
    let state = |phase: &str| {
        let state = json!({
            "version": 1,
            "archiveArn": "a",
            "busArn": "b",
            "ruleArn": "r",
            "prefix": "p",
            "windowMinutes": 60,
            "asked": {"from": "2026-03-02T09:00:00Z", "to": "2026-03-02T11:00:00Z"},
            "atOnce": 1,
            "expectedEvents": 3,
            "counted": true,
            "windows": [
                window("09:00", "10:00", "completed"),
                window("10:00", "11:00", phase)
            ],
        });
        write(folder.path(), &format!("{phase}.json"), state.to_string())
    };
    let (running, completed) = (state("running"), state("completed"));
    let verify = |state: &str, events: &str| {
        let place = ["--data", &data, "--scan", "--events", events];
        ran(command(&[&["replay", "verify", "--state", state], place.as_slice()].concat()), b"")
    };

    let verified = verify(&running, &all);
    assert_eq!(verified.code, 1, "{}", verified.stderr);
    let [missing, summary] = &verified.lines()[..] else { panic!("{}", verified.stdout) };
    assert_eq!(
        (&missing["file"], &missing["line"], &missing["conversationId"]),
        (&json!(all), &json!(3), &json!("c-1"))
    );
    let files = &summary["files"];
    let counts = ["events", "found", "missing", "outside", "rejected"]
        .map(|name| files[name].as_u64().unwrap());
    assert_eq!(counts, [2, 1, 1, 1, 1]);
    assert_eq!((&summary["table"]["events"], &summary["table"]["brought"]), (&json!(1), &json!(0)));
    assert!(verified.stderr.contains("all.jsonl:2: not JSON"), "{}", verified.stderr);
    assert!(
        verified.stderr.contains("1 of 2 windows were replayed to the end; only these"),
        "{}",
        verified.stderr
    );

    let partly = verify(&running, &arrived);
    assert_eq!(
        (partly.code, partly.lines().len()),
        (1, 1),
        "a window is not replayed yet: {}",
        partly.stderr
    );
    assert_eq!(verify(&completed, &arrived).lines()[0]["line"], 3);
    let arrived = write(folder.path(), "first.jsonl", &first);
    assert_eq!(verify(&completed, &arrived).code, 0);
}
