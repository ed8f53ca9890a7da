//! When a Common Event is due. Pure: the arrival times and the current time are inputs.
//!
//! A Common Event that is published and then revised has already triggered rules. So a Common Event
//! that follows from several events, which arrive in any order, waits until none of them has been
//! received for a while. Facts of one event are published at once.

use std::collections::HashMap;

use common_events::SettleClass;
use genesys::{EventKey, Timestamp};
use store::EventItem;

/// Settle time of what rests on an end that was worked out, or lacks an event that may be late, in
/// milliseconds.
pub const UNRESOLVED_MS: i64 = 120_000;

/// How long a Common Event of a class is held back, in milliseconds. If `settle_seconds` is 0,
/// nothing is held back.
#[must_use]
pub const fn settle_ms(class: SettleClass, inferred: bool, settle_seconds: u32) -> i64 {
    let settled = settle_seconds as i64 * 1_000;
    match class {
        _ if settled == 0 => 0,
        _ if inferred => UNRESOLVED_MS,
        SettleClass::Unresolved => UNRESOLVED_MS,
        SettleClass::Prompt => 0,
        SettleClass::Settled => settled,
        SettleClass::Ending => 2 * settled,
    }
}

/// When the events of a conversation were received, and the time of the pass over them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Arrivals {
    received: HashMap<EventKey, Timestamp>,
    latest: Option<Timestamp>,
    now: Option<Timestamp>,
}

impl Arrivals {
    /// The arrivals of a log at the time `now`.
    #[must_use]
    pub fn of(events: &[EventItem], now: Timestamp) -> Self {
        let received: HashMap<EventKey, Timestamp> =
            events.iter().map(|event| (event.sk.key, event.received_at)).collect();
        Self { latest: received.values().copied().max(), received, now: Some(now) }
    }

    /// When a Common Event with these causes is due after this settle time; `None` if it is due
    /// now. Without a known cause it follows from the whole log.
    #[must_use]
    pub fn due_at(&self, causes: &[EventKey], settle_ms: i64) -> Option<Timestamp> {
        let last = causes.iter().filter_map(|cause| self.received.get(cause)).max().copied();
        self.after(last.or(self.latest)?, settle_ms)
    }

    /// When a Common Event that follows from the whole log is due after this settle time; `None` if
    /// it is due now.
    #[must_use]
    pub fn due_after_all(&self, settle_ms: i64) -> Option<Timestamp> {
        self.after(self.latest?, settle_ms)
    }

    /// A settle time of 0 ignores the clocks, because the clock that stored an event may be ahead
    /// of this one.
    fn after(&self, received: Timestamp, settle_ms: i64) -> Option<Timestamp> {
        let due_at = received.plus_ms(settle_ms);
        (settle_ms > 0 && self.now.is_some_and(|now| due_at > now)).then_some(due_at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(number: u8) -> EventKey {
        format!("{number:032x}").parse().unwrap()
    }

    /// Three events, received at 1, 4 and 9 s, and the time `now`.
    fn arrivals(now: i64) -> Arrivals {
        let received = [(1, 1_000), (2, 4_000), (3, 9_000)];
        Arrivals {
            received: received.map(|(number, ms)| (key(number), Timestamp::from_ms(ms))).into(),
            latest: Some(Timestamp::from_ms(9_000)),
            now: Some(Timestamp::from_ms(now)),
        }
    }

    #[test]
    fn each_class_has_its_settle_time() {
        let classes = [
            SettleClass::Prompt,
            SettleClass::Settled,
            SettleClass::Ending,
            SettleClass::Unresolved,
        ];
        let of = |seconds| classes.map(|class| settle_ms(class, false, seconds));
        assert_eq!(of(0), [0; 4]);
        assert_eq!(of(5), [0, 5_000, 10_000, UNRESOLVED_MS]);
        assert_eq!(of(60), [0, 60_000, 120_000, UNRESOLVED_MS]);
        assert_eq!(classes.map(|class| settle_ms(class, true, 5)), [UNRESOLVED_MS; 4]);
        assert_eq!(settle_ms(SettleClass::Ending, true, 0), 0, "0 holds nothing back");
    }

    #[test]
    fn due_time_counts_from_the_last_cause() {
        let causes = [key(2), key(1)];
        assert_eq!(arrivals(8_999).due_at(&causes, 5_000), Some(Timestamp::from_ms(9_000)));
        assert_eq!(arrivals(9_000).due_at(&causes, 5_000), None);
        assert_eq!(arrivals(9_000).due_after_all(5_000), Some(Timestamp::from_ms(14_000)));
        assert_eq!(arrivals(14_000).due_after_all(5_000), None);
    }

    #[test]
    fn unknown_causes_count_from_the_whole_log() {
        for causes in [vec![], vec![key(7)]] {
            assert_eq!(arrivals(9_000).due_at(&causes, 5_000), Some(Timestamp::from_ms(14_000)));
        }
    }

    /// A fact of one event is published at once, even if this clock is behind that of `receive`.
    #[test]
    fn prompt_events_wait_for_no_clock() {
        assert_eq!(arrivals(0).due_at(&[key(3)], 0), None);
        assert_eq!(
            Arrivals::default().due_at(&[key(3)], 5_000),
            None,
            "nothing is known of the time"
        );
    }
}
