//! Encodes a value that no DynamoDB expression reads: as JSON text, deflated if it is long.
//!
//! DynamoDB charges by the kilobyte of an item. A value takes less as text than as nested
//! attributes, and text keeps every digit. Deflated with a dictionary ([`crate::deflated`]), the
//! text takes a fifth to a third of that, so hardly any item exceeds one kilobyte. Short texts stay
//! readable, except where an item holds several values that share the kilobyte.

use std::fmt;

use serde::de::{DeserializeOwned, Error as _, Visitor};
use serde::ser::Error as _;
use serde::{Deserializer, Serialize, Serializer};
use serde_with::{DeserializeAs, SerializeAs};

use crate::deflated::{deflate, inflate};

/// Longest text that is stored as plain text by default, in bytes: with the keys and the other
/// attributes, the item stays under a kilobyte.
const MAX_LEGIBLE_BYTES: usize = 700;

/// `serde_with` adapter for a value in one attribute: its JSON text as `S` up to `LEGIBLE` bytes,
/// longer text deflated as `B`.
pub(crate) struct Packed<const LEGIBLE: usize = MAX_LEGIBLE_BYTES>;

impl<T: Serialize, const LEGIBLE: usize> SerializeAs<T> for Packed<LEGIBLE> {
    fn serialize_as<S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
        pack(&serde_json::to_string(value).map_err(S::Error::custom)?, LEGIBLE, serializer)
    }
}

impl<'de, T: DeserializeOwned, const LEGIBLE: usize> DeserializeAs<'de, T> for Packed<LEGIBLE> {
    fn deserialize_as<D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
        let text: String = Text::deserialize_as(deserializer)?;
        serde_json::from_str(&text).map_err(D::Error::custom)
    }
}

/// The same adapter for a text, which is kept byte for byte.
pub(crate) struct Text;

impl SerializeAs<String> for Text {
    fn serialize_as<S: Serializer>(text: &String, serializer: S) -> Result<S::Ok, S::Error> {
        pack(text, MAX_LEGIBLE_BYTES, serializer)
    }
}

fn pack<S: Serializer>(text: &str, legible: usize, serializer: S) -> Result<S::Ok, S::Error> {
    if text.len() <= legible {
        return serializer.serialize_str(text);
    }
    let deflated = deflate(text).map_err(S::Error::custom)?;
    if deflated.len() < text.len() {
        serializer.serialize_bytes(&deflated)
    } else {
        serializer.serialize_str(text)
    }
}

impl<'de> DeserializeAs<'de, String> for Text {
    fn deserialize_as<D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
        deserializer.deserialize_any(TextVisitor)
    }
}

struct TextVisitor;

impl Visitor<'_> for TextVisitor {
    type Value = String;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text, or one that is deflated")
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<String, E> {
        Ok(text.to_owned())
    }

    fn visit_string<E: serde::de::Error>(self, text: String) -> Result<String, E> {
        Ok(text)
    }

    fn visit_bytes<E: serde::de::Error>(self, deflated: &[u8]) -> Result<String, E> {
        inflate(deflated).map_err(E::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;
    use serde_dynamo::AttributeValue;
    use serde_json::{Value, json};

    #[derive(Serialize, Deserialize)]
    struct Kept {
        #[serde(with = "serde_with::As::<Packed>")]
        value: Value,
    }

    fn stored(value: Value) -> AttributeValue {
        let item: serde_dynamo::Item =
            serde_dynamo::to_item(Kept { value: value.clone() }).unwrap();
        let read: Kept = serde_dynamo::from_item(item.clone()).unwrap();
        assert_eq!(read.value.to_string(), value.to_string(), "to the digit");
        item["value"].clone()
    }

    #[test]
    fn short_values_are_text_and_long_ones_deflated() {
        let short = json!({"score": 1.0, "empty": {"": ""}, "third": 0.1 + 0.2});
        assert_eq!(stored(short.clone()), AttributeValue::S(short.to_string()));
        let long = json!(vec![short; 100]);
        let AttributeValue::B(deflated) = stored(long.clone()) else { panic!("a text") };
        assert!(deflated.len() * 10 < long.to_string().len());
    }

    #[test]
    fn incompressible_text_round_trips() {
        let noise: String = (0..800_u32)
            .filter_map(|n| char::from_u32(0x4e00 + n.wrapping_mul(2_654_435_761) % 20_000))
            .collect();
        assert!(matches!(stored(json!(noise)), AttributeValue::S(_) | AttributeValue::B(_)));
    }

    #[test]
    fn other_attribute_values_are_refused() {
        for odd in [
            AttributeValue::N("1".to_owned()),
            AttributeValue::B(vec![0xff; 9]),
            AttributeValue::S("{".to_owned()),
        ] {
            let item = serde_dynamo::Item::from(std::collections::HashMap::from([(
                "value".to_owned(),
                odd,
            )]));
            assert!(serde_dynamo::from_item::<_, Kept>(item).is_err());
        }
    }
}
