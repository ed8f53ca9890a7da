//! Compares the verdicts of `switchboard rules` with those of an independent matcher, quamina.

#![allow(clippy::unwrap_used, reason = "these are tests")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use quamina::Quamina;
use rule_check::{Contract, Rule, Verdict};
use serde_json::{Value, json};

/// The files in a folder of `infra`, by name.
fn published(folder: &str) -> BTreeMap<String, Value> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../infra").join(folder);
    let files = fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
    let jsons = files.filter(|path| path.extension().is_some_and(|extension| extension == "json"));
    jsons
        .map(|path| {
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            (name, serde_json::from_slice(&fs::read(path).unwrap()).unwrap())
        })
        .collect()
}

/// The samples that a pattern matches, according to our matcher.
fn ours(pattern: &Value) -> BTreeSet<String> {
    let pattern = Rule::read(&pattern.to_string()).unwrap().remove(0).pattern.unwrap();
    let matches = Verdict::of(&pattern, Contract::published()).matches;
    matches.into_values().flatten().map(str::to_owned).collect()
}

/// The samples that a pattern matches, according to quamina. Each pattern has its own matcher,
/// because a matcher with thousands of patterns mixes them up (quamina 0.7.0).
fn theirs(pattern: &Value, samples: &BTreeMap<String, Value>) -> BTreeSet<String> {
    let mut matcher = Quamina::new();
    for alternative in alternatives(pattern) {
        matcher.add_pattern("it", &alternative.to_string()).unwrap();
    }
    let is_matched = |sample: &Value| {
        !matcher.matches_for_event(sample.to_string().as_bytes()).unwrap().is_empty()
    };
    samples.iter().filter(|(_, sample)| is_matched(sample)).map(|(name, _)| name.clone()).collect()
}

/// The alternatives of a pattern with `$or`, which quamina lacks: one pattern per branch. Patterns
/// of the same name match if any of them matches.
fn alternatives(pattern: &Value) -> Vec<Value> {
    let Value::Object(fields) = pattern else { return vec![pattern.clone()] };
    let mut all = vec![json!({})];
    for (name, field) in fields {
        let branches: Vec<Value> = if name == "$or" {
            field.as_array().unwrap().iter().flat_map(alternatives).collect()
        } else {
            alternatives(field).into_iter().map(|within| json!({ name: within })).collect()
        };
        all = all
            .iter()
            .flat_map(|so_far| branches.iter().map(|branch| with(so_far, branch)))
            .collect();
    }
    all
}

/// The fields of both patterns.
fn with(one: &Value, other: &Value) -> Value {
    let fields = [one, other].into_iter().flat_map(|pattern| pattern.as_object().unwrap().clone());
    Value::Object(fields.collect())
}

/// Every text and flag in a value, with its path; arrays are flattened as in patterns.
fn leaves(value: &Value, path: &mut Vec<String>, into: &mut BTreeSet<(Vec<String>, String)>) {
    match value {
        Value::Object(fields) => {
            for (name, field) in fields {
                path.push(name.clone());
                leaves(field, path, into);
                path.pop();
            }
        }
        Value::Array(elements) => elements.iter().for_each(|element| leaves(element, path, into)),
        Value::String(_) | Value::Bool(_) => {
            into.insert((path.clone(), value.to_string()));
        }
        Value::Null | Value::Number(_) => {}
    }
}

/// A pattern on one field.
fn asking(path: &[String], matchers: Value) -> Value {
    path.iter().rev().fold(matchers, |within, name| json!({ name: within }))
}

#[test]
fn both_agree_on_every_text_and_flag() {
    let samples = published("schemas/samples");
    let mut all = BTreeSet::new();
    for sample in samples.values() {
        leaves(sample, &mut Vec::new(), &mut all);
    }
    let (mut asked, mut matched) = (0, 0);
    for (path, leaf) in &all {
        let leaf: Value = serde_json::from_str(leaf).unwrap();
        let mut matchers = vec![json!([leaf]), json!([{ "exists": false }])];
        if leaf.is_string() {
            matchers.push(json!([{ "anything-but": [leaf] }]));
        }
        for matchers in matchers {
            let pattern = asking(path, matchers);
            let ours = ours(&pattern);
            assert_eq!(ours, theirs(&pattern, &samples), "{pattern}");
            asked += 1;
            matched += ours.len();
        }
    }
    assert!(asked > 500 && matched > asked, "{asked} patterns match {matched} samples");
}

#[test]
fn both_agree_on_every_published_rule() {
    let samples = published("schemas/samples");
    let rules = published("rules");
    assert!(rules.len() > 10);
    for (name, pattern) in &rules {
        let mut theirs = theirs(pattern, &samples);
        if name == "ended-after-half-an-hour" {
            // The sample lasts 5,097,709,187 ms. EventBridge compares numbers only up to
            // 5,000,000,000; quamina has no such limit.
            assert!(theirs.remove("ConversationEnded.voicemail"));
        }
        assert_eq!(ours(pattern), theirs, "{name}");
    }
}
