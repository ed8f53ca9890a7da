//! The delay of events on their way, as measured on a partner source of Genesys Cloud.
//!
//! This module uses whole numbers only: `ln` of floating point differs between machines, and the
//! same seed must give the same bytes on all of them.

use rand::rngs::ChaCha8Rng;
use rand::{RngExt, SeedableRng};

/// The ChaCha stream for delays. No conversation has this stream.
const STREAM: u64 = u64::MAX - 1;
/// The least delay, in milliseconds.
const LEAST_MS: i64 = 200;
/// Mean of the usual delay on top of that, in milliseconds.
const USUAL_MS: i64 = 300;
/// One event in this many is slow.
const SLOW_IN: u32 = 20;
/// Mean of the extra delay of a slow event, in milliseconds.
const SLOW_MS: i64 = 5_000;
/// One event in this many is late.
const LATE_IN: u32 = 200;
/// Mean of the extra delay of a late event, in milliseconds.
const LATE_MS: i64 = 120_000;

/// A sequence of delays.
pub(super) struct Delays(ChaCha8Rng);

impl Delays {
    /// The delays for a seed.
    pub fn new(seed: u64) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        rng.set_stream(STREAM);
        Self(rng)
    }

    /// The delay of the next event, in milliseconds.
    pub fn next_ms(&mut self) -> i64 {
        let mut delay = LEAST_MS + self.exponential(USUAL_MS);
        if self.0.random_ratio(1, SLOW_IN) {
            delay += self.exponential(SLOW_MS);
        }
        if self.0.random_ratio(1, LATE_IN) {
            delay += self.exponential(LATE_MS);
        }
        delay
    }

    /// An exponentially distributed time, by von Neumann's comparison method: draw a fraction, then
    /// numbers for as long as they fall. If the falling run has an odd length, the fraction is the
    /// result; otherwise add a mean and draw again.
    fn exponential(&mut self, mean_ms: i64) -> i64 {
        let mut whole = 0;
        loop {
            let fraction: u32 = self.0.random();
            let (mut last, mut is_odd) = (fraction, true);
            loop {
                let next: u32 = self.0.random();
                if next >= last {
                    break;
                }
                (last, is_odd) = (next, !is_odd);
            }
            if is_odd {
                return whole + ((mean_ms * i64::from(fraction)) >> 32);
            }
            whole += mean_ms;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const COUNT: usize = 200_000;

    /// The share of values above a bound, in percent.
    fn above(values: &[i64], bound: i64) -> f64 {
        let above = values.iter().filter(|value| **value > bound).count();
        above as f64 * 100.0 / values.len() as f64
    }

    fn near(found: f64, wanted: f64) {
        assert!((found - wanted).abs() <= 0.05 * wanted, "{found} where {wanted} is wanted");
    }

    /// The mean and the tail of the exponential distribution match theory.
    #[test]
    fn the_exponential_has_its_mean_and_tail() {
        let mut delays = Delays::new(1);
        let values: Vec<i64> = (0..COUNT).map(|_| delays.exponential(1_000)).collect();
        near(values.iter().sum::<i64>() as f64 / COUNT as f64, 1_000.0);
        for means in [0.5_f64, 1.0, 2.0, 3.0] {
            near(above(&values, (means * 1_000.0) as i64), (-means).exp() * 100.0);
        }
    }

    /// Most events take half a second, one in twenty takes seconds, one in two hundred takes
    /// minutes.
    #[test]
    fn delays_are_as_measured() {
        let mut delays = Delays::new(7);
        let values: Vec<i64> = (0..COUNT).map(|_| delays.next_ms()).collect();
        assert!(values.iter().all(|value| *value >= LEAST_MS));
        near(values.iter().sum::<i64>() as f64 / COUNT as f64, 200.0 + 300.0 + 250.0 + 600.0);
        let mut sorted = values.clone();
        sorted.sort_unstable();
        let median = sorted[COUNT / 2] as f64;
        assert!((400.0..450.0).contains(&median), "{median}");
        let slow = above(&values, 5_200);
        assert!((1.9..2.6).contains(&slow), "{slow} % take more than five seconds");
        let late = above(&values, 60_200);
        assert!((0.25..0.36).contains(&late), "{late} % take more than a minute");
    }
}
