//! JSON for files: indented, with keys in a readable and stable order.

use serde::ser::{SerializeMap, SerializeSeq};
use serde::{Serialize, Serializer};
use serde_json::Value;

/// Keys that come before all others, in this order.
const FIRST: &[&str] = &[
    "$schema",
    "asyncapi",
    "openapi",
    "info",
    "AWSTemplateFormatVersion",
    "Description",
    "Parameters",
    "Resources",
    "Outputs",
    "title",
    "description",
    "name",
    "version",
    "id",
    "type",
    "Type",
    "schemaVersion",
    "revision",
    "status",
    "conversationId",
    "organizationId",
    "occurredAt",
    "knownEvents",
    "causes",
    "replay",
    "detail-type",
    "source",
    "account",
    "time",
    "region",
    "resources",
    "detail",
    "metadata",
    "data",
    "conversation",
    "participantId",
    "sessionId",
    "userId",
    "queueId",
    "channels",
    "operations",
];

/// Keys that come after all others, in this order.
const LAST: &[&str] = &["properties", "required", "examples", "$defs", "components", "paths"];

/// A document: JSON indented by two spaces, with a line feed at the end.
///
/// # Errors
/// A [`Value`] never causes one.
pub fn document(value: &Value) -> Result<String, serde_json::Error> {
    Ok(pretty(value)? + "\n")
}

/// As [`document`], without the line feed.
///
/// # Errors
/// A [`Value`] never causes one.
pub fn pretty(value: &Value) -> Result<String, serde_json::Error> {
    serde_json::to_string_pretty(&Ordered(value))
}

/// JSON on one line.
///
/// # Errors
/// A [`Value`] never causes one.
pub fn compact(value: &Value) -> Result<String, serde_json::Error> {
    serde_json::to_string(&Ordered(value))
}

/// Sort key of a key.
#[must_use]
pub fn rank(key: &str) -> (usize, &str) {
    let of = |keys: &[&str]| keys.iter().position(|known| *known == key);
    let place = of(FIRST).or_else(|| of(LAST).map(|place| FIRST.len() + 1 + place));
    (place.unwrap_or(FIRST.len()), key)
}

struct Ordered<'a>(&'a Value);

impl Serialize for Ordered<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Value::Object(fields) => {
                let mut fields: Vec<(&String, &Value)> = fields.iter().collect();
                fields.sort_by_key(|(key, _)| rank(key));
                let mut map = serializer.serialize_map(Some(fields.len()))?;
                fields
                    .into_iter()
                    .try_for_each(|(key, value)| map.serialize_entry(key, &Ordered(value)))?;
                map.end()
            }
            Value::Array(values) => {
                let mut list = serializer.serialize_seq(Some(values.len()))?;
                values.iter().try_for_each(|value| list.serialize_element(&Ordered(value)))?;
                list.end()
            }
            plain => plain.serialize(serializer),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn keys_have_a_readable_stable_order() {
        let value = json!({"required": [], "b": 1, "a": [{"z": 1, "id": 2}], "title": "t"});
        assert_eq!(
            compact(&value).unwrap(),
            r#"{"title":"t","a":[{"id":2,"z":1}],"b":1,"required":[]}"#
        );
        assert!(document(&value).unwrap().ends_with("}\n"));
    }
}
