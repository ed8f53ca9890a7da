//! Wrap-up: the combined data of `acw` and `wrapup` events for one stretch of a session.

use genesys::{Event, Timestamp, Topic};

use crate::known_session::KnownSession;

/// The clock of the event that reports a wrap-up may be this much behind.
const CLOCK_MS: i64 = 1_000;

/// The wrap-up of a session.
#[derive(Debug, Clone)]
pub(crate) struct WrapUp<'h> {
    /// The event that dates the wrap-up: the `acw` if there is one, else the latest `wrapup`.
    pub event: &'h Event,
    /// Time of the latest event about the wrap-up. It may be long after `event`, because codes are
    /// changed later.
    pub known_since: Timestamp,
    pub code: Option<&'h str>,
    pub note: Option<&'h str>,
    /// Length of the after-call work.
    pub duration_ms: Option<i64>,
}

impl<'h> WrapUp<'h> {
    /// The wrap-up of a session; `None` before the first event about it.
    pub fn from_session(session: &KnownSession<'h>) -> Option<Self> {
        Self::from_events(session.acw(), session.events.iter().copied())
    }

    /// The same as [`Self::from_session`], from the events up to some moment only.
    pub fn until(session: &KnownSession<'h>, at: Timestamp) -> Option<Self> {
        let known = session.events.iter().copied().filter(|event| event.time <= at);
        Self::from_events(session.acw().filter(|acw| acw.time <= at), known)
    }

    fn from_events(
        acw: Option<&'h Event>,
        events: impl DoubleEndedIterator<Item = &'h Event> + Clone,
    ) -> Option<Self> {
        // A repeated `acw` adds nothing.
        let is_news = |event: &&Event| match event.topic {
            Topic::Wrapup => true,
            Topic::Acw => acw.is_none_or(|acw| event.time <= acw.time),
            _ => false,
        };
        let last = events.clone().rev().find(is_news)?;
        let event = acw.unwrap_or(last);
        let details = || events.clone().rev().filter_map(Event::detail);
        Some(Self {
            event,
            known_since: last.time,
            code: details().find_map(|detail| detail.wrapup_code.as_deref()),
            note: details().find_map(|detail| detail.wrapup_notes.as_deref()),
            duration_ms: event.detail().and_then(|detail| detail.wrapup_duration),
        })
    }

    /// The interval of the after-call work. It begins at the session's end; if the event came
    /// before that end, it stops at the event. It never ends more than 1 s after the event that
    /// reports it.
    pub fn span(&self, session: &KnownSession<'_>) -> (Timestamp, Timestamp) {
        let duration = self.duration_ms.unwrap_or(0);
        let reported_at = self.event.time;
        match session.end.map(|end| end.time).filter(|end| *end <= reported_at) {
            Some(end) => (end, end.plus_ms(duration).min(reported_at.plus_ms(CLOCK_MS)).max(end)),
            None => (reported_at.minus_ms(duration), reported_at),
        }
    }
}
