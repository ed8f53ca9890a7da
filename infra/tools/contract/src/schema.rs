//! JSON Schema 2020-12 of the `detail` of a Common Event, as the Rust types serialize it.
//!
//! The schemas suit subscribers and their code generators. An optional field is absent and never
//! null. An enumeration of ours lists the known words without closing the list, and its description
//! explains each word. A value that Genesys may extend is an open text with examples. Unnamed
//! fields are allowed. So a subscriber who validates accepts fields and words that are added later.

use common_events::{EventType, Metadata, SCHEMA_VERSION};
use schemars::generate::SchemaSettings;
use schemars::transform::{RecursiveTransform, Transform};
use schemars::{Schema, SchemaGenerator};
use serde_json::{Map, Value, json};

use crate::words;

/// The schema of a type's `detail`.
#[must_use]
pub fn schema(event_type: EventType) -> Value {
    let mut generator = SchemaSettings::draft2020_12().for_serialize().into_generator();
    let mut data = event_type.data_schema(&mut generator);
    data.insert("title".to_owned(), json!(format!("{event_type}Data")));
    let metadata = definition::<Metadata>(&mut generator);
    let meanings = definition::<EventType>(&mut generator);
    let mut definitions = generator.take_definitions(true);
    definitions.retain(|name, _| !["Metadata", "EventType"].contains(&name.as_str()));
    let mut schema: Schema = Map::new().into();
    for (key, value) in [
        ("$schema", json!("https://json-schema.org/draft/2020-12/schema")),
        ("title", json!(event_type)),
        ("description", json!(meaning(&meanings, event_type))),
        ("type", json!("object")),
        ("properties", json!({"metadata": metadata_of(metadata, event_type), "data": data})),
        ("required", json!(["metadata", "data"])),
        ("$defs", Value::Object(definitions)),
    ] {
        schema.insert(key.to_owned(), value);
    }
    RecursiveTransform(simplify).transform(&mut schema);
    RecursiveTransform(open_enumeration).transform(&mut schema);
    RecursiveTransform(words::give_examples).transform(&mut schema);
    schema.to_value()
}

fn definition<T: schemars::JsonSchema>(generator: &mut SchemaGenerator) -> Value {
    generator.subschema_for::<T>();
    let name = T::schema_name();
    generator.definitions().get(name.as_ref()).cloned().unwrap_or_default()
}

fn meaning(meanings: &Value, event_type: EventType) -> String {
    let all = meanings["oneOf"].as_array().into_iter().flatten();
    let own = all.into_iter().find(|one| one["const"] == event_type.as_str());
    own.and_then(|own| own["description"].as_str()).unwrap_or_default().to_owned()
}

fn metadata_of(mut metadata: Value, event_type: EventType) -> Value {
    let fields = &mut metadata["properties"];
    for (name, kind, constant) in
        [("type", "string", json!(event_type)), ("schemaVersion", "integer", json!(SCHEMA_VERSION))]
    {
        fields[name] =
            json!({"description": fields[name]["description"], "type": kind, "const": constant});
    }
    metadata
}

/// Simplifies a schema: no defaults, no null, plain enumerations, and `int64` for unsigned
/// integers.
pub(crate) fn simplify(schema: &mut Schema) {
    let Some(schema) = schema.as_object_mut() else { return };
    schema.remove("default");
    never_null(schema);
    plain_enumeration(schema);
    if let Some(format) = schema.get_mut("format")
        && matches!(format.as_str(), Some("uint32" | "uint64"))
    {
        *format = json!("int64");
    }
}

fn never_null(schema: &mut Map<String, Value>) {
    if let Some(Value::Array(types)) = schema.get_mut("type") {
        types.retain(|one| one != "null");
        if let [one] = types.as_slice() {
            let one = one.clone();
            schema.insert("type".to_owned(), one);
        }
    }
    let Some(Value::Array(any)) = schema.get_mut("anyOf") else { return };
    any.retain(|one| one["type"] != "null");
    if let [Value::Object(one)] = any.as_slice() {
        let one = one.clone();
        schema.remove("anyOf");
        schema.extend(one);
    }
}

/// Turns a list of constants with descriptions into an `enum`, whose description lists them.
fn plain_enumeration(schema: &mut Map<String, Value>) {
    let Some(Value::Array(constants)) = schema.get("oneOf") else { return };
    let Some(values) =
        constants.iter().map(|one| one["const"].as_str()).collect::<Option<Vec<&str>>>()
    else {
        return;
    };
    let mut description =
        schema.get("description").and_then(Value::as_str).unwrap_or_default().to_owned();
    description.push_str(" More values may be added.\n");
    for one in constants {
        let (value, means) = (one["const"].as_str(), one["description"].as_str());
        description.push_str(&format!(
            "\n- `{}`: {}",
            value.unwrap_or_default(),
            means.unwrap_or_default()
        ));
    }
    let values = json!(values);
    schema.remove("oneOf");
    schema.insert("type".to_owned(), json!("string"));
    schema.insert("enum".to_owned(), values);
    schema.insert("description".to_owned(), json!(description));
}

/// Opens an enumeration: `anyOf` the known words and any text.
fn open_enumeration(schema: &mut Schema) {
    let Some(schema) = schema.as_object_mut().filter(|schema| schema.contains_key("description"))
    else {
        return;
    };
    if let Some(known) = schema.remove("enum") {
        let any = json!([{"type": "string", "enum": known}, {"type": "string"}]);
        schema.insert("anyOf".to_owned(), any);
    }
}

/// The known words of an enumeration, open or closed. Empty for any other schema.
#[must_use]
pub fn known_words(schema: &Value) -> &[Value] {
    let listed = |schema: &'_ Value| schema["enum"].is_array();
    let listing = if listed(schema) { schema } else { &schema["anyOf"][0] };
    listing["enum"].as_array().map_or(&[], Vec::as_slice)
}
