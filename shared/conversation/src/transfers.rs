//! Transfers: an agent who talked hands the conversation on. The destination, and whether the agent
//! talked to it first, follow from the other sessions of the same medium around the end of the
//! agent's session.

use std::collections::BTreeMap;

use common_events::payload::TransferKind;
use genesys::Timestamp;
use genesys::vocabulary::{DisconnectType, MediaType};

use crate::answer::Answer;
use crate::ends::Ends;
use crate::episodes::{Episode, episode_at};
use crate::family::Family;
use crate::known_session::KnownSession;
use crate::live::answer_of_records;
use crate::metrics::is_transfer;
use crate::periods::Periods;
use crate::roles::Roles;
use crate::skew::SKEW_MS;
use crate::view::{SessionIndex, View};

/// The destination of a blind transfer begins at most this long after it.
const ARRIVAL_MS: i64 = 5_000;
/// A user who was rung when the others left, and whose session ends without talk within this time,
/// did not answer.
const UNANSWERED_MS: i64 = 5_000;

/// A transfer of the conversation by an agent.
#[derive(Debug, Clone)]
pub(crate) struct Transfer<'h> {
    /// The agent's session that ended by the transfer.
    pub from: SessionIndex,
    pub at: Timestamp,
    medium: Option<&'h MediaType>,
    pub kind: TransferKind,
    /// The immediate destination, if known.
    pub to: Option<SessionIndex>,
    /// The session that answered the transfer, and when.
    pub answer: Option<(SessionIndex, Answer)>,
    /// When nobody can answer the transfer any more: its episode has ended, or another agent
    /// transfers.
    over_at: Option<Timestamp>,
}

impl<'h> Transfer<'h> {
    /// From when the transfer may wait for an answer, until when.
    pub fn answerable(&self) -> (Timestamp, Option<Timestamp>) {
        (self.at.minus_ms(SKEW_MS), self.over_at)
    }

    /// Whether a user's session began while the transfer was waiting for an answer.
    pub fn waits_at_start_of(&self, id: SessionIndex, session: &KnownSession<'h>) -> bool {
        let Some(start) = session.start.map(|start| start.time) else { return false };
        let since = if self.to == Some(id) { self.at.minus_ms(SKEW_MS) } else { self.at };
        let waits = match self.answer {
            Some((by, answer)) => by == id || start <= answer.time,
            None => true,
        };
        self.from != id
            && self.medium == session.media_type
            && since <= start
            && waits
            && self.over_at.is_none_or(|over| start <= over)
    }

    /// Whether the conversation went to somebody other than the agent of the session `id`.
    pub fn went_elsewhere(&self, id: SessionIndex) -> bool {
        match self.answer {
            Some((by, _)) => by != id,
            None => self.to.is_some_and(|to| to != id),
        }
    }
}

/// The input for finding transfers.
#[derive(Clone, Copy)]
pub(crate) struct Scene<'v, 'h> {
    pub view: &'v View<'h>,
    pub roles: &'v Roles<'h>,
    pub ends: &'v Ends<'h>,
    pub episodes: &'v [Episode],
    /// The sessions with a known start, by their lives.
    pub lives: &'v Periods<SessionIndex>,
}

/// The transfers of agents, ordered by time.
pub(crate) fn transfers<'h>(scene: &Scene<'_, 'h>) -> Vec<Transfer<'h>> {
    let (view, roles) = (scene.view, scene.roles);
    let mut transfers: Vec<Transfer<'h>> = view
        .of_family(Family::User)
        .filter(|(id, session)| is_transferred(roles, *id, session))
        .filter_map(|(id, session)| scene.transfer(id, session))
        .collect();
    transfers.sort_by_key(|transfer| (transfer.at, transfer.from));
    let mut next_of_medium: BTreeMap<Option<&MediaType>, Timestamp> = BTreeMap::new();
    for transfer in transfers.iter_mut().rev() {
        let next = next_of_medium.insert(transfer.medium, transfer.at);
        let end = episode_at(scene.episodes, transfer.at).and_then(|episode| episode.ended_at);
        transfer.over_at = [next, end].into_iter().flatten().min();
        transfer.answer = scene.answer(transfer);
    }
    transfers
}

/// Whether an agent's session ended by a transfer after talk. The callback session around a
/// transferred call does not count as another transfer.
pub(crate) fn is_transferred(
    roles: &Roles<'_>,
    id: SessionIndex,
    session: &KnownSession<'_>,
) -> bool {
    roles.is_agent(id, session)
        && session.talked()
        && is_transfer(session)
        && !roles.is_callback_frame(id)
}

