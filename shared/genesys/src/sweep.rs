//! Giving a conversation up for ended. An event of our own: it says as of what nothing more was heard, so whatever is
//! heard later takes it back.

use serde_json::{Map, Value, json};

use crate::ids::ConversationId;
use crate::time::Timestamp;
use crate::value::{Fields, epoch, field};

/// Nothing was heard of a conversation after some time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sweep {
    /// Time of the latest event that was known of it.
    pub last_news: Timestamp,
}

impl Sweep {
    /// The body of the event: the same for whoever gives the conversation up as of the same news. Its time is that of
    /// the news: what is concluded from silence is concluded as of its beginning.
    #[must_use]
    pub fn body(self, conversation_id: &ConversationId) -> Map<String, Value> {
        let fields = [
            ("conversationId", json!(conversation_id)),
            ("eventTime", json!(self.last_news.ms())),
            ("lastNewsAt", json!(self.last_news.ms())),
        ];
        fields.map(|(name, value)| (name.to_owned(), value)).into_iter().collect()
    }

    /// `None` when it does not say as of what.
    pub(crate) fn of(body: &Fields<'_>) -> Option<Self> {
        Some(Self { last_news: field(body, "lastNewsAt").and_then(epoch)? })
    }
}
