//! The published rules against the published samples, and `rules` as a program.

#![allow(clippy::unwrap_used, clippy::panic, reason = "these are tests")]

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use common_events::EventType;
use proptest::prelude::*;
use proptest::sample::Index;
use rule_check::{Contract, Rule, Verdict};
use serde_json::{Value, json};
use support::{Ran, switchboard, write};

/// What each published rule matches: samples by name, or all except some; and how many more types
/// it may match.
const PUBLISHED: [(&str, Matched, usize); 14] = [
    ("abandoned-after-a-minute", Matched::Only(&["ConversationAbandoned"]), 0),
    (
        "agent-assigned",
        Matched::Only(&["AgentAssigned", "AgentAssigned.handover", "AgentAssigned.transfer"]),
        0,
    ),
    (
        "agent-declined-or-let-it-ring",
        Matched::Only(&["AgentDidNotAnswer", "AgentDidNotAnswer.timed-out"]),
        0,
    ),
    ("callback-from-a-web-form", Matched::Only(&[]), 1),
    (
        "email-only",
        Matched::Only(&[
            "ContactAssociated.organization",
            "ConversationCreated.email",
            "ConversationParked",
            "ConversationReopened",
        ]),
        25,
    ),
    ("ended-after-half-an-hour", Matched::Only(&["ConversationEnded.agent"]), 0),
    (
        "first-revision",
        Matched::AllBut(&[
            "AgentTransferredConversation.revised",
            "ConversationEnded.revised",
            "ConversationEnded.withdrawn",
        ]),
        0,
    ),
    ("no-probe", Matched::AllBut(&[]), 0),
    (
        "no-replay",
        Matched::AllBut(&["ConversationCreated.replayed", "ConversationEnded.replayed"]),
        0,
    ),
    ("one-organization", Matched::AllBut(&[]), 0),
    (
        "transfer-between-queues",
        Matched::Only(&["AgentTransferredConversation", "AgentTransferredConversation.revised"]),
        0,
    ),
    (
        "vip-queue",
        Matched::Only(&[
            "AgentAssigned.transfer",
            "AgentDisconnected",
            "AgentTransferredConversation",
            "AgentTransferredConversation.revised",
            "ConversationQueued.by-transfer",
        ]),
        25,
    ),
    ("withdrawn", Matched::Only(&["ConversationEnded.withdrawn"]), 28),
    ("wrap-up-code", Matched::Only(&["WrapUpCompleted"]), 0),
];

enum Matched {
    Only(&'static [&'static str]),
    AllBut(&'static [&'static str]),
}

fn infra(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(name)
}

/// The JSON files of a folder, by name without `.json`.
fn json_files(folder: &str) -> BTreeMap<String, PathBuf> {
    let files = fs::read_dir(infra(folder)).unwrap().map(|entry| entry.unwrap().path());
    let json = files.filter(|path| path.extension().is_some_and(|extension| extension == "json"));
    json.map(|path| (path.file_stem().unwrap().to_str().unwrap().to_owned(), path)).collect()
}

fn samples() -> BTreeMap<String, Value> {
    let read = |path: &PathBuf| serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
    json_files("schemas/samples").iter().map(|(name, path)| (name.clone(), read(path))).collect()
}

fn verdict(pattern: &Value) -> Verdict<'static> {
    let rule = Rule::read(&pattern.to_string()).unwrap().remove(0);
    Verdict::of(
        &rule.pattern.unwrap_or_else(|error| panic!("{pattern}: {error}")),
        Contract::published(),
    )
}

fn matched(verdict: &Verdict<'_>) -> BTreeSet<String> {
    verdict.matches.values().flatten().map(|name| (*name).to_owned()).collect()
}

/// Runs the command on a file of rules.
fn rules(content: &str) -> Ran {
    let folder = tempfile::tempdir().unwrap();
    switchboard(&["rules", &write(folder.path(), "rules.json", content)], "")
}

#[test]
fn every_published_rule_matches_exactly_these_samples() {
    let (files, samples) = (json_files("rules"), samples());
    assert_eq!(
        files.keys().map(String::as_str).collect::<Vec<_>>(),
        PUBLISHED.map(|(name, ..)| name)
    );
    let readme = fs::read_to_string(infra("rules/README.md")).unwrap();
    for (name, expected, possible) in PUBLISHED {
        let pattern = serde_json::from_slice(&fs::read(&files[name]).unwrap()).unwrap();
        let verdict = verdict(&pattern);
        let listed =
            |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<_>>();
        let expected = match expected {
            Matched::Only(names) => listed(names),
            Matched::AllBut(names) => {
                &samples.keys().cloned().collect::<BTreeSet<_>>() - &listed(names)
            }
        };
        assert_eq!(matched(&verdict), expected, "{name}");
        assert_eq!(verdict.possible.len(), possible, "{name}: {:?}", verdict.possible);
        assert_eq!(verdict.warnings, [""; 0], "{name}");
        assert!(
            readme.contains(&format!("**[`{name}.json`]({name}.json)**")),
            "{name} is missing in the README"
        );
    }
}

