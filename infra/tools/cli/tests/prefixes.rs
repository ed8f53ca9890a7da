//! A conversation may be named by the beginning of its id, if no other begins so.

#![allow(clippy::unwrap_used, reason = "these are tests")]

mod support;

use local_aws::embedded::Embedded;
use serde_json::json;
use support::{Ran, Told, command, ran, run, switchboard};

const ONE: &str = "3b8550e9-6043-5ac1-869b-2d7a4a190958";
const TWO: &str = "3b85ffff-6043-5ac1-869b-2d7a4a190958";

/// A folder with both conversations, which begin alike.
fn folder() -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data").display().to_string();
    let start = |id| Told::conversation(id).event(0, "customer.start", "c", "c1", json!({}));
    run(&["--data", &data], &(start(ONE) + &start(TWO)));
    (folder, data)
}

const VERBS: [&str; 6] = ["show", "log", "why", "reproject", "republish", "forget"];

#[test]
fn every_verb_takes_an_unambiguous_beginning() {
    let (_folder, data) = folder();
    let told = |verb: &str, id: &str| switchboard(&[verb, "--data", &data, id], "");
    for verb in VERBS {
        for ambiguous in ["3b85", "3B85"] {
            let told = told(verb, ambiguous);
            assert_eq!(told.code, 2, "{verb}: {}{}", told.stdout, told.stderr);
            assert!(told.stderr.contains(ONE) && told.stderr.contains(TWO), "{}", told.stderr);
        }
    }
    // `forget` comes last.
    for verb in VERBS {
        let short = told(verb, "3b8550");
        assert_eq!(short.code, 0, "{verb}: {}", short.stderr);
        assert!(!short.stdout.contains(TWO), "{verb}: {}", short.stdout);
    }
    let left = switchboard(&["list", "--data", &data], "").ok();
    assert!(!left.contains(ONE) && left.contains(TWO), "forget erased the one that was meant");
}

/// The error is that of an unknown id, also for what is too short.
#[test]
fn unknown_and_short_beginnings_are_unknown_ids() {
    let (_folder, data) = folder();
    for id in ["3b8", "4444", "3b8550e9-6043-5ac1-869b-2d7a4a190959", "3b8550e9-6043-5ac2"] {
        for verb in ["show", "log", "why", "reproject", "republish"] {
            let told = switchboard(&[verb, "--data", &data, id], "");
            assert_eq!(told.code, 2, "{verb} {id}: {}", told.stdout);
            let says = format!("conversation {id} is not stored");
            assert!(told.stderr.contains(&says), "{verb} {id}: {}", told.stderr);
        }
    }
}

/// In a deployed table only indexes are searched, and nothing is erased by a beginning.
#[test]
fn deployed_table_is_searched_by_its_indexes() {
    let (folder, _) = folder();
    let deployed = Embedded::start(Some(&folder.path().join("data"))).unwrap();
    let on_table = |arguments: &[&str]| -> Ran {
        let mut command =
            command(&[&arguments[..1], &["--table", "switchboard"], &arguments[1..]].concat());
        command
            .env("AWS_ENDPOINT_URL_DYNAMODB", deployed.endpoint())
            .env("AWS_REGION", "eu-central-1")
            .env("AWS_ACCESS_KEY_ID", "test")
            .env("AWS_SECRET_ACCESS_KEY", "test");
        ran(command, b"")
    };
    let shown = on_table(&["show", "3b8550"]);
    assert_eq!(shown.lines()[0]["conversationId"], ONE, "{}", shown.stderr);
    let says = format!("3b8550 is {ONE}, the only one among the open conversations");
    assert!(shown.stderr.contains(&says), "{}", shown.stderr);
    let forgotten = on_table(&["forget", "3b8550"]);
    assert_eq!(forgotten.code, 2, "{}", forgotten.stdout);
    assert!(forgotten.stderr.contains(&format!("if you mean {ONE}")), "{}", forgotten.stderr);
    assert_eq!(on_table(&["list"]).lines().len(), 2);
    assert_eq!(on_table(&["forget", ONE]).code, 0);
}
