//! Counts the events of files that lie in an interval.

use std::collections::{BTreeMap, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};

use genesys::Timestamp;
use serde::Serialize;

use super::archive::Expected;
use super::events::FileEvent;
use super::interval::{DAY_MS, Interval};

/// The counts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct EventCounts {
    /// Events in the interval, repetitions included.
    pub events: u64,
    /// Their size in bytes.
    pub bytes: u64,
    /// Events outside the interval.
    pub outside: u64,
    /// Items that are not events.
    pub rejected: u64,
    /// Conversations with an event in the interval.
    pub conversations: u64,
    /// Conversations by the number of their events in the interval: `1`, `2-9`, `10-99` and so on.
    pub by_size: BTreeMap<String, u64>,
    /// Counts by day (UTC).
    pub by_day: BTreeMap<String, Day>,
}

/// The counts of a day.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Day {
    /// Events of the day.
    pub events: u64,
    /// Conversations whose first event in the interval is on this day.
    pub conversations: u64,
}

/// Counts events. A conversation takes some thirty bytes of memory, an event none.
#[derive(Debug)]
pub struct Counter {
    interval: Interval,
    counted: EventCounts,
    conversations: HashMap<u64, (u64, Timestamp)>,
    days: BTreeMap<i64, Day>,
}

impl Counter {
    /// Counts the events in an interval.
    #[must_use]
    pub fn new(interval: Interval) -> Self {
        Self {
            interval,
            counted: EventCounts::default(),
            conversations: HashMap::new(),
            days: BTreeMap::new(),
        }
    }

    /// Counts an event.
    pub fn take(&mut self, sent: &FileEvent) {
        if !self.interval.contains(sent.time) {
            self.counted.outside += 1;
            return;
        }
        self.counted.events += 1;
        self.counted.bytes += sent.bytes;
        self.days.entry(day_of(sent.time)).or_default().events += 1;
        let mut hasher = DefaultHasher::new();
        sent.arrival.conversation_id.hash(&mut hasher);
        let (events, first) = self.conversations.entry(hasher.finish()).or_insert((0, sent.time));
        *events += 1;
        *first = sent.time.min(*first);
    }

    /// Counts an item that is not an event.
    pub fn reject(&mut self) {
        self.counted.rejected += 1;
    }

    /// The counts.
    #[must_use]
    pub fn finish(mut self) -> EventCounts {
        for (events, first) in self.conversations.values() {
            *self.counted.by_size.entry(size(*events)).or_default() += 1;
            self.days.entry(day_of(*first)).or_default().conversations += 1;
        }
        let named = |(day, counts): (i64, Day)| {
            let start = Timestamp::from_ms(day * DAY_MS).to_string();
            (start.chars().take(10).collect(), counts)
        };
        EventCounts {
            conversations: self.conversations.len() as u64,
            by_day: self.days.into_iter().map(named).collect(),
            ..self.counted
        }
    }
}

impl EventCounts {
    /// The expected events of a replay of the interval, if the files have all of its events.
    #[must_use]
    pub const fn expected(&self) -> Expected {
        Expected { events: self.events, bytes: self.bytes, counted: true }
    }
}

const fn day_of(time: Timestamp) -> i64 {
    time.ms().div_euclid(DAY_MS)
}

fn size(events: u64) -> String {
    match events {
        0..=1 => "1".to_owned(),
        2..=9 => "2-9".to_owned(),
        _ => {
            let least = 10_u64.pow(events.ilog10());
            format!("{least}-{}", least.saturating_mul(10) - 1)
        }
    }
}
