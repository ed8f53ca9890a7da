//! The sessions of a participant, and their flows.

use genesys::details::SessionDetails;
use genesys::vocabulary::{
    AcdOutcome, Direction, DisconnectType, FlowType, MediaType, MessageType, Routing,
};
use genesys::{QueueId, SessionId, Timestamp, UserId};
use serde::{Deserialize, Serialize};
use serde_with::json::JsonString;
use serde_with::{serde_as, skip_serializing_none};

use super::{Metric, Segment, SegmentType};
use crate::family::Family;

/// A session: one medium of a participant.
#[serde_as]
#[skip_serializing_none]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Session {
    /// The session.
    pub session_id: SessionId,
    /// The strongest kind of evidence for it; absent when only events without a family name it.
    pub family: Option<Family>,
    /// Its medium.
    pub media_type: Option<MediaType>,
    /// Which way it was established.
    pub direction: Option<Direction>,
    /// When it began.
    pub start: Option<Timestamp>,
    /// Whether the start is computed from the end.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub start_inferred: bool,
    /// When it ended, wrap-up aside; absent while it is live.
    pub end: Option<Timestamp>,
    /// Whether the end is inferred, from after-call work or from other participants' sessions.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub end_inferred: bool,
    /// How it ended, seen from this participant.
    pub disconnect_type: Option<DisconnectType>,
    /// The session at the other end, which only metric records carry.
    pub peer_id: Option<SessionId>,
    /// Who provides the medium.
    pub provider: Option<String>,
    /// Channel of a message.
    pub message_type: Option<MessageType>,
    /// Division.
    pub division_id: Option<String>,
    /// Utilization label.
    pub utilization_label: Option<String>,
    /// Calling number or address.
    pub ani: Option<String>,
    /// Called number or address.
    pub dnis: Option<String>,
    /// Receiving address.
    pub address_to: Option<String>,
    /// Sending address.
    pub address_from: Option<String>,
    /// Subject, of an e-mail.
    pub subject: Option<String>,
    /// Name to ask for, of a callback.
    pub callback_user_name: Option<String>,
    /// Numbers to call back.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub callback_numbers: Vec<String>,
    /// When to call back.
    pub callback_scheduled_time: Option<Timestamp>,
    /// Queue.
    pub queue_id: Option<QueueId>,
    /// How the wait in the queue ended.
    pub acd_outcome: Option<AcdOutcome>,
    /// The user who answered from the queue.
    pub answered_user_id: Option<UserId>,
    /// Ways of routing asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub requested_routings: Vec<String>,
    /// Way of routing used.
    pub used_routing: Option<Routing>,
    /// Routing priority.
    pub routing_priority: Option<i64>,
    /// Skills asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub requested_routing_skill_ids: Vec<String>,
    /// Users asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub requested_routing_user_ids: Vec<String>,
    /// Language asked for.
    pub requested_language_id: Option<String>,
    /// Outbound campaign.
    pub outbound_campaign_id: Option<String>,
    /// Outbound contact list.
    pub outbound_contact_list_id: Option<String>,
    /// Outbound contact.
    pub outbound_contact_id: Option<String>,
    /// The flow that ran in it.
    pub flow: Option<Flow>,
    /// Its segments, by start.
    pub segments: Vec<Segment>,
    /// Its metrics, by date and name.
    pub metrics: Vec<Metric>,
    /// The fields of the imported documents, unchanged, as JSON text, without those that events
    /// know better.
    #[serde_as(as = "Option<JsonString>")]
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(skip))]
    pub documented: Option<Box<SessionDetails>>,
}

impl Session {
    /// A session whose id is the only known fact.
    #[must_use]
    pub const fn named(session_id: SessionId) -> Self {
        Self {
            session_id,
            family: None,
            media_type: None,
            direction: None,
            start: None,
            start_inferred: false,
            end: None,
            end_inferred: false,
            disconnect_type: None,
            peer_id: None,
            provider: None,
            message_type: None,
            division_id: None,
            utilization_label: None,
            ani: None,
            dnis: None,
            address_to: None,
            address_from: None,
            subject: None,
            callback_user_name: None,
            callback_numbers: Vec::new(),
            callback_scheduled_time: None,
            queue_id: None,
            acd_outcome: None,
            answered_user_id: None,
            requested_routings: Vec::new(),
            used_routing: None,
            routing_priority: None,
            requested_routing_skill_ids: Vec::new(),
            requested_routing_user_ids: Vec::new(),
            requested_language_id: None,
            outbound_campaign_id: None,
            outbound_contact_list_id: None,
            outbound_contact_id: None,
            flow: None,
            segments: Vec::new(),
            metrics: Vec::new(),
            documented: None,
        }
    }
}

/// What the user of a live session is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Activity {
    /// The session is ringing, or the user's or the other side's phone is being reached.
    Ringing,
    /// The session was answered, or listens to one that was.
    Talking,
    /// Unknown: no queue offered the session and no metric record of it exists.
    Unknown,
}

impl Session {
    /// What the user of a live session is doing; `None` for any other session.
    #[must_use]
    pub fn activity(&self) -> Option<Activity> {
        if self.family != Some(Family::User) || self.start.is_none() || self.end.is_some() {
            return None;
        }
        let pieces =
            self.segments.iter().filter(|segment| segment.segment_type != SegmentType::Wrapup);
        let last =
            pieces.max_by_key(|segment| (segment.segment_start, segment.segment_end.is_none()));
        let open = last.filter(|segment| segment.segment_end.is_none());
        let is_offered = self.queue_id.is_some() && self.direction != Some(Direction::Outbound);
        Some(match open.map(|segment| segment.segment_type) {
            Some(SegmentType::Contacting | SegmentType::Dialing) => Activity::Ringing,
            Some(SegmentType::Alert) if is_offered || self.documented.is_some() => {
                Activity::Ringing
            }
            Some(SegmentType::Alert) => Activity::Unknown,
            _ => Activity::Talking,
        })
    }
}

/// The flow of a session.
#[skip_serializing_none]
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Flow {
    /// The flow.
    pub flow_id: Option<String>,
    /// Its type.
    pub flow_type: Option<FlowType>,
    /// Its version.
    pub flow_version: Option<String>,
    /// Why it ended.
    pub exit_reason: Option<String>,
    /// What it transferred to, if it did.
    pub transfer_type: Option<String>,
    /// The outcomes it recorded, by id.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub outcomes: Vec<FlowOutcome>,
}

/// An outcome that a flow recorded.
#[skip_serializing_none]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct FlowOutcome {
    /// The outcome.
    pub flow_outcome_id: String,
    /// `SUCCESS` or `FAILURE`.
    pub flow_outcome_value: Option<String>,
    /// When the flow started to work on the outcome.
    pub flow_outcome_start_timestamp: Option<Timestamp>,
    /// When it was reached.
    pub flow_outcome_end_timestamp: Option<Timestamp>,
}
