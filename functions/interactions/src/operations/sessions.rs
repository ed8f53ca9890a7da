//! The sessions of a user in a conversation, and which of them alerts, is connected, or has ended.
//! Participants are found by their ids and purpose, never by their position.

use genesys::vocabulary::{AcdOutcome, MediaType, Purpose};
use genesys::{Timestamp, UserId};

use super::medium;
use conversation::tree::{Segment, SegmentType};
use conversation::{Conversation, Family, Participant, Session};

/// Genesys reports the two sides of one change with times at most this far apart.
const SKEW_MS: i64 = 2_000;

/// Metrics that only an answered session has.
const ANSWERED_METRICS: [&str; 4] = ["tAnswered", "tTalk", "tHeld", "tPark"];

/// The state of a session.
///
/// Detail events report only the start and the end of a session. The answer in between is known
/// from the queue that the user answered from, from a metric record or from a details document.
/// Without any of them it is unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum SessionState {
    /// Ended.
    Ended,
    /// Live, and unknown whether answered.
    Unknown,
    /// Live and not answered: it alerts the user, or the user's own call is not connected yet.
    Alerting,
    /// Live and answered.
    Connected,
}

/// A session of the user, with its participant and state.
#[derive(Debug, Clone, Copy)]
pub(super) struct UserSession<'a> {
    pub participant: &'a Participant,
    pub session: &'a Session,
    pub state: SessionState,
}

/// All sessions of a user in a conversation.
#[derive(Debug)]
pub(super) struct UserSessions<'a> {
    sessions: Vec<UserSession<'a>>,
}

impl<'a> UserSessions<'a> {
    /// The sessions of a user whose participant is an agent or user. `None` if they have no such
    /// participant.
    pub fn of(conversation: &'a Conversation, user_id: &UserId) -> Option<Self> {
        let is_own = |participant: &&Participant| {
            participant.user_id.as_ref() == Some(user_id)
                && matches!(participant.purpose, Some(Purpose::Agent | Purpose::User))
        };
        let participants: Vec<&Participant> =
            conversation.participants.iter().filter(is_own).collect();
        let sessions = participants.iter().flat_map(|participant| {
            let sessions = participant.sessions.iter().filter(|session| session.start.is_some());
            sessions.map(|session| {
                let state = state_of(session, conversation, user_id);
                UserSession { participant, session, state }
            })
        });
        (!participants.is_empty()).then(|| Self { sessions: sessions.collect() })
    }

    /// Whether any session is in a state.
    pub fn any(&self, state: SessionState) -> bool {
        self.sessions.iter().any(|own| own.state == state)
    }

    /// The session that an operation means, among those in a state and those that are `Unknown`.
    /// Prefers a certain state, then a medium that does not accompany another one, then the latest
    /// start.
    pub fn at(&self, state: SessionState) -> Option<UserSession<'a>> {
        self.best(|own| own.state == state || own.state == SessionState::Unknown)
    }

    /// The same, among the sessions whose medium fits.
    pub fn at_in(
        &self,
        state: SessionState,
        medium: impl Fn(Option<&MediaType>) -> bool,
    ) -> Option<UserSession<'a>> {
        self.best(|own| {
            (own.state == state || own.state == SessionState::Unknown)
                && medium(own.session.media_type.as_ref())
        })
    }

    /// The session that ended last.
    pub fn left(&self) -> Option<UserSession<'a>> {
        let ended = self.sessions.iter().filter(|own| own.state == SessionState::Ended);
        ended.max_by_key(|own| (!is_beside(own), own.session.end, &own.session.session_id)).copied()
    }

    fn best(&self, fits: impl Fn(&UserSession<'a>) -> bool) -> Option<UserSession<'a>> {
        let fitting = self.sessions.iter().filter(|own| fits(own));
        let rank = |own: &&UserSession<'a>| {
            (own.state, !is_beside(own), own.session.start, own.session.session_id.clone())
        };
        fitting.max_by_key(rank).copied()
    }
}

fn is_beside(own: &UserSession<'_>) -> bool {
    medium::is_beside(own.session.media_type.as_ref())
}

/// The state of a user's session.
fn state_of(session: &Session, conversation: &Conversation, user_id: &UserId) -> SessionState {
    if session.end.is_some() {
        return SessionState::Ended;
    }
    let queues = || {
        let sessions =
            conversation.participants.iter().flat_map(|participant| &participant.sessions);
        sessions.filter(|queue| {
            queue.family == Some(Family::Acd) && queue.media_type == session.media_type
        })
    };
    let answered =
        has_answered_pieces(session) || queues().any(|queue| is_answer(queue, session, user_id));
    match last_piece(session)
        .filter(|piece| piece.segment_end.is_none())
        .map(|piece| piece.segment_type)
    {
        _ if answered => SessionState::Connected,
        Some(SegmentType::Hold | SegmentType::Callback) => SessionState::Connected,
        // The tree shows a live session as one open alert until an answer is known. Only a
        // document is evidence that the session still alerts.
        Some(SegmentType::Alert | SegmentType::Contacting | SegmentType::Dialing)
            if session.documented.is_some() =>
        {
            SessionState::Alerting
        }
        _ if session.documented.is_none() && queues().any(|queue| offers(queue, session)) => {
            SessionState::Alerting
        }
        _ => SessionState::Unknown,
    }
}

fn last_piece(session: &Session) -> Option<&Segment> {
    let pieces =
        session.segments.iter().filter(|segment| segment.segment_type != SegmentType::Wrapup);
    pieces.max_by_key(|segment| (segment.segment_start, segment.segment_end.is_none()))
}

/// Whether the segments or metrics show an answer: a closed segment that follows the alert, or
/// the closed alert of a live session.
fn has_answered_pieces(session: &Session) -> bool {
    let answered_types =
        [SegmentType::Interact, SegmentType::Hold, SegmentType::Callback, SegmentType::Alert];
    let over = |segment: &Segment| {
        segment.segment_end.is_some() && answered_types.contains(&segment.segment_type)
    };
    let still_alerts = last_piece(session)
        .is_some_and(|last| last.segment_type == SegmentType::Alert && last.segment_end.is_none());
    let measured =
        session.metrics.iter().any(|metric| ANSWERED_METRICS.contains(&metric.name.as_str()));
    !still_alerts && (measured || session.segments.iter().any(over))
}

/// Whether a queue's session says that the user answered from it with this session.
fn is_answer(queue: &Session, session: &Session, user_id: &UserId) -> bool {
    let named = queue.answered_user_id.as_ref() == Some(user_id)
        && queue.acd_outcome == Some(AcdOutcome::Answered);
    named && not_before(queue.end, session.start)
}

/// Whether this session was offered by a queue in which the conversation still waits.
fn offers(queue: &Session, session: &Session) -> bool {
    let waits = queue.end.is_none() && queue.start.is_some();
    waits
        && session.queue_id.is_some()
        && queue.queue_id == session.queue_id
        && not_before(session.start, queue.start)
}

fn not_before(time: Option<Timestamp>, other: Option<Timestamp>) -> bool {
    time.zip(other).is_some_and(|(time, other)| time.plus_ms(SKEW_MS) >= other)
}
