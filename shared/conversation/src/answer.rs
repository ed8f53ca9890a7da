//! The users who answered, and when.
//!
//! An `acd.end` ANSWERED names the user at once. The answer is known while the talk goes on, and it
//! counts even if the session ends without talk. Without a queue, the answer is known only when the
//! session ends: it came after contacting, dialing and alerting.

use std::collections::BTreeMap;

use genesys::vocabulary::{AcdOutcome, MediaType};
use genesys::{EventKey, Timestamp, UserId};

use crate::family::Family;
use crate::known_session::KnownSession;
use crate::metrics::is_transfer;
use crate::periods::Periods;
use crate::skew::SKEW_MS;
use crate::view::{SessionIndex, View};

/// When a user answered, and the event that shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Answer {
    pub time: Timestamp,
    pub cause: EventKey,
}

/// The answers of users' sessions. They need not be agents: the called user of an internal call
/// answers as well.
#[derive(Debug, Default)]
pub(crate) struct Answers {
    by_user: BTreeMap<SessionIndex, Answer>,
    /// The same, by time and session.
    by_time: Vec<(SessionIndex, Answer)>,
}

impl Answers {
    pub fn new(view: &View<'_>) -> Self {
        let mut answers = Self::default();
        for (id, session) in view.of_family(Family::User) {
            if let Some(answer) = answer_from_end(session) {
                answers.by_user.insert(id, answer);
            }
        }
        let users = Periods::by_key(view.of_family(Family::User).filter_map(|(id, session)| {
            let period = (session.start?.time, session.end.map(|end| end.time), (id, session));
            Some(((session.user_id?, session.media_type), period))
        }));
        let mut by_queue: BTreeMap<SessionIndex, Answer> = BTreeMap::new();
        for (_, queue) in view.of_family(Family::Acd) {
            let Some((user, answer)) = answered_from(queue, &users) else { continue };
            by_queue.entry(user).and_modify(|first| *first = answer.min(*first)).or_insert(answer);
        }
        answers.by_user.extend(by_queue);
        answers.by_time = answers.by_user.iter().map(|(id, answer)| (*id, *answer)).collect();
        answers.by_time.sort_by_key(|(id, answer)| (answer.time, *id));
        answers
    }

    /// The answer of a user's session.
    pub fn of_user(&self, id: SessionIndex) -> Option<Answer> {
        self.by_user.get(&id).copied()
    }

    /// The answers at `from` and later, by time: session and answer.
    pub fn since(&self, from: Timestamp) -> impl Iterator<Item = (SessionIndex, Answer)> + '_ {
        let first = self.by_time.partition_point(|(_, answer)| answer.time < from);
        self.by_time[first..].iter().copied()
    }
}

/// The answer that follows from the end of a session with talk.
fn answer_from_end(session: &KnownSession<'_>) -> Option<Answer> {
    let (start, end) = (session.start?, session.end.filter(|_| session.talked())?);
    let totals = session.totals();
    let time = match totals.alerting {
        Some(_) => start.time.plus_ms(totals.before_answer()).min(end.time),
        None => end.time.minus_ms(totals.talked()),
    };
    Some(Answer { time, cause: end.cause })
}

/// The sessions of users, by user and medium.
type Users<'v, 'h> =
    BTreeMap<(&'h UserId, Option<&'h MediaType>), Periods<(SessionIndex, &'v KnownSession<'h>)>>;

/// The user session that a queue's `acd.end` ANSWERED names: the latest to start of that user and
/// medium that was live within `SKEW_MS` of the event and had not been transferred before it.
fn answered_from<'h>(
    queue: &KnownSession<'h>,
    users: &Users<'_, 'h>,
) -> Option<(SessionIndex, Answer)> {
    let (end, detail) = (queue.end?, queue.end_detail()?);
    if detail.acd_outcome != Some(AcdOutcome::Answered) {
        return None;
    }
    let sessions = users.get(&(detail.answered_user_id.as_ref()?, queue.media_type))?;
    let is_transferred = |session: &KnownSession<'_>| {
        is_transfer(session) && session.end.is_some_and(|left| left.time < end.time)
    };
    let mut live = sessions.between(end.time.minus_ms(SKEW_MS), end.time.plus_ms(SKEW_MS)).rev();
    let (id, _) = live.find(|(_, session)| !is_transferred(session))?;
    Some((id, Answer { time: end.time, cause: end.cause }))
}
