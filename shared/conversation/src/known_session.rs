//! What is known, at some moment, of one stretch of one participant's session.
//!
//! A session can live more than once. A start one second or more after its end opens the next
//! stretch, which has its own start, end, totals and segments. Events are added in the order of
//! (time, key), so the latest value of a field wins, and an absent field erases nothing. Starts and
//! ends are kept per family, because evidence for a stronger family may arrive at any time.

use std::collections::BTreeMap;

use genesys::vocabulary::{Direction, DisconnectType, FlowType, MediaType};
use genesys::{
    Detail, Event, EventKey, ParticipantId, QueueId, SessionId, Timestamp, Topic, UserId,
};

use crate::family::Family;

/// A start less than this after the end belongs to the same stretch. A later start opens the next
/// stretch of the session.
const RESTART_MS: i64 = 1_000;

/// What is known of one stretch of one participant's session.
#[derive(Debug, Clone)]
pub(crate) struct KnownSession<'h> {
    pub participant_id: &'h ParticipantId,
    pub session_id: &'h SessionId,
    /// The number of the stretch within the session, from 1.
    pub stretch: u32,
    /// The detail events of the stretch, by (time, key).
    pub events: Vec<&'h Event>,
    pub family: Option<Family>,
    pub start: Option<Start>,
    pub end: Option<End<'h>>,
    pub media_type: Option<&'h MediaType>,
    pub direction: Option<&'h Direction>,
    pub user_id: Option<&'h UserId>,
    pub queue_id: Option<&'h QueueId>,
    pub flow_type: Option<&'h FlowType>,
    spans: [Span<'h>; 5],
    acw: Option<&'h Event>,
}

/// When a session began.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Start {
    pub time: Timestamp,
    /// Whether the start is computed from the end.
    pub inferred: bool,
    /// The event that gives the start.
    pub cause: EventKey,
}

/// When and how a session ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct End<'h> {
    pub time: Timestamp,
    /// Whether the end is inferred: no event of the session reports it.
    pub inferred: bool,
    /// The event that gives the end.
    pub cause: EventKey,
    pub disconnect_type: Option<&'h DisconnectType>,
}

/// Starts and ends of one family.
#[derive(Debug, Clone, Copy, Default)]
struct Span<'h> {
    first_start: Option<&'h Event>,
    last_start: Option<&'h Event>,
    last_end: Option<&'h Event>,
    first_known: Option<Timestamp>,
}

/// The totals that an end event gives, in milliseconds; `None` where the field is absent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Totals {
    pub contacting: Option<i64>,
    pub dialing: Option<i64>,
    pub alerting: Option<i64>,
    pub interacting: Option<i64>,
    pub callback: Option<i64>,
    pub held: Option<i64>,
}

impl Totals {
    /// Sum of all totals.
    pub fn sum(&self) -> i64 {
        self.placing() + self.alerting.unwrap_or(0) + self.talked()
    }

    /// Interacting, held and callback. Above 0, the user talked.
    pub fn talked(&self) -> i64 {
        self.talk() + self.held.unwrap_or(0)
    }

    /// Interacting and callback: talk without hold.
    pub fn talk(&self) -> i64 {
        [self.interacting, self.callback].iter().flatten().sum()
    }

    /// Contacting and dialing. Above 0, the user placed the call.
    pub fn placing(&self) -> i64 {
        [self.contacting, self.dialing].iter().flatten().sum()
    }

    /// Contacting, dialing and alerting: the time before the answer.
    pub fn before_answer(&self) -> i64 {
        self.placing() + self.alerting.unwrap_or(0)
    }

    /// Whether the end event has no totals at all.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl<'h> KnownSession<'h> {
    pub fn new(participant_id: &'h ParticipantId, session_id: &'h SessionId) -> Self {
        Self {
            participant_id,
            session_id,
            stretch: 1,
            events: Vec::new(),
            family: None,
            start: None,
            end: None,
            media_type: None,
            direction: None,
            user_id: None,
            queue_id: None,
            flow_type: None,
            spans: [Span::default(); 5],
            acw: None,
        }
    }

