//! How agents enter a conversation: from a queue, by a transfer, directly, or beside another agent
//! who is already talking. An agent who joined is assigned the conversation when the others have
//! left.

use common_events::payload::AssignedVia;
use genesys::{EventKey, Timestamp};

use super::draft::Whole;
use crate::family::Family;
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
    let mut own = whole.view.of_family(Family::User).filter(|(other, _)| *other != id);
    own.any(|(_, other)| {
        let just_ended =
            other.end.is_some_and(|end| (0..=SUCCESSOR_MS).contains(&start.since(end.time)));
        other.media_type == session.media_type && !is_other_user(other, session) && just_ended
    })
}

/// When the others left an agent who joined alone with the conversation. `None` if they did not, or
/// if the last of them transferred it to somebody else.
pub(super) fn handover<'h>(
    whole: &Whole<'_, 'h>,
    id: SessionIndex,
    session: &KnownSession<'h>,
) -> Option<Handover> {
    let start = session.start?;
    let others: Vec<Other> = others(whole, session);
    let mut left: Vec<&Other> =
        others.iter().filter(|other| other.end > Some(start.time)).collect();
    left.sort_by_key(|other| (other.end, other.id));
    left.into_iter().find_map(|last| {
        let answer = answer_as_of(&whole.scene(), id, session, last.end?)?;
        let at = answer.time.max(last.end?);
        let stays = whole.end(id, session).is_none_or(|end| end.time.since(at) > SKEW_MS);
        let alone = others.iter().all(|other| {
            other.since > at.plus_ms(SKEW_MS) || other.end.is_some_and(|end| end <= at)
        });
        let is_last = others
            .iter()
            .all(|other| other.end.is_none_or(|end| end > at || end <= last.end.unwrap_or(end)));
        let transfer = whole.transfers.iter().find(|transfer| transfer.from == last.id);
        let went_elsewhere = transfer.is_some_and(|transfer| transfer.went_elsewhere(id));
        let is_left = stays
            && alone
            && is_last
            && !went_elsewhere
            && has_customer(whole, session, at.plus_ms(SKEW_MS));
        let causes = vec![last.cause, answer.cause, start.cause];
        is_left.then_some(Handover { at, causes, inferred: last.inferred })
    })
}

/// Another agent who talked in the same medium.
struct Other {
    id: SessionIndex,
    since: Timestamp,
    end: Option<Timestamp>,
    cause: EventKey,
    inferred: bool,
}

fn others<'h>(whole: &Whole<'_, 'h>, session: &KnownSession<'h>) -> Vec<Other> {
    let agents = whole.agents().filter(|(_, other)| {
        other.media_type == session.media_type && is_other_user(other, session)
    });
    let engaged = agents.filter_map(|(id, other)| {
        let since = whole.roles.engaged_since(whole.view, id, other)?;
        let end = whole.end(id, other);
        Some(Other {
            id,
            since,
            end: end.map(|end| end.time),
            cause: end.map(|end| end.cause).or(other.start.map(|start| start.cause))?,
            inferred: end.is_some_and(|end| end.inferred),
        })
    });
    engaged.collect()
}

/// Whether a customer was live at the given moment. Also true if the conversation has no customer
/// in that medium.
fn has_customer<'h>(whole: &Whole<'_, 'h>, session: &KnownSession<'h>, at: Timestamp) -> bool {
    let customers = || {
        whole.view.of_family(Family::Customer).filter(|(id, customer)| {
            customer.media_type == session.media_type && whole.roles.is_counted(*id, customer)
        })
    };
    customers().next().is_none()
        || customers().any(|(id, customer)| whole.ends.is_live(id, customer, at))
}
