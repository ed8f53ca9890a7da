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

/// The type of a segment.
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
}

impl SegmentType {
    /// Parses a segment type of the details document; `None` for types that the tree does not
    /// distinguish.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        const ALL: [SegmentType; 8] = [
            SegmentType::Contacting,
            SegmentType::Dialing,
            SegmentType::Alert,
            SegmentType::Interact,
            SegmentType::Callback,
            SegmentType::Hold,
            SegmentType::Ivr,
            SegmentType::Wrapup,
        ];
        ALL.into_iter().find(|kind| kind.as_str() == text)
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
