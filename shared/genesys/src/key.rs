//! The key of an event, which is a digest of its content. The envelope's `id` plays no part:
//! Genesys may send the same event under a new id, and whether a replay keeps the id is
//! undocumented.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize, Serializer, ser};
use serde_json::{Map, Value};
use serde_json_borrow as borrowed;
use sha2::{Digest, Sha256};

use crate::topic::Topic;
use crate::value::Fields;

/// Initial capacity in bytes; few bodies are longer.
const ORDINARY_BYTES: usize = 1024;

/// The first 128 bits of SHA-256 over the topic, a line feed and the body in canonical JSON (RFC
/// 8785).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct EventKey(u128);

/// A text that is not 32 lower-case hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an event key is 32 lower-case hexadecimal digits")]
pub struct NotAnEventKey;

impl EventKey {
    /// The key of an event. `topic` is the topic as published, `body` the `eventBody`.
    ///
    /// # Errors
    /// Fails on a number that JSON text can hold and RFC 8785 cannot write. `serde_json` parses no
    /// such number.
    pub fn new(topic: &Topic, body: &Map<String, Value>) -> Result<Self, serde_json::Error> {
        let mut text = begin(topic);
        serde_json_canonicalizer::to_writer(body, &mut text)?;
        Ok(Self::digest(&text))
    }

    /// As [`EventKey::new`], for a body whose fields borrow from the text.
    pub(crate) fn from_fields(topic: &Topic, body: &Fields<'_>) -> Result<Self, serde_json::Error> {
        let mut text = begin(topic);
        match plain(body.iter(), &mut serde_json::Serializer::new(&mut text)) {
            Ok(()) => Ok(Self::digest(&text)),
            Err(_) => Self::new(topic, &body.to_map()),
        }
    }

    /// The 16 bytes of the key, for a form that is not text.
    #[must_use]
    pub const fn to_bytes(self) -> [u8; 16] {
        self.0.to_be_bytes()
    }

    /// The key of these bytes.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(u128::from_be_bytes(bytes))
    }

    fn digest(text: &[u8]) -> Self {
        Self(
            Sha256::digest(text)
                .iter()
                .take(16)
                .fold(0, |bits, byte| (bits << 8) | u128::from(*byte)),
        )
    }
}

/// The part of the digested text that precedes the body.
fn begin(topic: &Topic) -> Vec<u8> {
    let mut text = Vec::with_capacity(ORDINARY_BYTES);
    text.extend_from_slice(topic.as_str().as_bytes());
    text.push(b'\n');
    text
}

/// Serializes fields for which the output of `serde_json` is canonical JSON once they are sorted.
/// Fails where it would not be. Nearly every body takes this path; the canonicalizer makes ten
/// times the allocations.
fn plain<'v, S: Serializer>(
    fields: impl Iterator<Item = (&'v str, &'v borrowed::Value<'v>)>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut fields: Vec<_> = fields.map(|(name, value)| (name, Plain(value))).collect();
    fields.sort_unstable_by_key(|(name, _)| *name);
    // ASCII names sort alike in every encoding.
    let is_plain = fields.is_sorted_by(|(one, _), (next, _)| one < next)
        && fields.iter().all(|(name, _)| name.is_ascii());
    if is_plain { serializer.collect_map(fields) } else { Err(not_plain()) }
}

/// As [`plain`], for a value. Besides names, canonical JSON has its own form only for numbers.
/// `serde_json` writes whole numbers up to 2⁵³ − 1 as ECMAScript does.
struct Plain<'v>(&'v borrowed::Value<'v>);

impl Serialize for Plain<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        const MAX_SAFE_INTEGER: u64 = (1 << 53) - 1;
        match self.0 {
            borrowed::Value::Object(fields) => plain(fields.iter(), serializer),
            borrowed::Value::Array(values) => serializer.collect_seq(values.iter().map(Plain)),
            borrowed::Value::Number(number) => {
                let whole =
                    number.as_i64().filter(|number| number.unsigned_abs() <= MAX_SAFE_INTEGER);
                serializer.serialize_i64(whole.ok_or_else(not_plain)?)
            }
            leaf => leaf.serialize(serializer),
        }
    }
}

fn not_plain<E: ser::Error>() -> E {
    E::custom("canonical JSON has a form of its own for it")
}

impl fmt::Display for EventKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

/// Keys in a log line, with spaces between them.
#[derive(Debug, Clone, Copy)]
pub struct EventKeys<'a>(pub &'a [EventKey]);

impl fmt::Display for EventKeys<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, key) in self.0.iter().enumerate() {
            write!(f, "{}{key}", if index == 0 { "" } else { " " })?;
        }
        Ok(())
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
        EventKey::from_fields(&Topic::from_name(topic), &Fields::read(body).unwrap())
            .unwrap()
            .to_string()
    }

    /// Every table stores digests in this spelling, so this test pins it: `printf
    /// 'acw\n{"a":1,"b":"x"}' | sha256sum`.
    #[test]
    fn the_key_is_pinned_and_ignores_spelling() {
        assert_eq!(key("acw", r#"{"a":1,"b":"x"}"#), "566ee3a496c95b4c621247dc6b1ac2f7");
        assert_eq!(
            key("acw", r#"{"a":1,"b":"x"}"#),
            key("acw", "{ \"b\" : \"\\u0078\", \"a\": 1.0 }")
        );
        assert_eq!(key("acw", r#"{"a":1,"b":"x"}"#), key("acw", r#"{"b":"x","a":2,"a":1}"#));
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
        /// `EventKey::from_fields` and `EventKey::new` agree on every body.
        #[test]
        fn borrowed_body_has_the_canonical_key(value in any_value()) {
            let body = Map::from_iter([("body".to_owned(), value)]);
            let text = serde_json::to_string(&body).unwrap();
            let read = EventKey::from_fields(&Topic::Acw, &Fields::read(&text).unwrap()).unwrap();
            prop_assert_eq!(read, EventKey::new(&Topic::Acw, &body).unwrap());
        }
    }

    #[test]
    fn the_text_form_round_trips() {
        let text = key("acw", "{}");
        assert_eq!(text.parse::<EventKey>().unwrap().to_string(), text);
        for bad in [
            "",
            "0",
            "0123456789ABCDEF0123456789ABCDEF",
            "+123456789abcdef0123456789abcdef",
            &text[1..],
        ] {
            assert_eq!(bad.parse::<EventKey>(), Err(NotAnEventKey), "{bad}");
        }
    }
}
