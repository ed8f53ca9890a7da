//! A field of the document, present or absent. A value of an unexpected type makes only its own
//! field absent, and nothing is lost: a part of the document keeps in `rest` whatever its fields
//! would not write exactly as it came, such as `null`, an empty list or another spelling.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Number;

use crate::ids::{ConversationId, ParticipantId, QueueId, SessionId, UserId};
use crate::json::{Json, JsonMap};
use crate::time::Timestamp;
use crate::vocabulary::{
    AcdOutcome, Direction, DisconnectType, FlowType, MediaType, MessageType, Purpose, Routing,
};

/// The type of a field, as it is written.
pub(crate) trait Written: Serialize {
    /// The JSON value; `None` if the field is absent.
    fn write(&self) -> Option<Json>;
    /// Whether the field is left out.
    fn is_absent(&self) -> bool;
    /// Removes values that only keep the spelling of a document.
    fn normalize(&mut self) {}
}

/// The type of a field that may be absent, as it is read.
pub(crate) trait Field: Written + Default {
    /// Reads a JSON value. Besides the field, gives back the value if the field would not be
    /// written exactly like it.
    fn read(json: Json) -> (Self, Option<Json>);
}

/// The type of a value: of a single field, or of the elements of a list.
pub(crate) trait Element: Serialize + Sized {
    /// Reads a JSON value; `None` if it has an unexpected type. Gives back the value if it would
    /// not be written exactly like it.
    fn read(json: Json) -> (Option<Self>, Option<Json>);
    /// The JSON value.
    fn write(&self) -> Json;
    /// Removes values that only keep the spelling of a document.
    fn normalize(&mut self) {}
}

impl<T: Element> Field for Option<T> {
    fn read(json: Json) -> (Self, Option<Json>) {
        T::read(json)
    }
}

impl<T: Element> Written for Option<T> {
    fn write(&self) -> Option<Json> {
        self.as_ref().map(T::write)
    }

    fn is_absent(&self) -> bool {
        self.is_none()
    }

    fn normalize(&mut self) {
        self.iter_mut().for_each(T::normalize);
    }
}

impl<T: Element> Field for Vec<T> {
    fn read(json: Json) -> (Self, Option<Json>) {
        let values = match json {
            Json::Array(values) if !values.is_empty() => values,
            other => return (Self::new(), Some(other)),
        };
        let read: Vec<(Option<T>, Option<Json>)> = values.into_iter().map(T::read).collect();
        let is_exact = read.iter().all(|(_, inexact)| inexact.is_none());
        let original = || {
            let element = |(read, inexact): &(Option<T>, Option<Json>)| {
                inexact.clone().or_else(|| read.as_ref().map(T::write)).unwrap_or_default()
            };
            Json::Array(read.iter().map(element).collect())
        };
        let inexact = (!is_exact).then(original);
        (read.into_iter().filter_map(|(read, _)| read).collect(), inexact)
    }
}

impl<T: Element> Written for Vec<T> {
    fn write(&self) -> Option<Json> {
        (!self.is_empty()).then(|| Json::Array(self.iter().map(T::write).collect()))
    }

    fn is_absent(&self) -> bool {
        self.is_empty()
    }

    fn normalize(&mut self) {
        self.iter_mut().for_each(T::normalize);
    }
}

impl Field for JsonMap {
    fn read(json: Json) -> (Self, Option<Json>) {
        match json {
            Json::Object(fields) if !fields.is_empty() => (fields, None),
            other => (Self::new(), Some(other)),
        }
    }
}

impl Written for JsonMap {
    fn write(&self) -> Option<Json> {
        (!self.is_empty()).then(|| Json::Object(self.clone()))
    }

    fn is_absent(&self) -> bool {
        self.is_empty()
    }
}

/// The only field that a document must have.
impl Written for ConversationId {
    fn write(&self) -> Option<Json> {
        Some(written(self))
    }

    fn is_absent(&self) -> bool {
        false
    }
}

impl Element for Json {
    fn read(json: Json) -> (Option<Self>, Option<Json>) {
        (Some(json), None)
    }

    fn write(&self) -> Json {
        self.clone()
    }
}

/// Reads a text, a boolean or a number.
fn scalar<T: DeserializeOwned + Serialize>(json: Json) -> (Option<T>, Option<Json>) {
    let read = json.scalar();
    let is_exact = read.as_ref().is_some_and(|read| written(read) == json);
    (read, (!is_exact).then_some(json))
}

fn written(value: &impl Serialize) -> Json {
    serde_json::to_value(value).map(Json::from).unwrap_or_default()
}

