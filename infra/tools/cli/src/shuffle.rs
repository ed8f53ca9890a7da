//! Shuffles a sequence; the same seed gives the same order. Items change places within a window, so
//! that memory stays bounded. A sequence shorter than the window is shuffled as a whole.

use std::collections::VecDeque;

use rand::rngs::ChaCha8Rng;
use rand::{RngExt, SeedableRng};

/// The size of the window.
const WINDOW: usize = 4_096;

/// A queue that may return items in another order than they were pushed.
#[derive(Debug)]
pub struct Shuffle<T> {
    rng: Option<ChaCha8Rng>,
    waiting: VecDeque<T>,
    ended: bool,
}

impl<T> Shuffle<T> {
    /// A queue that shuffles by a seed; without a seed, it keeps the order.
    #[must_use]
    pub fn new(seed: Option<u64>) -> Self {
        Self { rng: seed.map(ChaCha8Rng::seed_from_u64), waiting: VecDeque::new(), ended: false }
    }

    /// Adds an item.
    pub fn push(&mut self, thing: T) {
        self.waiting.push_back(thing);
    }

    /// Marks the end of the sequence.
    pub const fn end(&mut self) {
        self.ended = true;
    }

    /// The next item; `None` while more items must be pushed first, and at the end.
    pub fn pop(&mut self) -> Option<T> {
        match &mut self.rng {
            None => self.waiting.pop_front(),
            Some(_) if self.waiting.is_empty() || (self.waiting.len() < WINDOW && !self.ended) => {
                None
            }
            Some(rng) => {
                let index = rng.random_range(0..self.waiting.len());
                self.waiting.swap_remove_back(index)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(seed: Option<u64>, count: usize) -> Vec<usize> {
        let mut shuffle = Shuffle::new(seed);
        let mut given = Vec::new();
        for thing in 0..count {
            shuffle.push(thing);
            given.extend(shuffle.pop());
            assert!(shuffle.waiting.len() <= WINDOW);
        }
        shuffle.end();
        while let Some(thing) = shuffle.pop() {
            given.push(thing);
        }
        given
    }

    // The order follows from the seed.
    #[test]
    fn shuffling_keeps_every_item() {
        let count = 2 * WINDOW;
        let in_order: Vec<usize> = (0..count).collect();
        assert_eq!(all(None, count), in_order);
        let shuffled = all(Some(7), count);
        assert_ne!(shuffled, in_order);
        assert_eq!(all(Some(7), count), shuffled);
        assert_ne!(all(Some(8), count), shuffled);
        let mut sorted = shuffled;
        sorted.sort_unstable();
        assert_eq!(sorted, in_order);
    }
}
