//! Properties of whole conversations under any clocks.

use conversation::{Conversation, Family, Known, Session, Status};
use genesys::SessionId;
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::FileFailurePersistence;

use crate::stories::{
    DAY, added, again, conversations, fields, is_end, is_of_party, is_start, others, retimed,
    sound, source, without,
};
use crate::support::{Story, T0, cases, session};

fn any_conversation() -> impl Strategy<Value = Story> {
    proptest::sample::select(conversations())
}

/// The error of a clock: none, milliseconds, about the tolerated amount, half a minute, up to a
/// day.
fn any_shift() -> impl Strategy<Value = i64> {
    let size =
        prop_oneof![Just(0), 1..2_500_i64, Just(2_000), 25_000..40_000_i64, Just(DAY), 0..=DAY];
    (size, any::<bool>()).prop_map(|(size, ahead)| if ahead { size } else { -size })
}

/// Failures are stored beside this file with their seeds, and tried first in the next run.
fn config() -> ProptestConfig {
    let failure_persistence =
        Some(Box::new(FileFailurePersistence::WithSource("regressions")) as _);
    ProptestConfig { cases: cases(512), failure_persistence, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(config())]

    /// Whatever the clocks of the sources show, no participant is lost and the conversation ends.
    #[test]
    fn sources_may_be_a_day_apart(
        story in any_conversation(),
        shifts in proptest::collection::vec(any_shift(), 9),
    ) {
        let tree = sound(&retimed(&story, |known| known.event.time.ms() + shifts[source(known)]));
        prop_assert_eq!(tree.summary.counts.sessions, story.tree().summary.counts.sessions);
        prop_assert_eq!(tree.summary.status, Status::Ended);
        prop_assert!(tree.summary.conversation_end.is_some());
    }

    /// All events happen at one instant, or at one of two instants.
    #[test]
    fn times_may_be_equal(
        story in any_conversation(),
        apart in 0..2_000_i64,
        second in any::<u64>(),
    ) {
        let at = |known: &Known| {
            second.rotate_left(u32::try_from(known.event.time.ms() % 64).unwrap()) % 2 == 1
        };
        sound(&retimed(&story, |known| T0 + if at(known) { apart } else { 0 }));
        let tree = sound(&retimed(&story, |_| T0));
        prop_assert_eq!(
            (tree.summary.status, tree.summary.ended_at.unwrap().ms()),
            (Status::Ended, T0)
        );
    }

    /// An end less than 1 s before its start counts as both. If it is further back, the start opens
    /// the next stretch of the session. The stretch of a party then keeps the conversation open,
    /// unless the parties beside it show that it ended.
    #[test]
    fn an_end_may_come_before_its_start(
        story in any_conversation(),
        which in any::<Index>(),
        ahead in 0..3_000_i64,
    ) {
        let starts: Vec<&Known> = story.0.iter().filter(|known| is_start(known)).collect();
        let start = which.get(&starts);
        let id = start.event.session_id.as_ref().unwrap();
        let own = |known: &&Known| is_end(known) && known.event.session_id.as_ref() == Some(id);
        let end = story.0.iter().find(own).unwrap().event.time;
        let moved =
            |known: &Known| if known == *start { end.ms() + ahead } else { known.event.time.ms() };
        let tree = sound(&retimed(&story, moved));
        let turned = session(&tree, id.as_str());
        if ahead < 1_000 {
            prop_assert_eq!((turned.start, turned.end), (Some(end), Some(end)));
            prop_assert_eq!(tree.summary.status, Status::Ended);
        } else {
            prop_assert!(
                turned.start <= Some(end) && (turned.end.is_none() || turned.end_inferred)
            );
            let shown = session(&tree.clone().with_inferred_ends(), id.as_str());
            let holds = shown.end.is_none() && is_of_party(start) && *id != added();
            prop_assert_eq!(tree.summary.status == Status::Open, holds);
        }
        prop_assert_eq!(others(tree, &[id]), others(story.tree(), &[id]));
    }

    /// A session without a start event begins where its end event implies. Its end and the end of
    /// the conversation stay the same.
    #[test]
    fn starts_may_be_missing(story in any_conversation(), lost in any::<u64>()) {
        let starts: Vec<&Known> = story.0.iter().filter(|known| is_start(known)).collect();
        let is_lost = |known: &Known| {
            starts.iter().position(|start| *start == known).is_some_and(|n| lost >> n & 1 == 1)
        };
        let tree = sound(&without(&story, is_lost));
        let whole = story.tree();
        let ends = |tree: &Conversation| {
            let sessions =
                tree.participants.iter().flat_map(|participant| participant.sessions.clone());
            let mut ends: Vec<_> =
                sessions.map(|session| (session.session_id.to_string(), session.end)).collect();
            ends.sort();
            ends
        };
        prop_assert_eq!(ends(&tree), ends(&whole));
        prop_assert_eq!(tree.summary.status, Status::Ended);
        let touched: Vec<&SessionId> = starts
            .iter()
            .filter(|start| is_lost(start))
            .filter_map(|start| start.event.session_id.as_ref())
            .collect();
        prop_assert!(touched.iter().all(|id| session(&tree, id.as_str()).start_inferred));
        prop_assert_eq!(others(tree, &touched), others(whole, &touched));
    }

    /// A session without an end event stays live, and no other session does. A party keeps the
    /// conversation open, unless the other parties show that it left. A queue, a flow or a
    /// voicemail box does not.
    #[test]
    fn ends_may_be_missing(story in any_conversation(), lost in any::<u64>()) {
        let ends: Vec<&Known> = story.0.iter().filter(|known| is_end(known)).collect();
        let is_lost = |known: &Known| {
            ends.iter().position(|end| *end == known).is_some_and(|n| lost >> n & 1 == 1)
        };
        let tree = sound(&without(&story, is_lost));
        let gone: Vec<&&Known> = ends.iter().filter(|end| is_lost(end)).collect();
        let touched: Vec<&SessionId> =
            gone.iter().filter_map(|end| end.event.session_id.as_ref()).collect();
        if gone.iter().all(|end| !is_of_party(end)) {
            prop_assert_eq!(tree.summary.ended_at, story.tree().summary.ended_at);
        }
        let shown = tree.clone().with_inferred_ends();
        let mut sessions = shown.participants.iter().flat_map(|participant| &participant.sessions);
        let holds = |s: &Session| {
            matches!(s.family, Some(Family::Customer | Family::User)) && s.session_id != added()
        };
        let is_held = sessions.any(|session| session.end.is_none() && holds(session));
        prop_assert_eq!(tree.summary.status == Status::Open, is_held);
        prop_assert_eq!(others(tree, &touched), others(story.tree(), &touched));
    }

    /// Of two ends of a session, the later one counts. An earlier one changes only the number of
    /// known events; a later one does not affect other participants.
    #[test]
    fn an_end_may_come_twice(
        story in any_conversation(),
        which in any::<Index>(),
        apart in -30_000..30_000_i64,
    ) {
        let ends: Vec<&Known> = story.0.iter().filter(|known| is_end(known)).collect();
        let end = which.get(&ends);
        let id = end.event.session_id.as_ref().unwrap();
        let start = session(&story.tree(), id.as_str()).start.unwrap();
        let second = (end.event.time.ms() + apart).max(start.ms());
        let mut twice = story.clone();
        twice.0.push(again(end, second));
        let (once, tree) = (story.tree(), sound(&twice));
        prop_assert_eq!(others(tree.clone(), &[id]), others(once.clone(), &[id]));
        prop_assert_eq!(
            session(&tree, id.as_str()).end.unwrap().ms(),
            second.max(end.event.time.ms())
        );
        prop_assert_eq!(tree.summary.status, Status::Ended);
        if second < end.event.time.ms() {
            prop_assert_eq!(session(&tree, id.as_str()), session(&once, id.as_str()));
            prop_assert_eq!(tree.summary.ended_at, once.summary.ended_at);
            let (before, after) = (story.derived_events(), twice.derived_events());
            prop_assert_eq!(
                after.iter().map(fields).collect::<Vec<_>>(),
                before.iter().map(fields).collect::<Vec<_>>()
            );
        }
    }
}
