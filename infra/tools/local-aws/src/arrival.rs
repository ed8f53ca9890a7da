//! When a line arrived, according to the line itself: `detail.timestamp`, the time at which Genesys
//! sent it.

use genesys::Timestamp;
use serde::Deserialize;
use serde_json::Value;

/// The fields of an event that are read here.
#[derive(Deserialize)]
struct SentEvent {
    detail: Detail,
}

#[derive(Deserialize)]
struct Detail {
    timestamp: Value,
}

/// The time of arrival in an event; `None` where it has none.
#[must_use]
pub fn time_of(message: &str) -> Option<Timestamp> {
    let sent: SentEvent = serde_json::from_str(message).ok()?;
    sent.detail.timestamp.as_str()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    // An event without a valid `detail.timestamp` has no arrival time.
    #[test]
    fn arrival_is_the_detail_timestamp() {
        let time = time_of(
            r#"{"id":"e",
                "detail":{"eventBody":{"timestamp":"x"},"timestamp":"1970-01-01T00:00:05.25Z"}}"#,
        );
        assert_eq!(time, Some(Timestamp::from_ms(5_250)));
        for silent in
            ["", "7", "{}", r#"{"detail":7}"#, r#"{"detail":{}}"#, r#"{"detail":{"timestamp":5}}"#]
        {
            assert_eq!(time_of(silent), None, "{silent}");
        }
        assert_eq!(time_of(r#"{"detail":{"timestamp":"yesterday"}}"#), None);
    }
}
