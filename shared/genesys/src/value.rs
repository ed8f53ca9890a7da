//! Lenient readers of JSON values. A value of an unexpected type counts as absent and affects
//! nothing else in its event. The values borrow from the JSON text, so fields that an event does
//! not keep are never copied.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserializer, Error, MapAccess, Visitor};
use serde_json::Map;
use serde_json_borrow::{ObjectAsVec, Value};

use crate::json::Json;
pub(crate) use crate::number::integer;
use crate::time::{MAX_EVENT_TIME_MS, Timestamp};

/// Few bodies have more fields than this.
const ORDINARY_FIELDS: usize = 32;

/// The fields of a body, in the order of the text.
#[derive(Debug, Default)]
pub(crate) struct Fields<'a>(Vec<(Cow<'a, str>, Value<'a>)>);

impl<'a> Fields<'a> {
    /// Parses a JSON text; `None` unless it is an object.
    pub fn read(text: &'a str) -> Option<Self> {
        let mut fields = Vec::with_capacity(ORDINARY_FIELDS);
        for_each_field(text, |name, value| fields.push((name, value))).then_some(Self(fields))
    }

    /// The fields with their names.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value<'a>)> {
        self.0.iter().map(|(name, value)| (name.as_ref(), value))
    }

    /// The fields, each name once.
    pub fn to_map(&self) -> Map<String, serde_json::Value> {
        self.iter().map(|(name, value)| (name.to_owned(), value.into())).collect()
    }

    /// The value of the field with this name. Of several fields with the same name, the last one
    /// counts.
    pub fn get(&self, name: &str) -> Option<&Value<'a>> {
        self.0.iter().rev().find(|(each, _)| each == name).map(|(_, value)| value)
    }
}

/// Calls `each` with every field of a JSON object, in the order of the text, and returns whether
/// the text is one. If it is not, `each` may have been called with fields before the error.
pub(crate) fn for_each_field<'a>(text: &'a str, each: impl FnMut(Cow<'a, str>, Value<'a>)) -> bool {
    struct Each<F>(F);
    impl<'a, F: FnMut(Cow<'a, str>, Value<'a>)> Visitor<'a> for Each<F> {
        type Value = ();
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object")
        }
        fn visit_map<A: MapAccess<'a>>(mut self, mut fields: A) -> Result<(), A::Error> {
            while let Some(name) = fields.next_key()? {
                let Value::Str(name) = name else { return Err(A::Error::custom("a name")) };
                (self.0)(name, fields.next_value()?);
            }
            Ok(())
        }
    }
    let mut json = serde_json::Deserializer::from_str(text);
    json.deserialize_map(Each(each)).is_ok() && json.end().is_ok()
}

/// The value of the field with this name in an object within a body. Of several fields with the
/// same name, the last one counts.
pub(crate) fn field<'v, 'a>(fields: &'v ObjectAsVec<'a>, name: &str) -> Option<&'v Value<'a>> {
    fields.iter().filter(|(each, _)| *each == name).last().map(|(_, value)| value)
}

/// A text; an empty one counts as absent.
pub(crate) fn text(value: &Value<'_>) -> Option<String> {
    value.as_str().filter(|text| !text.is_empty()).map(str::to_owned)
}

/// The non-empty texts of a list. `None` when the value is no list or holds none.
pub(crate) fn texts(value: &Value<'_>) -> Option<Vec<String>> {
    let texts: Vec<String> = value.as_array()?.iter().filter_map(text).collect();
    (!texts.is_empty()).then_some(texts)
}

/// As [`texts`], empty when there are none.
pub(crate) fn list(value: &Value<'_>) -> Vec<String> {
    texts(value).unwrap_or_default()
}

/// The whole numbers of a list.
pub(crate) fn integers(value: &Value<'_>) -> Vec<i64> {
    value.as_array().unwrap_or_default().iter().filter_map(integer).collect()
}

/// The values of a list, of any type.
pub(crate) fn values(value: &Value<'_>) -> Vec<Json> {
    value.as_array().unwrap_or_default().iter().map(json).collect()
}

/// A value of any type.
pub(crate) fn json(value: &Value<'_>) -> Json {
    Json::from(serde_json::Value::from(value.clone()))
}

pub(crate) fn boolean(value: &Value<'_>) -> Option<bool> {
    value.as_bool()
}

/// A duration in milliseconds: at least 0 and below [`MAX_EVENT_TIME_MS`].
pub(crate) fn duration(value: &Value<'_>) -> Option<i64> {
    integer(value).filter(|ms| (0..MAX_EVENT_TIME_MS).contains(ms))
}

/// An event time in epoch milliseconds.
pub(crate) fn epoch(value: &Value<'_>) -> Option<Timestamp> {
    integer(value).map(Timestamp::from_ms).filter(|time| time.is_event_time())
}

/// An event time in ISO 8601.
pub(crate) fn iso(value: &Value<'_>) -> Option<Timestamp> {
    value.as_str()?.parse().ok().filter(|time: &Timestamp| time.is_event_time())
}

pub(crate) fn id<T: TryFrom<String>>(value: &Value<'_>) -> Option<T> {
    text(value).and_then(|text| T::try_from(text).ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn values_of_unexpected_types_are_absent() {
        fn read<T>(read: impl Fn(&Value<'_>) -> T, value: serde_json::Value) -> T {
            read(&Value::from(&value))
        }
        assert_eq!(read(text, json!("")), None);
        assert_eq!(read(text, json!(7)), None);
        assert_eq!(read(texts, json!(["a", 1, null, ""])), Some(vec!["a".to_owned()]));
        assert_eq!(read(texts, json!([])), None);
        assert_eq!(read(duration, json!(-1)), None);
        assert_eq!(read(duration, json!(12.0)), Some(12));
        assert_eq!(read(duration, json!(12.5)), None);
        assert_eq!(read(duration, json!("12")), None);
        assert_eq!(read(epoch, json!(0)), None);
        assert_eq!(read(epoch, json!(1e300)), None);
        assert_eq!(
            read(iso, json!("2026-03-02T09:00:00Z")),
            Some(Timestamp::from_ms(1_772_442_000_000))
        );
    }

    #[test]
    fn only_objects_have_fields() {
        for text in ["", "7", "[]", "{", "{\"a\":1}}", "{\"a\":}", "{1:2}"] {
            assert!(Fields::read(text).is_none(), "{text}");
        }
        let escaped = Fields::read(r#" {"\u0061":1} "#).unwrap();
        assert_eq!(escaped.get("a").and_then(integer), Some(1));
    }

    #[test]
    fn the_last_of_duplicate_names_wins() {
        let text = r#"{"a":1,"b":2,"a":3,"in":{"a":1,"a":3}}"#;
        let fields = Fields::read(text).unwrap();
        assert_eq!(fields.get("a").and_then(integer), Some(3));
        assert_eq!(fields.get("c"), None);
        let inner = fields.get("in").and_then(Value::as_object).unwrap();
        assert_eq!(field(inner, "a").and_then(integer), Some(3));
    }
}
