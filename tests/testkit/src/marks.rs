//! Recognizable personal data: a mark in every text of an event that says something about a person.

use std::collections::BTreeSet;

use serde_json::{Value, json};

/// Prefix of every marked text; the name of its field follows.
pub const MARK: &str = "MARK-7f3a-";

/// The fields of an event body that hold personal data, and one that Genesys may add some day.
pub const FIELDS: [&str; 12] = [
    "addressFrom",
    "addressTo",
    "ani",
    "attributes",
    "callbackNumbers",
    "callbackUserName",
    "dnis",
    "participantName",
    "remote",
    "spouse",
    "subject",
    "wrapupNotes",
];

/// Marks the personal texts in an envelope; returns the names of the fields that it found.
pub fn mark(envelope: &mut Value) -> BTreeSet<&'static str> {
    let Some(body) = envelope["detail"]["eventBody"].as_object_mut() else {
        return BTreeSet::new();
    };
    body.insert("spouse".to_owned(), json!("Robin"));
    FIELDS
        .into_iter()
        .filter(|field| body.get_mut(*field).is_some_and(|value| mark_value(field, value)))
        .collect()
}

/// The marked text of a field.
#[must_use]
pub fn marked(field: &str, text: &str) -> String {
    format!("{MARK}{field} {text}")
}

fn mark_value(field: &str, value: &mut Value) -> bool {
    match value {
        Value::String(text) => *text = marked(field, text),
        Value::Array(values) => {
            return values.iter_mut().fold(false, |any, value| mark_value(field, value) | any);
        }
        Value::Object(values) => {
            return values.values_mut().fold(false, |any, value| mark_value(field, value) | any);
        }
        _ => return false,
    }
    true
}

/// The first line that contains a mark, as text or as a list of bytes.
#[must_use]
pub fn marked_line(text: &str) -> Option<&str> {
    let bytes: Vec<String> = MARK.bytes().map(|byte| byte.to_string()).collect();
    let bytes = bytes.join(", ");
    text.lines().find(|line| line.contains(MARK) || line.contains(&bytes))
}
