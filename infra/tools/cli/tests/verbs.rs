//! Verbs whose arguments match little or nothing.

#![allow(clippy::unwrap_used, reason = "these are tests")]

mod support;

use std::io::Write;
use std::path::Path;

use common_events::EventType;
use serde_json::{Value, json};
use support::{Told, run, switchboard, switchboard_on, write};
use testkit::case_files;

/// A folder with an open conversation `open-1` and an ended one `ended-1`, both of the user `u1`.
fn folder() -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data").display().to_string();
    let talk =
        |id| Told::conversation(id).event(0, "user.start", "a", "a1", json!({"userId": "u1"}));
    let hung_up =
        Told::conversation("ended-1").event(1, "user.end", "a", "a1", json!({"userId": "u1"}));
    run(&["--data", &data], &(talk("open-1") + &talk("ended-1") + &hung_up));
    (folder, data)
}

/// What `list` prints: the ids, sorted, and the lines.
fn list(data: &str, arguments: &[&str]) -> (Vec<String>, Vec<Value>) {
    let told = switchboard(&[&["list", "--data", data], arguments].concat(), "");
    assert_eq!(told.code, 0, "{}", told.stderr);
    let id = |line: &Value| line["conversationId"].as_str().unwrap().to_owned();
    let mut ids: Vec<String> = told.lines().iter().map(id).collect();
    ids.sort();
    (ids, told.lines())
}

#[test]
fn list_combines_open_and_user() {
    let (_folder, data) = folder();
    let listed = |arguments: &[&str]| list(&data, arguments).0;
    assert_eq!(listed(&["--user", "u1"]), ["ended-1", "open-1"]);
    assert_eq!(listed(&["--open"]), ["open-1"]);
    assert_eq!(listed(&["--open", "--user", "u1"]), ["open-1"]);
    assert_eq!(listed(&["--user", "u2", "--open"]), [""; 0]);
}

/// Ids in the order of the list, by start and by the parties.
#[test]
fn list_filters_by_start_and_parties() {
    let (_folder, data) = folder();
    let listed = |arguments: &[&str]| list(&data, arguments);
    let (all, lines) = listed(&[]);
    let start = lines[0]["conversationStart"].as_str().unwrap().to_owned();
    let day = &start[..10];
    for arguments in [
        &["--since", &start][..],
        &["--since", day],
        &["--since", day, "--until", day],
        &["--until", &start],
        &["--since", &start, "--until", &start, "--medium", "voice", "--agent", "U1"],
    ] {
        assert_eq!(listed(arguments).0, all, "{arguments:?}");
    }
    assert_eq!(listed(&["--since", day, "--open"]).0, ["open-1"]);
    assert_eq!(listed(&["--since", day, "--user", "u1"]).0, all);
    for arguments in [
        &["--since", "2031-01-01"][..],
        &["--until", "2001-01-01"],
        &["--medium", "email"],
        &["--agent", "u2"],
        &["--queue", "q"],
    ] {
        assert_eq!(listed(arguments).0, [""; 0], "{arguments:?}");
        let told = switchboard(&[&["list", "--data", &data], arguments].concat(), "");
        assert_eq!(told.stderr, "no conversations that match\n");
    }
    for (arguments, says) in [
        (["--since", "yesterday"], "or a day such as 2026-03-02"),
        (["--medium", "telegram"], "voice"),
    ] {
        let told = switchboard(&[&["list", "--data", &data], &arguments[..]].concat(), "");
        assert!(told.code == 2 && told.stderr.contains(says), "{}", told.stderr);
    }
}

// The exit status is 2 when no argument matches, and 1 when some do.
#[test]
fn unknown_targets_are_errors() {
    let (folder, data) = folder();
    let nameless = write(folder.path(), "nameless.json", "{\"reason\": \"odd\"}");
    let empty = write(folder.path(), "empty.json", "");
    let stranger =
        json!({"Records": [{"dynamodb": {"Keys": {"pk": {"S": "CONVERSATION#nobody-2"}}}}]});
    let stranger = write(folder.path(), "stranger.json", stranger.to_string());
    for verb in ["reproject", "republish"] {
        let told =
            |targets: &[&str]| switchboard(&[&[verb, "--data", &data], targets].concat(), "");
        for (target, reason) in [
            ("nobody-1", "conversation nobody-1 is not stored"),
            (&stranger, "conversation nobody-2 is not stored"),
            (&nameless, "nameless.json names no conversation"),
            (&empty, "empty.json names no conversation"),
        ] {
            let alone = told(&[target]);
            assert_eq!(alone.code, 2, "{verb} {target}: {}", alone.stderr);
            let beside = told(&[target, "open-1"]);
            assert_eq!(beside.code, 1, "{verb} {target} open-1: {}", beside.stderr);
            for said in [alone.stderr, beside.stderr] {
                assert_eq!(said.matches(reason).count(), 1, "{verb} {target}: {said}");
            }
        }
        let known = told(&["open-1", "ended-1"]);
        assert_eq!(known.code, 0, "{verb}: {}", known.stderr);
    }
}

