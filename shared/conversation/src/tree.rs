//! The tree: conversation ▸ participant ▸ session ▸ segment. This is what is stored, shown and
//! queried.
//!
//! Enumerated texts have the form of Genesys' details document. Instants are ISO 8601, durations
//! are milliseconds.

mod segment;

use std::collections::BTreeMap;

use common_events::particulars::CallbackOrigin;
use genesys::details::{ConversationDetails, ParticipantDetails, SessionDetails};
use genesys::vocabulary::{
    AcdOutcome, Direction, DisconnectType, FlowType, MediaType, MessageType, Purpose, Routing,
};
use genesys::{ConversationId, ParticipantId, QueueId, SessionId, Timestamp, UserId};
use serde::{Deserialize, Serialize};
use serde_with::json::JsonString;
use serde_with::{serde_as, skip_serializing_none};

use crate::family::Family;
pub use segment::{Metric, Segment, SegmentType};

/// A conversation as far as it is known.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Conversation {
    /// The fields of the whole conversation.
    pub summary: Summary,
    /// The participants, in the order of their first sessions.
    pub participants: Vec<Participant>,
}

impl Conversation {
    /// The same conversation with the inferred ends applied. An inferred end follows from the
    /// sessions of other participants, and applies only where no event reports an end.
    #[must_use]
    pub fn with_inferred_ends(mut self) -> Self {
        self.summary.put_inferred_ends(&mut self.participants);
        self
    }
}

impl Summary {
    /// Applies the inferred ends to `participants`, only where no event reports an end.
    pub fn put_inferred_ends(&self, participants: &mut [Participant]) {
        for inferred in &self.inferred_ends {
            let own =
                participants.iter_mut().filter(|it| it.participant_id == inferred.participant_id);
            let sessions = own.flat_map(|participant| &mut participant.sessions);
            for session in
                sessions.filter(|it| it.session_id == inferred.session_id && it.end.is_none())
            {
                session.end = Some(inferred.end);
                session.end_inferred = true;
                for segment in
                    session.segments.iter_mut().filter(|segment| segment.segment_end.is_none())
                {
                    segment.segment_end = Some(inferred.end.max(segment.segment_start));
                }
            }
        }
    }
}

/// The fields of a whole conversation.
#[serde_as]
#[skip_serializing_none]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Summary {
    /// The conversation.
    pub conversation_id: ConversationId,
    /// Least start of any session.
    pub conversation_start: Option<Timestamp>,
    /// Greatest end of any segment, wrap-up included; only when every session has ended.
    pub conversation_end: Option<Timestamp>,
    /// Open or ended, by the parties: wrap-up does not hold a conversation open.
    pub status: Status,
    /// When the last episode ended; only of an ended conversation.
    pub ended_at: Option<Timestamp>,
    /// Whether it counts as ended only because nothing was heard of it any more.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub timed_out: bool,
    /// Direction of the first session that has one.
    pub originating_direction: Option<Direction>,
    /// Every direction that occurs, in the order of the sessions.
    #[serde(default)]
    pub directions: Vec<Direction>,
    /// Every medium that occurs, in the order of the sessions.
    #[serde(default)]
    pub media_types: Vec<MediaType>,
    /// Every division that occurs.
    #[serde(default)]
    pub division_ids: Vec<String>,
    /// External contacts of the conversation.
    #[serde(default)]
    pub external_contact_ids: Vec<String>,
    /// External organizations of the conversation.
    #[serde(default)]
    pub external_organization_ids: Vec<String>,
    /// Where the first customer callback came from.
    pub callback_origin: Option<CallbackOrigin>,
    /// The stretches of life, joined where the gap is under 10 s.
    #[serde(default)]
    pub episodes: Vec<Episode>,
    /// Ends that no event told, worked out from the sessions of other participants.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub inferred_ends: Vec<InferredEnd>,
    /// How much of it there is.
    #[serde(default)]
    pub counts: Counts,
    /// Quality evaluations, by id.
    #[serde(default)]
    pub evaluations: Vec<Evaluation>,
    /// The fields of the imported documents, unchanged. They are kept as JSON text, because a
    /// native number would turn 1.0 into 1. Of the participants only the ids are here, in the
    /// documents' order.
    #[serde_as(as = "Option<JsonString>")]
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(skip))]
    pub documented: Option<Box<ConversationDetails>>,
    /// How many distinct events are known of the conversation.
    pub basis: u64,
}

