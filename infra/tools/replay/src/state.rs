//! The progress of a replay: its windows, and the last description of each by EventBridge.

use std::num::NonZeroU64;

use genesys::Timestamp;
use serde::{Deserialize, Serialize};

use super::interval::Interval;
use super::name::Prefix;
use super::phase::Phase;
use super::plan::Plan;

/// The version of the file's format.
pub const VERSION: u32 = 1;

/// A replay in windows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct State {
    /// The version of the format.
    pub version: u32,
    /// ARN of the archive.
    pub archive_arn: String,
    /// ARN of the bus that the events came from and are replayed to.
    pub bus_arn: String,
    /// ARN of the only rule that gets the events.
    pub rule_arn: String,
    /// The table, if it was named.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub table: Option<String>,
    /// The prefix of the names of its replays.
    pub prefix: Prefix,
    /// The requested interval.
    pub asked: Interval,
    /// Length of a window, in minutes.
    pub window_minutes: NonZeroU64,
    /// How many windows may be replayed at once.
    pub at_once: u8,
    /// How many events were expected.
    pub expected_events: u64,
    /// Whether [`State::expected_events`] was counted rather than estimated.
    pub counted: bool,
    /// The windows, in order of time.
    pub windows: Vec<Window>,
}

/// A window.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Window {
    /// The times of its events.
    #[serde(flatten)]
    pub interval: Interval,
    /// The name of its replay.
    pub replay: String,
    /// The number of the attempt, from 1.
    pub attempt: u32,
    /// The phase.
    pub phase: Phase,
    /// The time of the last event that was replayed.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub replayed_until: Option<Timestamp>,
    /// The reason for the phase.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub reason: Option<String>,
}

/// A replay as EventBridge describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReplayDescription {
    /// The phase; never [`Phase::Waiting`].
    pub phase: Phase,
    /// The time of the last event that was replayed.
    pub replayed_until: Option<Timestamp>,
    /// The reason for the phase.
    pub reason: Option<String>,
    /// The interval that it replays, and the ARN of the archive.
    pub what: Option<(Interval, String)>,
}

impl State {
    /// The initial state of a plan.
    #[must_use]
    pub fn of(plan: &Plan, rule_arn: String, prefix: Prefix, at_once: u8) -> Self {
        let window = |interval| Window {
            interval,
            replay: prefix.name(interval, 1),
            attempt: 1,
            phase: Phase::Waiting,
            replayed_until: None,
            reason: None,
        };
        Self {
            version: VERSION,
            archive_arn: plan.archive.arn.clone(),
            bus_arn: plan.archive.bus_arn.clone(),
            rule_arn,
            table: plan.table.as_ref().map(|table| table.name.clone()),
            asked: plan.asked,
            window_minutes: plan.window_minutes,
            at_once,
            expected_events: plan.expected.events,
            counted: plan.expected.counted,
            windows: plan.interval.windows(plan.window_minutes).map(window).collect(),
            prefix,
        }
    }

    /// The interval of all windows.
    #[must_use]
    pub fn interval(&self) -> Option<Interval> {
        Some(Interval {
            from: self.windows.first()?.interval.from,
            to: self.windows.last()?.interval.to,
        })
    }

    /// Whether nothing is running and nothing more will start: a window that failed or was
    /// cancelled keeps the rest from starting.
    #[must_use]
    pub fn is_over(&self) -> bool {
        let any = |is: fn(Phase) -> bool| self.windows.iter().any(|window| is(window.phase));
        !any(Phase::is_at_work) && (self.is_broken() || !any(|phase| phase == Phase::Waiting))
    }

    /// Whether a window failed or was cancelled.
    #[must_use]
    pub fn is_broken(&self) -> bool {
        self.windows.iter().any(|window| window.phase.is_broken())
    }

    /// Whether everything was replayed.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.windows.iter().all(|window| window.phase == Phase::Completed)
    }

    /// The next window to start, unless enough are running or one failed or was cancelled.
    #[must_use]
    pub fn next(&self) -> Option<usize> {
        let at_work = self.windows.iter().filter(|window| window.phase.is_at_work()).count();
        let may = !self.is_broken() && at_work < usize::from(self.at_once);
        may.then(|| self.windows.iter().position(|window| window.phase == Phase::Waiting)).flatten()
    }

    /// Makes windows that failed or were cancelled wait for another attempt, with a new name.
    pub fn reopen(&mut self) {
        for window in self.windows.iter_mut().filter(|window| window.phase.is_broken()) {
            window.attempt += 1;
            window.replay = self.prefix.name(window.interval, window.attempt);
            (window.phase, window.replayed_until, window.reason) = (Phase::Waiting, None, None);
        }
    }
}

impl Window {
    /// Records what EventBridge describes.
    pub fn saw(&mut self, seen: ReplayDescription) {
        self.phase = seen.phase;
        self.replayed_until = seen.replayed_until.max(self.replayed_until);
        self.reason = seen.reason;
    }

    /// Records that the replay failed.
    pub fn failed(&mut self, reason: impl Into<String>) {
        (self.phase, self.reason) = (Phase::Failed, Some(reason.into()));
    }

    /// How much of its event time was replayed, in milliseconds.
    #[must_use]
    pub fn done_ms(&self) -> u64 {
        match (self.phase, self.replayed_until) {
            (Phase::Completed, _) => self.interval.ms(),
            (_, Some(until)) => {
                u64::try_from(until.since(self.interval.from)).unwrap_or(0).min(self.interval.ms())
            }
            (_, None) => 0,
        }
    }
}
