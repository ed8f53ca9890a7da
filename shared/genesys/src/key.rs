//! What makes an event distinct: its content. The envelope's `id` plays no part, for Genesys may send the same event
//! under a new one, and whether a replay keeps it is undocumented.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use crate::topic::Topic;

/// Hardly a body is longer than this, in bytes.
const ORDINARY_BYTES: usize = 1024;

/// The first 128 bits of SHA-256 over the topic, a line feed and the body in canonical JSON (RFC 8785).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct EventKey(u128);

/// A text that is not 32 lower-case hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an event key is 32 lower-case hexadecimal digits")]
pub struct NotAnEventKey;

impl EventKey {
    /// The key of an event: `topic` as published, `body` its `eventBody`.
    ///
    /// # Errors
    /// A number that JSON text can hold and RFC 8785 cannot write (none that `serde_json` parses).
    pub fn of(topic: &Topic, body: &Map<String, Value>) -> Result<Self, serde_json::Error> {
        let mut text = Vec::with_capacity(ORDINARY_BYTES);
        text.extend_from_slice(topic.as_str().as_bytes());
        text.push(b'\n');
        write_canonical(body, &mut text)?;
        let high = Sha256::digest(&text).iter().take(16).fold(0, |bits, byte| (bits << 8) | u128::from(*byte));
        Ok(Self(high))
    }
}

/// Appends a body in canonical JSON. What [`is_plain`] is written so by `serde_json` as well, at a tenth of the allocations.
fn write_canonical(body: &Map<String, Value>, text: &mut Vec<u8>) -> Result<(), serde_json::Error> {
    if are_plain(body) { serde_json::to_writer(text, body) } else { serde_json_canonicalizer::to_writer(body, text) }
}

/// Whether names are in ASCII, whose order is the same in every encoding, and in that order, and values are plain.
fn are_plain(fields: &Map<String, Value>) -> bool {
    fields.keys().is_sorted() && fields.iter().all(|(name, value)| name.is_ascii() && is_plain(value))
}

/// Whether a value has only whole numbers that ECMAScript writes in full: besides names, that is all that canonical JSON
/// has a form of its own for.
fn is_plain(value: &Value) -> bool {
    const MAX_SAFE_INTEGER: u64 = (1 << 53) - 1;
    match value {
        Value::Number(number) => number.as_i64().is_some_and(|number| number.unsigned_abs() <= MAX_SAFE_INTEGER),
        Value::Array(values) => values.iter().all(is_plain),
        Value::Object(fields) => are_plain(fields),
        Value::Null | Value::Bool(_) | Value::String(_) => true,
    }
}

impl fmt::Display for EventKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

impl FromStr for EventKey {
    type Err = NotAnEventKey;

    fn from_str(text: &str) -> Result<Self, NotAnEventKey> {
        let lower = text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        if text.len() != 32 || !lower {
            return Err(NotAnEventKey);
        }
        u128::from_str_radix(text, 16).map(Self).map_err(|_| NotAnEventKey)
    }
}

impl TryFrom<String> for EventKey {
    type Error = NotAnEventKey;
    fn try_from(text: String) -> Result<Self, NotAnEventKey> {
        text.parse()
    }
}

impl From<EventKey> for String {
    fn from(key: EventKey) -> Self {
        key.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn key(topic: &str, body: &str) -> String {
        let body = serde_json::from_str(body).unwrap();
        EventKey::of(&Topic::from_name(topic), &body).unwrap().to_string()
    }

    /// The spelling of the digest is stored in every table, so it is pinned: `printf 'acw\n{"a":1,"b":"x"}' | sha256sum`.
    #[test]
    fn the_key_is_the_published_digest_and_ignores_spelling() {
        assert_eq!(key("acw", r#"{"a":1,"b":"x"}"#), "566ee3a496c95b4c621247dc6b1ac2f7");
        assert_eq!(key("acw", r#"{"a":1,"b":"x"}"#), key("acw", "{ \"b\" : \"\\u0078\", \"a\": 1.0 }"));
        assert_ne!(key("acw", r#"{"a":1}"#), key("wrapup", r#"{"a":1}"#));
        assert_ne!(key("acw", r#"{"a":1}"#), key("acw", r#"{"a":"1"}"#));
    }

    fn any_value() -> impl Strategy<Value = Value> {
        let name = || prop_oneof!["[a-cA-C0-9]{0,4}", any::<String>()];
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            (-3_i64..3, 51_u32..55).prop_map(|(off, power)| Value::from((1_i64 << power) + off)),
            any::<f64>().prop_map(Value::from),
            any::<String>().prop_map(Value::from),
            "[\u{0}-\u{ff}\u{2028}\"\\\\]{0,9}".prop_map(Value::from),
        ];
        leaf.prop_recursive(3, 24, 6, move |inner| {
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
                proptest::collection::btree_map(name(), inner, 0..6)
                    .prop_map(|fields| Value::Object(fields.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn whichever_way_a_body_is_written_it_is_in_canonical_json(value in any_value()) {
            let body = Map::from_iter([("body".to_owned(), value)]);
            let mut text = Vec::new();
            write_canonical(&body, &mut text).unwrap();
            prop_assert_eq!(text, serde_json_canonicalizer::to_vec(&body).unwrap());
        }
    }

    #[test]
    fn the_text_form_round_trips() {
        let text = key("acw", "{}");
        assert_eq!(text.parse::<EventKey>().unwrap().to_string(), text);
        for bad in ["", "0", "0123456789ABCDEF0123456789ABCDEF", "+123456789abcdef0123456789abcdef", &text[1..]] {
            assert_eq!(bad.parse::<EventKey>(), Err(NotAnEventKey), "{bad}");
        }
    }
}