    /// The next stretch of the same session, before its first event. It keeps what identifies the
    /// session: family, medium, direction, user, queue and flow type.
    pub fn next_stretch(&self) -> Self {
        Self {
            stretch: self.stretch + 1,
            family: self.family,
            media_type: self.media_type,
            direction: self.direction,
            user_id: self.user_id,
            queue_id: self.queue_id,
            flow_type: self.flow_type,
            ..Self::new(self.participant_id, self.session_id)
        }
    }

    /// Whether an event of this session opens its next stretch.
    pub fn is_restarted_by(&self, event: &Event) -> bool {
        let begins = is_start(&event.topic) && Family::from_topic(&event.topic) == self.family;
        begins && self.end.is_some_and(|end| event.time.since(end.time) >= RESTART_MS)
    }

    /// Adds the next event of the stretch.
    pub fn add(&mut self, event: &'h Event, detail: &'h Detail) {
        self.events.push(event);
        self.media_type = detail.media_type.as_ref().or(self.media_type);
        self.direction = detail.direction.as_ref().or(self.direction);
        self.user_id = detail.user_id.as_ref().or(self.user_id);
        self.queue_id = detail.queue_id.as_ref().or(self.queue_id);
        self.flow_type = detail.flow_type.as_ref().or(self.flow_type);
        let Some(family) = Family::from_topic(&event.topic) else { return };
        self.family = self.family.max(Some(family));
        let span = &mut self.spans[family as usize];
        if is_start(&event.topic) {
            span.first_start = span.first_start.or(Some(event));
            span.last_start = Some(event);
        } else if is_end(&event.topic) {
            span.last_end = Some(event);
        } else if event.topic == Topic::Acw {
            self.acw = self.acw.filter(|known| is_sent_again(known, event)).or(Some(event));
        } else {
            return self.compute_start_and_end();
        }
        span.first_known = span.first_known.or(Some(event.time));
        self.compute_start_and_end();
    }

    /// Computes start and end from the events of the session's own family.
    fn compute_start_and_end(&mut self) {
        self.end = self.reported_end().or_else(|| self.end_before_wrap_up()).filter(|end| {
            let last_start = self.span().last_start;
            last_start.is_none_or(|start| start.time.since(end.time) < RESTART_MS)
        });
        self.start = match (self.span().first_start, self.reported_end().or(self.end)) {
            (Some(start), _) => {
                let time = self.end.map_or(start.time, |end| start.time.min(end.time));
                Some(Start { time, inferred: false, cause: start.key })
            }
            (None, Some(end)) => Some(Start {
                time: end.time.minus_ms(self.totals().sum()),
                inferred: true,
                cause: end.cause,
            }),
            (None, None) => None,
        };
    }

