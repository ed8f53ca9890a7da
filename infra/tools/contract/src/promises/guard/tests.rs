//! What breaks subscribers and what does not, with small invented schemas.

use common_events::EventType;
use serde_json::{Value, json};

use super::*;
use crate::promises::promises;

fn contract() -> Value {
    json!({
        "type": "object",
        "properties": {"data": {
            "type": "object",
            "properties": {
                "how": {"$ref": "#/$defs/How"},
                "at": {"type": "string", "format": "date-time"},
                "agents": {"type": "array", "items": {
                    "type": "object", "properties": {"talkMs": {"type": "integer"}},
                    "required": ["talkMs"],
                }},
            },
            "required": ["how", "agents"],
        }},
        "required": ["data"],
        "$defs": {"How": {"type": "string", "enum": ["declined", "timedOut"]}},
    })
}

fn today(version: u32, edition: u32, schema: &Value) -> Today<'static> {
    Today { version, edition, added: &[], promises: promises("AgentLeft", version, schema) }
}

fn memory() -> String {
    remember("", &today(1, 1, &contract())).unwrap()
}

fn changed(pointer: &str, value: Value) -> Value {
    let mut schema = contract();
    *schema.pointer_mut(pointer).unwrap() = value;
    schema
}

/// The claims that break under the same version. Under a raised version none may break.
fn breaks(schema: &Value) -> Vec<String> {
    let raised = remember(&memory(), &today(2, 1, schema)).unwrap();
    assert!(
        memory().lines().all(|line| raised.contains(line)),
        "what was promised before stays as history"
    );
    match remember(&memory(), &today(1, 1, schema)) {
        Err(Broken::Subscribers(broken)) => {
            broken.into_iter().map(|promise| promise.claim).collect()
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_file_of_promises_is_stable() {
    let expected = r#"AgentLeft 1 data is always there (edition 1)
AgentLeft 1 data.agents is always there (edition 1)
AgentLeft 1 data.agents: list (edition 1)
AgentLeft 1 data.agents[].talkMs is always there (edition 1)
AgentLeft 1 data.agents[].talkMs: integer (edition 1)
AgentLeft 1 data.agents[]: object (edition 1)
AgentLeft 1 data.at has the format date-time (edition 1)
AgentLeft 1 data.at: text (edition 1)
AgentLeft 1 data.how is always there (edition 1)
AgentLeft 1 data.how may be "declined" (edition 1)
AgentLeft 1 data.how may be "timedOut" (edition 1)
AgentLeft 1 data.how: text (edition 1)
AgentLeft 1 data: object (edition 1)
"#;
    assert_eq!(memory(), expected);
    assert_eq!(remember(&memory(), &today(1, 1, &contract())).unwrap(), expected);
}

#[test]
fn a_removed_field_breaks() {
    let mut schema = contract();
    schema["properties"]["data"]["properties"].as_object_mut().unwrap().remove("at");
    assert_eq!(breaks(&schema), ["data.at has the format date-time", "data.at: text"]);
}

#[test]
fn a_retyped_field_breaks() {
    let schema =
        changed("/properties/data/properties/agents/items/properties/talkMs/type", json!("number"));
    assert_eq!(breaks(&schema), ["data.agents[].talkMs: integer"]);
}

#[test]
fn a_field_that_is_no_longer_always_there_breaks() {
    assert_eq!(
        breaks(&changed("/properties/data/required", json!(["how"]))),
        ["data.agents is always there"]
    );
}

#[test]
fn a_dropped_value_breaks() {
    assert_eq!(
        breaks(&changed("/$defs/How/enum", json!(["declined"]))),
        [r#"data.how may be "timedOut""#]
    );
}

#[test]
fn another_format_breaks() {
    let schema = changed("/properties/data/properties/at/format", json!("date"));
    assert_eq!(breaks(&schema), ["data.at has the format date-time"]);
}

#[test]
fn a_dropped_type_breaks() {
    let nothing = Today { promises: Vec::new(), ..today(1, 1, &contract()) };
    let error = remember(&memory(), &nothing).unwrap_err().to_string();
    assert!(error.starts_with("this would break subscribers of AgentLeft."), "{error}");
}

#[test]
fn new_values_and_required_fields_break_nothing() {
    let more = changed("/$defs/How/enum", json!(["declined", "timedOut", "failed"]));
    assert!(
        remember(&memory(), &today(1, 1, &more))
            .unwrap()
            .contains(r#"may be "failed" (edition 1)"#)
    );
    let surer = changed("/properties/data/required", json!(["how", "agents", "at"]));
    assert!(remember(&memory(), &today(1, 1, &surer)).unwrap().contains("data.at is always there"));
}

#[test]
fn a_new_field_needs_an_edition_that_lists_it() {
    let more = changed(
        "/properties/data/properties/agents/items/properties",
        json!({"talkMs": {"type": "integer"}, "holdMs": {"type": "integer"}}),
    );
    let fields = promises("AgentLeft", 1, &more);
    let new: Vec<Promise> = fields
        .into_iter()
        .filter(|promise| promise.field() == Some("data.agents[].holdMs"))
        .collect();
    let of = |edition, added| remember(&memory(), &Today { added, ..today(1, edition, &more) });
    assert_eq!(of(1, &[]), Err(Broken::Edition { edition: 1, fields: new.clone() }));
    assert_eq!(of(2, &[]), Err(Broken::NotListed(new.clone())));
    assert_eq!(
        of(2, &[(2, Some(EventType::AgentAnswered), &["agents", "holdMs"])]),
        Err(Broken::NotListed(new))
    );
    let listed = of(2, &[(2, Some(EventType::AgentLeft), &["agents", "holdMs"])]).unwrap();
    assert!(listed.contains("AgentLeft 1 data.agents[].holdMs: integer (edition 2)"));
    assert!(listed.contains("AgentLeft 1 data.how: text (edition 1)"));
}

#[test]
fn a_new_type_breaks_nothing_and_needs_no_edition() {
    let mut both = today(1, 1, &contract());
    both.promises.extend(promises("AgentSlept", 1, &contract()));
    assert!(
        remember(&memory(), &both).unwrap().contains("AgentSlept 1 data.how: text (edition 1)")
    );
}

#[test]
fn a_line_that_is_no_promise_is_refused() {
    for line in ["nonsense", "AgentLeft one data: object (edition 1)", "AgentLeft 1 data: object"] {
        assert_eq!(
            remember(line, &today(1, 1, &contract())),
            Err(NotAPromise(line.to_owned()).into())
        );
    }
}
