//! Instants on the timeline.

use genesys::Timestamp;

use super::super::axis::Axis;
use super::super::time::{clock, day, day_clock};

/// The format of instants: time of day if the whole timeline and the instant are on one day, else
/// with the day.
#[derive(Debug, Clone)]
pub(super) struct Clock {
    one_day: Option<String>,
}

impl Clock {
    /// The clock of an axis.
    pub fn of(axis: &Axis) -> Self {
        Self { one_day: Some(day(axis.start())).filter(|first| *first == day(axis.end())) }
    }

    /// Formats an instant.
    pub fn say(&self, at: Timestamp) -> String {
        if self.one_day.as_ref() == Some(&day(at)) { clock(at) } else { day_clock(at) }
    }
}
