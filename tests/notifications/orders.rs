//! Properties of the messages, for any conversation, and whatever is late, repeated or missed.

use std::collections::{BTreeMap, BTreeSet};

use conversation::Conversation;
use interactions::interaction::Interaction;
use interactions::notifications::state::states;
use interactions::notifications::{Messages, Told};
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::FileFailurePersistence;
use serde_json::Value;
use simulate::{conversation, kinds};
use testkit::envelopes;

use crate::grown::{Receiver, base, cause, common_events, received, tree};

/// A simulated conversation, its events in any order.
fn any_story() -> impl Strategy<Value = (String, Vec<Value>)> {
    (0..kinds().len(), 0..1_000_u64, any::<bool>()).prop_flat_map(|(kind, seed, shuffled)| {
        let envelopes = envelopes(&conversation(kinds()[kind], seed), seed % 2 == 0);
        let name = format!("{:?}, seed {seed}, shuffled {shuffled}", kinds()[kind]);
        let order =
            if shuffled { Just(envelopes).prop_shuffle().boxed() } else { Just(envelopes).boxed() };
        (Just(name), order)
    })
}

/// The trees after some of the events, in order; the last one knows all. A look sees the table
/// after any number of passes, and a pass takes any number of events.
fn grown(story: &[Value], stops: &[Index]) -> Vec<(usize, Conversation)> {
    let mut counts: BTreeSet<usize> =
        stops.iter().map(|stop| stop.index(story.len()) + 1).collect();
    counts.insert(story.len());
    counts.into_iter().map(|count| (count, tree(&story[..count]))).collect()
}

fn stops() -> impl Strategy<Value = Vec<Index>> {
    proptest::collection::vec(any::<Index>(), 0..12)
}

fn config() -> ProptestConfig {
    let failure_persistence =
        Some(Box::new(FileFailurePersistence::WithSource("regressions")) as _);
    ProptestConfig { cases: 96, failure_persistence, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(config())]

    // After each tree, a receiver of its messages knows every state, and none of them is older.
    #[test]
    fn receiver_knows_every_state_after_each_tree(
        (name, story) in any_story(), stops in stops()
    ) {
        let (mut told, mut receiver, mut last) = (Told::default(), Receiver::default(), 0);
        for (_, tree) in grown(&story, &stops) {
            let expected = Interaction::new(tree.clone(), &base());
            let messages = told.take(tree.clone(), &base());
            for message in messages.iter().flat_map(received) {
                prop_assert!(message.known_events >= last, "{}", name);
                last = message.known_events;
                prop_assert_eq!(&message.interaction, &serde_json::to_value(&expected).unwrap());
                receiver.take(&message);
            }
            prop_assert_eq!(receiver.states(), states(&tree), "{}", &name);
            prop_assert_eq!(told.take(tree, &base()), None, "the same tree adds nothing");
        }
    }

    // A tree that is late adds nothing, and so nothing goes back.
    #[test]
    fn late_tree_adds_no_message((name, story) in any_story(), stops in stops()) {
        let trees = grown(&story, &stops);
        let mut told = Told::default();
        let (_, last) = trees.last().unwrap();
        told.take(last.clone(), &base());
        for (_, late) in &trees {
            if late.summary.known_events < last.summary.known_events {
                prop_assert_eq!(told.take(late.clone(), &base()), None, "{}", &name);
            }
        }
    }

    // After a restart messages are about what comes after the read, not about what was read.
    #[test]
    fn restart_repeats_but_never_goes_back(
        (name, story) in any_story(), stops in stops(), restart in any::<Index>()
    ) {
        let trees = grown(&story, &stops);
        let at = restart.index(trees.len());
        let read = &trees[at].1;
        let mut receiver = Receiver::default();
        let mut told = Told::read(read.summary.known_events);
        for (_, tree) in &trees[at + 1..] {
            for message in told.take(tree.clone(), &base()).iter().flat_map(received) {
                prop_assert!(message.known_events > read.summary.known_events, "{}", &name);
                receiver.take(&message);
            }
            prop_assert_eq!(receiver.states(), states(tree), "{}", &name);
        }
    }

    // Each message goes to one user or to administrators alone, and to users who took part.
    #[test]
    fn users_get_what_is_theirs((name, story) in any_story()) {
        let tree = tree(&story);
        let took_part: BTreeSet<_> =
            tree.participants.iter().filter_map(|one| one.user_id.clone()).collect();
        let messages = Told::default().take(tree.clone(), &base()).unwrap();
        for addressed in messages.iter() {
            prop_assert!(addressed.to_administrators);
            let user_id = addressed.message.user_id;
            prop_assert!(user_id.is_none_or(|it| took_part.contains(it)), "{}", &name);
        }
        let stranger = "u-stranger".parse().unwrap();
        prop_assert_eq!(Messages::of_workbin(tree.clone(), &base(), &stranger), None);
        for user_id in took_part {
            let messages = Messages::of_workbin(tree.clone(), &base(), &user_id).unwrap();
            for addressed in messages.iter() {
                prop_assert_eq!(addressed.message.user_id, Some(&user_id));
                prop_assert!(!addressed.to_administrators);
            }
        }
    }

    // In the cloud Common Events cause the messages. They are made from the tree of that moment or
    // a later one, and arrive in any order, some twice. In the end a receiver knows every state.
    #[test]
    fn common_events_tell_the_final_states(
        (name, story) in any_story(), stops in stops(),
        late in proptest::collection::vec(any::<Index>(), 16),
        order in proptest::collection::vec(any::<Index>(), 16),
    ) {
        let trees = grown(&story, &stops);
        let mut messages = Vec::new();
        let mut before = BTreeMap::new();
        for (at, (count, _)) in trees.iter().enumerate() {
            let now = common_events(&story[..*count]);
            if let Some(cause) = cause(&before, &now) {
                let read = at + late[at % late.len()].index(trees.len() - at);
                let caused = Messages::caused(trees[read].1.clone(), &base(), &cause);
                messages.extend(received(&caused));
            }
            before = now;
        }
        let mut left: Vec<_> = messages.iter().chain(&messages).collect();
        let mut receiver = Receiver::default();
        for next in order.iter().cycle() {
            if left.is_empty() {
                break;
            }
            receiver.take(left.swap_remove(next.index(left.len())));
        }
        prop_assert_eq!(receiver.states(), states(&trees.last().unwrap().1), "{}", &name);
    }
}
