//! The sessions of a participant, and their flows.

use genesys::details::SessionDetails;
use genesys::fields::{SessionField, SessionRecord};
use genesys::vocabulary::{Direction, DisconnectType, FlowType, MediaType};
use genesys::{JsonMap, QueueId, SessionId, Timestamp};
use serde::{Deserialize, Serialize};
use serde_with::json::JsonString;
use serde_with::{serde_as, skip_serializing_none};

use super::{Metric, Segment, SegmentType};
use crate::family::Family;
use crate::sources::Sources;

/// Defines [`Session`]; its fields that detail events carry are rows of the table
/// [`genesys::session_fields`].
macro_rules! session {
    ($(
        $(#[$doc:meta])*
        $field:ident $name:literal: $type:ty = $read:path, $($place:ident)+;
    )*) => {
        /// A session: one medium of a participant.
        ///
        /// Fields come from detail events, metric records and imported documents. What Common
        /// Events rest on (`family`, `mediaType`, `direction`, start and end, `disconnectType`,
        /// `queueId`) is what detail events report; a metric record only fills it in where they
        /// say nothing. Of every other field the newest value counts, by the time of the event or
        /// record that has it. A document replaces both, unless an event of the session is newer
        /// than the document: then it only adds what is absent.
        #[serde_as]
        #[skip_serializing_none]
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(rename_all = "camelCase")]
        pub struct Session {
            /// The session.
            pub session_id: SessionId,
            /// The strongest kind of evidence for it; absent when only events without a family name
            /// it.
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
            /// Whether the end is inferred, from after-call work or from other participants'
            /// sessions.
            #[serde(default, skip_serializing_if = "std::ops::Not::not")]
            pub end_inferred: bool,
            /// How it ended, seen from this participant.
            pub disconnect_type: Option<DisconnectType>,
            /// The session at the other end, which only metric records carry.
            pub peer_id: Option<SessionId>,
            /// Queue.
            pub queue_id: Option<QueueId>,
            $(
                $(#[$doc])*
                #[serde(default, skip_serializing_if = "SessionField::is_absent")]
                pub $field: $type,
            )*
            /// Fields that only metric records carry, and the journey of a customer.
            pub recorded: Option<Box<SessionRecord>>,
            /// The flow that ran in it.
            pub flow: Option<Flow>,
            /// Its segments, by start.
            pub segments: Vec<Segment>,
            /// Its metrics, by date and name.
            pub metrics: Vec<Metric>,
            /// The fields of the imported documents, unchanged, as JSON text, without those that
            /// events know better.
            #[serde_as(as = "Option<JsonString>")]
            #[serde(default)]
            #[cfg_attr(feature = "schema", schemars(skip))]
            pub documented: Option<Box<SessionDetails>>,
        }

        impl Session {
            /// A session whose id is the only known fact.
            #[must_use]
            pub fn named(session_id: SessionId) -> Self {
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
                    queue_id: None,
                    $($field: <$type>::default(),)*
                    recorded: None,
                    flow: None,
                    segments: Vec::new(),
                    metrics: Vec::new(),
                    documented: None,
                }
            }

            /// The fields of the table, and those that only records carry, as a document has them.
            pub(crate) fn fields_in_document(&self) -> JsonMap {
                let recorded = self.recorded.as_deref();
                let mut fields = recorded.map(SessionRecord::in_document).unwrap_or_default();
                $(in_document!(fields $name self.$field, $($place)+);)*
                fields
            }

            /// Sets the fields of the table to their newest values.
            pub(crate) fn set_newest(&mut self, sources: &Sources<'_>) {
                $(self.$field =
                    sources.newest(|detail| &detail.$field, |record| &record.$field);)*
            }
        }
    };
}

macro_rules! in_document {
    ($fields:ident $name:literal $value:expr, session $group:ident) => {
        if let Some(json) = $value.in_document() {
            $fields.insert($name.to_owned(), json);
        }
    };
    ($fields:ident $name:literal $value:expr, elsewhere) => {};
}

genesys::session_fields!(session);

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