// The binary holds the published schemas and samples.
#[test]
fn binary_holds_the_published_contract() {
    let types: BTreeSet<String> = json_files("schemas")
        .into_keys()
        .filter(|name| name.parse::<EventType>().is_ok())
        .collect();
    assert_eq!(types, EventType::ALL.iter().map(ToString::to_string).collect());
    let all = verdict(&json!({"source": ["switchboard.conversations"]}));
    assert_eq!(matched(&all), samples().into_keys().collect());
    assert_eq!(all.matches.len(), EventType::ALL.len(), "every type has a sample");
}

#[test]
fn dead_rules_are_found() {
    for (pattern, says) in [
        (json!({"detail-type": ["AgentAsigned"]}), "did you mean \"AgentAssigned\"?"),
        (
            json!({"source": ["switchboard.conversation"]}),
            "did you mean \"switchboard.conversations\"?",
        ),
        (
            json!({"source": ["aws.partner/genesys.com"]}),
            "source is always \"switchboard.conversations\"",
        ),
        (json!({"detail": {"data": {"queueid": ["q"]}}}), "did you mean detail.data.queueId?"),
        (json!({"detail": {"metadata": {"status": ["Active"]}}}), "did you mean \"active\"?"),
        (
            json!({"detail": {"data": {"durationMs": ["60000"]}}}),
            "detail.data.durationMs is a number",
        ),
        (
            json!({"detail": {"data": {"conversation": {"mediaType": [{"numeric": ["=", 1]}]}}}}),
            "mediaType is a text",
        ),
        (
            json!({"detail-type": ["AgentAssigned"], "detail": {"data": {"kind": ["blind"]}}}),
            "kind is not part of the contract",
        ),
        (
            json!({"detail": {"data": {"kind": ["blind"], "outcome": ["handled"]}}}),
            "match: detail.data.kind is not part of the contract; detail.data.outcome is not",
        ),
    ] {
        let ran = rules(&pattern.to_string());
        assert_eq!(ran.code, 1, "{pattern}: {}", ran.stderr);
        assert!(
            ran.stderr.contains("rules.json: no Common Event can ever match"),
            "{pattern}: {}",
            ran.stderr
        );
        assert!(ran.stderr.contains(says), "{pattern}: {}", ran.stderr);
        let told = &ran.lines()[0];
        assert_eq!((&told["matches"], &told["possible"]), (&json!({}), &json!([])), "{pattern}");
        assert_eq!(told["never"].as_object().unwrap().len(), EventType::ALL.len(), "{pattern}");
    }
}

// An invalid pattern is rejected alone.
#[test]
fn every_pattern_gets_a_line() {
    let assigned = json!({"detail-type": ["AgentAssigned"]});
    let several = json!([
        assigned,
        {"source": "x"},
        {"detail": {"metadata": {"replayed": [{"exists": false}]}}}
    ]);
    let ran = rules(&several.to_string());
    assert_eq!(ran.code, 1);
    let told = ran.lines();
    assert_eq!(told.iter().map(|line| &line["index"]).collect::<Vec<_>>(), [0, 2]);
    let samples = ["AgentAssigned", "AgentAssigned.handover", "AgentAssigned.transfer"];
    assert_eq!(told[0]["matches"], json!({"AgentAssigned": samples}));
    assert_eq!(
        told[0]["never"]["AgentLeft"],
        "detail-type is always \"AgentLeft\", never \"AgentAssigned\""
    );
    assert!(
        told[1]["warnings"][0].as_str().unwrap().contains("did you mean detail.metadata.replay?")
    );
    assert!(
        ran.stderr.contains("rules.json[1]: source: EventBridge takes an array"),
        "{}",
        ran.stderr
    );

    let rule = json!({"Type": "AWS::Events::Rule", "Properties": {"EventPattern": assigned}});
    let template = rules(&json!({"Resources": {"OnAssigned": rule}}).to_string());
    assert_eq!(
        (template.code, &template.lines()[0]["name"]),
        (0, &json!("OnAssigned")),
        "{}",
        template.stderr
    );
    let described = rules(&json!({"Name": "r", "EventPattern": assigned.to_string()}).to_string());
    assert_eq!((described.code, described.stderr.as_str()), (0, ""));
    assert_eq!(described.lines()[0].get("index"), None);
}

