//! Reads the JSON around a body in one pass. It copies nothing and skips all fields that are not
//! needed.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;
use serde_json_borrow::Value;

/// An EventBridge event: its fields as raw text, and those of its `detail`. Of several fields with
/// the same name, the last one counts.
#[derive(Debug, Default)]
pub(crate) struct Message<'a> {
    pub detail_type: Option<&'a RawValue>,
    pub source: Option<&'a RawValue>,
    pub id: Option<&'a RawValue>,
    pub time: Option<&'a RawValue>,
    pub replay_name: Option<&'a RawValue>,
    pub event_body: Option<&'a RawValue>,
    pub exported_at: Option<&'a RawValue>,
}

impl<'de> Deserialize<'de> for Message<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Fields;
        impl<'de> Visitor<'de> for Fields {
            type Value = Message<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an EventBridge event")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Message<'de>, A::Error> {
                let mut message = Message::default();
                while let Some(name) = fields.next_key()? {
                    match as_str(&name) {
                        "detail-type" => message.detail_type = fields.next_value()?,
                        "source" => message.source = fields.next_value()?,
                        "id" => message.id = fields.next_value()?,
                        "time" => message.time = fields.next_value()?,
                        "replay-name" => message.replay_name = fields.next_value()?,
                        "detail" => {
                            let detail: Detail<'_> = fields.next_value()?;
                            message.event_body = detail.event_body;
                            message.exported_at = detail.exported_at;
                        }
                        _ => drop(fields.next_value::<IgnoredAny>()?),
                    }
                }
                Ok(message)
            }
        }
        deserializer.deserialize_map(Fields)
    }
}

/// What is read of a `detail`.
#[derive(Default)]
struct Detail<'a> {
    event_body: Option<&'a RawValue>,
    exported_at: Option<&'a RawValue>,
}

impl<'de> Deserialize<'de> for Detail<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Fields;
        impl<'de> Visitor<'de> for Fields {
            type Value = Detail<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object with an eventBody")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Detail<'de>, A::Error> {
                let mut detail = Detail::default();
                while let Some(name) = fields.next_key()? {
                    match as_str(&name) {
                        "eventBody" => detail.event_body = fields.next_value()?,
                        "exportedAt" => detail.exported_at = fields.next_value()?,
                        _ => drop(fields.next_value::<IgnoredAny>()?),
                    }
                }
                Ok(detail)
            }
        }
        deserializer.deserialize_map(Fields)
    }
}

/// The name of a field as text.
fn as_str<'v>(name: &'v Value<'_>) -> &'v str {
    name.as_str().unwrap_or_default()
}

/// A JSON string, borrowed from the input unless it has escapes. `None` for any other value.
pub(crate) fn text(raw: Option<&RawValue>) -> Option<Cow<'_, str>> {
    match serde_json::from_str(raw?.get()).ok()? {
        Value::Str(text) => Some(text),
        _ => None,
    }
}
