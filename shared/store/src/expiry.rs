//! How long items live.
//!
//! Events live for the retention. The tree, its participants and the ledger outlive the latest
//! event that was known when they were written by [`EXTRA_DAYS`], so that what was derived is never
//! lost while one of its events is still stored. Nothing lives longer because the conversation goes
//! on: that would write all of a long conversation again and again.

use genesys::Timestamp;
use serde::{Deserialize, Serialize};

const DAY_SECONDS: i64 = 86_400;

/// How much longer than the latest event that they know the tree, participants and ledger live, in
/// days.
pub const EXTRA_DAYS: i64 = 30;

/// When DynamoDB may delete an item: epoch seconds, the unit of its TTL.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Expiry(i64);

impl Expiry {
    /// The expiry `seconds` after the epoch.
    #[must_use]
    pub const fn from_seconds(seconds: i64) -> Self {
        Self(seconds)
    }

    /// Seconds since the epoch.
    #[must_use]
    pub const fn seconds(self) -> i64 {
        self.0
    }

    /// Whether an item with this expiry may have been deleted already.
    #[must_use]
    pub const fn has_passed(self, now: Timestamp) -> bool {
        now.ms() > self.0.saturating_mul(1_000)
    }

    /// Expiry of the tree, participants and ledger that are written now, where `self` is the expiry
    /// of the latest event's item.
    #[must_use]
    pub const fn of_tree_and_ledger(self) -> Self {
        self.plus_days(EXTRA_DAYS)
    }

    const fn plus_days(self, days: i64) -> Self {
        Self(self.0.saturating_add(days.saturating_mul(DAY_SECONDS)))
    }
}

/// How long an event is kept, in days, counted from the later of its own time and its arrival: an
/// old event that a replay delivers is kept as long as a live one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retention(u32);

impl Retention {
    /// A retention of whole days.
    #[must_use]
    pub const fn days(days: u32) -> Self {
        Self(days)
    }

    /// The expiry of an event.
    #[must_use]
    pub fn expiry(self, event_time: Timestamp, received_at: Timestamp) -> Expiry {
        let seconds = event_time.max(received_at).ms().div_euclid(1_000);
        Expiry(seconds).plus_days(i64::from(self.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retention_counts_from_the_later_time() {
        let retention = Retention::days(2);
        let (early, late) = (Timestamp::from_ms(1_000), Timestamp::from_ms(9_999));
        assert_eq!(retention.expiry(early, late).seconds(), 9 + 2 * 86_400);
        assert_eq!(retention.expiry(late, early).seconds(), 9 + 2 * 86_400);
    }

    #[test]
    fn ledger_and_tree_outlive_events() {
        let event = Expiry::from_seconds(100);
        assert_eq!(event.of_tree_and_ledger().seconds(), 100 + 30 * 86_400);
        assert!(event.has_passed(Timestamp::from_ms(100_001)));
        assert!(!event.has_passed(Timestamp::from_ms(100_000)));
    }
}
