//! Ids of Genesys. They become parts of keys, so each must match `[A-Za-z0-9-]{1,64}`. Genesys
//! itself sends UUIDs.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A text that is not an id: empty, longer than 64 bytes, or with a character other than ASCII
/// letters, digits and `-`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an id is 1 to 64 letters, digits or hyphens")]
pub struct NotAnId;

/// Whether a text is an id. The loop has no branch per byte, because nearly every text is an id.
pub(crate) fn is_id(text: &str) -> bool {
    let is_plain =
        text.bytes().fold(true, |plain, b| plain & (b.is_ascii_alphanumeric() | (b == b'-')));
    (1..=64).contains(&text.len()) && is_plain
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The id as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl TryFrom<String> for $name {
            type Error = NotAnId;
            fn try_from(text: String) -> Result<Self, NotAnId> {
                if is_id(&text) { Ok(Self(text)) } else { Err(NotAnId) }
            }
        }

        impl std::str::FromStr for $name {
            type Err = NotAnId;
            fn from_str(text: &str) -> Result<Self, NotAnId> {
                Self::try_from(text.to_owned())
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> String {
                id.0
            }
        }
    };
}

id!(
    /// A conversation: everything that follows from one contact with a customer.
    ConversationId
);
id!(
    /// A participant of a conversation: a customer, a user, a queue, a flow or a voicemail box.
    ParticipantId
);
id!(
    /// A session of a participant in one medium. The Conversations API calls its id *communication
    /// id*.
    SessionId
);
id!(
    /// A user of the organization. A user is an agent where a queue gave them the conversation.
    UserId
);
id!(
    /// A queue.
    QueueId
);
id!(
    /// Anything that an organization gives a name: see [`crate::directory::EntityKind`].
    EntityId
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_texts_that_fit_a_key_are_ids() {
        for good in ["a", "0-9", "cbd50548-704e-5d1c-9708-a5b984c0a46c", &"x".repeat(64)] {
            assert!(good.parse::<ConversationId>().is_ok(), "{good}");
        }
        for bad in ["", " ", "a#b", "a b", "é", "a_b", &"x".repeat(65)] {
            assert_eq!(bad.parse::<ConversationId>(), Err(NotAnId), "{bad}");
        }
    }
}