/// How much there is of a conversation.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Counts {
    /// Participants.
    pub participants: u64,
    /// Sessions of all participants.
    pub sessions: u64,
    /// Sessions of agents that ended by a transfer after talk.
    pub transfers: u64,
}

/// Whether a conversation goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "ConversationStatus"))]
#[serde(rename_all = "camelCase")]
pub enum Status {
    /// A counted session is live, or none has ended yet.
    Open,
    /// No counted session is live.
    Ended,
}

/// A stretch of life of a conversation.
#[skip_serializing_none]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Episode {
    /// Its first session, which names it.
    pub session_id: SessionId,
    /// Start of its first session.
    pub started_at: Timestamp,
    /// Greatest end of its sessions; absent while one is live.
    pub ended_at: Option<Timestamp>,
}

/// The end of a session that follows from the sessions of other participants. It stands here, because a participant's own
/// item is a function of that participant alone; [`Conversation::with_inferred_ends`] puts it there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct InferredEnd {
    /// The participant.
    pub participant_id: ParticipantId,
    /// The session.
    pub session_id: SessionId,
    /// When it ended.
    pub end: Timestamp,
}

/// The latest state of a quality evaluation.
#[skip_serializing_none]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Evaluation {
    /// The evaluation.
    pub evaluation_id: String,
    /// `Pending`, `InProgress`, `Finished`, `InReview`, `Retracted`.
    pub evaluation_status: Option<String>,
    /// When it came to that.
    pub event_time: Timestamp,
    /// The form.
    pub form_id: Option<String>,
    /// Name of the form.
    pub form_name: Option<String>,
    /// The evaluated user.
    pub user_id: Option<String>,
    /// Score over all questions, in percent.
    pub total_score: Option<f64>,
    /// Score over the critical questions, in percent.
    pub total_critical_score: Option<f64>,
}

/// Someone or something that took part: a customer, a user, a queue, a flow, a voicemail box.
///
/// A function of the events that name it, and of the metric records of its sessions: nothing else may change it.
#[serde_as]
#[skip_serializing_none]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Participant {
    /// The participant.
    pub participant_id: ParticipantId,
    /// Its name, which only metric records carry.
    pub participant_name: Option<String>,
    /// Its role; absent when nothing tells.
    pub purpose: Option<Purpose>,
    /// The user, of an agent or user.
    pub user_id: Option<UserId>,
    /// External contact, of a customer.
    pub external_contact_id: Option<String>,
    /// External organization, of a customer.
    pub external_organization_id: Option<String>,
    /// Participant attributes, the last writer of each key.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub attributes: BTreeMap<String, String>,
    /// Its sessions, in order.
    pub sessions: Vec<Session>,
    /// The fields of the imported documents, unchanged, as JSON text. Of the sessions only the ids
    /// are here, in the documents' order.
    #[serde_as(as = "Option<JsonString>")]
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(skip))]
    pub documented: Option<Box<ParticipantDetails>>,
    /// How many events it is a function of: only grows.
    pub basis: u64,
}

/// One medium of a participant.
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
    /// Whether the start was worked out from the end.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub start_inferred: bool,
    /// When it ended, wrap-up aside; absent while it is live.
    pub end: Option<Timestamp>,
    /// Whether the end was worked out from after-call work.
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
    /// Its pieces, by start.
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
    /// The session is ringing.
    Ringing,
    /// The session was answered.
    Talking,
    /// Unknown: no queue offered the session and no metric record of it exists.
    Untold,
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
        let rings = last.is_some_and(|segment| {
            segment.segment_type == SegmentType::Alert && segment.segment_end.is_none()
        });
        let is_offered = self.queue_id.is_some() && self.direction != Some(Direction::Outbound);
        Some(match rings {
            false => Activity::Talking,
            true if is_offered || self.documented.is_some() => Activity::Ringing,
            true => Activity::Untold,
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
    /// When the flow set out for it.
    pub flow_outcome_start_timestamp: Option<Timestamp>,
    /// When it was reached.
    pub flow_outcome_end_timestamp: Option<Timestamp>,
}
