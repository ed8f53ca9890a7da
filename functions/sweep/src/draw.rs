//! The order in which a run looks at conversations. A run may have to stop before the end, and most of what it looks at
//! may be open for good reason: were the order the index's, what is last there would never have its turn. So the order is
//! drawn by lot, by every run anew, and nothing has to be remembered from one to the next. That takes the whole index
//! before the first look, which is a small part of what the looks cost.

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use genesys::{ConversationId, Timestamp};

/// How many conversations a run has in mind at most: some 15 MB.
const MOST: usize = 100_000;

/// The conversations of a run. Of more than it can have in mind it has a sample, in which each is as likely as any other.
#[derive(Debug)]
pub(crate) struct Draw {
    run: Timestamp,
    most: usize,
    lots: BTreeSet<(u64, ConversationId)>,
    left_out: bool,
}

impl Draw {
    /// The draw of the run at some time.
    pub const fn of(run: Timestamp) -> Self {
        Self { run, most: MOST, lots: BTreeSet::new(), left_out: false }
    }

    /// Adds a conversation, which counts once however often it is added.
    pub fn add(&mut self, conversation_id: ConversationId) {
        let mut lot = DefaultHasher::new();
        (self.run.ms(), &conversation_id).hash(&mut lot);
        self.lots.insert((lot.finish(), conversation_id));
        if self.lots.len() > self.most {
            self.lots.pop_last();
            self.left_out = true;
        }
    }

    /// Whether there are more conversations than it has in mind.
    pub const fn is_sample(&self) -> bool {
        self.left_out
    }

    /// How many it has in mind.
    pub fn len(&self) -> usize {
        self.lots.len()
    }

    /// The conversations, in the order drawn.
    pub fn into_ids(self) -> impl Iterator<Item = ConversationId> + Send {
        self.lots.into_iter().map(|(_, id)| id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    /// What a run that has `most` of 100 conversations in mind looks at, and whether that is all.
    fn drawn(run: i64, most: usize) -> (Vec<String>, bool) {
        let mut draw = Draw { most, ..Draw::of(Timestamp::from_ms(run)) };
        for n in (0..100).chain(0..100) {
            draw.add(format!("c-{n}").parse().unwrap());
        }
        let is_sample = draw.is_sample();
        (draw.into_ids().map(|id| id.to_string()).collect(), is_sample)
    }

    #[test]
    fn every_conversation_is_drawn_once_and_every_run_draws_anew() {
        let (one, is_sample) = drawn(1, 100);
        assert_eq!(
            (one.len(), one.iter().collect::<HashSet<_>>().len(), is_sample),
            (100, 100, false)
        );
        assert_eq!(drawn(1, 100).0, one);
        assert_ne!(drawn(2, 100).0, one);
    }

    #[test]
    fn a_sample_is_the_beginning_and_over_runs_an_hour_apart_everything_is_in_it() {
        let (sample, is_sample) = drawn(1, 10);
        assert_eq!((sample.as_slice(), is_sample), (&drawn(1, 100).0[..10], true));
        let runs = (0..100).map(|hour| drawn(hour * 3_600_000, 10).0);
        assert_eq!(runs.flatten().collect::<HashSet<_>>().len(), 100);
    }
}
