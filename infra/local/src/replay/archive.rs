//! The archive of the partner bus, as EventBridge describes it, and what of it can be replayed.

use genesys::Timestamp;
use serde::Serialize;

use super::interval::{DAY_MS, Interval, MINUTE_MS, minute_of};

/// An archive may lack what came within the last ten minutes (EventBridge's user guide).
pub const LAG_MINUTES: i64 = 10;
/// An event may carry a time so long before it arrived: Genesys keeps trying for four days. So it may stand in an
/// archive that was made, or in one whose retention begins, later than its time.
pub const LATE_DAYS: i64 = 4;

/// An archive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Archive {
    /// Its name.
    pub name: String,
    /// Its ARN.
    pub arn: String,
    /// The ARN of the bus it archives, to which alone it can be replayed.
    pub bus_arn: String,
    /// `ENABLED` while it takes events in.
    pub state: String,
    /// The pattern of what it takes in; all of the bus without one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pattern: Option<String>,
    /// How many days it keeps events; 0 for good.
    pub retention_days: u32,
    /// Events in it, as of some time within the last day.
    pub events: u64,
    /// Their size.
    pub bytes: u64,
    /// When it was made.
    pub created: Timestamp,
}

/// How many events are to be expected, and their size.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Expected {
    /// Events.
    pub events: u64,
    /// Bytes.
    pub bytes: u64,
    /// Whether they were counted; else it is the window's share of the archive by time, as if events came evenly.
    pub counted: bool,
}

impl Archive {
    /// The name of an archive that is given by name or ARN.
    #[must_use]
    pub fn name_of(name_or_arn: &str) -> &str {
        name_or_arn.rsplit_once(":archive/").map_or(name_or_arn, |(_, name)| name)
    }

    /// Whether it takes events in.
    #[must_use]
    pub fn is_enabled(&self) -> bool {
        self.state == "ENABLED"
    }

    /// The times that its events can have, less what it may lack yet; `None` for one that was made just now.
    #[must_use]
    pub fn available(&self, now: Timestamp) -> Option<Interval> {
        let to = minute_of(now.minus_ms(LAG_MINUTES * MINUTE_MS));
        let from = self.held_since(now).minus_ms(LATE_DAYS * DAY_MS);
        Interval::around(from, to)
    }

    /// The share of an interval in the archive, by time.
    #[must_use]
    pub fn share(&self, interval: Interval, now: Timestamp) -> Expected {
        let held = Interval { from: self.held_since(now), to: now };
        let part = interval.within(held).map_or(0, Interval::ms);
        let share = |whole: u64| {
            let share = u128::from(whole) * u128::from(part) / u128::from(held.ms().max(1));
            u64::try_from(share).unwrap_or(whole)
        };
        Expected { events: share(self.events), bytes: share(self.bytes), counted: false }
    }

    /// Since when it has everything that arrived.
    fn held_since(&self, now: Timestamp) -> Timestamp {
        match self.retention_days {
            0 => self.created,
            days => self.created.max(now.minus_ms(i64::from(days) * DAY_MS)),
        }
    }
}
