//! The pause before another attempt, with full jitter: clients that failed together do not try
//! again together.

use std::time::Duration;

/// The longest pause doubles this often at most.
const MOST_DOUBLINGS: u32 = 6;

/// A random pause after this number of attempts. The longest pause is `first_ms` milliseconds after
/// the first attempt and doubles with each attempt, up to 64 times `first_ms`.
#[must_use]
pub fn pause(first_ms: u64, attempts: u32) -> Duration {
    let longest_ms = first_ms << attempts.saturating_sub(1).min(MOST_DOUBLINGS);
    Duration::from_millis(fastrand::u64(0..=longest_ms))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_up_to_64_times_the_first() {
        let longest = |attempts| (0..1_000).map(|_| pause(20, attempts)).max().unwrap();
        assert!(longest(1) <= Duration::from_millis(20));
        for attempts in [7, 8, 100] {
            assert!((1_000..=1_280).contains(&longest(attempts).as_millis()));
        }
    }
}
