//! The body of a metric record: `v2.analytics.conversation.{id}.metrics`. The record is the whole
//! `eventBody`. It names a session, but no participant.

use crate::value::{Fields, field, integer, text};
use crate::vocabulary::Purpose;

/// One metric of one session: its `value` at `metricDate`, which is the time of the event.
///
/// Only the fields that the tree uses are decoded. The rest stays in the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MetricRecord {
    /// The metric's name, such as `tTalk`. Names in `t…` are milliseconds, in `n…` counts, in `o…`
    /// other values.
    pub metric: String,
    /// The value, in the unit that the first letter of the name gives.
    pub value: i64,
    /// Role of the participant of the session.
    pub purpose: Option<Purpose>,
    /// Name of the participant of the session.
    pub participant_name: Option<String>,
    /// The session at the other end of the connection.
    pub peer_id: Option<String>,
}

impl MetricRecord {
    /// `None` when the record lacks its metric or value.
    pub(crate) fn from_fields(body: &Fields<'_>) -> Option<Self> {
        let text = |name: &str| field(body, name).and_then(text);
        Some(Self {
            metric: text("metric")?,
            value: field(body, "value").and_then(integer)?,
            purpose: field(body, "purpose").and_then(Purpose::from_value),
            participant_name: text("participantName"),
            peer_id: text("peerId"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::object;
    use serde_json::{Value, json};

    #[test]
    fn record_without_metric_or_value_is_none() {
        let of = |body: Value| MetricRecord::from_fields(&object(&body.to_string()).unwrap());
        assert!(of(json!({"metric": "tTalk"})).is_none());
        assert!(of(json!({"value": 3})).is_none());
        let record =
            of(json!({"metric": "tTalk", "value": 3, "purpose": "agent", "peerId": "p"})).unwrap();
        assert_eq!((record.value, record.purpose), (3, Some(Purpose::Agent)));
    }
}
