//! The body of a metric record: `v2.analytics.conversation.{id}.metrics`. The record is the whole `eventBody`; it has no
//! participant, only a session.

use serde_json::{Map, Value};

use crate::value::{integer, text};
use crate::vocabulary::Purpose;

/// One metric of one session: `value` as of `metricDate`, which is the event's time.
///
/// Only the fields that say something about the tree are decoded; the rest stays in the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MetricRecord {
    /// The metric's name, such as `tTalk`; `t…` are milliseconds, `n…` counts, `o…` other values.
    pub metric: String,
    /// The value, in the unit that the name's first letter tells.
    pub value: i64,
    /// Role of the session's participant.
    pub purpose: Option<Purpose>,
    /// Name of the session's participant.
    pub participant_name: Option<String>,
    /// The session at the other end.
    pub peer_id: Option<String>,
}

impl MetricRecord {
    /// `None` when the record lacks its metric or value.
    pub(crate) fn of(mut body: Map<String, Value>) -> Option<Self> {
        let mut take = |name: &str| body.remove(name).and_then(text);
        let (metric, participant_name, peer_id) = (take("metric"), take("participantName"), take("peerId"));
        Some(Self {
            metric: metric?,
            value: body.get("value").and_then(integer)?,
            purpose: body.get("purpose").and_then(Purpose::of),
            participant_name,
            peer_id,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_record_without_metric_or_value_says_nothing() {
        let of = |body: Value| MetricRecord::of(body.as_object().unwrap().clone());
        assert!(of(json!({"metric": "tTalk"})).is_none());
        assert!(of(json!({"value": 3})).is_none());
        let record = of(json!({"metric": "tTalk", "value": 3, "purpose": "agent", "peerId": "p"})).unwrap();
        assert_eq!((record.value, record.purpose), (3, Some(Purpose::Agent)));
    }
}