macro_rules! scalars {
    ($($type:ty,)*) => {
        $(impl Element for $type {
            fn read(json: Json) -> (Option<Self>, Option<Json>) {
                scalar(json)
            }

            fn write(&self) -> Json {
                written(self)
            }
        })*
    };
}

scalars! {
    String, bool, i64, Number, Timestamp,
    ParticipantId, QueueId, SessionId, UserId,
    AcdOutcome, Direction, DisconnectType, FlowType, MediaType, MessageType, Purpose, Routing,
}

/// Takes a field out of the fields of an object. What it would not write exactly as it came stays.
pub(crate) fn take<T: Field>(fields: &mut JsonMap, name: &str) -> T {
    let Some((name, json)) = fields.remove_entry(name) else { return T::default() };
    let (field, inexact) = T::read(json);
    if let Some(json) = inexact {
        fields.insert(name, json);
    }
    field
}

/// Writes a part of the document: its typed fields in the order of the model, then the others. A
/// value in `rest` has precedence over the typed field.
macro_rules! write_part {
    ($name:ident { $($field:ident)* }) => {
        impl $name {
            /// A field by its name in JSON, as it is written; `None` if it is absent.
            #[must_use]
            pub fn get(&self, name: &str) -> Option<$crate::Json> {
                use $crate::details::field::{Written, camel};
                if let Some(json) = self.rest.get(name) {
                    return Some(json.clone());
                }
                $(if name == camel!($field) {
                    return self.$field.write();
                })*
                None
            }

            /// Removes what only keeps the spelling of a document: `null`, empty lists, values of
            /// unexpected types, and other spellings of known words, numbers and instants.
            pub fn normalize(&mut self) {
                use $crate::details::field::{Written, camel};
                $(
                    self.rest.remove(camel!($field));
                    self.$field.normalize();
                )*
            }

            pub(crate) fn write_fields(&self) -> $crate::JsonMap {
                use $crate::details::field::{Written, camel};
                let mut fields = self.rest.clone();
                $(if !fields.contains_key(camel!($field))
                    && let Some(json) = self.$field.write()
                {
                    fields.insert(camel!($field).to_owned(), json);
                })*
                fields
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                use serde::ser::SerializeMap;
                use $crate::details::field::{Written, camel};
                const TYPED: &[&str] = &[$(camel!($field),)*];
                let mut fields = serializer.serialize_map(None)?;
                $(if let Some(json) = self.rest.get(camel!($field)) {
                    fields.serialize_entry(camel!($field), json)?;
                } else if !self.$field.is_absent() {
                    fields.serialize_entry(camel!($field), &self.$field)?;
                })*
                for (name, json) in &self.rest {
                    if !TYPED.contains(&name.as_str()) {
                        fields.serialize_entry(name, json)?;
                    }
                }
                fields.end()
            }
        }
    };
}
pub(crate) use write_part;

/// The name of a field in JSON: `media_type` is `mediaType`.
macro_rules! camel {
    ($field:ident) => {{
        const SNAKE: &str = stringify!($field);
        const BYTES: [u8; $crate::details::field::camel_length(SNAKE)] =
            $crate::details::field::camel_bytes(SNAKE);
        const NAME: &str = match std::str::from_utf8(&BYTES) {
            Ok(name) => name,
            Err(_) => SNAKE,
        };
        NAME
    }};
}
pub(crate) use camel;

/// Length of the name in JSON.
pub(crate) const fn camel_length(snake: &str) -> usize {
    let (bytes, mut at, mut length) = (snake.as_bytes(), 0, 0);
    while at < bytes.len() {
        length += (bytes[at] != b'_') as usize;
        at += 1;
    }
    length
}

/// The bytes of the name in JSON.
pub(crate) const fn camel_bytes<const LENGTH: usize>(snake: &str) -> [u8; LENGTH] {
    let (bytes, mut at, mut to, mut upper) = (snake.as_bytes(), 0, 0, false);
    let mut camel = [0; LENGTH];
    while at < bytes.len() {
        if bytes[at] == b'_' {
            upper = true;
        } else {
            camel[to] = if upper { bytes[at].to_ascii_uppercase() } else { bytes[at] };
            (to, upper) = (to + 1, false);
        }
        at += 1;
    }
    camel
}

#[cfg(test)]
mod tests {
    #[test]
    fn names_are_camel_case() {
        assert_eq!(camel!(media_type), "mediaType");
        assert_eq!(camel!(o_survey_total_score), "oSurveyTotalScore");
        assert_eq!(camel!(ani), "ani");
    }
}
