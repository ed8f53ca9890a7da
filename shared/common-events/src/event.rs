//! A Common Event on the wire: metadata and data, the `detail` of the EventBridge event.

use genesys::{ConversationId, EventKey, ParticipantId, QueueId, SessionId, Timestamp, UserId};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::catalogue::{EventType, Payload, SettleClass};

/// Version of the contract. Only a change that could break a subscriber raises it.
pub const SCHEMA_VERSION: u32 = 1;

/// A statement about a conversation. At-least-once on the wire; `metadata.id` and
/// `metadata.revision` make it exactly-once in effect.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CommonEvent {
    /// What identifies and orders the statement.
    pub metadata: Metadata,
    /// What it says: a [`Data`] as JSON.
    #[cfg_attr(feature = "schema", schemars(extend("type" = "object")))]
    pub data: Value,
}

impl CommonEvent {
    /// The typed payload of the event.
    ///
    /// # Errors
    /// A required field is missing, or a field has another type: the event comes from a later
    /// `schemaVersion`.
    pub fn payload(&self) -> Result<Payload, serde_json::Error> {
        Payload::read(self.metadata.event_type, &self.data)
    }
}

/// What identifies and orders a statement.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Metadata {
    /// Stable forever: the same fact has the same id after any retry, replay or upgrade.
    pub id: Uuid,
    /// The type, which is also the `detail-type`.
    #[serde(rename = "type")]
    pub event_type: EventType,
    /// Version of the contract.
    pub schema_version: u32,
    /// 1, 2, 3 … per id; each says something else than the one before.
    #[cfg_attr(feature = "schema", schemars(range(min = 1)))]
    pub revision: u64,
    /// Whether the statement still follows from what is known.
    pub status: Status,
    /// The conversation.
    pub conversation_id: ConversationId,
    /// The Genesys organization, where the events named one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub organization_id: Option<String>,
    /// When it happened, by Genesys' own timestamps.
    pub occurred_at: Timestamp,
    /// How many distinct events were known of the conversation: orders all statements about it.
    pub known_events: u64,
    /// Keys of the events that it follows from.
    pub causes: Vec<EventKey>,
    /// Name of the archive replay, only when all causes came by a replay.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub replay: Option<String>,
}

/// Whether a statement still follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum Status {
    /// It follows from what is known.
    Active,
    /// It no longer follows; said once.
    Withdrawn,
}

/// What every Common Event says, and what is particular to its type.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Data<P = Payload> {
    /// What a rule cannot join: facts of the conversation as they were known when this was told.
    pub conversation: ConversationFacts,
    /// The participant, session, user and queue of the Common Event.
    #[serde(flatten)]
    pub subject: Subject,
    /// Whether it rests on an end that no event tells, only worked out; absent where it does not.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub inferred: bool,
    /// The payload of the type.
    #[serde(flatten)]
    pub payload: P,
}

/// Facts of the conversation as they were known when a Common Event was told: context. When one of
/// them changes later, nothing is published again.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[serde(default)]
pub struct ConversationFacts {
    /// Medium of the first session.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub media_type: Option<String>,
    /// `inbound` or `outbound`: the direction of the first session that has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub direction: Option<String>,
    /// Division of the first session that has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub division_id: Option<String>,
    /// Which episode it happened in, from 1.
    #[cfg_attr(feature = "schema", schemars(range(min = 1)))]
    pub episode: u32,
    /// Outbound campaign.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub campaign_id: Option<String>,
    /// The customer's participant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer_participant_id: Option<ParticipantId>,
    /// The customer's session in which it happened: the *communication id* that calls of the
    /// Conversations API need.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer_session_id: Option<SessionId>,
}

/// The participant, session, user and queue of a Common Event.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[serde(default)]
pub struct Subject {
    /// The participant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub participant_id: Option<ParticipantId>,
    /// The session.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub session_id: Option<SessionId>,
    /// Which stretch of the session, from 2: a session that ends and starts again. Absent of the
    /// first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stretch: Option<u32>,
    /// Medium of the session.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub media_type: Option<String>,
    /// `inbound` or `outbound`: direction of the session.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub direction: Option<String>,
    /// The user.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_id: Option<UserId>,
    /// The queue.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub queue_id: Option<QueueId>,
}

/// A derived Common Event, which has no revision yet.
#[derive(Debug, Clone, PartialEq)]
pub struct DerivedEvent {
    /// Part of the id, together with the conversation and the type.
    pub subject: String,
    /// When it happened.
    pub occurred_at: Timestamp,
    /// Keys of the events from which the Common Event is derived.
    pub causes: Vec<EventKey>,
    /// How long publication waits.
    pub settles: SettleClass,
    /// Whether the Common Event depends on an inferred end, which no event reports. If so,
    /// publication waits longest.
    pub inferred: bool,
    /// The data of the Common Event.
    pub data: Data,
}

impl DerivedEvent {
    /// The type.
    #[must_use]
    pub const fn event_type(&self) -> EventType {
        self.data.payload.event_type()
    }
}
