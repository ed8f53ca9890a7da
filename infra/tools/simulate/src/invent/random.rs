//! A source of random values: ids, choices, durations. It uses whole numbers only, so that every
//! machine draws the same.

use std::str::FromStr;

use rand::rngs::ChaCha8Rng;
use rand::{RngExt, SeedableRng};

use crate::uuid::uuid;

/// The spread of a duration around its median, in percent of it: most values are near, some are
/// long, as handling times are.
const QUANTILES: [i64; 10] = [12, 32, 50, 68, 88, 112, 140, 180, 260, 480];

/// The source of all random values of one conversation.
pub(super) struct Random(ChaCha8Rng);

impl Random {
    /// The source for a seed's `stream`; different streams are independent.
    pub fn new(seed: u64, stream: u64) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        rng.set_stream(stream);
        Self(rng)
    }

    /// A UUID.
    pub fn uuid(&mut self) -> String {
        uuid(self.0.random())
    }

    /// An id of any type.
    pub fn id<T: FromStr>(&mut self) -> T {
        loop {
            if let Ok(id) = self.uuid().parse() {
                return id;
            }
        }
    }

    /// A whole number from `least` to `most`, both included.
    pub fn between(&mut self, least: i64, most: i64) -> i64 {
        self.0.random_range(least..=most.max(least))
    }

    /// A duration around `median`, in its unit.
    pub fn around(&mut self, median: i64) -> i64 {
        let at = self.0.random_range(0..QUANTILES.len() - 1);
        let percent = self.between(QUANTILES[at], QUANTILES[at + 1]);
        (median * percent / 100 + self.between(0, median / 100)).max(1)
    }

    /// True in `percent` of cases.
    pub fn chance(&mut self, percent: u32) -> bool {
        self.0.random_ratio(percent.min(100), 100)
    }

    /// One of several values.
    pub fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.0.random_range(0..of.len())]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streams_are_repeatable_and_independent() {
        let three = |seed, stream| {
            let mut random = Random::new(seed, stream);
            (random.uuid(), random.around(1_000), random.between(0, i64::MAX))
        };
        assert_eq!(three(1, 2), three(1, 2));
        assert_ne!(three(1, 2), three(1, 3));
        assert_ne!(three(1, 2), three(2, 2));
    }
}
