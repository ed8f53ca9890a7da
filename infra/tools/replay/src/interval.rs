//! Intervals of whole minutes, as EventBridge replays them.

use std::num::NonZeroU64;

use genesys::Timestamp;
use serde::{Deserialize, Serialize};

/// A minute, in milliseconds.
pub const MINUTE_MS: i64 = 60_000;
/// A day, in milliseconds.
pub const DAY_MS: i64 = 24 * 60 * MINUTE_MS;

/// The time from one minute up to, not including, another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Interval {
    /// The first instant in the interval.
    pub from: Timestamp,
    /// The first instant after the interval.
    pub to: Timestamp,
}

impl Interval {
    /// The whole minutes around a time span; `None` when the span is empty.
    #[must_use]
    pub fn around(from: Timestamp, to: Timestamp) -> Option<Self> {
        let up = -(-to.ms()).div_euclid(MINUTE_MS);
        (from < to).then(|| Self {
            from: minute_of(from),
            to: Timestamp::from_ms(up.saturating_mul(MINUTE_MS)),
        })
    }

    /// The part of the interval within `bounds`.
    #[must_use]
    pub fn within(self, bounds: Self) -> Option<Self> {
        let (from, to) = (self.from.max(bounds.from), self.to.min(bounds.to));
        (from < to).then_some(Self { from, to })
    }

    /// Whether an instant lies in the interval.
    #[must_use]
    pub fn contains(self, instant: Timestamp) -> bool {
        self.from <= instant && instant < self.to
    }

    /// The length in milliseconds.
    #[must_use]
    pub fn ms(self) -> u64 {
        u64::try_from(self.to.since(self.from)).unwrap_or_default()
    }

    /// The length in minutes.
    #[must_use]
    pub fn minutes(self) -> u64 {
        self.ms() / MINUTE_MS.unsigned_abs()
    }

    /// How many windows of this length the interval takes.
    #[must_use]
    pub fn windows_of(self, minutes: NonZeroU64) -> u64 {
        self.minutes().div_ceil(minutes.get())
    }

    /// The interval as consecutive windows of this length; the last may be shorter.
    pub fn windows(self, minutes: NonZeroU64) -> impl Iterator<Item = Self> {
        let length = i64::try_from(minutes.get()).unwrap_or(i64::MAX).saturating_mul(MINUTE_MS);
        let next =
            move |from: Timestamp| (from < self.to).then(|| from.plus_ms(length).min(self.to));
        std::iter::successors(
            next(self.from).map(|to| Self { from: self.from, to }),
            move |window| next(window.to).map(|to| Self { from: window.to, to }),
        )
    }
}

/// The start of an instant's minute.
#[must_use]
pub fn minute_of(instant: Timestamp) -> Timestamp {
    Timestamp::from_ms(instant.ms().div_euclid(MINUTE_MS) * MINUTE_MS)
}

/// Parses a length in whole minutes, such as `1 day`, `6h` or `90 min`; days have 24 hours.
///
/// # Errors
/// The text is not such a length.
pub fn minutes(text: &str) -> Result<NonZeroU64, String> {
    let days = jiff::SpanRelativeTo::days_are_24_hours();
    let total = text.parse::<jiff::Span>().and_then(|span| span.total((jiff::Unit::Minute, days)));
    let whole = total
        .ok()
        .filter(|minutes| minutes.fract() == 0.0 && (1.0..=MOST_MINUTES).contains(minutes));
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "whole, positive and small"
    )]
    let whole = whole.and_then(|minutes| NonZeroU64::new(minutes as u64));
    whole.ok_or_else(|| "whole minutes, as in \"1 day\", 6h or 90m".to_owned())
}

/// The longest length, longer than any retention: a hundred years.
const MOST_MINUTES: f64 = 100.0 * 366.0 * 1_440.0;
