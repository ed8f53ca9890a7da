//! The keys of the table and their text form.
//!
//! The sort keys order a partition as `COMMON_EVENT#… < EVENT#… < LOG#… < TREE < TREE#…`. So one
//! query, `sk < "TREE"`, reads the ledger, the log and the log pages, and another,
//! `begins_with(sk, "TREE")`, reads the whole tree. Within the log, events are in the order of
//! their times.
//!
//! The names of the directory have partitions of their own, one for each kind.

use std::fmt;
use std::str::FromStr;

use genesys::{ConversationId, EntityId, EntityKind, EventKey, ParticipantId, Timestamp};
use serde::{Deserialize, Serialize};

/// Name of the partition key attribute.
pub const PK: &str = "pk";
/// Name of the sort key attribute.
pub const SK: &str = "sk";
/// Sort key of the conversation's own item, and prefix of its participants' sort keys.
pub const TREE: &str = "TREE";
/// Prefix of the sort keys of the log.
pub const EVENT_PREFIX: &str = "EVENT#";
/// Prefix of the sort keys of the ledger.
pub const LEDGER_PREFIX: &str = "COMMON_EVENT#";
/// Prefix of the sort keys of the log pages.
pub const LOG_PAGE_PREFIX: &str = "LOG#";

const CONVERSATION_PREFIX: &str = "CONVERSATION#";
const NAMES_PREFIX: &str = "NAMES#";
const NAME_PREFIX: &str = "NAME#";
pub(crate) const PARTICIPANT_PREFIX: &str = "TREE#";

/// The error for a text that is not a key of this table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a key of this table: set the item aside")]
pub struct NotAKey;

macro_rules! text_form {
    ($name:ident) => {
        impl TryFrom<String> for $name {
            type Error = NotAKey;
            fn try_from(text: String) -> Result<Self, NotAKey> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(key: $name) -> Self {
                key.to_string()
            }
        }
    };
}

/// The partition key: `CONVERSATION#<conversationId>`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ConversationKey(pub ConversationId);

impl fmt::Display for ConversationKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{CONVERSATION_PREFIX}{}", self.0)
    }
}

impl FromStr for ConversationKey {
    type Err = NotAKey;
    fn from_str(text: &str) -> Result<Self, NotAKey> {
        let id = text.strip_prefix(CONVERSATION_PREFIX).ok_or(NotAKey)?;
        id.parse().map(Self).map_err(|_| NotAKey)
    }
}

text_form!(ConversationKey);

/// Sort key of one event: `EVENT#<eventTime, 13 digits>#<topic>#<32 hex digits of the event key>`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct EventSortKey {
    /// Event time, as Genesys gives it.
    pub time: Timestamp,
    /// The topic. A topic that this version does not know may contain `#`.
    pub topic: String,
    /// The event key, a hash of the content: what makes the event distinct.
    pub key: EventKey,
}

impl fmt::Display for EventSortKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{EVENT_PREFIX}{:013}#{}#{}", self.time.ms(), self.topic, self.key)
    }
}

impl FromStr for EventSortKey {
    type Err = NotAKey;
    fn from_str(text: &str) -> Result<Self, NotAKey> {
        let rest = text.strip_prefix(EVENT_PREFIX).ok_or(NotAKey)?;
        let (digits, rest) = rest.split_once('#').ok_or(NotAKey)?;
        let (topic, key) = rest.rsplit_once('#').ok_or(NotAKey)?;
        if digits.len() != 13 || !digits.bytes().all(|b| b.is_ascii_digit()) || topic.is_empty() {
            return Err(NotAKey);
        }
        let time = Timestamp::from_ms(digits.parse().map_err(|_| NotAKey)?);
        Ok(Self { time, topic: topic.to_owned(), key: key.parse().map_err(|_| NotAKey)? })
    }
}

text_form!(EventSortKey);

/// The keys of numbered pages: a prefix and 10 digits. The numbers start at 1.
macro_rules! page_key {
    ($(#[$doc:meta])* $name:ident, $prefix:ident) => {
        $(#[$doc])*
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
        )]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(pub u32);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}{:010}", $prefix, self.0)
            }
        }

        impl FromStr for $name {
            type Err = NotAKey;
            fn from_str(text: &str) -> Result<Self, NotAKey> {
                let digits = text.strip_prefix($prefix).ok_or(NotAKey)?;
                if digits.len() != 10 || !digits.bytes().all(|b| b.is_ascii_digit()) {
                    return Err(NotAKey);
                }
                digits.parse().map(Self).map_err(|_| NotAKey)
            }
        }

        text_form!($name);
    };
}

page_key! {
    /// Sort key of a ledger page: `COMMON_EVENT#<number, 10 digits>`.
    LedgerSortKey, LEDGER_PREFIX
}

page_key! {
    /// Sort key of a log page: `LOG#<number, 10 digits>`.
    LogPageSortKey, LOG_PAGE_PREFIX
}

/// Sort key of the conversation's own item: `TREE`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TreeSortKey;

impl fmt::Display for TreeSortKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(TREE)
    }
}

impl FromStr for TreeSortKey {
    type Err = NotAKey;
    fn from_str(text: &str) -> Result<Self, NotAKey> {
        (text == TREE).then_some(Self).ok_or(NotAKey)
    }
}

text_form!(TreeSortKey);

