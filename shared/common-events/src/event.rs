//! A Common Event on the wire: metadata and data, the `detail` of the EventBridge event.

use genesys::{ConversationId, EventKey, ParticipantId, QueueId, SessionId, Timestamp, UserId};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::catalogue::{EventType, Payload, SettleClass};

/// Version of the contract. Only a change that could break a subscriber raises it.
pub const SCHEMA_VERSION: u32 = 1;

/// A Common Event: a fact about a conversation. Delivery is at least once; `metadata.id` and
/// `metadata.revision` make it exactly once in effect.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CommonEvent {
    /// What identifies, orders and explains the Common Event.
    pub metadata: Metadata,
    /// The event data: a [`Data`] as JSON.
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

/// What identifies, orders and explains a Common Event.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Metadata {
    /// Id of the Common Event. Stable forever: the same fact has the same id after any retry,
    /// replay or upgrade.
    pub id: Uuid,
    /// Type of the Common Event, equal to the `detail-type`.
    #[serde(rename = "type")]
    pub event_type: EventType,
    /// Version of the contract.
    pub schema_version: u32,
    /// Counts the revisions under this id: 1, 2, 3 … Each differs from the one before.
    #[cfg_attr(feature = "schema", schemars(range(min = 1)))]
    pub revision: u64,
    /// Whether the Common Event still follows from the known events.
    pub status: Status,
    /// Id of the conversation.
    pub conversation_id: ConversationId,
    /// Id of the Genesys organization, if the events name one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub organization_id: Option<String>,
    /// When the fact happened, by Genesys' own timestamps.
    pub occurred_at: Timestamp,
    /// Number of distinct events of the conversation that were known when the Common Event was
    /// derived. Orders all Common Events of a conversation: the larger number knew more.
    pub known_events: u64,
    /// Keys of the events that the Common Event rests on.
    pub causes: Vec<EventKey>,
    /// Name of the archive replay, only if a replay delivered all causes.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub replay: Option<String>,
}

/// Whether a Common Event still follows from the known events.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum Status {
    /// The Common Event follows from the known events.
    Active,
    /// The Common Event no longer follows from the known events. Published once.
    Withdrawn,
}

/// The data of a Common Event: the fields that every type has, and the payload of its type.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Data<P = Payload> {
    /// Facts of the conversation, as they were known when the Common Event was derived. A rule
    /// cannot look them up elsewhere.
    pub conversation: ConversationFacts,
    /// The participant, session, user and queue of the Common Event.
    #[serde(flatten)]
    pub subject: Subject,
    /// Present and true if the Common Event rests on an inferred end of a session: no event
    /// reported the end, other events imply it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub inferred: bool,
    /// The payload of the type.
    #[serde(flatten)]
    pub payload: P,
}

/// Facts of the conversation, as they were known when the Common Event was derived. They are
/// context: a later change of one of them alone publishes nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[serde(default)]
pub struct ConversationFacts {
    /// Medium of the first session that has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub media_type: Option<String>,
    /// Direction of the first session that has one: `inbound` or `outbound`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub direction: Option<String>,
    /// Division of the first session that has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub division_id: Option<String>,
    /// Number of the episode in which the fact happened, from 1. An episode is a period in which
    /// the conversation is open.
    #[cfg_attr(feature = "schema", schemars(range(min = 1)))]
    pub episode: u32,
    /// Id of the outbound campaign.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub campaign_id: Option<String>,
    /// Id of the customer's participant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer_participant_id: Option<ParticipantId>,
    /// Id of the customer's session at that time, of the same medium if there is one: the
    /// *communication id* that requests to the Conversations API need.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer_session_id: Option<SessionId>,
}

/// The participant, session, user and queue of a Common Event.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[serde(default)]
pub struct Subject {
    /// Id of the participant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub participant_id: Option<ParticipantId>,
    /// Id of the session.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub session_id: Option<SessionId>,
    /// Number of the stretch of the session, from 2. A session that ends and starts again has
    /// several stretches. Absent for the first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stretch: Option<u32>,
    /// Medium of the session.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub media_type: Option<String>,
    /// Direction of the session: `inbound` or `outbound`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub direction: Option<String>,
    /// Id of the user.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_id: Option<UserId>,
    /// Id of the queue.
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
