//! An entry of `PutEvents`.

use genesys::{ConversationId, EventKey, Timestamp};
use serde::Serialize;
use serde_json::value::RawValue;
use store::LedgerEntry;
use uuid::Uuid;

use crate::config::PublishRules;

/// Bytes that EventBridge counts for `Time` ("Calculating PutEvents event entry size", EventBridge
/// user guide).
const TIME_BYTES: usize = 14;

/// An entry of `PutEvents`. Serialized with `Detail` as an object; on the wire `Detail` is that
/// object's text. The bus name is missing because it belongs to the adapter.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Entry {
    /// The event's source.
    pub source: String,
    /// The type of the Common Event.
    pub detail_type: common_events::EventType,
    /// When the Common Event occurred.
    pub time: Timestamp,
    /// The Common Event, as JSON.
    pub detail: Box<RawValue>,
    /// Id of the Common Event.
    #[serde(skip)]
    pub id: Uuid,
    /// Revision of the Common Event.
    #[serde(skip)]
    pub revision: u64,
    /// The conversation of the Common Event.
    #[serde(skip)]
    pub conversation_id: ConversationId,
    /// The events that the Common Event rests on.
    #[serde(skip)]
    pub causes: Vec<EventKey>,
}

impl Entry {
    /// Creates the entry that publishes a ledger entry.
    ///
    /// # Errors
    /// The ledger entry cannot be written as JSON. This never happens to one that was read from the
    /// ledger.
    pub fn new(entry: &LedgerEntry, rules: &PublishRules) -> Result<Self, serde_json::Error> {
        let event = rules.common_event(entry);
        Ok(Self {
            source: rules.source.clone(),
            detail_type: event.metadata.event_type,
            time: event.metadata.occurred_at,
            detail: serde_json::value::to_raw_value(&event)?,
            id: event.metadata.id,
            revision: event.metadata.revision,
            conversation_id: event.metadata.conversation_id,
            causes: event.metadata.causes,
        })
    }

    /// Size in bytes, as EventBridge counts it.
    #[must_use]
    pub fn size(&self) -> usize {
        TIME_BYTES + self.source.len() + self.detail_type.as_str().len() + self.detail.get().len()
    }
}
