//! How long items live.
//!
//! Events live for the retention; the tree, its participants and the ledger outlive the latest event's item by
//! [`EXTRA_DAYS`], so that what was concluded is never forgotten while an event that it rests on is still there.

use genesys::Timestamp;
use serde::{Deserialize, Serialize};

const DAY_SECONDS: i64 = 86_400;

/// How much longer than the latest event's item the tree, participants and ledger live, in days.
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

    /// Whether an item with this expiry may already be gone.
    #[must_use]
    pub const fn has_passed(self, now: Timestamp) -> bool {
        now.ms() > self.0.saturating_mul(1_000)
    }

    /// Expiry of the tree, participants and ledger when `self` is that of the latest event's item.
    #[must_use]
    pub const fn of_conclusions(self) -> Self {
        self.plus_days(EXTRA_DAYS)
    }

    /// The least expiry that conclusions may have before they are refreshed: half of the extra days are left.
    #[must_use]
    pub const fn refreshed_below(self) -> Self {
        self.plus_days(EXTRA_DAYS / 2)
    }

    const fn plus_days(self, days: i64) -> Self {
        Self(self.0.saturating_add(days.saturating_mul(DAY_SECONDS)))
    }
}

/// How long an event is kept, in days, from the later of its own time and its arrival: what a replay brings from the
/// past is kept as long as what comes live.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retention(u32);

impl Retention {
    /// A retention of whole days.
    #[must_use]
    pub const fn days(days: u32) -> Self {
        Self(days)
    }

    /// Expiry of an event.
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
    fn an_event_is_kept_from_the_later_of_its_time_and_its_arrival() {
        let retention = Retention::days(2);
        let (early, late) = (Timestamp::from_ms(1_000), Timestamp::from_ms(9_999));
        assert_eq!(retention.expiry(early, late).seconds(), 9 + 2 * 86_400);
        assert_eq!(retention.expiry(late, early).seconds(), 9 + 2 * 86_400);
    }

    #[test]
    fn conclusions_outlive_events_and_are_refreshed_at_half_of_that() {
        let event = Expiry::from_seconds(100);
        assert_eq!(event.of_conclusions().seconds(), 100 + 30 * 86_400);
        assert_eq!(event.refreshed_below().seconds(), 100 + 15 * 86_400);
        assert!(event.has_passed(Timestamp::from_ms(100_001)));
        assert!(!event.has_passed(Timestamp::from_ms(100_000)));
    }
}
