//! One conclusion in the ledger, which is also the outbox: what it says was, or is about to be, published.
//!
//! `data` is kept as its JSON text, for it is compared with what is derived later, and a native number would turn 1.0
//! into 1 and make every pass see a difference.

use common_events::{CommonEvent, EventType, Metadata, SCHEMA_VERSION, Status};
use genesys::{ConversationId, EventKey, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_with::json::JsonString;
use serde_with::serde_as;
use uuid::Uuid;

use crate::expiry::Expiry;
use crate::keys::{ConversationKey, LedgerSortKey};

/// A conclusion as it is stored.
#[serde_as]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LedgerEntry {
    /// Partition key.
    pub pk: ConversationKey,
    /// Sort key: type and subject.
    pub sk: LedgerSortKey,
    /// Id of the Common Event.
    pub id: Uuid,
    /// Its type.
    #[serde(rename = "type")]
    pub event_type: EventType,
    /// With the conversation and the type, what makes the id.
    pub subject: String,
    /// 1, 2, 3 …: counts what was said under this id.
    pub revision: u64,
    /// Whether it still follows.
    pub status: Status,
    /// When it happened.
    pub occurred_at: Timestamp,
    /// How many distinct events were known when this was concluded.
    pub basis: u64,
    /// Edition of the contract under which `data` was written.
    pub edition: u32,
    /// Keys of the events that it follows from.
    pub causes: Vec<EventKey>,
    /// The Genesys organization.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub organization_id: Option<String>,
    /// Name of the archive replay, only when all causes came by a replay.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub replay: Option<String>,
    /// What it says.
    #[serde_as(as = "JsonString")]
    pub data: Value,
    /// How often it was asked to be published once more.
    #[serde(default)]
    pub resend: u64,
    /// When DynamoDB may delete it.
    pub expires_at: Expiry,
}

impl LedgerEntry {
    /// The conversation.
    #[must_use]
    pub const fn conversation_id(&self) -> &ConversationId {
        &self.pk.0
    }

    /// The entry in an image of a stream record.
    ///
    /// # Errors
    /// The image is no ledger entry of this version: set the record aside. The error may quote the image.
    pub fn from_image(image: serde_dynamo::Item) -> Result<Self, serde_dynamo::Error> {
        serde_dynamo::from_item(image)
    }

    /// The statement as it goes to other teams.
    #[must_use]
    pub fn common_event(&self) -> CommonEvent {
        CommonEvent {
            metadata: Metadata {
                id: self.id,
                event_type: self.event_type,
                schema_version: SCHEMA_VERSION,
                revision: self.revision,
                status: self.status,
                conversation_id: self.pk.0.clone(),
                organization_id: self.organization_id.clone(),
                occurred_at: self.occurred_at,
                basis: self.basis,
                causes: self.causes.clone(),
                replay: self.replay.clone(),
            },
            data: self.data.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn entry() -> LedgerEntry {
        let conversation: ConversationId = "c-1".parse().unwrap();
        LedgerEntry {
            sk: LedgerSortKey::of(&conversation, EventType::AgentAnswered, "s-1"),
            pk: ConversationKey(conversation),
            id: Uuid::nil(),
            event_type: EventType::AgentAnswered,
            subject: "s-1".to_owned(),
            revision: 2,
            status: Status::Active,
            occurred_at: Timestamp::from_ms(5),
            basis: 7,
            edition: 1,
            causes: vec!["566ee3a496c95b4c621247dc6b1ac2f7".parse().unwrap()],
            organization_id: Some("org-1".to_owned()),
            replay: None,
            data: json!({"score": 1.0, "empty": {"": ""}, "third": 0.1 + 0.2}),
            resend: 0,
            expires_at: Expiry::from_seconds(9),
        }
    }

    #[test]
    fn an_entry_survives_the_way_through_the_table_to_the_digit() {
        let stored: serde_dynamo::Item = serde_dynamo::to_item(entry()).unwrap();
        let read = LedgerEntry::from_image(stored).unwrap();
        assert_eq!(read, entry());
        assert_eq!(read.data.to_string(), entry().data.to_string());
    }

    #[test]
    fn an_entry_becomes_the_statement_that_it_holds() {
        let event = entry().common_event();
        assert_eq!(event.metadata.revision, 2);
        assert_eq!(event.metadata.schema_version, SCHEMA_VERSION);
        assert_eq!(event.metadata.conversation_id.as_str(), "c-1");
        assert_eq!(event.data, entry().data);
    }
}