/// Sort key of a participant item: `TREE#<participantId>`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ParticipantSortKey(pub ParticipantId);

impl fmt::Display for ParticipantSortKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{PARTICIPANT_PREFIX}{}", self.0)
    }
}

impl FromStr for ParticipantSortKey {
    type Err = NotAKey;
    fn from_str(text: &str) -> Result<Self, NotAKey> {
        let id = text.strip_prefix(PARTICIPANT_PREFIX).ok_or(NotAKey)?;
        id.parse().map(Self).map_err(|_| NotAKey)
    }
}

text_form!(ParticipantSortKey);

/// Partition key of the names of a kind: `NAMES#<kind>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct NameKey(pub EntityKind);

impl fmt::Display for NameKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{NAMES_PREFIX}{}", self.0)
    }
}

impl FromStr for NameKey {
    type Err = NotAKey;
    fn from_str(text: &str) -> Result<Self, NotAKey> {
        let kind = text.strip_prefix(NAMES_PREFIX).ok_or(NotAKey)?;
        EntityKind::ALL.into_iter().find(|it| it.as_str() == kind).map(Self).ok_or(NotAKey)
    }
}

text_form!(NameKey);

/// Sort key of a name: `NAME#<id>`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct NameSortKey(pub EntityId);

impl fmt::Display for NameSortKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{NAME_PREFIX}{}", self.0)
    }
}

impl FromStr for NameSortKey {
    type Err = NotAKey;
    fn from_str(text: &str) -> Result<Self, NotAKey> {
        let id = text.strip_prefix(NAME_PREFIX).ok_or(NotAKey)?;
        id.parse().map(Self).map_err(|_| NotAKey)
    }
}

text_form!(NameSortKey);

/// Any sort key of a conversation's partition.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SortKey {
    /// A ledger page.
    Ledger(LedgerSortKey),
    /// An event.
    Event(EventSortKey),
    /// A log page.
    LogPage(LogPageSortKey),
    /// The conversation's own item.
    Tree,
    /// A participant.
    Participant(ParticipantSortKey),
}

impl fmt::Display for SortKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ledger(key) => key.fmt(f),
            Self::Event(key) => key.fmt(f),
            Self::LogPage(key) => key.fmt(f),
            Self::Tree => TreeSortKey.fmt(f),
            Self::Participant(key) => key.fmt(f),
        }
    }
}

impl FromStr for SortKey {
    type Err = NotAKey;
    fn from_str(text: &str) -> Result<Self, NotAKey> {
        if text.starts_with(LEDGER_PREFIX) {
            text.parse().map(Self::Ledger)
        } else if text.starts_with(EVENT_PREFIX) {
            text.parse().map(Self::Event)
        } else if text.starts_with(LOG_PAGE_PREFIX) {
            text.parse().map(Self::LogPage)
        } else if text == TREE {
            Ok(Self::Tree)
        } else {
            text.parse().map(Self::Participant)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEX: &str = "566ee3a496c95b4c621247dc6b1ac2f7";

    #[test]
    fn every_key_round_trips_unchanged() {
        let event = format!("EVENT#0000000000005#user.end#{HEX}");
        let odd_topic = format!("EVENT#1772442000123#v2.a#b#{HEX}");
        let page = "COMMON_EVENT#0000000012";
        for text in [event.as_str(), &odd_topic, page, "LOG#0000000012", "TREE", "TREE#p-1"] {
            assert_eq!(text.parse::<SortKey>().unwrap().to_string(), text);
        }
        for kind in EntityKind::ALL {
            let key = NameKey(kind).to_string();
            assert_eq!(key.parse::<NameKey>().map(|key| key.to_string()), Ok(key));
        }
        assert_eq!("NAME#u-1".parse::<NameSortKey>().unwrap().to_string(), "NAME#u-1");
        let key: EventSortKey = odd_topic.parse().unwrap();
        assert_eq!((key.time.ms(), key.topic.as_str()), (1_772_442_000_123, "v2.a#b"));
        assert_eq!(
            "CONVERSATION#c-1".parse::<ConversationKey>().unwrap().to_string(),
            "CONVERSATION#c-1"
        );
    }

    #[test]
    fn text_that_is_no_key_is_refused() {
        let short = format!("EVENT#5#user.end#{HEX}");
        let signed = format!("EVENT#+000000000005#user.end#{HEX}");
        for text in
            ["", "TREE#", "TREE#a b", "EVENT#", "EVENT#0000000000005#user.end#00", &short, &signed]
                .into_iter()
                .chain([
                    "COMMON_EVENT#12",
                    "COMMON_EVENT#+000000012",
                    "COMMON_EVENT#9999999999",
                    "LOG#12",
                    "PERSON#1",
                ])
        {
            assert_eq!(text.parse::<SortKey>(), Err(NotAKey), "{text}");
        }
        assert_eq!("CONVERSATION#".parse::<ConversationKey>(), Err(NotAKey));
    }

    #[test]
    fn a_partition_is_ordered_ledger_log_tree() {
        let event = format!("EVENT#9999999999999#z#{HEX}");
        let ledger = ["COMMON_EVENT#0000000009", "COMMON_EVENT#0000000010"];
        let keys = [ledger[0], ledger[1], &event, "LOG#0000000001", "TREE", "TREE#0"];
        assert!(keys.windows(2).all(|pair| pair[0] < pair[1]));
    }
}
