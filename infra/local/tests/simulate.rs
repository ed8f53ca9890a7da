//! `simulate` as a program: what its options do to what follows from its events.

#![allow(clippy::unwrap_used, clippy::panic, reason = "these are tests")]

mod support;

use std::collections::BTreeSet;

use serde_json::Value;
use support::{events, run, switchboard};
use tests::what_stands;

/// Delayed and repeated events end in the same Common Events as those in the order of their times.
#[test]
fn delays_do_not_change_what_stands() {
    let options = ["simulate", "--conversations", "25", "--seed", "4"];
    let plain = switchboard(&options, "").ok();
    let delayed =
        switchboard(&[&options[..], &["--jitter", "--duplicates", "0.1"]].concat(), "").ok();
    assert_ne!(plain, delayed);
    let arrivals = |lines: &str| -> Vec<String> {
        let stamp = |event: &Value| event["detail"]["timestamp"].as_str().unwrap().to_owned();
        events(lines).iter().map(stamp).collect()
    };
    assert!(arrivals(&delayed).is_sorted());
    assert_eq!(what_stands(&run(&[], &delayed)), what_stands(&run(&[], &plain)));
}

/// Without ends nothing but conversations that go on is left, and the note says how many are gone.
#[test]
fn all_ends_can_be_left_out() {
    let lost = switchboard(&["simulate", "--conversations", "25", "--lost", "1"], "");
    assert!(lost.stderr.contains(" end events of sessions left out"), "{}", lost.stderr);
    let types: BTreeSet<String> = events(&lost.stdout)
        .iter()
        .map(|event| event["detail-type"].as_str().unwrap().to_owned())
        .collect();
    assert!(types.iter().any(|topic| topic.ends_with("user.start")));
    assert!(!types.iter().any(|topic| topic.ends_with(".end")), "{types:?}");
}

/// Lines in the order of arrival cannot change places, and a probability is at most one.
#[test]
fn options_that_make_no_sense_are_refused() {
    for (options, says) in
        [(&["--jitter", "--shuffle"][..], "cannot be used with"), (&["--lost", "2"], "from 0 to 1")]
    {
        let refused = switchboard(&[&["simulate"], options].concat(), "");
        assert_eq!(refused.code, 2);
        assert!(refused.stderr.contains(says), "{}", refused.stderr);
    }
}
