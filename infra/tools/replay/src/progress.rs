//! The progress of a replay and the estimated time for the rest; and the pauses between checks.

use std::time::Duration;

use serde::Serialize;

use super::phase::Phase;
use super::state::{State, Window};

/// The progress of a replay, measured by the times of its events.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Progress {
    /// Windows that are completed.
    pub completed: usize,
    /// Windows that are running.
    pub at_work: usize,
    /// Windows that failed or were cancelled.
    pub broken: usize,
    /// All windows.
    pub windows: usize,
    /// Milliseconds of event time that were replayed.
    pub done_ms: u64,
    /// Milliseconds of event time in total.
    pub total_ms: u64,
}

impl Progress {
    /// The progress of a state.
    #[must_use]
    pub fn of(state: &State) -> Self {
        let count =
            |is: fn(Phase) -> bool| state.windows.iter().filter(|window| is(window.phase)).count();
        Self {
            completed: count(|phase| phase == Phase::Completed),
            at_work: count(Phase::is_at_work),
            broken: count(Phase::is_broken),
            windows: state.windows.len(),
            done_ms: state.windows.iter().map(Window::done_ms).sum(),
            total_ms: state.windows.iter().map(|window| window.interval.ms()).sum(),
        }
    }

    /// The progress in percent, rounded down.
    #[must_use]
    pub const fn percent(&self) -> u64 {
        match self.total_ms {
            0 => 100,
            total => self.done_ms.saturating_mul(100) / total,
        }
    }

    /// The estimated time for the rest, from the progress since an earlier one that was `elapsed`
    /// ago; `None` without progress.
    #[must_use]
    pub fn remaining(&self, since: &Self, elapsed: Duration) -> Option<Duration> {
        let done = self.done_ms.checked_sub(since.done_ms).filter(|done| *done > 0)?;
        let rest = u128::from(self.total_ms.saturating_sub(self.done_ms));
        u64::try_from(elapsed.as_millis() * rest / u128::from(done)).ok().map(Duration::from_millis)
    }
}

/// The pauses between checks. They grow up to a limit, as long as no window changes its phase.
#[derive(Debug, Clone)]
pub struct Pause {
    next: Duration,
    most: Duration,
}

/// The first pause after a change.
const LEAST: Duration = Duration::from_secs(1);

impl Pause {
    /// Pauses of at most `most`.
    #[must_use]
    pub fn up_to(most: Duration) -> Self {
        Self { next: LEAST.min(most), most }
    }

    /// The pause after a check that saw a change, or none.
    pub fn after(&mut self, changed: bool) -> Duration {
        let pause = if changed { LEAST.min(self.most) } else { self.next };
        self.next = (pause * 2).min(self.most);
        pause
    }
}
