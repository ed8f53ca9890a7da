//! A day in UTC, as the index of ended conversations has it.

use std::fmt;
use std::str::FromStr;

use genesys::Timestamp;
use genesys::time::MAX_EVENT_TIME_MS;

const MS: i64 = 86_400_000;

/// A day in UTC between 1970 and 2286, the range of valid event times.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(i64);

/// A text that is not a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a day such as 2026-03-02")]
pub struct NotADay;

impl Day {
    /// The day of an instant. An instant outside the range gives the nearest day within.
    #[must_use]
    pub const fn of(at: Timestamp) -> Self {
        Self::new(at.ms().div_euclid(MS))
    }

    const fn new(days: i64) -> Self {
        let last = (MAX_EVENT_TIME_MS - 1) / MS;
        Self(if days < 0 {
            0
        } else if days > last {
            last
        } else {
            days
        })
    }

    /// Its first instant.
    #[must_use]
    pub const fn start(self) -> Timestamp {
        Timestamp::from_ms(self.0 * MS)
    }

    /// Its last millisecond.
    #[must_use]
    pub const fn end(self) -> Timestamp {
        Timestamp::from_ms(self.0 * MS + MS - 1)
    }

    /// The day before.
    #[must_use]
    pub const fn previous(self) -> Self {
        Self::new(self.0 - 1)
    }

    /// The day after.
    #[must_use]
    pub const fn next(self) -> Self {
        Self::new(self.0 + 1)
    }

    /// The days from one to another, both included.
    pub fn range(first: Self, last: Self) -> impl Iterator<Item = Self> + Send {
        (first.0..=last.0).map(Self)
    }
}

/// `2026-03-02`
impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.start().to_string();
        f.write_str(text.split_once('T').map_or(text.as_str(), |(day, _)| day))
    }
}

impl FromStr for Day {
    type Err = NotADay;

    fn from_str(text: &str) -> Result<Self, NotADay> {
        let start: Timestamp = format!("{text}T00:00:00Z").parse().map_err(|_| NotADay)?;
        let day = Self::of(start);
        if day.to_string() == text { Ok(day) } else { Err(NotADay) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_round_trip_and_border_on_each_other() {
        let day: Day = "2026-03-02".parse().unwrap();
        assert_eq!(day.to_string(), "2026-03-02");
        assert_eq!(Day::of(day.end()), day);
        assert_eq!(Day::of(day.end().plus_ms(1)), day.next());
        assert_eq!(
            [day.next().to_string(), day.previous().to_string()],
            ["2026-03-03", "2026-03-01"]
        );
        assert_eq!(Day::range(day.previous(), day.next()).count(), 3);
        for text in ["", "2026-02-30", "2026-3-2", "tomorrow", "2026-03-02T00:00:00Z", "9999-01-01"]
        {
            assert_eq!(text.parse::<Day>(), Err(NotADay), "{text}");
        }
        let far = Day::of(Timestamp::from_ms(i64::MAX));
        assert_eq!((far.to_string().len(), far.next()), (10, far));
        assert_eq!(Day::of(Timestamp::from_ms(-5)).previous().to_string(), "1970-01-01");
    }
}
