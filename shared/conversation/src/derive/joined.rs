//! How agents enter a conversation: from a queue, by a transfer, directly, or beside another agent
//! who is already talking. An agent who joined is assigned the conversation when the others have
//! left.

use common_events::payload::AssignedVia;
use genesys::{EventKey, Timestamp};

use super::draft::Whole;
use crate::known_session::KnownSession;
use crate::roles::is_other_user;
use crate::skew::SKEW_MS;
use crate::transfers::answer_as_of;
use crate::view::SessionIndex;

/// A user's session that begins at most this long after another session of theirs continues it.
const SUCCESSOR_MS: i64 = 5_000;

/// How an agent entered the conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Entry {
    /// The agent initiated the contact.
    Initiated,
    /// The agent was offered the conversation.
    Assigned(AssignedVia),
    /// The agent came in beside another agent who was talking.
    Joined,
}

/// The moment from which an agent who joined has the conversation alone.
#[derive(Debug, Clone)]
pub(super) struct Handover {
    pub at: Timestamp,
    /// The end of the agent who left last, and the answer and start of this agent.
    pub causes: Vec<EventKey>,
    /// Whether that end is inferred.
    pub inferred: bool,
}

impl Entry {
    pub fn from_session<'h>(
        whole: &Whole<'_, 'h>,
        id: SessionIndex,
        session: &KnownSession<'h>,
    ) -> Self {
        if whole.roles.is_initiated(id) {
            return Self::Initiated;
        }
        let start = session.start.map(|start| start.time);
        let mut open = start.into_iter().flat_map(|at| whole.moments.transfers.between(at, at));
        if open.any(|index| whole.transfers[index].waits_at_start_of(id, session)) {
            return Self::Assigned(AssignedVia::Transfer);
        }
        if whole.roles.begins_beside_agent(whole.view, session) && !is_successor(whole, id, session)
        {
            return Self::Joined;
        }
        Self::Assigned(if session.queue_id.is_some() {
            AssignedVia::Queue
        } else {
            AssignedVia::Direct
        })
    }
}

/// Whether an agent who came in beside others is known not to be a listener only: they answered, or
/// their end event shows that they were rung.
pub(super) fn is_settled(
    whole: &Whole<'_, '_>,
    id: SessionIndex,
    session: &KnownSession<'_>,
) -> bool {
    whole.roles.answers.of_user(id).is_some() || session.has_reported_end()
}

/// Whether a session continues another session of the same user.
fn is_successor<'h>(whole: &Whole<'_, 'h>, id: SessionIndex, session: &KnownSession<'h>) -> bool {
    let Some(start) = session.start.map(|start| start.time) else { return false };
    let Some(ended) = whole.moments.users_ended.get(&session.media_type) else { return false };
    let first = ended.partition_point(|(end, _)| *end < start.minus_ms(SUCCESSOR_MS));
    let next = ended.partition_point(|(end, _)| *end <= start);
    let mut others = whole.found(ended[first..next].iter().map(|(_, other)| *other));
    others.any(|(other, own)| other != id && !is_other_user(own, session))
}

/// When the others left an agent who joined alone with the conversation. `None` if they did not, or
/// if the last of them transferred it to somebody else.
pub(super) fn handover<'h>(
    whole: &Whole<'_, 'h>,
    id: SessionIndex,
    session: &KnownSession<'h>,
) -> Option<Handover> {
    let start = session.start?;
    let left = whole.moments.left.get(&session.media_type)?;
    let is_other = |other: SessionIndex| {
        whole.view.session(other).is_some_and(|other| is_other_user(other, session))
    };
    let mut place = left.partition_point(|(end, _)| *end <= start.time);
    while let Some((left_at, last)) = left.get(place).copied() {
        place += 1;
        let other = whole.view.session(last).filter(|other| is_other_user(other, session));
        let end = other.and_then(|other| whole.end(last, other));
        let answer = || answer_as_of(&whole.scene(), id, session, left_at);
        let Some((end, answer)) = end.and_then(|end| Some((end, answer()?))) else { continue };
        let at = answer.time.max(left_at);
        if whole.end(id, session).is_some_and(|end| end.time.since(at) <= SKEW_MS) {
            return None;
        }
        if let Some(until) = talk_of_others(whole, session, at) {
            // Nobody who leaves before that leaves the agent alone.
            place = place.max(left.partition_point(|(end, _)| *end < until));
            continue;
        }
        let mut later =
            left[place..].iter().filter(|(end, other)| *end > left_at && is_other(*other));
        let is_last = later.next().is_none_or(|(end, _)| *end > at);
        let went_elsewhere =
            whole.transfer_from(last).is_some_and(|transfer| transfer.went_elsewhere(id));
        if is_last && !went_elsewhere && has_customer(whole, session, at.plus_ms(SKEW_MS)) {
            let causes = vec![end.cause, answer.cause, start.cause];
            return Some(Handover { at, causes, inferred: end.inferred });
        }
    }
    None
}

/// Until when another agent who is talking at a moment, or begins to within 2 s of it, goes on;
/// `None` if there is no other agent. Of several, one of those who go on for longer.
fn talk_of_others<'h>(
    whole: &Whole<'_, 'h>,
    session: &KnownSession<'h>,
    at: Timestamp,
) -> Option<Timestamp> {
    let talks = whole.moments.talks.get(&session.media_type)?;
    let talks = talks.between(at.plus_ms(1), at.plus_ms(SKEW_MS));
    let mut others = whole.found(talks).filter(|(_, other)| is_other_user(other, session));
    let until = |(id, other): (SessionIndex, &KnownSession<'h>)| {
        whole.end(id, other).map_or(Timestamp::from_ms(i64::MAX), |end| end.time)
    };
    let first = others.next().map(until);
    first.max(others.next_back().map(until))
}

/// Whether a customer was live at the given moment. Also true if the conversation has no customer
/// in that medium.
fn has_customer<'h>(whole: &Whole<'_, 'h>, session: &KnownSession<'h>, at: Timestamp) -> bool {
    let customers = whole.moments.customers.get(&session.media_type);
    customers.is_none_or(|customers| customers.live_at(at).next().is_some())
}
