//! Erasing: nothing of a conversation is left in the folder, and readers of the stream continue
//! with the other conversations.

#![allow(clippy::unwrap_used, reason = "these are tests")]

mod support;

use std::path::Path;

use serde_json::{Value, json};
use support::{Told, run, switchboard};

/// The events of a conversation with a number and a name: 40 in total.
fn told(id: &'static str, number: &str, name: &str) -> String {
    let told = Told::conversation(id);
    let start = told.event(0, "customer.start", "c", "c1", json!({"ani": format!("tel:{number}")}));
    let named =
        |at| told.event(at, "attributes", "c", "", json!({"attributes": {"name": name, "at": at}}));
    start + &(1..40).map(named).collect::<String>()
}

/// How often a text occurs in the files of a folder.
fn occurrences(folder: &Path, text: &str) -> usize {
    let files =
        std::fs::read_dir(folder).unwrap().map(|file| std::fs::read(file.unwrap().path()).unwrap());
    files
        .map(|bytes| bytes.windows(text.len()).filter(|window| *window == text.as_bytes()).count())
        .sum()
}

// The Common Events of other conversations are published as before.
#[test]
fn forget_leaves_no_trace_in_any_file() {
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

// The newest stream record is of the erased conversation; the functions must not see it.
#[test]
fn verbs_after_forget_log_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_str().unwrap();
    run(&["--data", data], &(told("kept-1", "+15550100001", "Robin")));
    run(&["--data", data], &told("forgotten-1", "+15550100002", "Kestrel"));
    switchboard(&["forget", "--data", data, "forgotten-1"], "").ok();
    for arguments in [&["run", "--data", data, "-"][..], &["reproject", "--data", data]] {
        let after = switchboard(arguments, "");
        assert_eq!(after.code, 0, "{}", after.stderr);
        assert!(!after.stderr.contains("ERROR"), "{}", after.stderr);
    }
}

/// A folder whose items were deleted without erasing the stream records: by an older release, or by
/// a process that was killed halfway.
#[test]
fn forgetting_again_erases_leftovers() {
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
