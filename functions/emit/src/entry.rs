//! What goes to the bus: one entry of `PutEvents`.

use genesys::{ConversationId, Timestamp};
use serde::Serialize;
use serde_json::value::RawValue;
use store::LedgerEntry;
use uuid::Uuid;

use crate::config::Rules;

/// Bytes that EventBridge counts for `Time` ("Calculating PutEvents event entry size", EventBridge user guide).
const TIME_BYTES: usize = 14;

/// An entry of `PutEvents`. Serialized with `Detail` as an object; on the wire it is that object's text. It names no
/// bus, which belongs to the adapter.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Entry {
    /// Whose event it is.
    pub source: String,
    /// The type of the Common Event.
    pub detail_type: common_events::EventType,
    /// When it happened.
    pub time: Timestamp,
    /// The Common Event, as JSON.
    pub detail: Box<RawValue>,
    /// Id of the Common Event.
    #[serde(skip)]
    pub id: Uuid,
    /// Its revision.
    #[serde(skip)]
    pub revision: u64,
    /// Its conversation.
    #[serde(skip)]
    pub conversation_id: ConversationId,
}

impl Entry {
    /// The entry that a conclusion is published as.
    ///
    /// # Errors
    /// The conclusion cannot be written as JSON; none that was read from the ledger is such.
    pub fn new(conclusion: &LedgerEntry, rules: &Rules) -> Result<Self, serde_json::Error> {
        let mut event = conclusion.common_event();
        rules.published_attributes.filter(&mut event.data);
        Ok(Self {
            source: rules.source.clone(),
            detail_type: event.metadata.event_type,
            time: event.metadata.occurred_at,
            detail: serde_json::value::to_raw_value(&event)?,
            id: event.metadata.id,
            revision: event.metadata.revision,
            conversation_id: event.metadata.conversation_id,
        })
    }

    /// Size in bytes, as EventBridge counts it.
    #[must_use]
    pub fn size(&self) -> usize {
        TIME_BYTES + self.source.len() + self.detail_type.as_str().len() + self.detail.get().len()
    }
}
