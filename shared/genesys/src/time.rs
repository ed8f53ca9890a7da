//! Instants. Genesys' detail events give epoch milliseconds, everything else ISO 8601. The code
//! uses one type for both.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// An instant in epoch milliseconds, UTC.
///
/// Serialized as ISO 8601 with exactly three decimals (`2026-03-02T09:00:00.000Z`), the form of the
/// analytics API.
///
/// ```
/// use genesys::Timestamp;
/// let t: Timestamp = "2026-03-02T09:00:00.5Z".parse()?;
/// assert_eq!(t.to_string(), "2026-03-02T09:00:00.500Z");
/// assert_eq!(t.plus_ms(1_500).to_string(), "2026-03-02T09:00:02.000Z");
/// # Ok::<(), genesys::time::NotATimestamp>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

/// A text that is not an ISO 8601 instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an ISO 8601 instant such as 2026-03-02T09:00:00.000Z")]
pub struct NotATimestamp;

/// Event times are below this limit: 13 digits of milliseconds, which last until the year 2286.
pub const MAX_EVENT_TIME_MS: i64 = 10_000_000_000_000;

impl Timestamp {
    /// The instant `ms` milliseconds after the epoch.
    #[must_use]
    pub const fn from_ms(ms: i64) -> Self {
        Self(ms)
    }

    /// Milliseconds since the epoch.
    #[must_use]
    pub const fn ms(self) -> i64 {
        self.0
    }

    /// This instant moved by `ms` milliseconds; `ms` may be negative.
    #[must_use]
    pub const fn plus_ms(self, ms: i64) -> Self {
        Self(self.0.saturating_add(ms))
    }

    /// This instant moved back by `ms` milliseconds.
    #[must_use]
    pub const fn minus_ms(self, ms: i64) -> Self {
        Self(self.0.saturating_sub(ms))
    }

    /// Milliseconds from `earlier` to this instant. Negative when `earlier` is the later one.
    #[must_use]
    pub const fn since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }

    /// Whether an event may carry this time: `0 < t < 10¹³`.
    #[must_use]
    pub const fn is_event_time(self) -> bool {
        self.0 > 0 && self.0 < MAX_EVENT_TIME_MS
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let instant = jiff::Timestamp::from_millisecond(self.0).map_err(|_| fmt::Error)?;
        write!(f, "{instant:.3}")
    }
}

impl FromStr for Timestamp {
    type Err = NotATimestamp;

    fn from_str(text: &str) -> Result<Self, NotATimestamp> {
        let instant: jiff::Timestamp = text.parse().map_err(|_| NotATimestamp)?;
        Ok(Self(instant.as_millisecond()))
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl de::Visitor<'_> for Visitor {
            type Value = Timestamp;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an ISO 8601 instant")
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Timestamp, E> {
                text.parse().map_err(E::custom)
            }
        }
        deserializer.deserialize_str(Visitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_round_trips_with_three_decimals() {
        for ms in [0, 1, 999, 1_772_442_000_000, MAX_EVENT_TIME_MS - 1, -62_000_000_000_000] {
            let text = Timestamp(ms).to_string();
            assert_eq!(text.parse(), Ok(Timestamp(ms)), "{text}");
            assert_eq!(text.rsplit('.').next().map(str::len), Some(4), "{text}");
        }
    }

    #[test]
    fn offsets_parse_and_other_texts_are_refused() {
        assert_eq!("2026-03-02T10:00:00+01:00".parse(), Ok(Timestamp(1_772_442_000_000)));
        for text in ["", "yesterday", "2026-03-02", "1772442000000"] {
            assert_eq!(text.parse::<Timestamp>(), Err(NotATimestamp), "{text}");
        }
    }
}
