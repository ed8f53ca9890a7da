//! Stretches of a session: a message session that has ended may start again with the same id.
//!
//! The document shows one session with a gap; detail events have a start and an end for each
//! stretch.

use std::borrow::Cow;

use conversation::synthesized::span::is;
use genesys::Timestamp;
use genesys::details::{ConversationDetails, SegmentDetails, SessionDetails};

/// A start at least this long after the end begins another stretch, in milliseconds.
const GAP_MS: i64 = 1_000;

/// The document with a separate session for each stretch of a session, all with the same id.
pub(super) fn unfolded(details: &ConversationDetails) -> Cow<'_, ConversationDetails> {
    let mut sessions = details.participants.iter().flat_map(|participant| &participant.sessions);
    if sessions.all(|session| begun_again(session).is_empty()) {
        return Cow::Borrowed(details);
    }
    let mut unfolded = details.clone();
    for participant in &mut unfolded.participants {
        participant.sessions = participant.sessions.iter().flat_map(stretches).collect();
    }
    Cow::Owned(unfolded)
}

/// The stretches of a session, each as a session; a session without a restart has one.
pub(super) fn stretches(session: &SessionDetails) -> Vec<SessionDetails> {
    let begun_again = begun_again(session);
    let number =
        |at: Option<Timestamp>| begun_again.iter().filter(|begun| at >= Some(**begun)).count();
    let part = |stretch| SessionDetails {
        segments: session
            .segments
            .iter()
            .filter(|segment| number(segment.segment_start) == stretch)
            .cloned()
            .collect(),
        metrics: session
            .metrics
            .iter()
            .filter(|metric| number(metric.emit_date) == stretch)
            .cloned()
            .collect(),
        ..session.clone()
    };
    (0..=begun_again.len()).map(part).collect()
}

/// The times at which a session that had ended started again, in order.
fn begun_again(session: &SessionDetails) -> Vec<Timestamp> {
    let own = session.segments.iter().filter(|segment| !is(segment, "wrapup"));
    let mut own: Vec<&SegmentDetails> = own.collect();
    own.sort_by_key(|segment| segment.segment_start);
    let again = own.windows(2).filter_map(|pair| {
        let ended = pair[0].segment_end.filter(|_| pair[0].disconnect_type.is_some())?;
        pair[1].segment_start.filter(|start| start.since(ended) >= GAP_MS)
    });
    again.collect()
}

#[cfg(test)]
mod tests {
    use genesys::details::SessionMetric;
    use genesys::vocabulary::DisconnectType;

    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_ms(1_772_442_000_000 + second * 1_000)
    }

    fn segment(kind: &str, from: i64, to: i64, how: Option<DisconnectType>) -> SegmentDetails {
        SegmentDetails {
            segment_type: Some(kind.to_owned()),
            segment_start: Some(at(from)),
            segment_end: Some(at(to)),
            disconnect_type: how,
            ..SegmentDetails::default()
        }
    }

    fn session(segments: Vec<SegmentDetails>) -> SessionDetails {
        let metrics = [5, 9, 100, 110].map(|second| SessionMetric {
            emit_date: Some(at(second)),
            ..SessionMetric::default()
        });
        SessionDetails { segments, metrics: metrics.into(), ..SessionDetails::default() }
    }

    /// A gap after an end makes two stretches, each with its wrap-up and its metrics.
    #[test]
    fn a_gap_after_an_end_makes_two_stretches() {
        let client = Some(DisconnectType::Client);
        let whole = session(vec![
            segment("alert", 0, 2, None),
            segment("interact", 2, 9, client.clone()),
            segment("wrapup", 9, 20, client.clone()),
            segment("interact", 100, 110, client.clone()),
        ]);
        let parts = stretches(&whole);
        let lengths: Vec<_> =
            parts.iter().map(|part| (part.segments.len(), part.metrics.len())).collect();
        assert_eq!(lengths, [(3, 2), (1, 2)]);
    }

    /// A gap without an end (parked or held), or an end without a gap (transferred), makes no new
    /// stretch.
    #[test]
    fn gap_or_end_alone_makes_no_stretch() {
        let client = Some(DisconnectType::Client);
        for (how, again) in [(None, 50), (client.clone(), 9)] {
            let whole = session(vec![
                segment("interact", 0, 9, how),
                segment("interact", again, 60, client.clone()),
            ]);
            assert_eq!(stretches(&whole), [whole]);
        }
    }
}
