//! A run that was killed continues where it stopped.

#![allow(clippy::unwrap_used, clippy::panic, reason = "these are tests")]

mod support;

use std::io::{BufRead, BufReader};
use std::process::Stdio;

use serde_json::Value;
use support::{command, difference, run, switchboard, write};
use testkit::active_events;

/// Output that the reader did not take before closing the pipe is printed by the next run.
#[test]
fn closed_pipe_ends_the_run_quietly() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data").display().to_string();
    let input = switchboard(&["simulate", "--conversations", "30"], "").ok();
    let file = write(folder.path(), "events.jsonl", &input);
    let mut child = command(&["run", "--data", &data, &file]).stdin(Stdio::null()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let ended = child.wait_with_output().unwrap();
    assert_eq!(
        (ended.status.code(), String::from_utf8_lossy(&ended.stderr).as_ref()),
        (Some(0), "")
    );
    let rest = active_events(&run(&["--data", &data], &input));
    let whole = active_events(&run(&[], &input));
    let lost: Vec<&String> =
        whole.keys().filter(|id| !rest.contains_key(*id) && !line.contains(id.as_str())).collect();
    assert!(
        lost.len() < whole.len() / 2,
        "what was in the pipe is gone, the rest is not: {} of {}",
        lost.len(),
        whole.len()
    );
}

/// GIVEN runs that are killed in the middle THEN together they publish what one undisturbed run
/// does: every Common Event at least once, with the same last revision, and the same trees.
#[test]
fn killed_runs_lose_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let input = switchboard(
        &["simulate", "--conversations", "40", "--seed", "11", "--duplicates", "0.1"],
        "",
    )
    .ok();
    let file = write(folder.path(), "events.jsonl", &input);
    let (undisturbed, data) = (folder.path().join("undisturbed"), folder.path().join("killed"));
    let (undisturbed, data) = (undisturbed.to_str().unwrap(), data.to_str().unwrap());
    let expected = run(&["--data", undisturbed], &input);
    let mut told: Vec<Value> = Vec::new();
    for lines in [5, 40, 150] {
        let mut child = command(&["run", "--data", data, &file])
            .stdin(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        for _ in 0..lines {
            line.clear();
            output.read_line(&mut line).unwrap();
            told.push(serde_json::from_str(&line).unwrap());
        }
        child.kill().unwrap();
        child.wait().unwrap();
        told.extend(
            output
                .lines()
                .map_while(Result::ok)
                .filter_map(|line| serde_json::from_str(&line).ok()),
        );
    }
    told.extend(run(&["--data", data], &input));
    let (told, expected) = (active_events(&told), active_events(&expected));
    assert!(told == expected, "{:#?}", difference(&told, &expected));
    let listed = |data: &str| {
        let mut listed: Vec<String> = switchboard(&["list", "--data", data], "")
            .lines()
            .iter()
            .map(Value::to_string)
            .collect();
        listed.sort();
        listed
    };
    assert_eq!(listed(data), listed(undisturbed));
    assert!(run(&["--data", data], &input).is_empty(), "and then there is nothing more to say");
}