// Files that cannot be read are reported.
#[test]
fn rules_reads_files_and_standard_input() {
    let piped = switchboard(&["rules", "-"], "{\"detail-type\": [\"AgentAssigned\"]}");
    assert_eq!((piped.code, &piped.lines()[0]["file"]), (0, &json!("-")));
    let broken = rules("{\n  \"source\": [\"a\",]\n}");
    assert_eq!((broken.code, broken.stdout.as_str()), (1, ""));
    assert!(
        broken.stderr.contains("not JSON") && broken.stderr.contains("line 2 column 18"),
        "{}",
        broken.stderr
    );
    let missing = switchboard(&["rules", "no-such-file"], "");
    assert_eq!((missing.code, missing.stdout.as_str()), (2, ""));
    assert!(missing.stderr.contains("no-such-file cannot be read"), "{}", missing.stderr);
    assert_eq!(switchboard(&["rules"], "").code, 2);
}

/// The leaves of an event, path and value. Of an array, only the first element is taken, because a
/// path does not name elements.
fn leaves(value: &Value, path: &[&str]) -> Vec<(Vec<String>, Value)> {
    match value {
        Value::Object(fields) => {
            let inner = |(name, value): (&String, &Value)| {
                leaves(value, &[path, &[name.as_str()]].concat())
            };
            fields.iter().flat_map(inner).collect()
        }
        Value::Array(values) => values.first().map(|value| leaves(value, path)).unwrap_or_default(),
        leaf => vec![(path.iter().map(|name| (*name).to_owned()).collect(), leaf.clone())],
    }
}

/// An alternative that matches a value.
fn alternative(value: &Value, kind: usize) -> Value {
    match (value, kind % 6) {
        (Value::String(text), 1) => json!({"prefix": text.chars().take(3).collect::<String>()}),
        (Value::String(text), 2) => json!({"equals-ignore-case": text.to_uppercase()}),
        (Value::String(text), 3) => json!({"anything-but": format!("{text}!")}),
        (Value::Number(number), 1..=4) if number.as_f64().unwrap() <= 5e9 => {
            json!({"numeric": [">=", number]})
        }
        (Value::Number(number), _) if number.is_f64() => json!({"numeric": ["<=", number]}),
        (_, 5) => json!({"exists": true}),
        _ => value.clone(),
    }
}

/// An alternative that does not match a value.
fn other(value: &Value, kind: usize) -> Value {
    match (value, kind % 4) {
        (Value::String(text), 0) => json!(format!("{text}!")),
        (Value::String(text), 1) => json!({"anything-but": text}),
        (Value::Number(number), 0) if number.as_f64().unwrap() < 5e9 => {
            json!({"numeric": [">", number]})
        }
        (_, 2) => json!({"exists": false}),
        _ => Value::Null,
    }
}

fn put(pattern: &mut Value, path: &[String], alternatives: Value) {
    let inner = path.iter().fold(pattern, |pattern, name| &mut pattern[name.as_str()]);
    *inner = alternatives;
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// A pattern made of a sample's leaves matches the sample; after one leaf is changed, it does
    /// not.
    #[test]
    fn patterns_made_of_samples_match_them(
        which in any::<Index>(),
        chosen in prop::collection::vec((any::<Index>(), 0..12_usize), 1..8),
    ) {
        let samples = samples();
        let (name, event) = which.get(&samples.iter().collect::<Vec<_>>()).to_owned();
        let leaves = leaves(event, &[]);
        let mut pattern = json!({});
        for (index, kind) in &chosen {
            let (path, value) = index.get(&leaves);
            put(&mut pattern, path, json!([alternative(value, *kind)]));
        }
        let found = verdict(&pattern);
        prop_assert!(matched(&found).contains(name), "{name}: {pattern}");
        prop_assert!(found.warnings.is_empty(), "{name}: {pattern}: {:?}", found.warnings);

        let in_array = |path: &[String]|
            path.iter().fold(event, |value, name| &value[name.as_str()]).is_null();
        let (index, kind) = &chosen[0];
        let (path, value) = index.get(&leaves);
        prop_assume!(
            !in_array(path)
                && path.last().is_some_and(|name| {
                    name != "names" && name != "causes" && name != "skillIds"
                })
        );
        put(&mut pattern, path, json!([other(value, *kind)]));
        prop_assert!(!matched(&verdict(&pattern)).contains(name), "{name}: {pattern}");
    }
}
