//! Wrap-up: what `acw` and `wrapup` say together of one stretch of a session.

use genesys::{Event, Timestamp, Topic};

use crate::leg::Leg;

/// The clock of the event that tells of a wrap-up may be this much behind.
const CLOCK_MS: i64 = 1_000;

/// The wrap-up of a session.
#[derive(Debug, Clone)]
pub(crate) struct WrapUp<'h> {
    /// The event that tells when it was: the `acw`, where there is one, else the latest `wrapup`.
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
        Self::by(leg.acw(), leg.events.iter().copied())
    }

    /// The same, by the events up to some moment.
    pub fn until(leg: &Leg<'h>, at: Timestamp) -> Option<Self> {
        let known = leg.events.iter().copied().filter(|event| event.time <= at);
        Self::by(leg.acw().filter(|acw| acw.time <= at), known)
    }

    fn by(
        acw: Option<&'h Event>,
        events: impl DoubleEndedIterator<Item = &'h Event> + Clone,
    ) -> Option<Self> {
        // An `acw` that is sent again says nothing new.
        let is_news = |event: &&Event| match event.topic {
            Topic::Wrapup => true,
            Topic::Acw => acw.is_none_or(|acw| event.time <= acw.time),
            _ => false,
        };
        let last = events.clone().rev().find(is_news)?;
        let event = acw.unwrap_or(last);
        let said = || events.clone().rev().filter_map(Event::detail);
        Some(Self {
            event,
            known_since: last.time,
            code: said().find_map(|detail| detail.wrapup_code.as_deref()),
            note: said().find_map(|detail| detail.wrapup_notes.as_deref()),
            duration_ms: event.detail().and_then(|detail| detail.wrapup_duration),
        })
    }

    /// Where it lies: from the session's end, but where the event came before that, up to the event; never later than the
    /// event that tells of it.
    pub fn span(&self, leg: &Leg<'_>) -> (Timestamp, Timestamp) {
        let duration = self.duration_ms.unwrap_or(0);
        let told = self.event.time;
        match leg.end.map(|end| end.time).filter(|end| *end <= told) {
            Some(end) => (end, end.plus_ms(duration).min(told.plus_ms(CLOCK_MS)).max(end)),
            None => (told.minus_ms(duration), told),
        }
    }
}
