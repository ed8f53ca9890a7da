//! The order in which a run checks conversations.
//!
//! A run may have to stop before the end, and most of the conversations that it checks may be open
//! legitimately. In index order, the last ones would never be checked. So every run draws a new
//! random order, and no state has to be kept between runs. This requires listing the whole index
//! before the first check, which is a small part of what the checks cost.

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use genesys::{ConversationId, Timestamp};

/// The most conversations that a run keeps in memory: about 15 MB.
const MOST: usize = 100_000;

/// The conversations of a run. If there are more than fit into memory, a sample in which each is
/// equally likely.
#[derive(Debug)]
pub(crate) struct RandomSample {
    run: Timestamp,
    most: usize,
    ranked: BTreeSet<(u64, ConversationId)>,
    left_out: bool,
}

impl RandomSample {
    /// Starts the draw of the run at this time.
    pub const fn of(run: Timestamp) -> Self {
        Self { run, most: MOST, ranked: BTreeSet::new(), left_out: false }
    }

    /// Adds a conversation. Adding it again has no effect.
    pub fn add(&mut self, conversation_id: ConversationId) {
        let mut rank = DefaultHasher::new();
        (self.run.ms(), &conversation_id).hash(&mut rank);
        self.ranked.insert((rank.finish(), conversation_id));
        if self.ranked.len() > self.most {
            self.ranked.pop_last();
            self.left_out = true;
        }
    }

    /// Whether some conversations did not fit into memory.
    pub const fn is_sample(&self) -> bool {
        self.left_out
    }

    /// Number of conversations kept.
    pub fn len(&self) -> usize {
        self.ranked.len()
    }

    /// The conversations in random order.
    pub fn into_ids(self) -> impl Iterator<Item = ConversationId> + Send {
        self.ranked.into_iter().map(|(_, id)| id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    /// What a run checks that keeps `most` of 100 conversations, and whether that is a sample.
    fn sampled(run: i64, most: usize) -> (Vec<String>, bool) {
        let mut sample = RandomSample { most, ..RandomSample::of(Timestamp::from_ms(run)) };
        for n in (0..100).chain(0..100) {
            sample.add(format!("c-{n}").parse().unwrap());
        }
        let is_sample = sample.is_sample();
        (sample.into_ids().map(|id| id.to_string()).collect(), is_sample)
    }

    #[test]
    fn each_run_draws_every_conversation_once() {
        let (one, is_sample) = sampled(1, 100);
        assert_eq!(
            (one.len(), one.iter().collect::<HashSet<_>>().len(), is_sample),
            (100, 100, false)
        );
        assert_eq!(sampled(1, 100).0, one);
        assert_ne!(sampled(2, 100).0, one);
    }

    // // A sample is the beginning of the full order. Over runs an hour apart, every conversation
    // is in some sample.
    #[test]
    fn samples_cover_every_conversation_over_runs() {
        let (sample, is_sample) = sampled(1, 10);
        assert_eq!((sample.as_slice(), is_sample), (&sampled(1, 100).0[..10], true));
        let runs = (0..100).map(|hour| sampled(hour * 3_600_000, 10).0);
        assert_eq!(runs.flatten().collect::<HashSet<_>>().len(), 100);
    }
}
