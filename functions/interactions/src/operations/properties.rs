//! Properties of an interaction. They become participant attributes of Genesys Cloud, which are
//! text.
//!
//! A number or truth value becomes its text, digit by digit as the request has it. An object
//! becomes one attribute for each of its fields, named by the path with dots: `{"a": {"b": 1}}`
//! sets `a.b` to `1`. An array becomes its JSON text, because attributes have no order. `null` is
//! refused: Genesys Cloud cannot remove an attribute, and an empty text empties it.

use std::collections::BTreeMap;

use serde::de::Error;
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use super::private::Private;

/// Names and values of attributes, at least one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Properties(pub BTreeMap<String, Private>);

type Fields<'a> = BTreeMap<String, &'a RawValue>;

impl<'de> Deserialize<'de> for Properties {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let fields = Fields::deserialize(deserializer)?;
        let mut attributes = BTreeMap::new();
        flatten("", fields, &mut attributes).map_err(D::Error::custom)?;
        Ok(Self(attributes))
    }
}

/// Adds the attributes of an object whose own path is `prefix`.
fn flatten(
    prefix: &str,
    fields: Fields<'_>,
    attributes: &mut BTreeMap<String, Private>,
) -> Result<(), String> {
    if fields.is_empty() {
        return Err("no property is named".to_owned());
    }
    for (name, value) in fields {
        if name.is_empty() {
            return Err("the name of a property is empty".to_owned());
        }
        let path = if prefix.is_empty() { name } else { format!("{prefix}.{name}") };
        let json = value.get();
        let text = match json.as_bytes().first() {
            Some(b'{') => {
                let fields = serde_json::from_str(json).map_err(|error| error.to_string())?;
                flatten(&path, fields, attributes)?;
                continue;
            }
            Some(b'"') => serde_json::from_str(json).map_err(|error| error.to_string())?,
            Some(b'n') => return Err("a property is null: an empty text empties it".to_owned()),
            _ => json.to_owned(),
        };
        if attributes.insert(path, Private(text)).is_some() {
            return Err("a property is named twice, by its path and in an object".to_owned());
        }
    }
    Ok(())
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Properties {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Properties".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "description": "Names and values of properties. Genesys Cloud keeps them as \
                            attributes, which are text: a number or truth value becomes its text, \
                            an object one attribute for each field, named by the path with dots, \
                            an array its JSON text. null is refused. Never logged.",
            "type": "object",
            "minProperties": 1,
            "additionalProperties": {"anyOf": [
                {"type": "string"},
                {"type": "number"},
                {"type": "boolean"},
                {"type": "object", "additionalProperties": true},
                {"type": "array", "items": {}},
            ]},
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Result<Vec<(String, String)>, String> {
        let properties: Result<Properties, _> = serde_json::from_str(json);
        let pairs = |it: Properties| it.0.into_iter().map(|(name, text)| (name, text.0)).collect();
        properties.map(pairs).map_err(|error| error.to_string())
    }

    #[test]
    fn values_become_text_without_loss() {
        let read = read(
            r#"{"field1": "value1", "field2": 12345678901234567890.10, "field3": {"fieldA": true,
                "fieldB": {"fieldC": -1e3}}, "list": [1, {"a": null}], "empty": ""}"#,
        );
        let expected = [
            ("empty", ""),
            ("field1", "value1"),
            ("field2", "12345678901234567890.10"),
            ("field3.fieldA", "true"),
            ("field3.fieldB.fieldC", "-1e3"),
            ("list", r#"[1, {"a": null}]"#),
        ];
        assert_eq!(read.unwrap(), expected.map(|(name, text)| (name.to_owned(), text.to_owned())));
    }

    #[test]
    fn what_is_no_property_is_refused() {
        for (json, says) in [
            ("{}", "no property"),
            (r#"{"a": {}}"#, "no property"),
            (r#"{"a": null}"#, "null"),
            (r#"{"a": {"b": null}}"#, "null"),
            (r#"{"": 1}"#, "name of a property is empty"),
            (r#"{"a.b": 1, "a": {"b": 2}}"#, "named twice"),
            ("[]", "a map"),
        ] {
            let refused = read(json).unwrap_err();
            assert!(refused.contains(says), "{json}: {refused}");
        }
    }
}
