//! The tree: conversation ▸ participant ▸ session ▸ segment. This is what is stored, shown and
//! queried.
//!
//! Enumerated texts have the form of Genesys' details document. Instants are ISO 8601, durations
//! are milliseconds.

mod segment;
mod session;

use std::collections::{BTreeMap, HashMap};

use common_events::payload::CallbackOrigin;
use genesys::details::{ConversationDetails, ParticipantDetails};
use genesys::fields::{ConversationRecord, ParticipantRecord};
use genesys::vocabulary::{Direction, MediaType, Purpose};
use genesys::{ConversationId, Json, JsonMap, ParticipantId, SessionId, Timestamp, UserId};
use serde::{Deserialize, Serialize};
use serde_with::json::JsonString;
use serde_with::{serde_as, skip_serializing_none};

pub use segment::{Metric, Segment, SegmentType};
pub use session::{Activity, Flow, FlowOutcome, Session};

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
        // Of several ends of a session, the first counts.
        let ends = self.inferred_ends.iter().rev();
        let ends: HashMap<(&ParticipantId, &SessionId), Timestamp> =
            ends.map(|it| ((&it.participant_id, &it.session_id), it.end)).collect();
        for participant in participants.iter_mut().filter(|_| !ends.is_empty()) {
            for session in participant.sessions.iter_mut().filter(|it| it.end.is_none()) {
                let end = ends.get(&(&participant.participant_id, &session.session_id));
                let Some(end) = end.copied() else { continue };
                session.end = Some(end);
                session.end_inferred = true;
                for segment in
                    session.segments.iter_mut().filter(|segment| segment.segment_end.is_none())
                {
                    segment.segment_end = Some(end.max(segment.segment_start));
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
    /// Earliest start of any session.
    pub conversation_start: Option<Timestamp>,
    /// Latest end of any segment, including wrap-up. Absent until every session has ended.
    pub conversation_end: Option<Timestamp>,
    /// Whether the parties are still in the conversation. Wrap-up does not keep it open.
    pub status: Status,
    /// When the last episode ended; only of an ended conversation.
    pub ended_at: Option<Timestamp>,
    /// Whether the sweep closed the conversation because no event arrived for it any more.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub timed_out: bool,
    /// Direction of the first session that has one, unless metric records report another.
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
    /// The episodes: periods in which the conversation was live. Periods with a gap under 10 s are
    /// one episode.
    #[serde(default)]
    pub episodes: Vec<Episode>,
    /// Inferred ends: no event reports them; they follow from the sessions of other participants.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub inferred_ends: Vec<InferredEnd>,
    /// Number of participants, sessions and transfers.
    #[serde(default)]
    pub counts: Counts,
    /// Quality evaluations, by id.
    #[serde(default)]
    pub evaluations: Vec<Evaluation>,
    /// Fields that only metric records carry.
    pub recorded: Option<Box<ConversationRecord>>,
    /// The fields of the imported documents, unchanged. They are kept as JSON text, because a
    /// native number would turn 1.0 into 1. Of the participants only the ids are here, in the
    /// documents' order.
    #[serde_as(as = "Option<JsonString>")]
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(skip))]
    pub documented: Option<Box<ConversationDetails>>,
    /// The imported document that completes the tree; absent if the tree is from events alone.
    pub completed_by: Option<CompletedBy>,
    /// How many distinct events are known of the conversation.
    pub known_events: u64,
}

/// The imported document that completes a tree: of several, the one that overrides the others.
#[skip_serializing_none]
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct CompletedBy {
    /// When it was exported; absent if that is not known.
    pub exported_at: Option<Timestamp>,
}

/// Number of participants, sessions and transfers of a conversation.
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

/// Whether a conversation is live.
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

