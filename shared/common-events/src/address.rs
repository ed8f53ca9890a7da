//! Addresses in Common Events: phone numbers and e-mail addresses. The type marks a field, and from
//! the types follow the paths of all such fields, so that emit finds each of them.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Deref;

use genesys::{ParticipantId, QueueId, SessionId, Timestamp, UserId};
use serde::{Deserialize, Serialize};

/// A phone number, an e-mail address, or another text by which a person can be reached. With
/// `PublishedAddresses` other than `clear` it arrives masked or hashed, or is left out.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Address(pub String);

/// The schema's `$comment` of every field that holds an address.
pub const COMMENT: &str = "An address: masked, hashed or left out according to PublishedAddresses.";

impl Deref for Address {
    type Target = str;
    fn deref(&self) -> &str {
        &self.0
    }
}

impl From<String> for Address {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Address {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Address".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({"type": "string", "$comment": COMMENT})
    }
}

/// The addresses within a type, as paths in its JSON: `/to/number`, `/parties/*/number`.
pub(crate) trait Addresses {
    /// Adds the paths, each behind `path`. Most types hold none.
    fn collect(_path: &str, _into: &mut Vec<String>) {}
}

impl Addresses for Address {
    fn collect(path: &str, into: &mut Vec<String>) {
        into.push(path.to_owned());
    }
}

impl<T: Addresses> Addresses for Option<T> {
    fn collect(path: &str, into: &mut Vec<String>) {
        T::collect(path, into);
    }
}

impl<T: Addresses> Addresses for Vec<T> {
    fn collect(path: &str, into: &mut Vec<String>) {
        T::collect(&format!("{path}/*"), into);
    }
}

macro_rules! without_addresses {
    ($($name:ty),* $(,)?) => { $(impl Addresses for $name {})* };
}
pub(crate) use without_addresses;

without_addresses!(
    BTreeMap<String, String>, ParticipantId, QueueId, SessionId, String, Timestamp, UserId, bool,
    f64, i64,
);

/// The name that serde gives a field: `address_to` is `addressTo`.
pub(crate) fn camel_case(field: &str) -> String {
    let mut name = String::new();
    for (place, word) in field.split('_').enumerate() {
        let mut letters = word.chars();
        match letters.next() {
            Some(first) if place > 0 => name.push(first.to_ascii_uppercase()),
            Some(first) => name.push(first),
            None => {}
        }
        name.push_str(letters.as_str());
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::EventType;

    #[test]
    fn paths_follow_from_the_types() {
        assert_eq!(
            EventType::ConversationCreated.addresses(),
            ["/ani", "/dnis", "/addressTo", "/addressFrom"]
        );
        assert_eq!(EventType::AgentTransferredConversation.addresses(), ["/to/number"]);
        assert_eq!(EventType::AgentAnswered.addresses(), Vec::<String>::new());
    }

    #[test]
    fn elements_of_a_list_are_a_star() {
        let mut paths = Vec::new();
        <Option<Vec<Address>>>::collect("/numbers", &mut paths);
        assert_eq!(paths, ["/numbers/*"]);
    }
}
