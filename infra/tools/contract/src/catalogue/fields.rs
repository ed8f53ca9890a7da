//! Tables of fields.

use serde_json::Value;

use crate::json::rank;
use crate::promises::{kind, resolve};
use crate::schema::known_words;

/// Selects fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The fields of every event.
    Common,
    /// The fields of one type.
    Own,
}

/// The fields of `data` that every event may have.
const COMMON: [&str; 9] = [
    "conversation",
    "participantId",
    "sessionId",
    "stretch",
    "mediaType",
    "direction",
    "userId",
    "queueId",
    "inferred",
];

/// The table of the fields of a type's `detail`. Empty if there are none.
pub fn table(schema: &Value, part: Part) -> String {
    let mut rows = String::new();
    if part == Part::Common {
        of_fields(schema, "metadata", &schema["properties"]["metadata"], &|_| true, &mut rows);
    }
    let own = |name: &str| COMMON.contains(&name) == (part == Part::Common);
    of_fields(schema, "data", &schema["properties"]["data"], &own, &mut rows);
    if rows.is_empty() {
        rows
    } else {
        format!("| field | type | | meaning |\n|---|---|---|---|\n{rows}")
    }
}

fn of_fields(
    root: &Value,
    path: &str,
    schema: &Value,
    chosen: &dyn Fn(&str) -> bool,
    rows: &mut String,
) {
    let Some(fields) = schema["properties"].as_object() else { return };
    let required = |name: &str| {
        schema["required"].as_array().is_some_and(|all| all.iter().any(|one| one == name))
    };
    let mut fields: Vec<(&String, &Value)> =
        fields.iter().filter(|(name, _)| chosen(name)).collect();
    fields.sort_by_key(|(name, _)| rank(name));
    for (name, field) in fields {
        let path = format!("{path}.{name}");
        let sure = if required(name) { "always" } else { "sometimes" };
        let description = field["description"].as_str().unwrap_or_default();
        let means = values(resolve(root, field)) + &examples(field, description);
        rows.push_str(&format!(
            "| `{path}` | {} | {sure} | {description}{means} |\n",
            type_of(root, field)
        ));
        inner(root, &path, field, rows);
    }
}

/// Adds the nested fields of a field.
fn inner(root: &Value, path: &str, field: &Value, rows: &mut String) {
    let field = resolve(root, field);
    of_fields(root, path, field, &|_| true, rows);
    if field["items"].is_object() {
        inner(root, &format!("{path}[]"), &field["items"], rows);
    }
}

fn type_of(root: &Value, field: &Value) -> String {
    let field = resolve(root, field);
    if let Some(constant) = field.get("const").filter(|constant| constant.is_number()) {
        return format!("`{constant}`");
    }
    match (kind(field), field["format"].as_str()) {
        ("text", Some("date-time")) => "instant".to_owned(),
        ("text", Some(format)) => format!("text ({format})"),
        ("text", None) if !known_words(field).is_empty() => "one of".to_owned(),
        ("text", None) if field["pattern"].is_string() => pattern(field).to_owned(),
        ("list", _) => format!("list of {}", type_of(root, &field["items"])),
        ("object", _) if field["additionalProperties"].is_object() => "texts by name".to_owned(),
        (kind, _) => kind.to_owned(),
    }
}

fn pattern(field: &Value) -> &'static str {
    if field["pattern"].as_str().is_some_and(|pattern| pattern.contains("{32}")) {
        "32 hex digits"
    } else {
        "id"
    }
}

/// The meaning of each value of an enumeration, one per line.
fn values(field: &Value) -> String {
    let description = field["description"]
        .as_str()
        .filter(|_| !known_words(field).is_empty())
        .unwrap_or_default();
    let values = description.lines().filter_map(|line| line.strip_prefix("- "));
    values.map(|line| format!("<br>{line}")).collect()
}

/// Examples that the description does not quote yet.
fn examples(field: &Value, description: &str) -> String {
    let examples = field["examples"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let quoted: Vec<String> = examples.map(|example| format!("`{example}`")).collect();
    if quoted.iter().all(|example| description.contains(example)) {
        return String::new();
    }
    format!(" Known: {}.", quoted.join(", "))
}
