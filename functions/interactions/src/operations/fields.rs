//! Readers of fields of a request.

use std::collections::BTreeMap;

use serde::de::{DeserializeOwned, Error};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

/// Reads a field that is present. `null` is refused as its value.
pub(super) fn named<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

/// Reads a field that is an object. A list of its values is refused.
pub(super) fn object<'de, D: Deserializer<'de>, T: DeserializeOwned>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    let fields: BTreeMap<String, &RawValue> = BTreeMap::deserialize(deserializer)?;
    let text = serde_json::to_string(&fields).map_err(D::Error::custom)?;
    serde_json::from_str(&text).map(Some).map_err(|error| D::Error::custom(reason(&error)))
}

/// What is wrong with a body, without the place, which is one in the text of a part of it.
pub(super) fn reason(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.rsplit_once(" at line ").map_or(text.as_str(), |(reason, _)| reason).to_owned()
}
