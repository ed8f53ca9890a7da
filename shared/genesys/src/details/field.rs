//! A field of the document, present or absent. A value of an unexpected type makes only its own
//! field absent.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use crate::value::integer;

/// The type of a field that may be absent.
pub(crate) trait Field {
    /// The field's value. Absent where the JSON value has an unexpected type.
    fn from_value(value: Value) -> Self;
    /// Whether the field is left out when the document is written.
    fn is_absent(&self) -> bool;
}

impl<T: DeserializeOwned> Field for Option<T> {
    fn from_value(value: Value) -> Self {
        one(value)
    }

    fn is_absent(&self) -> bool {
        self.is_none()
    }
}

impl<T: DeserializeOwned> Field for Vec<T> {
    fn from_value(value: Value) -> Self {
        match value {
            Value::Array(values) => values.into_iter().filter_map(one).collect(),
            _ => Self::new(),
        }
    }

    fn is_absent(&self) -> bool {
        self.is_empty()
    }
}

impl Field for BTreeMap<String, String> {
    fn from_value(value: Value) -> Self {
        let text = |(name, value)| Some((name, one(value)?));
        match value {
            Value::Object(fields) => fields.into_iter().filter_map(text).collect(),
            _ => Self::new(),
        }
    }

    fn is_absent(&self) -> bool {
        self.is_empty()
    }
}

/// Parses one value. Whole numbers may also be spelled `1.0`.
fn one<T: DeserializeOwned>(value: Value) -> Option<T> {
    let whole = value.is_f64().then(|| integer(&(&value).into())).flatten();
    serde_json::from_value(value).ok().or_else(|| serde_json::from_value(whole?.into()).ok())
}

/// Reads a field; for `deserialize_with`.
pub(crate) fn read<'de, D: Deserializer<'de>, T: Field>(deserializer: D) -> Result<T, D::Error> {
    Value::deserialize(deserializer).map(T::from_value)
}
