//! Wrap-up: what `acw` and `wrapup` say together of one session.

use genesys::{Event, Timestamp, Topic};

use crate::leg::Leg;

/// The wrap-up of a session.
#[derive(Debug, Clone)]
pub(crate) struct WrapUp<'h> {
    /// The event that tells when it was: the latest `acw`, where there is one, else the latest `wrapup`.
    pub event: &'h Event,
    /// When the latest event about it was, which may be long after: codes are changed.
    pub known_since: Timestamp,
    pub code: Option<&'h str>,
    pub note: Option<&'h str>,
    /// Length of the after-call work.
    pub duration_ms: Option<i64>,
}

impl<'h> WrapUp<'h> {
    /// The wrap-up of a session; `None` before the first event about it.
    pub fn of(leg: &Leg<'h>) -> Option<Self> {
        let latest = |topics: &[Topic]| leg.events.iter().rev().find(|event| topics.contains(&event.topic)).copied();
        let last = latest(&[Topic::Acw, Topic::Wrapup])?;
        let event = latest(&[Topic::Acw]).unwrap_or(last);
        Some(Self {
            event,
            known_since: last.time,
            code: leg.latest(|detail| detail.wrapup_code.as_deref()),
            note: leg.latest(|detail| detail.wrapup_notes.as_deref()),
            duration_ms: event.detail().and_then(|detail| detail.wrapup_duration),
        })
    }

    /// Where it lies: from the session's end, else ending when the event says.
    pub fn span(&self, leg: &Leg<'_>) -> (Timestamp, Timestamp) {
        let duration = self.duration_ms.unwrap_or(0);
        let start = leg.end.map_or_else(|| self.event.time.minus_ms(duration), |end| end.time);
        (start, start.plus_ms(duration))
    }
}
