//! All Common Events of conversations of every kind are valid under the schemas.

#![allow(clippy::unwrap_used, clippy::panic, reason = "these are tests")]

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use common_events::EventType;
use contract::published::{Story, Way};
use contract::samples::Source;
use emit::PublishedAddresses;
use jsonschema::Validator;
use serde_json::Value;
use simulate::{conversation, kinds};
use support::{errors, validators};

/// Number of generated conversations of each kind.
const SEEDS: u64 = 12;
const WAYS: [Way; 4] = [Way::InOrder, Way::Backwards, Way::AtOnce, Way::Replayed];

/// Publishes a story, validates each event, and returns the types of the events.
fn publish(
    validators: &BTreeMap<EventType, Validator>,
    name: &str,
    story: &Story,
    way: Way,
) -> Vec<EventType> {
    let entries = story.entries(way, &["*"], PublishedAddresses::clear()).unwrap();
    for entry in &entries {
        let detail: Value = serde_json::from_str(entry.detail.get()).unwrap();
        let errors = errors(&validators[&entry.detail_type], &detail);
        assert!(errors.is_empty(), "{name}, {way:?}: {errors:?} of {detail}");
    }
    entries.iter().map(|entry| entry.detail_type).collect()
}

#[test]
fn simulated_conversations_publish_valid_events() {
    let validators = validators();
    let mut told = Vec::new();
    for kind in kinds() {
        for (seed, way) in (0..SEEDS).zip(WAYS.into_iter().cycle()) {
            let story = Story::of(&conversation(*kind, seed));
            told.extend(publish(&validators, &format!("{kind:?}, seed {seed}"), &story, way));
        }
    }
    let types: BTreeSet<&EventType> = told.iter().collect();
    let never: Vec<&EventType> = EventType::ALL.iter().filter(|one| !types.contains(one)).collect();
    assert_eq!(never, [&EventType::SurveyCompleted, &EventType::EvaluationCompleted]);
    assert!(told.len() > 5_000, "{} events", told.len());
}

#[test]
fn cases_and_an_evaluation_publish_valid_events() {
    let validators = validators();
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../tests/fixtures/cases");
    for way in WAYS {
        for case in std::fs::read_dir(&cases).unwrap() {
            let case = case.unwrap().path();
            let details = serde_json::from_slice(&std::fs::read(&case).unwrap()).unwrap();
            publish(&validators, &case.display().to_string(), &Story::of(&details), way);
        }
        let told = publish(&validators, "evaluated", &Source::Evaluated.story().unwrap(), way);
        assert!(told.contains(&EventType::EvaluationCompleted));
    }
}
