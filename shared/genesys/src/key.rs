//! What makes an event distinct: its content. The envelope's `id` plays no part, for Genesys may send the same event
//! under a new one, and whether a replay keeps it is undocumented.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use crate::topic::Topic;

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
        let canonical = serde_json_canonicalizer::to_vec(body)?;
        let mut hash = Sha256::new();
        hash.update(topic.as_str());
        hash.update(b"\n");
        hash.update(&canonical);
        let high = hash.finalize().iter().take(16).fold(0, |bits, byte| (bits << 8) | u128::from(*byte));
        Ok(Self(high))
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

    #[test]
    fn the_text_form_round_trips() {
        let text = key("acw", "{}");
        assert_eq!(text.parse::<EventKey>().unwrap().to_string(), text);
        for bad in ["", "0", "0123456789ABCDEF0123456789ABCDEF", "+123456789abcdef0123456789abcdef", &text[1..]] {
            assert_eq!(bad.parse::<EventKey>(), Err(NotAnEventKey), "{bad}");
        }
    }
}
