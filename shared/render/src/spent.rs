//! How long phases took. Everything that a page says about a wait or a talk is computed here: the
//! answers, the lanes, and the tables.
//!
//! Each moment counts once per lane, as in the totals of `ConversationEnded`: all queues together
//! are one lane, all flows another, and of the rest each participant has one. An in-queue flow is
//! part of the wait, and no lane.

use std::collections::BTreeMap;

use conversation::{Conversation, Family, Session};
use genesys::Timestamp;
use genesys::vocabulary::FlowType;

use super::phase::Phase;

/// How long one phase took.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Spent {
    /// The time in segments that ended.
    pub ms: i64,
    /// Start of the earliest segment that has not ended.
    pub open: Option<Timestamp>,
}

impl Spent {
    /// Whether nothing was spent.
    pub fn is_nothing(&self) -> bool {
        *self == Self::default()
    }

    /// The time up to now, if the phase goes on: what ended, and the open segment until now.
    pub fn until(&self, now: Timestamp) -> i64 {
        self.open.map_or(self.ms, |open| self.ms.saturating_add(now.since(open).max(0)))
    }

    /// The instant from which a clock that runs now shows [`Spent::until`]. `None` if the phase
    /// has ended.
    pub fn running_since(&self) -> Option<Timestamp> {
        self.open.map(|open| open.minus_ms(self.ms))
    }
}

/// How long each phase took, over all sessions of a conversation.
pub(super) fn spent(conversation: &Conversation) -> Vec<(Phase, Spent)> {
    let mut lanes: BTreeMap<(Phase, Option<usize>), Vec<Stretch>> = BTreeMap::new();
    for (index, participant) in conversation.participants.iter().enumerate() {
        for session in participant.sessions.iter().filter(|session| !is_part_of_a_wait(session)) {
            for segment in &session.segments {
                let phase = Phase::of(session, segment);
                let shared = matches!(phase, Phase::Queue | Phase::Flow | Phase::Menu);
                lanes
                    .entry((phase, Some(index).filter(|_| !shared)))
                    .or_default()
                    .push((segment.segment_start, segment.segment_end));
            }
        }
    }
    let of = |phase| {
        let own = lanes.iter().filter(|((of, _), _)| *of == phase);
        let total = own.fold(Spent::default(), |total, (_, stretches)| {
            let lane = covered(stretches.clone());
            Spent {
                ms: total.ms.saturating_add(lane.ms),
                open: total.open.into_iter().chain(lane.open).min(),
            }
        });
        (phase, total)
    };
    Phase::ALL.into_iter().map(of).filter(|(_, spent)| !spent.is_nothing()).collect()
}

/// How long a session spent in some phases.
pub(super) fn spent_in(session: &Session, phases: &[Phase]) -> Spent {
    let own =
        session.segments.iter().filter(|segment| phases.contains(&Phase::of(session, segment)));
    covered(own.map(|segment| (segment.segment_start, segment.segment_end)).collect())
}

/// The wait in a queue. `None` if the session is no queue's.
pub(super) fn waited(session: &Session) -> Option<Spent> {
    (session.family == Some(Family::Acd)).then(|| spent_in(session, &[Phase::Queue]))
}

fn is_part_of_a_wait(session: &Session) -> bool {
    let flow_type = session.flow.as_ref().and_then(|flow| flow.flow_type.as_ref());
    session.family == Some(Family::Flow) && flow_type.is_some_and(FlowType::is_in_queue)
}

type Stretch = (Timestamp, Option<Timestamp>);

/// The time that stretches cover together.
fn covered(mut stretches: Vec<Stretch>) -> Spent {
    stretches.sort_unstable();
    let mut spent = Spent::default();
    let mut until: Option<Timestamp> = None;
    for (from, to) in stretches {
        let from = until.map_or(from, |until| from.max(until));
        match to {
            Some(to) => {
                spent.ms = spent.ms.saturating_add(to.since(from).max(0));
                until = Some(until.map_or(to, |until| until.max(to)));
            }
            None => spent.open = spent.open.or(Some(from)),
        }
    }
    spent
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_moment_counts_once() {
        let at = Timestamp::from_ms;
        let of = |stretches: &[(i64, Option<i64>)]| {
            covered(stretches.iter().map(|(from, to)| (at(*from), to.map(at))).collect())
        };
        assert_eq!(of(&[(0, Some(10)), (5, Some(12)), (20, Some(25))]).ms, 17);
        let open = of(&[(0, Some(10)), (15, None)]);
        assert_eq!((open.ms, open.until(at(20)), open.running_since()), (10, 15, Some(at(5))));
        assert!(of(&[]).is_nothing());
    }
}
