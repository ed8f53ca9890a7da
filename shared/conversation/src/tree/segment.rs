//! The segments of a session, and its metrics.

use genesys::vocabulary::DisconnectType;
use genesys::{QueueId, Timestamp};
use serde::{Deserialize, Serialize};
use serde_with::skip_serializing_none;

/// A segment of a session.
#[skip_serializing_none]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Segment {
    /// The type of the segment.
    pub segment_type: SegmentType,
    /// When it began.
    pub segment_start: Timestamp,
    /// When it ended; absent while it is live.
    pub segment_end: Option<Timestamp>,
    /// How the session ended; on its last segment before wrap-up.
    pub disconnect_type: Option<DisconnectType>,
    /// Queue.
    pub queue_id: Option<QueueId>,
    /// Wrap-up code, of a wrap-up.
    pub wrap_up_code: Option<String>,
    /// Note, of a wrap-up.
    pub wrap_up_note: Option<String>,
    /// Whether only the length is exact: Genesys gave totals of talk and hold, not their times.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub synthetic: bool,
}

/// The type of a segment, as the details document names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum SegmentType {
    /// Reaching the user's own phone.
    Contacting,
    /// Dialing the other side.
    Dialing,
    /// Alerting.
    Alert,
    /// Talking, typing, waiting in a queue: being connected.
    Interact,
    /// Working on a callback.
    Callback,
    /// On hold.
    Hold,
    /// In a voice flow.
    Ivr,
    /// After-call work.
    Wrapup,
    /// A supervisor listens.
    Monitoring,
    /// A supervisor speaks to the agent; the customer does not hear it.
    Coaching,
    /// A supervisor joined the conversation.
    Barging,
    /// A supervisor watches the agent's screen.
    Screenmonitoring,
    /// A screen is shared.
    Sharing,
    /// The agent put a message or e-mail aside.
    Parked,
    /// A callback waits for its time.
    Scheduled,
    /// A voicemail is recorded.
    Voicemail,
    /// The session changes its medium or its kind.
    Converting,
    /// Genesys Cloud delays the session.
    Delay,
    /// Genesys Cloud itself is at work.
    System,
    /// A message or fax is transmitted.
    Transmitting,
    /// A recording or a file is uploaded.
    Uploading,
    /// Genesys Cloud does not say what.
    Unknown,
}

impl SegmentType {
    /// All types of the details document.
    pub const ALL: [Self; 22] = [
        Self::Contacting,
        Self::Dialing,
        Self::Alert,
        Self::Interact,
        Self::Callback,
        Self::Hold,
        Self::Ivr,
        Self::Wrapup,
        Self::Monitoring,
        Self::Coaching,
        Self::Barging,
        Self::Screenmonitoring,
        Self::Sharing,
        Self::Parked,
        Self::Scheduled,
        Self::Voicemail,
        Self::Converting,
        Self::Delay,
        Self::System,
        Self::Transmitting,
        Self::Uploading,
        Self::Unknown,
    ];

    /// Parses a segment type of the details document. A type that is not in its schema is
    /// [`SegmentType::Unknown`]; the document itself keeps the text.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text).unwrap_or(Self::Unknown)
    }

    /// The name in the details document.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Contacting => "contacting",
            Self::Dialing => "dialing",
            Self::Alert => "alert",
            Self::Interact => "interact",
            Self::Callback => "callback",
            Self::Hold => "hold",
            Self::Ivr => "ivr",
            Self::Wrapup => "wrapup",
            Self::Monitoring => "monitoring",
            Self::Coaching => "coaching",
            Self::Barging => "barging",
            Self::Screenmonitoring => "screenmonitoring",
            Self::Sharing => "sharing",
            Self::Parked => "parked",
            Self::Scheduled => "scheduled",
            Self::Voicemail => "voicemail",
            Self::Converting => "converting",
            Self::Delay => "delay",
            Self::System => "system",
            Self::Transmitting => "transmitting",
            Self::Uploading => "uploading",
            Self::Unknown => "unknown",
        }
    }
}

/// A measurement of a session, named as Genesys names it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Metric {
    /// When the metric was emitted.
    pub emit_date: Timestamp,
    /// The name; `t…` are milliseconds, `n…` counts.
    pub name: String,
    /// The value.
    pub value: i64,
}