// Every Common Event has a rule, and its causes are events of the log.
#[test]
fn why_names_rule_and_causes() {
    let (_folder, data) = folder();
    let why = |arguments: &[&str]| {
        switchboard(&[&["why", "--data", &data, "ended-1"], arguments].concat(), "")
    };
    let all = why(&[]);
    assert_eq!(all.code, 0, "{}", all.stderr);
    let logged = switchboard(&["log", "--data", &data, "ended-1"], "").lines();
    let keys: Vec<&Value> = logged.iter().map(|event| &event["key"]).collect();
    assert!(all.lines().len() > 1);
    for line in all.lines() {
        assert!(line["rule"]["sentence"].as_str().unwrap().ends_with('.'), "{line}");
        let causes = line["causedBy"].as_array().unwrap();
        assert!(!causes.is_empty() && causes.iter().all(|cause| keys.contains(&&cause["key"])));
    }
    let ended = why(&["ConversationEnded"]).lines();
    assert_eq!(ended.len(), 1);
    assert_eq!(ended[0]["rule"]["name"], "conversation-ended");
    assert_eq!(ended[0]["causedBy"][0]["topic"], "user.end");
    let none = why(&["SurveyCompleted"]);
    assert_eq!(none.code, 2, "{}", none.stderr);
    assert!(none.stderr.contains("conversation ended-1 has no SurveyCompleted"), "{}", none.stderr);
}

#[test]
fn completions_and_manual_name_every_verb() {
    let help = switchboard(&["help"], "").stdout;
    let verbs: Vec<&str> = help
        .lines()
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next())
        .filter(|word| word.starts_with(char::is_lowercase))
        .collect();
    assert!(verbs.contains(&"run") && verbs.contains(&"reconcile"), "{help}");
    for shell in ["bash", "zsh", "fish"] {
        let completions = switchboard(&["completions", shell], "").ok();
        for verb in &verbs {
            assert!(completions.contains(verb), "{shell} {verb}");
        }
    }
    let folder = tempfile::tempdir().unwrap();
    switchboard(&["man", folder.path().to_str().unwrap()], "").ok();
    for verb in verbs.iter().filter(|verb| **verb != "help") {
        assert!(folder.path().join(format!("switchboard-{verb}.1")).exists(), "{verb}");
    }
}

#[test]
fn empty_lists_are_reported() {
    let (_folder, data) = folder();
    for (arguments, says) in [
        (&["--user", "u2"][..], "no conversations of user u2"),
        (&["--user", "u2", "--open"], "no open conversations of user u2"),
    ] {
        let listed = switchboard(&[&["list", "--data", &data], arguments].concat(), "");
        assert_eq!((listed.code, listed.stdout.as_str(), listed.stderr.trim_end()), (0, "", says));
    }
    switchboard(&["forget", "--data", &data, "open-1"], "").ok();
    assert_eq!(
        switchboard(&["list", "--data", &data, "--open"], "").stderr,
        "no open conversations\n"
    );
    assert_eq!(switchboard(&["list", "--data", &data], "").stderr, "");
    switchboard(&["forget", "--data", &data, "ended-1"], "").ok();
    assert_eq!(switchboard(&["list", "--data", &data], "").stderr, "no conversations\n");
}

#[test]
fn unknown_type_error_lists_all_types() {
    let (_folder, data) = folder();
    let refused =
        switchboard(&["republish", "--data", &data, "--type", "AgentAnswerd", "open-1"], "");
    assert_eq!(refused.code, 2);
    for event_type in EventType::ALL {
        assert!(refused.stderr.contains(event_type.as_str()), "{event_type}: {}", refused.stderr);
    }
    assert!(refused.stderr.contains("similar value exists: 'AgentAnswered'"), "{}", refused.stderr);
}

#[test]
fn simulate_reads_gzip_and_standard_input() {
    let folder = tempfile::tempdir().unwrap();
    let document = std::fs::read(&case_files()[0]).unwrap();
    let plain = write(folder.path(), "details.json", &document);
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(&document).unwrap();
    let gzip = encoder.finish().unwrap();
    let file = write(folder.path(), "details.json.gz", &gzip);
    let simulated =
        |file: &str, input: &[u8]| switchboard_on(&["simulate", "--details", file], input).ok();
    let expected = simulated(&plain, b"");
    assert!(expected.lines().count() > 2);
    assert_eq!(simulated(&file, b""), expected);
    assert_eq!(simulated("-", &document), expected);
    assert_eq!(simulated("-", &gzip), expected);
}

// The error comes before anything is processed.
#[test]
fn unwritable_summary_fails_first() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data").display().to_string();
    let event = Told::conversation("c-1").event(0, "customer.start", "c", "c1", json!({}));
    for summary in [folder.path().join("no/such/summary.json"), folder.path().to_path_buf()] {
        let summary = summary.display().to_string();
        let refused = switchboard(&["run", "--data", &data, "--summary", &summary, "-"], &event);
        assert_eq!((refused.code, refused.stdout.as_str()), (2, ""), "{}", refused.stderr);
        assert!(
            refused.stderr.contains(&format!("{summary} cannot be written")),
            "{}",
            refused.stderr
        );
        assert!(!Path::new(&data).exists(), "nothing was done");
    }
}

#[test]
fn old_summary_stays_until_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let summary = write(folder.path(), "summary.json", "x".repeat(5_000));
    let run = |file: &str| switchboard(&["run", "--summary", &summary, file], "");
    assert_eq!(run("no-such-file").code, 2);
    assert_eq!(std::fs::read_to_string(&summary).unwrap(), "x".repeat(5_000));
    assert_eq!(run("-").code, 0);
    let written: Value = serde_json::from_slice(&std::fs::read(&summary).unwrap()).unwrap();
    assert_eq!(written["events"], 0);
}
