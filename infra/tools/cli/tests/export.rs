//! `export` writes what is stored, from a folder and from a deployed table, and nothing over
//! another export. `tests/export.sh` compares every value.

#![allow(clippy::unwrap_used, reason = "these are tests")]

mod support;

use std::collections::BTreeMap;
use std::path::Path;

use local_aws::embedded::Embedded;
use serde_json::Value;
use support::{Ran, command, ran, run, switchboard, write};

/// The rows that an export says it has written, by table.
fn rows(exported: Ran) -> BTreeMap<String, u64> {
    let lines = Ran { stdout: exported.ok(), code: 0, stderr: String::new() }.lines();
    let row = |line: &Value| {
        assert_eq!(line["files"], 1, "{line}");
        (line["table"].as_str().unwrap().to_owned(), line["rows"].as_u64().unwrap())
    };
    lines.iter().map(row).collect()
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn rows_are_those_of_the_table() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let events = switchboard(&["simulate", "--conversations", "40", "--shuffle"], "").ok();
    let file = write(folder.path(), "events.jsonl", &events);
    let data = at("data");
    let published = run(&["--data", text(&data), &file], "");
    let ids: BTreeMap<&str, ()> = published
        .iter()
        .map(|entry| (entry["Detail"]["metadata"]["id"].as_str().unwrap(), ()))
        .collect();
    let listed = switchboard(&["list", "--data", text(&data)], "").lines();

    let all = rows(switchboard(&["export", "--data", text(&data), text(&at("all"))], ""));
    assert_eq!(all["common_events"], ids.len() as u64);
    assert_eq!(all["conversations"], listed.len() as u64);
    let participants: u64 =
        listed.iter().map(|one| one["counts"]["participants"].as_u64().unwrap()).sum();
    assert_eq!(all["participants"], participants);
    assert!(all["segments"] > all["participants"], "{all:?}");
    for table in all.keys() {
        assert!(at("all").join(table).join("part-00000.parquet").is_file(), "{table}");
    }
    assert!(!at("all").join(".incomplete").exists());

    let again = switchboard(&["export", "--data", text(&data), text(&at("all"))], "");
    assert_eq!(again.code, 2);
    assert!(again.stderr.contains("is not empty: name a new folder"), "{}", again.stderr);

    // By its first instant, from the index: the conversation that began first is left out.
    let mut starts: Vec<&str> =
        listed.iter().filter_map(|one| one["conversationStart"].as_str()).collect();
    starts.sort_unstable();
    let later = starts.iter().filter(|start| **start > starts[0]).count() as u64;
    let since = starts.iter().find(|start| **start > starts[0]).unwrap();
    let from = ["export", "--data", text(&data), "--since", since];
    let part = rows(switchboard(&[&from[..], &[text(&at("part"))]].concat(), ""));
    assert_eq!(part["conversations"], later);
    assert!(part["common_events"] < all["common_events"], "{part:?}");

    let deployed = Embedded::start(Some(&data)).unwrap();
    let mut on_table = command(&["export", "--table", "switchboard", text(&at("deployed"))]);
    on_table
        .env("AWS_ENDPOINT_URL_DYNAMODB", deployed.endpoint())
        .env("AWS_REGION", "eu-central-1")
        .env("AWS_ACCESS_KEY_ID", "test")
        .env("AWS_SECRET_ACCESS_KEY", "test");
    assert_eq!(rows(ran(on_table, b"")), all);
}
