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
const OF_THE_ANSWERED: [&str; 4] = ["tAnswered", "tTalk", "tHeld", "tPark"];

/// The state of a session.
///
/// Detail events report only the start and the end of a session. The answer in between is known
/// from the queue that the user answered from, from a metric record or from a details document.
/// Without any of them it is unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Stage {
    /// Ended.
    Ended,
    /// Live, and unknown whether answered.
    Untold,
    /// Live and not answered: it alerts the user, or the user's own call is not connected yet.
    Alerting,
    /// Live and answered.
    Connected,
}

/// A session of the user, with its participant and state.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place<'a> {
    pub participant: &'a Participant,
    pub session: &'a Session,
    pub stage: Stage,
}

/// All sessions of a user in a conversation.
#[derive(Debug)]
pub(super) struct Standing<'a> {
    places: Vec<Place<'a>>,
}

impl<'a> Standing<'a> {
    /// The sessions of a user whose participant is an agent or user. `None` if they have no such
    /// participant.
    pub fn of(conversation: &'a Conversation, user_id: &UserId) -> Option<Self> {
        let is_his = |participant: &&Participant| {
            participant.user_id.as_ref() == Some(user_id)
                && matches!(participant.purpose, Some(Purpose::Agent | Purpose::User))
        };
        let his: Vec<&Participant> = conversation.participants.iter().filter(is_his).collect();
        let places = his.iter().flat_map(|participant| {
            let sessions = participant.sessions.iter().filter(|session| session.start.is_some());
            sessions.map(|session| {
                let stage = stage(session, conversation, user_id);
                Place { participant, session, stage }
            })
        });
        (!his.is_empty()).then(|| Self { places: places.collect() })
    }

    /// Whether any session is in a state.
    pub fn any(&self, stage: Stage) -> bool {
        self.places.iter().any(|place| place.stage == stage)
    }

    /// All sessions in a state.
    pub fn all(&self, stage: Stage) -> impl Iterator<Item = Place<'a>> {
        self.places.iter().copied().filter(move |place| place.stage == stage)
    }

    /// The session that an operation means, among those in a state and those that are `Untold`.
    /// Prefers a certain state, then a medium that does not accompany another one, then the latest
    /// start.
    pub fn at(&self, stage: Stage) -> Option<Place<'a>> {
        self.best(|place| place.stage == stage || place.stage == Stage::Untold)
    }

    /// The same, among the sessions whose medium fits.
    pub fn at_in(
        &self,
        stage: Stage,
        medium: impl Fn(Option<&MediaType>) -> bool,
    ) -> Option<Place<'a>> {
        self.best(|place| {
            (place.stage == stage || place.stage == Stage::Untold)
                && medium(place.session.media_type.as_ref())
        })
    }

    /// The session that ended last.
    pub fn left(&self) -> Option<Place<'a>> {
        let ended = self.places.iter().filter(|place| place.stage == Stage::Ended);
        ended
            .max_by_key(|place| (!is_beside(place), place.session.end, &place.session.session_id))
            .copied()
    }

    fn best(&self, fits: impl Fn(&Place<'a>) -> bool) -> Option<Place<'a>> {
        let fitting = self.places.iter().filter(|place| fits(place));
        let rank = |place: &&Place<'a>| {
            (place.stage, !is_beside(place), place.session.start, place.session.session_id.clone())
        };
        fitting.max_by_key(rank).copied()
    }
}

fn is_beside(place: &Place<'_>) -> bool {
    medium::is_beside(place.session.media_type.as_ref())
}

/// The state of a user's session.
fn stage(session: &Session, conversation: &Conversation, user_id: &UserId) -> Stage {
    if session.end.is_some() {
        return Stage::Ended;
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
        _ if answered => Stage::Connected,
        Some(SegmentType::Hold | SegmentType::Callback) => Stage::Connected,
        // The tree shows a live session as one open alert until an answer is known. Only a
        // document is evidence that the session still alerts.
        Some(SegmentType::Alert | SegmentType::Contacting | SegmentType::Dialing)
            if session.documented.is_some() =>
        {
            Stage::Alerting
        }
        _ if session.documented.is_none() && queues().any(|queue| offers(queue, session)) => {
            Stage::Alerting
        }
        _ => Stage::Untold,
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
    let of_the_answered =
        [SegmentType::Interact, SegmentType::Hold, SegmentType::Callback, SegmentType::Alert];
    let over = |segment: &Segment| {
        segment.segment_end.is_some() && of_the_answered.contains(&segment.segment_type)
    };
    let still_alerts = last_piece(session)
        .is_some_and(|last| last.segment_type == SegmentType::Alert && last.segment_end.is_none());
    let measured =
        session.metrics.iter().any(|metric| OF_THE_ANSWERED.contains(&metric.name.as_str()));
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
