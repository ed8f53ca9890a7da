//! The start and end of a session, and its durations, computed from its segments.

use genesys::details::{SegmentDetails, SessionDetails};
use genesys::vocabulary::DisconnectType;
use genesys::{QueueId, Timestamp};

/// The segments of a session except wrap-up, ordered by start.
pub struct Span<'a> {
    segments: Vec<&'a SegmentDetails>,
    /// Start of the first segment.
    pub start: Timestamp,
    /// The latest end, unless the last segment is still live.
    pub end: Option<Timestamp>,
}

impl<'a> Span<'a> {
    /// The span of a session; `None` if no segment has a start.
    pub fn from_session(session: &'a SessionDetails) -> Option<Self> {
        let started =
            |segment: &&SegmentDetails| segment.segment_start.is_some() && !is(segment, "wrapup");
        let mut segments: Vec<&SegmentDetails> = session.segments.iter().filter(started).collect();
        segments.sort_by_key(|segment| segment.segment_start);
        let start = segments.first()?.segment_start?;
        let over = segments.last()?.segment_end.is_some();
        let end = segments.iter().filter_map(|segment| segment.segment_end).max().filter(|_| over);
        Some(Self { segments, start, end })
    }

    /// Milliseconds in finished segments of a type.
    pub fn total(&self, kind: &str) -> i64 {
        self.segments
            .iter()
            .filter(|segment| is(segment, kind))
            .filter_map(|segment| length(segment))
            .sum()
    }

    /// How the session ended, from the last segment that has a disconnect type.
    pub fn disconnect_type(&self) -> Option<&'a DisconnectType> {
        self.segments.iter().rev().find_map(|segment| segment.disconnect_type.as_ref())
    }

    /// The queue, from the last segment that has one.
    pub fn queue(&self) -> Option<&'a QueueId> {
        self.segments.iter().rev().find_map(|segment| segment.queue_id.as_ref())
    }

    /// The first result that `of` gives for a segment.
    pub fn first<T>(&self, of: impl FnMut(&&'a SegmentDetails) -> Option<T>) -> Option<T> {
        self.segments.iter().find_map(of)
    }

    /// When talk began.
    pub fn talk(&self) -> Option<Timestamp> {
        let talks = |segment: &&SegmentDetails| is(segment, "interact") || is(segment, "callback");
        self.segments.iter().find(|segment| talks(segment))?.segment_start
    }
}

/// Whether a segment is of a type.
pub fn is(segment: &SegmentDetails, kind: &str) -> bool {
    segment.segment_type.as_deref() == Some(kind)
}

/// Milliseconds of a finished segment, never negative.
pub fn length(segment: &SegmentDetails) -> Option<i64> {
    Some(segment.segment_end?.since(segment.segment_start?).max(0))
}