impl<'h> Scene<'_, 'h> {
    fn transfer(&self, from: SessionIndex, session: &KnownSession<'h>) -> Option<Transfer<'h>> {
        let end = session.end?;
        let arrival = self.arrival(from, session, end.time);
        let consulted = || self.consulted(session, end.time);
        let to = arrival.or_else(consulted);
        let kind = match end.disconnect_type? {
            DisconnectType::ConsultTransfer => TransferKind::Consult,
            DisconnectType::ConferenceTransfer => TransferKind::Conference,
            DisconnectType::Takeover => TransferKind::Takeover,
            _ if to.is_none() => TransferKind::Unknown,
            _ if arrival.is_some() || !session.is_in(&MediaType::Voice) => TransferKind::Blind,
            _ => TransferKind::Consult,
        };
        let medium = session.media_type;
        Some(Transfer { from, at: end.time, medium, kind, to, answer: None, over_at: None })
    }

    /// Whether another session can be a destination: of the same medium, neither auxiliary nor an
    /// in-queue flow.
    fn is_candidate(
        &self,
        session: &KnownSession<'h>,
        id: SessionIndex,
        other: &KnownSession<'h>,
    ) -> bool {
        other.media_type == session.media_type
            && !self.roles.is_auxiliary(id, other)
            && !other.is_in_queue_flow()
    }

    /// The first session that began around the agent's end: of another participant, or a new
    /// session of the same user. A user session does not count if its queue had begun more than 2 s
    /// before that end.
    fn arrival(
        &self,
        from: SessionIndex,
        session: &KnownSession<'h>,
        end: Timestamp,
    ) -> Option<SessionIndex> {
        let around = self.view.begun_between(end.minus_ms(SKEW_MS), end.plus_ms(ARRIVAL_MS));
        let mut arrivals =
            around.filter(|(id, other)| *id != from && self.is_candidate(session, *id, other));
        let offered_before = |other: &KnownSession<'h>| {
            let wait = self.roles.waits.offering(other).and_then(|id| self.view.session(id));
            wait.and_then(|wait| wait.start).is_some_and(|start| end.since(start.time) > SKEW_MS)
        };
        arrivals
            .find(|(_, other)| !(other.is(Family::User) && offered_before(other)))
            .map(|(id, _)| id)
    }

    /// The party that the agent had brought in before leaving: a user, or the queue that still
    /// looks for that user; else a queue; else a third party from outside. The latest of each
    /// counts.
    fn consulted(&self, session: &KnownSession<'h>, end: Timestamp) -> Option<SessionIndex> {
        let began = session.start?.time;
        // Those that are live, began after this session, and more than 2 s before its end.
        let there = || {
            let live = self.lives.between(end.plus_ms(1), end.minus_ms(SKEW_MS + 1)).rev();
            let live = live.filter_map(|id| Some((id, self.view.session(id)?)));
            live.filter(|(_, other)| other.start.is_some_and(|start| start.time > began))
        };
        let latest = |family| {
            there().filter(move |(id, other)| {
                other.is(family)
                    && other.participant_id != session.participant_id
                    && self.is_candidate(session, *id, other)
            })
        };
        let user = latest(Family::User).next().map(|(id, other)| {
            let answered = self.roles.answers.of_user(id).is_some_and(|answer| answer.time <= end);
            let wait = || self.roles.waits.offering(other);
            if answered { id } else { wait().unwrap_or(id) }
        });
        let queue = || latest(Family::Acd).next().map(|(id, _)| id);
        let outside = || {
            let mut outside = latest(Family::Customer);
            outside.find(|(id, _)| self.roles.is_third_party(*id)).map(|(id, _)| id)
        };
        user.or_else(queue).or_else(outside)
    }

    /// The answer to a transfer: that of the user whom the agent had brought in, else the first
    /// answer in that medium, whatever way the conversation took.
    fn answer(&self, transfer: &Transfer<'h>) -> Option<(SessionIndex, Answer)> {
        let to = transfer.to.and_then(|to| Some((to, self.view.session(to)?)));
        if let Some((to, session)) = to.filter(|(_, session)| session.is(Family::User))
            && let Some(answer) = answer_as_of(self, to, session, transfer.at)
        {
            return Some((to, Answer { time: answer.time.max(transfer.at), ..answer }));
        }
        let in_time = |at: Timestamp| transfer.over_at.is_none_or(|over| at <= over);
        let answers = self.roles.answers.since(transfer.at);
        answers.take_while(|(_, answer)| in_time(answer.time)).find(|(id, _)| {
            let is_other = |session: &KnownSession<'_>| {
                session.media_type == transfer.medium && !self.roles.is_auxiliary(*id, session)
            };
            *id != transfer.from
                && !self.roles.is_initiated(*id)
                && self.view.session(*id).is_some_and(is_other)
        })
    }
}

/// The answer of a session, as it counts when the others leave at `at`. If neither a queue nor a
/// record can show the answer, a session that is more than 2 s old at that time counts as answered
/// then, unless it ends within 5 s of it.
pub(crate) fn answer_as_of<'h>(
    scene: &Scene<'_, 'h>,
    id: SessionIndex,
    session: &KnownSession<'h>,
    at: Timestamp,
) -> Option<Answer> {
    let start = session.start?;
    let reported = scene.roles.answers.of_user(id);
    let records = scene.view.records_of(session);
    let recorded = || {
        let time = answer_of_records(records).filter(|_| session.end.is_none())?;
        Some(Answer { time, cause: start.cause })
    };
    let presumed = || {
        let stays = session.end.is_none_or(|end| end.time.since(at) > UNANSWERED_MS);
        let counts = scene.roles.waits.offering(session).is_none()
            && stays
            && at.since(start.time) > SKEW_MS;
        counts.then_some(Answer { time: at, cause: start.cause })
    };
    reported.or_else(recorded).or_else(presumed)
}
