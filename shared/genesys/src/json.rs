//! A JSON value that keeps the spelling of its numbers: `1.0`, `1.50`, `1E3` and numbers of any
//! length stay as they were written. Field names are sorted, and of several fields with the same
//! name the last one counts.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Deserializer, Serialize, Serializer, ser};
use serde_json::Value;
use serde_json::value::RawValue;

use crate::number::integer;

/// The fields of a JSON object.
pub type JsonMap = BTreeMap<String, Json>;

/// Deepest nesting that is read, as in `serde_json`.
const MAX_DEPTH: usize = 128;

/// A JSON value. Two values are equal if they are written alike, so `1` is not `1.0`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub enum Json {
    /// `null`
    #[default]
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number, as it is written.
    Number(String),
    /// A text.
    String(String),
    /// A list.
    Array(Vec<Json>),
    /// An object.
    Object(JsonMap),
}

impl Json {
    /// Reads a JSON text; `None` if it is not JSON, or is nested deeper than 128 levels.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }

    /// The text of a string.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }

    /// The fields of an object.
    #[must_use]
    pub const fn as_object(&self) -> Option<&JsonMap> {
        match self {
            Self::Object(fields) => Some(fields),
            _ => None,
        }
    }

    /// The elements of a list.
    #[must_use]
    pub fn as_array(&self) -> Option<&[Self]> {
        match self {
            Self::Array(values) => Some(values),
            _ => None,
        }
    }

    /// Whether this is `null`.
    #[must_use]
    pub const fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// The value of a text, a boolean or a number; `None` if the type does not fit. A whole number
    /// may also be spelled `1.0`.
    pub(crate) fn scalar<T: DeserializeOwned>(&self) -> Option<T> {
        let value = match self {
            Self::String(text) => Value::String(text.clone()),
            Self::Bool(flag) => Value::Bool(*flag),
            Self::Number(text) => serde_json::from_str(text).ok()?,
            _ => return None,
        };
        let whole = value.is_f64().then(|| integer(&(&value).into())).flatten();
        T::deserialize(value).ok().or_else(|| T::deserialize(Value::from(whole?)).ok())
    }

    fn read(raw: &RawValue, depth: usize) -> Result<Self, serde_json::Error> {
        let text = raw.get();
        let deeper = || {
            let depth = depth + 1;
            if depth > MAX_DEPTH {
                return Err(serde_json::Error::custom("nested too deeply"));
            }
            Ok(depth)
        };
        Ok(match text.as_bytes().first() {
            Some(b'{') => {
                let (depth, fields) =
                    (deeper()?, serde_json::from_str::<BTreeMap<String, &RawValue>>(text)?);
                let read = |(name, raw)| Ok((name, Self::read(raw, depth)?));
                Self::Object(
                    fields.into_iter().map(read).collect::<Result<_, serde_json::Error>>()?,
                )
            }
            Some(b'[') => {
                let (depth, values) = (deeper()?, serde_json::from_str::<Vec<&RawValue>>(text)?);
                let values = values.into_iter().map(|raw| Self::read(raw, depth));
                Self::Array(values.collect::<Result<_, _>>()?)
            }
            Some(b'"') => Self::String(serde_json::from_str(text)?),
            Some(b't') => Self::Bool(true),
            Some(b'f') => Self::Bool(false),
            Some(b'n') => Self::Null,
            _ => Self::Number(text.to_owned()),
        })
    }
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = Box::<RawValue>::deserialize(deserializer)?;
        Self::read(&raw, 0).map_err(D::Error::custom)
    }
}

impl Serialize for Json {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(flag) => serializer.serialize_bool(*flag),
            Self::Number(text) => {
                let raw: &RawValue = serde_json::from_str(text).map_err(ser::Error::custom)?;
                raw.serialize(serializer)
            }
            Self::String(text) => serializer.serialize_str(text),
            Self::Array(values) => serializer.collect_seq(values),
            Self::Object(fields) => serializer.collect_map(fields),
        }
    }
}

/// The JSON text, without spaces.
impl fmt::Display for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&serde_json::to_string(self).map_err(|_| fmt::Error)?)
    }
}

impl From<Value> for Json {
    fn from(value: Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(flag) => Self::Bool(flag),
            Value::Number(number) => Self::Number(number.to_string()),
            Value::String(text) => Self::String(text),
            Value::Array(values) => Self::Array(values.into_iter().map(Self::from).collect()),
            Value::Object(fields) => Self::Object(
                fields.into_iter().map(|(name, value)| (name, Self::from(value))).collect(),
            ),
        }
    }
}

/// A number that a [`Value`] cannot hold becomes `null`.
impl From<&Json> for Value {
    fn from(json: &Json) -> Self {
        match json {
            Json::Null => Self::Null,
            Json::Bool(flag) => Self::Bool(*flag),
            Json::Number(text) => serde_json::from_str(text).unwrap_or_default(),
            Json::String(text) => Self::String(text.clone()),
            Json::Array(values) => values.iter().map(Self::from).collect(),
            Json::Object(fields) => {
                fields.iter().map(|(name, json)| (name.clone(), Self::from(json))).collect()
            }
        }
    }
}

impl From<String> for Json {
    fn from(text: String) -> Self {
        Self::String(text)
    }
}

impl From<&str> for Json {
    fn from(text: &str) -> Self {
        Self::String(text.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn numbers_keep_their_spelling() {
        for text in ["1", "1.0", "1.50", "1E3", "-0", "-0.0", "123456789012345678901234567890"] {
            let json = Json::parse(&format!("{{\"a\":[{text}],\"b\":{text}}}")).unwrap();
            assert_eq!(json.to_string(), format!("{{\"a\":[{text}],\"b\":{text}}}"));
        }
        assert_ne!(Json::parse("1"), Json::parse("1.0"));
    }

    #[test]
    fn scalars_have_their_types() {
        let of = |text: &str| Json::parse(text).unwrap();
        assert_eq!((of("7").scalar(), of("7.0").scalar()), (Some(7_i64), Some(7_i64)));
        assert_eq!((of("7.5").scalar::<i64>(), of("\"7\"").scalar::<i64>()), (None, None));
        assert_eq!((of("true").scalar(), of("\"x\"").scalar()), (Some(true), Some("x".to_owned())));
        assert_eq!((of("null").scalar::<bool>(), of("[]").scalar::<bool>()), (None, None));
    }

    #[test]
    fn what_is_not_json_is_refused() {
        let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
        assert!(Json::parse(&nested(MAX_DEPTH)).is_some());
        for text in ["", "{", "[1,]", "{\"a\":01}", "x", &nested(MAX_DEPTH + 1), &nested(100_000)] {
            assert_eq!(Json::parse(text), None, "{}", &text[..text.len().min(20)]);
        }
    }

    proptest! {
        #[test]
        fn any_value_is_written_as_it_was_read(
            depth in 0..6_usize,
            text in ".*",
            number in any::<f64>(),
        ) {
            let mut value = serde_json::json!({"n": number, text.as_str(): [null, true, text]});
            for _ in 0..depth {
                value = serde_json::json!([{"inner": value}, {}, []]);
            }
            let json = Json::parse(&value.to_string()).unwrap();
            prop_assert_eq!(json.to_string(), value.to_string());
            prop_assert_eq!(&Json::from(value.clone()), &json);
            prop_assert_eq!(Value::from(&json), value);
        }
    }
}
