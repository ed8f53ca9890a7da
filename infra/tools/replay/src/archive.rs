//! The archive of the partner bus, as EventBridge describes it, and which part of it can be
//! replayed.

use genesys::Timestamp;
use serde::Serialize;

use super::interval::{DAY_MS, Interval, MINUTE_MS, minute_of};

/// An archive may lack the events of the last ten minutes (EventBridge's user guide).
pub const LAG_MINUTES: i64 = 10;
/// The most days from an event's time to its arrival: Genesys retries for four days. So an archive
/// can hold events whose time lies up to four days before its creation, or before the start of its
/// retention.
pub const LATE_DAYS: i64 = 4;

/// An archive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Archive {
    /// The name.
    pub name: String,
    /// The ARN.
    pub arn: String,
    /// The ARN of the bus that it archives. It can be replayed to this bus only.
    pub bus_arn: String,
    /// `ENABLED` while the archive accepts events.
    pub state: String,
    /// The pattern of the events that it accepts; without one, all events of the bus.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pattern: Option<String>,
    /// How many days it keeps events; 0 means without limit.
    pub retention_days: u32,
    /// The number of events in it, at some time within the last day.
    pub events: u64,
    /// The size of these events.
    pub bytes: u64,
    /// When it was created.
    pub created: Timestamp,
}

/// The expected number of events, and their size.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Expected {
    /// Number of events.
    pub events: u64,
    /// Size in bytes.
    pub bytes: u64,
    /// Whether the events were counted. If not, the numbers are the interval's share of the archive
    /// by time, as if events were evenly distributed.
    pub counted: bool,
}

impl Archive {
    /// The name of an archive that is given by name or ARN.
    #[must_use]
    pub fn name_of(name_or_arn: &str) -> &str {
        name_or_arn.rsplit_once(":archive/").map_or(name_or_arn, |(_, name)| name)
    }

    /// Whether it accepts events.
    #[must_use]
    pub fn is_enabled(&self) -> bool {
        self.state == "ENABLED"
    }

    /// The times that its events can have, without the last minutes that it may lack; `None` if it
    /// was just created.
    #[must_use]
    pub fn available(&self, now: Timestamp) -> Option<Interval> {
        let to = minute_of(now.minus_ms(LAG_MINUTES * MINUTE_MS));
        let from = self.held_since(now).minus_ms(LATE_DAYS * DAY_MS);
        Interval::around(from, to)
    }

    /// The estimated events of an interval: its share of the archive by time.
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

    /// The time from which it holds everything that arrived.
    fn held_since(&self, now: Timestamp) -> Timestamp {
        match self.retention_days {
            0 => self.created,
            days => self.created.max(now.minus_ms(i64::from(days) * DAY_MS)),
        }
    }
}
