//! Validators of the schemas in the folder.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    dead_code,
    reason = "only tests use it, each its part"
)]

use std::collections::BTreeMap;

use common_events::EventType;
use contract::folder::{folder, read};
use jsonschema::{Draft, Validator};
use serde_json::Value;

/// A file of the folder as JSON.
pub fn file(name: &str) -> Value {
    serde_json::from_str(&read(&folder(), name).unwrap())
        .unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// The validator of a schema. It also checks formats.
pub fn validator(draft: Draft, schema: &Value) -> Validator {
    jsonschema::options().with_draft(draft).should_validate_formats(true).build(schema).unwrap()
}

/// The validator of each type's `detail`.
pub fn validators() -> BTreeMap<EventType, Validator> {
    let of = |one: &EventType| (*one, validator(Draft::Draft202012, &file(&format!("{one}.json"))));
    EventType::ALL.iter().map(of).collect()
}

/// Every sample in the folder, by file name.
pub fn samples() -> BTreeMap<String, Value> {
    let names = std::fs::read_dir(folder().join("samples")).unwrap();
    let names = names.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.map(|name| (name.clone(), file(&format!("samples/{name}")))).collect()
}

/// The type of an event.
pub fn event_type(event: &Value) -> EventType {
    event["detail-type"].as_str().unwrap().parse().unwrap()
}

/// The errors of a value under a validator.
pub fn errors(validator: &Validator, value: &Value) -> Vec<String> {
    validator
        .iter_errors(value)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect()
}
