//! `simulate` as a program: the effect of its options on the Common Events.

#![allow(clippy::unwrap_used, clippy::panic, reason = "these are tests")]

mod support;

use std::collections::BTreeSet;

use serde_json::Value;
use support::{events, run, switchboard};
use testkit::active_events;

/// Delayed and repeated events lead to the same Common Events as events in the order of their
/// times.
#[test]
fn delays_do_not_change_common_events() {
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
    assert_eq!(active_events(&run(&[], &delayed)), active_events(&run(&[], &plain)));
}

/// With `--lost 1`, no end event is left, and the note says how many were left out.
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

/// `--jitter` excludes `--shuffle`, because its lines are in order of arrival. A probability is at
/// most one.
#[test]
fn invalid_options_are_refused() {
    for (options, says) in
        [(&["--jitter", "--shuffle"][..], "cannot be used with"), (&["--lost", "2"], "from 0 to 1")]
    {
        let refused = switchboard(&[&["simulate"], options].concat(), "");
        assert_eq!(refused.code, 2);
        assert!(refused.stderr.contains(says), "{}", refused.stderr);
    }
}
