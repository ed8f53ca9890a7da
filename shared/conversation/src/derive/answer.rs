//! Who answered, and when.
//!
//! An `acd.end` ANSWERED names the user at once, so the answer is known while the talk goes on, and it stands even if the
//! session ends without talk. Where no queue was involved, talk is known only at the session's end.

use std::collections::BTreeMap;

use genesys::vocabulary::AcdOutcome;
use genesys::{EventKey, Timestamp};

use crate::family::Family;
use crate::leg::Leg;
use crate::metrics::is_transfer;
use crate::roles::{Roles, SKEW_MS, is_placed};
use crate::view::{LegId, View};

/// The answer of a user.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Answer {
    pub time: Timestamp,
    pub cause: EventKey,
}

/// The answers of users' sessions, agents or not: whoever is called from within answers as well.
#[derive(Debug, Default)]
pub(super) struct Answers {
    by_user: BTreeMap<LegId, Answer>,
    by_queue: BTreeMap<LegId, LegId>,
}

impl Answers {
    pub fn of(view: &View<'_>, roles: &Roles<'_>) -> Self {
        let mut answers = Self::default();
        let called = |leg: &Leg<'_>| !roles.is_auxiliary(leg) && !is_placed(view, leg);
        let users: Vec<(LegId, &Leg<'_>)> = view.of_family(Family::User).filter(|(_, leg)| called(leg)).collect();
        for (queue, leg) in view.of_family(Family::Acd) {
            let Some((user, answer)) = answered_from(leg, &users) else { continue };
            let first = answers.by_user.entry(user).or_insert(answer);
            *first = answer.min(*first);
            answers.by_queue.insert(queue, user);
        }
        for (id, leg) in users.iter().filter(|(_, leg)| leg.talked()) {
            let Some(end) = leg.end else { continue };
            let time = end.time.minus_ms(leg.totals().talked());
            answers.by_user.entry(*id).or_insert(Answer { time, cause: end.cause });
        }
        answers
    }

    /// The answer of a user's session.
    pub fn of_user(&self, id: LegId) -> Option<Answer> {
        self.by_user.get(&id).copied()
    }

    /// The user's session that answered from a queue's session: the one that the queue names, else the first that
    /// answered in that queue while the conversation waited there, besides the one that sent it there.
    pub fn of_queue(&self, view: &View<'_>, queue: LegId, sender: LegId) -> Option<LegId> {
        self.by_queue.get(&queue).copied().or_else(|| {
            let waited = view.leg(queue)?;
            let start = waited.start?.time.minus_ms(SKEW_MS);
            let end = waited.end.map(|end| end.time.plus_ms(SKEW_MS));
            let meanwhile = |time: Timestamp| start <= time && end.is_none_or(|end| time <= end);
            let same = |leg: &Leg<'_>| leg.queue_id.is_some() && leg.queue_id == waited.queue_id;
            let began = |leg: &Leg<'_>| leg.start.is_some_and(|start| meanwhile(start.time));
            let others = self.by_user.iter().filter(|(id, _)| **id != sender);
            let of_queue = others.filter(|(id, answer)| {
                view.leg(**id).is_some_and(|leg| same(leg) && began(leg)) && meanwhile(answer.time)
            });
            of_queue.min_by_key(|(id, answer)| (answer.time, **id)).map(|(id, _)| *id)
        })
    }
}

/// The session that a queue's `acd.end` ANSWERED names: of that user and medium, live within the skew, the latest to
/// start, and not one that had been handed on before.
fn answered_from(queue: &Leg<'_>, users: &[(LegId, &Leg<'_>)]) -> Option<(LegId, Answer)> {
    let (end, detail) = (queue.end?, queue.end_detail()?);
    if detail.acd_outcome != Some(AcdOutcome::Answered) {
        return None;
    }
    let user = detail.answered_user_id.as_ref()?;
    let is_named = |leg: &Leg<'_>| {
        let begun = leg.start.is_some_and(|start| start.time.minus_ms(SKEW_MS) <= end.time);
        let there = leg.end.is_none_or(|left| end.time.since(left.time) <= SKEW_MS);
        let handed_on = is_transfer(leg) && leg.end.is_some_and(|left| left.time < end.time);
        leg.user_id == Some(user) && leg.media_type == queue.media_type && begun && there && !handed_on
    };
    let (id, _) = users.iter().rev().find(|(_, leg)| is_named(leg))?;
    Some((*id, Answer { time: end.time, cause: end.cause }))
}
