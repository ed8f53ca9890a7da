//! The body of the sweep event, which closes a conversation that was silent for too long. The event
//! is our own, not one of Genesys. It names the time of the latest known event, so a later event
//! reopens the conversation.

use serde_json::{Map, Value, json};

use crate::ids::ConversationId;
use crate::time::Timestamp;
use crate::value::{Fields, epoch};

/// The sweep closed a conversation, because no event arrived for it for too long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sweep {
    /// Time of the latest event known when the sweep ran.
    pub last_news: Timestamp,
}

impl Sweep {
    /// The body of the event. Two sweeps that know the same latest event build the same body, so
    /// the event is distinct only once. `eventTime` is the time of that latest event, because the
    /// silence begins there.
    #[must_use]
    pub fn body(self, conversation_id: &ConversationId) -> Map<String, Value> {
        let fields = [
            ("conversationId", json!(conversation_id)),
            ("eventTime", json!(self.last_news.ms())),
            ("lastNewsAt", json!(self.last_news.ms())),
        ];
        fields.map(|(name, value)| (name.to_owned(), value)).into_iter().collect()
    }

    /// `None` when `lastNewsAt` is missing or invalid.
    pub(crate) fn from_fields(body: &Fields<'_>) -> Option<Self> {
        Some(Self { last_news: body.get("lastNewsAt").and_then(epoch)? })
    }
}
