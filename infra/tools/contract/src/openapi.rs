//! OpenAPI 3.0.0 documents of whole events, as the EventBridge schema registry stores them. This
//! dialect has no `const`, multiple types, `$defs`, multiple examples or alternatives, and allows
//! nothing beside a `$ref`.

use common_events::{EventType, SCHEMA_VERSION};
use schemars::Schema;
use schemars::transform::{
    RecursiveTransform, RemoveRefSiblings, ReplaceConstValue, SetSingleExample, Transform,
};
use serde_json::{Map, Value, json};

use crate::published::SOURCE;
use crate::received::envelope_schema;
use crate::schema::known_words;

/// The document of a type, given the JSON Schema of its `detail`.
#[must_use]
pub fn openapi(event_type: EventType, detail: &Value) -> Value {
    let reference = |name: &str| json!({"$ref": format!("#/components/schemas/{name}")});
    let mut schemas = Map::new();
    let mut own = detail.clone();
    if let Value::Object(definitions) = own["$defs"].take() {
        schemas.extend(definitions);
    }
    if let Some(own) = own.as_object_mut() {
        own.retain(|key, _| !["$schema", "$defs"].contains(&key.as_str()));
    }
    let mut wrapper = envelope_schema(event_type, &reference(event_type.as_str()));
    wrapper["x-amazon-events-detail-type"] = json!(event_type);
    wrapper["x-amazon-events-source"] = json!(SOURCE);
    schemas.insert("AWSEvent".to_owned(), wrapper);
    schemas.insert(event_type.to_string(), own);
    let schemas: Map<String, Value> =
        schemas.into_iter().map(|(name, schema)| (name, dialect(schema))).collect();
    json!({
        "openapi": "3.0.0",
        "info": {"title": event_type, "version": format!("{SCHEMA_VERSION}.0.0"),
            "description": detail["description"]},
        "paths": {},
        "components": {"schemas": schemas},
    })
}

fn dialect(schema: Value) -> Value {
    let Ok(mut schema) = Schema::try_from(schema) else { return Value::Bool(true) };
    RecursiveTransform(move_references).transform(&mut schema);
    RecursiveTransform(any_text).transform(&mut schema);
    RemoveRefSiblings::default().transform(&mut schema);
    SetSingleExample::default().transform(&mut schema);
    ReplaceConstValue::default().transform(&mut schema);
    schema.to_value()
}

/// Turns an open enumeration into a text. Its description lists the known words.
fn any_text(schema: &mut Schema) {
    if !known_words(schema.as_value()).is_empty()
        && let Some(schema) = schema.as_object_mut()
        && schema.remove("anyOf").is_some()
    {
        schema.insert("type".to_owned(), json!("string"));
    }
}

fn move_references(schema: &mut Schema) {
    if let Some(Value::String(reference)) = schema.get_mut("$ref") {
        *reference = reference.replace("#/$defs/", "#/components/schemas/");
    }
}