/// An episode: a period in which the conversation was live.
#[skip_serializing_none]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Episode {
    /// Its first session, which names it.
    pub session_id: SessionId,
    /// Start of its first session.
    pub started_at: Timestamp,
    /// Latest end of its sessions; absent while one is live.
    pub ended_at: Option<Timestamp>,
}

/// An inferred end of a session, which follows from the sessions of other participants. A
/// participant's own item depends on that participant alone, so the end is kept here.
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
    /// When the evaluation reached this status.
    pub event_time: Timestamp,
    /// The form.
    pub form_id: Option<String>,
    /// Name of the form.
    pub form_name: Option<String>,
    /// The evaluated user.
    pub user_id: Option<String>,
    /// Who evaluates.
    pub evaluator_id: Option<String>,
    /// To whom the evaluation is assigned.
    pub assignee_id: Option<String>,
    /// Whether the evaluation can be assigned.
    pub assignee_applicable: Option<bool>,
    /// The version of the form.
    pub context_id: Option<String>,
    /// The calibration that the evaluation belongs to.
    pub calibration_id: Option<String>,
    /// Whether the evaluation was scored again.
    pub rescored: Option<bool>,
    /// Score over all questions, in percent.
    pub total_score: Option<f64>,
    /// Score over the critical questions, in percent.
    pub total_critical_score: Option<f64>,
}

/// Someone or something that took part: a customer, a user, a queue, a flow, a voicemail box.
///
/// The participant depends only on the events that name it and on the metric records of its
/// sessions.
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
    /// Its role; absent if unknown.
    pub purpose: Option<Purpose>,
    /// The user, of an agent or user.
    pub user_id: Option<UserId>,
    /// External contact, of a customer.
    pub external_contact_id: Option<String>,
    /// External organization, of a customer.
    pub external_organization_id: Option<String>,
    /// When the participant began, as its attributes report it. Absent if a session begins no
    /// later.
    pub participant_start_time: Option<Timestamp>,
    /// Participant attributes, the last writer of each key. A value that is not a text is here as
    /// its JSON text.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub attributes: BTreeMap<String, String>,
    /// The attributes whose values are not texts, as they came.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub other_attributes: JsonMap,
    /// Fields that only metric records carry.
    pub recorded: Option<Box<ParticipantRecord>>,
    /// Its sessions, in order. Last are those that only its attributes name.
    pub sessions: Vec<Session>,
    /// The fields of the imported documents, unchanged, as JSON text. Of the sessions only the ids
    /// are here, in the documents' order.
    #[serde_as(as = "Option<JsonString>")]
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(skip))]
    pub documented: Option<Box<ParticipantDetails>>,
    /// Number of events on which the participant depends. Only grows.
    pub known_events: u64,
}

impl Participant {
    /// A participant whose id is the only known fact.
    #[must_use]
    pub const fn named(participant_id: ParticipantId) -> Self {
        Self {
            participant_id,
            participant_name: None,
            purpose: None,
            user_id: None,
            external_contact_id: None,
            external_organization_id: None,
            participant_start_time: None,
            attributes: BTreeMap::new(),
            other_attributes: JsonMap::new(),
            recorded: None,
            sessions: Vec::new(),
            documented: None,
            known_events: 0,
        }
    }

    /// Sets an attribute.
    pub(crate) fn set_attribute(&mut self, name: &str, value: &Json) {
        let text = match value.as_str() {
            Some(text) => {
                self.other_attributes.remove(name);
                text.to_owned()
            }
            None => {
                self.other_attributes.insert(name.to_owned(), value.clone());
                value.to_string()
            }
        };
        self.attributes.insert(name.to_owned(), text);
    }

    /// The attributes with their own types.
    pub(crate) fn attributes_in_document(&self) -> JsonMap {
        let value = |(name, text): (&String, &String)| {
            let other = self.other_attributes.get(name).cloned();
            (name.clone(), other.unwrap_or_else(|| Json::String(text.clone())))
        };
        self.attributes.iter().map(value).collect()
    }
}
