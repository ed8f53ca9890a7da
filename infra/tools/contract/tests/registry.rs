//! The schema registry describes the same events, in its own dialect.

#![allow(clippy::unwrap_used, clippy::panic, reason = "these are tests")]

mod support;

use std::collections::BTreeMap;

use common_events::EventType;
use jsonschema::Draft;
use serde_json::{Value, json};
use support::{errors, event_type, file, samples, validator};

/// Maximum size of a schema's content in the registry, in characters.
const MAX_CONTENT: usize = 100_000;

fn contents() -> BTreeMap<EventType, Value> {
    let template = file("registry.json");
    let resources = template["Resources"].as_object().unwrap();
    let schemas =
        resources.values().filter(|resource| resource["Type"] == "AWS::EventSchemas::Schema");
    let content = |schema: &Value| {
        let name = schema["Properties"]["SchemaName"].as_str().unwrap();
        let event_type = name.strip_prefix("switchboard.conversations@").unwrap().parse().unwrap();
        let content = schema["Properties"]["Content"].as_str().unwrap();
        assert!(content.len() < MAX_CONTENT, "{name}");
        (event_type, serde_json::from_str(content).unwrap())
    };
    schemas.map(content).collect()
}

#[test]
fn each_type_has_a_schema_that_accepts_its_samples() {
    let contents = contents();
    assert_eq!(contents.keys().collect::<Vec<_>>(), EventType::ALL.iter().collect::<Vec<_>>());
    for (name, event) in samples() {
        let mut document = contents[&event_type(&event)].clone();
        document["allOf"] = json!([{"$ref": "#/components/schemas/AWSEvent"}]);
        let validator = validator(Draft::Draft4, &document);
        let errors = errors(&validator, &event);
        assert!(errors.is_empty(), "{name}: {errors:?}");
        for pointer in ["/detail/metadata/type", "/detail-type", "/detail/metadata/occurredAt"] {
            let mut odd = event.clone();
            *odd.pointer_mut(pointer).unwrap() = json!("odd");
            assert!(!validator.is_valid(&odd), "{name}: {pointer}");
        }
    }
}

#[test]
fn schemas_use_the_openapi_3_0_dialect() {
    for (event_type, document) in contents() {
        assert_eq!(document["openapi"], "3.0.0");
        let event = &document["components"]["schemas"]["AWSEvent"];
        assert_eq!(event["x-amazon-events-detail-type"], event_type.as_str());
        assert_eq!(event["x-amazon-events-source"], "switchboard.conversations");
        check(&event_type.to_string(), &document);
    }
}

fn check(path: &str, value: &Value) {
    match value {
        Value::Object(fields) => {
            for unknown in [
                "const",
                "$defs",
                "$schema",
                "examples",
                "anyOf",
                "patternProperties",
                "propertyNames",
            ] {
                assert!(!fields.contains_key(unknown), "{path}: {unknown}");
            }
            assert!(!fields.get("type").is_some_and(Value::is_array), "{path}: several types");
            assert!(
                !fields.contains_key("$ref") || fields.len() == 1,
                "{path}: something beside $ref"
            );
            fields.iter().for_each(|(name, value)| check(&format!("{path}/{name}"), value));
        }
        Value::Array(values) => values.iter().for_each(|value| check(path, value)),
        _ => {}
    }
}

#[test]
fn asyncapi_refers_to_existing_files() {
    let document = file("asyncapi.json");
    let messages = document["components"]["messages"].as_object().unwrap();
    assert_eq!(messages.len(), EventType::ALL.len());
    let samples = samples();
    let mut examples = 0;
    for message in messages.values() {
        let reference = message["payload"]["properties"]["detail"]["$ref"].as_str().unwrap();
        assert_eq!(file(reference.trim_start_matches("./"))["title"], message["name"]);
        for example in message["examples"].as_array().unwrap() {
            assert!(samples.values().any(|sample| *sample == example["payload"]));
            examples += 1;
        }
    }
    assert_eq!(examples, samples.len());
}
