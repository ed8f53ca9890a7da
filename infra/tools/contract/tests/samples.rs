//! Samples match the schemas, the schemas reject everything else, and a Rust subscriber can read
//! the samples.

#![allow(clippy::unwrap_used, clippy::panic, reason = "these are tests")]

mod support;

use std::collections::BTreeSet;

use common_events::{CommonEvent, EventType, SCHEMA_VERSION};
use contract::promises::promises;
use serde_json::{Value, json};
use support::{errors, event_type, file, samples, validators};

/// Fields that no sample has, because the simulator has no conversation with them.
const NOT_SHOWN: [&str; 1] = [
    // In no conversation does an agent transfer to a flow.
    "AgentTransferredConversation data.to.flowId",
];

#[test]
fn every_type_has_a_sample_and_every_sample_is_valid() {
    let (samples, validators) = (samples(), validators());
    for one in EventType::ALL {
        assert!(samples.contains_key(&format!("{one}.json")), "{one}");
    }
    for (name, event) in &samples {
        assert_eq!(name.split('.').next(), event["detail-type"].as_str(), "{name}");
        assert_eq!(event["detail-type"], event["detail"]["metadata"]["type"], "{name}");
        let errors = errors(&validators[&event_type(event)], &event["detail"]);
        assert!(errors.is_empty(), "{name}: {errors:?}");
    }
}

#[test]
fn a_rust_subscriber_reads_every_sample() {
    for (name, event) in samples() {
        let read: CommonEvent = serde_json::from_value(event["detail"].clone()).unwrap();
        assert_eq!(read.payload().unwrap().event_type(), event_type(&event), "{name}");
        assert_eq!(
            serde_json::to_value(&read).unwrap(),
            event["detail"],
            "{name}: nothing is lost"
        );
        let seconds = read.metadata.occurred_at.to_string();
        assert_eq!(event["time"].as_str().unwrap()[..19], seconds[..19], "{name}");
    }
}

#[test]
fn only_named_samples_have_attribute_values() {
    for (name, event) in samples() {
        let data = &event["detail"]["data"];
        let values = data["attributes"]["values"].as_object().map_or(0, serde_json::Map::len);
        let allowed = ["AttributesUpdated.published.json", "ConversationEnded.attributes.json"]
            .contains(&name.as_str());
        assert_eq!(values > 0, allowed, "{name}");
    }
}

#[test]
fn samples_have_no_personal_data() {
    fn check(name: &str, value: &Value) {
        match value {
            Value::String(text) => {
                let number = text.find('+').is_none_or(|at| text[at..].starts_with("+155501"));
                let address = !text.contains('@') || text.ends_with("@example.com");
                assert!(number && address && !text.starts_with("Name "), "{name}: {text}");
            }
            Value::Array(values) => values.iter().for_each(|value| check(name, value)),
            Value::Object(fields) => fields.values().for_each(|value| check(name, value)),
            _ => {}
        }
    }
    samples().iter().for_each(|(name, event)| check(name, event));
}

#[test]
fn a_schema_rejects_other_values() {
    let (event, validators) = (file("samples/AgentDidNotAnswer.json"), validators());
    let validator = &validators[&EventType::AgentDidNotAnswer];
    assert!(validator.is_valid(&event["detail"]));
    for (pointer, odd) in [
        ("/data/how", json!(1)),
        ("/data/alertMs", json!("7000")),
        ("/data/userId", json!("a b")),
        ("/data/userId", Value::Null),
        ("/metadata/type", json!("AgentAnswered")),
        ("/metadata/schemaVersion", json!(SCHEMA_VERSION + 1)),
        ("/metadata/occurredAt", json!("yesterday")),
        ("/metadata/id", json!("1")),
        ("/metadata/causes/0", json!("0x1")),
    ] {
        let mut detail = event["detail"].clone();
        *detail.pointer_mut(pointer).unwrap() = odd;
        assert!(!validator.is_valid(&detail), "{pointer}");
    }
    for (object, required) in
        [("/data", "how"), ("/data", "conversation"), ("/metadata", "revision"), ("", "data")]
    {
        let mut detail = event["detail"].clone();
        detail.pointer_mut(object).unwrap().as_object_mut().unwrap().remove(required);
        assert!(!validator.is_valid(&detail), "{object}/{required}");
    }
    let mut more = event["detail"].clone();
    more["data"]["added"] = json!({"later": true});
    assert!(validator.is_valid(&more), "what is not named is allowed");
}

/// Given a word that a later edition adds, when a subscriber validates or reads the event, then it
/// is accepted.
#[test]
fn a_later_word_breaks_no_subscriber() {
    let validators = validators();
    for (name, pointer) in [
        ("AgentDidNotAnswer", "/data/how"),
        ("AgentAssigned", "/data/via"),
        ("AgentTransferredConversation", "/data/to/type"),
        ("ConversationDequeued", "/data/outcome"),
        ("ConversationEnded", "/data/endedBy"),
        ("ConversationEnded", "/data/outcome"),
    ] {
        let mut event = file(&format!("samples/{name}.json"));
        *event["detail"].pointer_mut(pointer).unwrap() = json!("madeUp");
        assert!(validators[&event_type(&event)].is_valid(&event["detail"]), "{name}{pointer}");
        let read: Result<CommonEvent, _> = serde_json::from_value(event["detail"].clone());
        assert!(read.is_ok(), "{name}{pointer}: {read:?}");
    }
}

#[test]
fn the_samples_show_every_field() {
    let mut shown = BTreeSet::new();
    for event in samples().values() {
        fields(event["detail-type"].as_str().unwrap(), "", &event["detail"], &mut shown);
    }
    let mut declared = BTreeSet::new();
    for one in EventType::ALL {
        let promises = promises(one.as_str(), SCHEMA_VERSION, &file(&format!("{one}.json")));
        declared.extend(
            promises.iter().filter_map(|promise| Some(name(one.as_str(), promise.field()?))),
        );
    }
    let missing: Vec<&String> = declared.difference(&shown).collect();
    assert_eq!(missing, NOT_SHOWN);
    let unknown: Vec<&String> = shown.difference(&declared).collect();
    assert!(unknown.is_empty(), "{unknown:?}");
}

/// A field with its type. A field that every event may have has no type, so that any sample shows
/// it.
fn name(event_type: &str, path: &str) -> String {
    let common = [
        "data.participantId",
        "data.sessionId",
        "data.stretch",
        "data.mediaType",
        "data.direction",
        "data.userId",
        "data.queueId",
        "data.inferred",
    ];
    let is_common = path.starts_with("metadata")
        || path.starts_with("data.conversation")
        || common.contains(&path);
    format!("{} {path}", if is_common { "every event" } else { event_type })
}

fn fields(event_type: &str, path: &str, value: &Value, shown: &mut BTreeSet<String>) {
    let inner: Vec<(String, &Value)> = match value {
        Value::Object(fields) if path.is_empty() => {
            fields.iter().map(|(name, value)| (name.clone(), value)).collect()
        }
        Value::Object(fields) if path.ends_with("attributes.values") => {
            fields.values().map(|value| (format!("{path}.*"), value)).collect()
        }
        Value::Object(fields) => {
            fields.iter().map(|(name, value)| (format!("{path}.{name}"), value)).collect()
        }
        Value::Array(values) => values.iter().map(|value| (format!("{path}[]"), value)).collect(),
        _ => Vec::new(),
    };
    for (path, value) in inner {
        shown.insert(name(event_type, &path));
        fields(event_type, &path, value, shown);
    }
}
