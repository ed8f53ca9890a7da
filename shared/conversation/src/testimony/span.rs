//! When a session was, and how long it did what: read off its segments.

use genesys::details::{SegmentDetails, SessionDetails};
use genesys::vocabulary::DisconnectType;
use genesys::{QueueId, Timestamp};

/// The segments of a session before wrap-up, in the order of their starts.
pub struct Span<'a> {
    segments: Vec<&'a SegmentDetails>,
    /// Start of the first segment.
    pub start: Timestamp,
    /// The greatest end, unless the last segment still lasts.
    pub end: Option<Timestamp>,
}

impl<'a> Span<'a> {
    /// `None` when no segment tells when the session began.
    pub fn of(session: &'a SessionDetails) -> Option<Self> {
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

    /// How the session ended: of the last segment that says so.
    pub fn disconnect_type(&self) -> Option<&'a DisconnectType> {
        self.segments.iter().rev().find_map(|segment| segment.disconnect_type.as_ref())
    }

    /// The queue: of the last segment that names one.
    pub fn queue(&self) -> Option<&'a QueueId> {
        self.segments.iter().rev().find_map(|segment| segment.queue_id.as_ref())
    }

    /// The first segment for which there is an answer.
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
