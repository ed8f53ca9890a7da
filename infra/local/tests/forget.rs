//! Erasing: nothing of a conversation is left in the folder, and whoever follows the stream goes on with the others.

#![allow(clippy::unwrap_used, reason = "these are tests")]

mod support;

use std::path::Path;

use serde_json::{Value, json};
use support::{Told, run, switchboard};

/// A conversation with a number and a name, told by 40 events.
fn told(id: &'static str, number: &str, name: &str) -> String {
    let told = Told::conversation(id);
    let start = told.event(0, "customer.start", "c", "c1", json!({"ani": format!("tel:{number}")}));
    let named =
        |at| told.event(at, "attributes", "c", "", json!({"attributes": {"name": name, "at": at}}));
    start + &(1..40).map(named).collect::<String>()
}

/// How often a text stands in the files of a folder.
fn occurrences(folder: &Path, text: &str) -> usize {
    let files =
        std::fs::read_dir(folder).unwrap().map(|file| std::fs::read(file.unwrap().path()).unwrap());
    files
        .map(|bytes| bytes.windows(text.len()).filter(|window| *window == text.as_bytes()).count())
        .sum()
}

#[test]
fn nothing_of_what_is_forgotten_is_left_in_any_file_and_the_others_are_told_of_as_before() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_str().unwrap();
    let kept = told("kept-1", "+15550100001", "Robin");
    let both = run(&["--data", data], &(told("forgotten-1", "+15550100002", "Kestrel") + &kept));
    let personal = ["forgotten-1", "+15550100002", "Kestrel"];
    assert!(personal.iter().all(|text| occurrences(folder.path(), text) > 0));

    let forgotten = switchboard(&["forget", "--data", data, "forgotten-1"], "");
    assert_eq!(forgotten.code, 0, "{}", forgotten.stderr);
    for text in personal {
        assert_eq!(occurrences(folder.path(), text), 0, "{text}");
    }
    assert!(occurrences(folder.path(), "Robin") > 0);

    let is_kept = |entry: &Value| entry["Detail"]["metadata"]["conversationId"] == "kept-1";
    let late = Told::conversation("kept-1").event(60_000, "customer.end", "c", "c1", json!({}));
    let late = run(&["--data", data], &late);
    assert!(!late.is_empty() && late.iter().all(is_kept), "{late:#?}");
    for follower in ["reconstruct.position", "emit.position"] {
        std::fs::remove_file(folder.path().join(follower)).unwrap();
    }
    let expected: Vec<Value> = both.into_iter().filter(is_kept).chain(late).collect();
    assert_eq!(run(&["--data", data], ""), expected, "all that the stream holds, read once more");
}

/// A folder of a release that left them, or of a process that was killed halfway.
#[test]
fn forgetting_once_more_finds_what_an_earlier_time_left() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_str().unwrap();
    run(&["--data", data], &told("forgotten-1", "+15550100002", "Kestrel"));
    let file = rusqlite::Connection::open(folder.path().join("table.sqlite")).unwrap();
    for table in ["switchboard", "switchboard::gsi::open"] {
        file.execute(&format!("DELETE FROM \"{table}\""), []).unwrap();
    }
    drop(file);
    assert!(occurrences(folder.path(), "Kestrel") > 0);
    let forgotten = switchboard(&["forget", "--data", data, "forgotten-1"], "").lines();
    assert_eq!(forgotten[0]["itemsErased"], 0);
    assert_eq!(occurrences(folder.path(), "Kestrel"), 0);
}