    fn span(&self) -> Span<'h> {
        self.family.map_or_else(Span::default, |family| self.spans[family as usize])
    }

    fn reported_end(&self) -> Option<End<'h>> {
        let event = self.span().last_end?;
        let disconnect_type = event.detail().and_then(|detail| detail.disconnect_type.as_ref());
        Some(End { time: event.time, inferred: false, cause: event.key, disconnect_type })
    }

    /// After-call work begins where the talk ended, but never before the session's own start.
    fn end_before_wrap_up(&self) -> Option<End<'h>> {
        let acw = self.acw.filter(|_| self.family == Some(Family::User))?;
        let began =
            acw.time.minus_ms(acw.detail().and_then(|detail| detail.wrapup_duration).unwrap_or(0));
        let start =
            self.span().last_start.map(|start| start.time).filter(|start| *start <= acw.time);
        let time = start.map_or(began, |start| began.max(start));
        Some(End { time, inferred: true, cause: acw.key, disconnect_type: None })
    }

    /// Whether a start is known, or an end from which a start can be computed.
    pub fn has_start(&self) -> bool {
        self.start.is_some()
    }

    /// The subject of the stretch in Common Events: the session id, and `#n` from the second
    /// stretch on.
    pub fn subject(&self) -> String {
        match self.stretch {
            1 => self.session_id.to_string(),
            n => format!("{}#{n}", self.session_id),
        }
    }

    /// Time of the first event that reported a start or an end.
    pub fn known_since(&self) -> Option<Timestamp> {
        self.span().first_known
    }

    /// The body of the latest end event of the session's own family.
    pub fn end_detail(&self) -> Option<&'h Detail> {
        self.span().last_end.and_then(Event::detail)
    }

    /// Time of the latest end, even if a start just after it makes the session live again.
    pub fn last_end(&self) -> Option<Timestamp> {
        self.end.map(|end| end.time).or_else(|| self.span().last_end.map(|event| event.time))
    }

    /// When the stretch began, according to its latest start event.
    pub fn last_start(&self) -> Option<Timestamp> {
        self.span().last_start.map(|event| event.time).or(self.start.map(|start| start.time))
    }

    /// The totals of the latest end event. Each family has its duration in a field of its own.
    pub fn totals(&self) -> Totals {
        let Some(detail) = self.end_detail() else { return Totals::default() };
        let one = |interacting| Totals { interacting, ..Totals::default() };
        match self.family {
            Some(Family::User) => Totals {
                contacting: detail.contacting_duration,
                dialing: detail.dialing_duration,
                alerting: detail.alerting_duration,
                interacting: detail.interacting_duration,
                callback: detail.callback_duration,
                held: detail.held_duration,
            },
            Some(Family::Customer) => one(detail.interacting_duration),
            Some(Family::Acd | Family::Flow) => one(detail.connected_duration),
            Some(Family::Voicemail) => one(detail.voicemail_duration),
            None => Totals::default(),
        }
    }

    /// Whether a user's session ended after talk, according to its end event.
    pub fn talked(&self) -> bool {
        self.family == Some(Family::User) && self.totals().talked() > 0
    }

    /// Whether an event reported the end.
    pub fn has_reported_end(&self) -> bool {
        self.end.is_some_and(|end| !end.inferred)
    }

    /// The after-call work: the latest `acw`. If several repeat the same code and duration, the
    /// first of them.
    pub fn acw(&self) -> Option<&'h Event> {
        self.acw
    }

    /// The latest value of a field.
    pub fn latest<T>(&self, field: impl Fn(&'h Detail) -> Option<T>) -> Option<T> {
        self.events.iter().rev().filter_map(|event| event.detail()).find_map(field)
    }

    /// The outcomes that a flow recorded in this session, by id, each with its latest record.
    pub fn outcomes(&self) -> BTreeMap<&'h str, (&'h Event, &'h Detail)> {
        let recorded = self.events.iter().filter(|event| event.topic == Topic::FlowOutcome);
        let by_id = recorded.filter_map(|event| {
            let detail = event.detail()?;
            Some((detail.flow_outcome_id.as_deref()?, (*event, detail)))
        });
        by_id.collect()
    }

    /// How long the session lasted: the duration that its end event reports, else the time from
    /// start to end. `None` while the session is live.
    pub fn connected_ms(&self) -> Option<i64> {
        let end = self.end?;
        self.totals().interacting.or_else(|| Some(end.time.since(self.start?.time)))
    }

    /// Whether the session belongs to a party, that is a customer or a user.
    pub fn is_party(&self) -> bool {
        matches!(self.family, Some(Family::Customer | Family::User))
    }

    /// Whether the session is of the given family.
    pub fn is(&self, family: Family) -> bool {
        self.family == Some(family)
    }

    /// Whether the session is in the given medium.
    pub fn is_in(&self, medium: &MediaType) -> bool {
        self.media_type == Some(medium)
    }

    /// Whether the session is an in-queue flow, which a queue plays while the customer waits. Such
    /// a flow is part of the wait and never a destination.
    pub fn is_in_queue_flow(&self) -> bool {
        self.is(Family::Flow) && self.flow_type.is_some_and(FlowType::is_in_queue)
    }
}

/// Whether an `acw` repeats the code and duration of an earlier one. Genesys sends it again when a
/// message reopens.
fn is_sent_again(known: &Event, acw: &Event) -> bool {
    let code_and_duration = |event: &Event| {
        let detail = event.detail()?;
        Some((detail.wrapup_code.clone(), detail.wrapup_duration?))
    };
    code_and_duration(known).is_some() && code_and_duration(known) == code_and_duration(acw)
}

const fn is_start(topic: &Topic) -> bool {
    matches!(
        topic,
        Topic::CustomerStart
            | Topic::UserStart
            | Topic::AcdStart
            | Topic::FlowStart
            | Topic::VoicemailStart
    )
}

const fn is_end(topic: &Topic) -> bool {
    matches!(
        topic,
        Topic::CustomerEnd | Topic::UserEnd | Topic::AcdEnd | Topic::FlowEnd | Topic::VoicemailEnd
    )
}
