//! Lists come in pages. A page ends with a token that says where the next page begins, so the
//! server keeps no state.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use genesys::{ConversationId, ParticipantId, Timestamp};
use serde::{Deserialize, Deserializer, Serialize};
use store::{IndexPage, IndexPosition};

/// Most entries of a page: the number of items that one batch read of DynamoDB takes.
pub const MOST: u32 = 100;

/// How many entries a page has: 1 to [`MOST`], which is the default.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit(u32);

impl Limit {
    /// The number.
    #[must_use]
    pub const fn get(self) -> u32 {
        self.0
    }
}

impl Default for Limit {
    fn default() -> Self {
        Self(MOST)
    }
}

impl<'de> Deserialize<'de> for Limit {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let limit = text.parse().ok().filter(|limit| (1..=MOST).contains(limit));
        limit
            .map(Self)
            .ok_or_else(|| serde::de::Error::custom("limit is a whole number from 1 to 100"))
    }
}

/// Where a page begins.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Token {
    /// Partition of the index of open conversations.
    pub shard: u32,
    /// Last entry of the page before. `None` at the beginning of the partition.
    pub after: Option<IndexPosition>,
}

impl Token {
    /// Where the page that follows this one in its partition begins. `None` if this page is the
    /// last.
    #[must_use]
    pub fn after(shard: u32, page: &IndexPage) -> Option<Self> {
        let last = page.positions.last().filter(|_| page.more)?;
        Some(Self { shard, after: Some(last.clone()) })
    }
}

/// The JSON form of a token, before it is encoded in base64url.
#[derive(Serialize, Deserialize)]
struct Written(u32, Option<(Timestamp, ConversationId, Option<ParticipantId>)>);

impl fmt::Display for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let position = |position: IndexPosition| {
            (position.start, position.conversation_id, position.participant_id)
        };
        let written = serde_json::to_string(&Written(self.shard, self.after.clone().map(position)));
        f.write_str(&URL_SAFE_NO_PAD.encode(written.unwrap_or_default()))
    }
}

impl<'de> Deserialize<'de> for Token {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let written =
            URL_SAFE_NO_PAD.decode(text).ok().and_then(|json| serde_json::from_slice(&json).ok());
        let wrong = || {
            serde::de::Error::custom(
                "next must come from the previous page: start again without it",
            )
        };
        let Written(shard, after) = written.ok_or_else(wrong)?;
        if after.as_ref().is_some_and(|(start, ..)| !start.is_event_time()) {
            return Err(wrong());
        }
        let position = |(start, conversation_id, participant_id)| IndexPosition {
            start,
            conversation_id,
            participant_id,
        };
        Ok(Self { shard, after: after.map(position) })
    }
}

/// An entry of a list by which a page of the list begins or ends. Unlike a [`Token`], it does not
/// depend on the partitions of an index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor(pub IndexPosition);

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let written = serde_json::to_string(&(self.0.start, &self.0.conversation_id));
        f.write_str(&URL_SAFE_NO_PAD.encode(written.unwrap_or_default()))
    }
}

impl<'de> Deserialize<'de> for Cursor {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let written: Option<(Timestamp, ConversationId)> =
            URL_SAFE_NO_PAD.decode(text).ok().and_then(|json| serde_json::from_slice(&json).ok());
        written
            .filter(|(start, _)| start.is_event_time())
            .map(|(start, conversation_id)| {
                Self(IndexPosition { start, conversation_id, participant_id: None })
            })
            .ok_or_else(|| {
                serde::de::Error::custom("this page does not exist: start again at the first one")
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn cursor_round_trips_and_others_are_refused() {
        let cursor = Cursor(IndexPosition {
            start: Timestamp::from_ms(1_772_442_000_123),
            conversation_id: "c-1".parse().unwrap(),
            participant_id: None,
        });
        assert_eq!(serde_json::from_value::<Cursor>(json!(cursor.to_string())).unwrap(), cursor);
        for text in ["", "x", "W10", "WyI5OTk5LTAxLTAxVDAwOjAwOjAwWiIsImMiXQ"] {
            assert!(serde_json::from_value::<Cursor>(json!(text)).is_err(), "{text}");
        }
    }

    #[test]
    fn page_token_round_trips() {
        let position = |participant: Option<&str>| IndexPosition {
            start: Timestamp::from_ms(1_772_442_000_123),
            conversation_id: "c-1".parse().unwrap(),
            participant_id: participant.map(|id| id.parse().unwrap()),
        };
        for after in [None, Some(position(None)), Some(position(Some("p-1")))] {
            let token = Token { shard: 7, after };
            assert_eq!(serde_json::from_value::<Token>(json!(token.to_string())).unwrap(), token);
        }
    }

    #[test]
    fn invalid_token_or_limit_is_refused() {
        for text in ["", "x", "W10", "WzAsWyIyMDI2IiwiYyIsbnVsbF1d"] {
            assert!(serde_json::from_value::<Token>(json!(text)).is_err(), "{text}");
        }
        let written = URL_SAFE_NO_PAD.encode(r#"[0,["9999-01-01T00:00:00.000Z","c",null]]"#);
        assert!(serde_json::from_value::<Token>(json!(written)).is_err());
        for text in ["0", "101", "-1", "ten", ""] {
            assert!(serde_json::from_value::<Limit>(json!(text)).is_err(), "{text}");
        }
    }
}
