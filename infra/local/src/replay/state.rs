//! How far a replay has come: its windows, and what EventBridge last said of each.

use std::fmt;
use std::num::NonZeroU64;

use genesys::Timestamp;
use serde::{Deserialize, Serialize};

use super::interval::Interval;
use super::name::Prefix;
use super::plan::Plan;
use super::replays::Seen;

/// The form of the file.
pub const VERSION: u32 = 1;

/// A replay in windows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct State {
    /// The form of this.
    pub version: u32,
    /// ARN of the archive.
    pub archive_arn: String,
    /// ARN of the bus it came from and goes to.
    pub bus_arn: String,
    /// ARN of the rule, which alone it goes to.
    pub rule_arn: String,
    /// The table, if it was named.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub table: Option<String>,
    /// What the names of its replays begin with.
    pub prefix: Prefix,
    /// What was asked for.
    pub asked: Interval,
    /// Length of a window, in minutes.
    pub window_minutes: NonZeroU64,
    /// How many windows are replayed at once, at most.
    pub at_once: u8,
    /// How many events were expected, and whether they had been counted.
    pub expected_events: u64,
    /// See [`State::expected_events`].
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
    /// How often it has been begun, counted from 1.
    pub attempt: u32,
    /// Where it stands.
    pub phase: Phase,
    /// The time of the last event that was replayed.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub replayed_until: Option<Timestamp>,
    /// Why it stands there.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub reason: Option<String>,
}

/// Where a window stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Phase {
    /// Not begun.
    Waiting,
    /// About to run.
    Starting,
    /// At work.
    Running,
    /// About to be cancelled.
    Cancelling,
    /// All of it was replayed.
    Completed,
    /// Stopped by somebody.
    Cancelled,
    /// EventBridge gave up.
    Failed,
}

impl State {
    /// The state of a plan of which nothing is done.
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

    /// Everything it is about.
    #[must_use]
    pub fn interval(&self) -> Option<Interval> {
        Some(Interval {
            from: self.windows.first()?.interval.from,
            to: self.windows.last()?.interval.to,
        })
    }

    /// Whether nothing is at work, and nothing will be: what failed or was cancelled keeps the rest from being begun.
    #[must_use]
    pub fn is_over(&self) -> bool {
        let any = |is: fn(Phase) -> bool| self.windows.iter().any(|window| is(window.phase));
        !any(Phase::is_at_work) && (self.is_broken() || !any(|phase| phase == Phase::Waiting))
    }

    /// Whether a window failed, or was cancelled.
    #[must_use]
    pub fn is_broken(&self) -> bool {
        self.windows.iter().any(|window| window.phase.is_broken())
    }

    /// Whether everything was replayed.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.windows.iter().all(|window| window.phase == Phase::Completed)
    }

    /// The next window to begin, unless there are enough at work or something is broken.
    #[must_use]
    pub fn next(&self) -> Option<usize> {
        let at_work = self.windows.iter().filter(|window| window.phase.is_at_work()).count();
        let may = !self.is_broken() && at_work < usize::from(self.at_once);
        may.then(|| self.windows.iter().position(|window| window.phase == Phase::Waiting)).flatten()
    }

    /// Has what failed or was cancelled wait for another attempt, under a name of its own.
    pub fn reopen(&mut self) {
        for window in self.windows.iter_mut().filter(|window| window.phase.is_broken()) {
            window.attempt += 1;
            window.replay = self.prefix.name(window.interval, window.attempt);
            (window.phase, window.replayed_until, window.reason) = (Phase::Waiting, None, None);
        }
    }
}

impl Window {
    /// Takes down what EventBridge says.
    pub fn saw(&mut self, seen: Seen) {
        self.phase = seen.phase;
        self.replayed_until = seen.replayed_until.max(self.replayed_until);
        self.reason = seen.reason;
    }

    /// Takes down that it did not go through.
    pub fn failed(&mut self, reason: impl Into<String>) {
        (self.phase, self.reason) = (Phase::Failed, Some(reason.into()));
    }

    /// How much of its time was replayed, in milliseconds.
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

impl Phase {
    /// Whether EventBridge is at it.
    #[must_use]
    pub const fn is_at_work(self) -> bool {
        matches!(self, Self::Starting | Self::Running | Self::Cancelling)
    }

    /// Whether it ended before its end.
    #[must_use]
    pub const fn is_broken(self) -> bool {
        matches!(self, Self::Cancelled | Self::Failed)
    }
}

impl fmt::Display for Phase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Waiting => "waiting",
            Self::Starting => "starting",
            Self::Running => "running",
            Self::Cancelling => "cancelling",
            Self::Completed => "completed",
            Self::Cancelled => "cancelled",
            Self::Failed => "failed",
        })
    }
}
