//! The two sources that invoke the function: the table's stream, and the queue of wake-ups.

use aws_lambda_events::dynamodb::Event;
use aws_lambda_events::sqs::SqsEvent;
use serde::de::Error;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

/// The `eventSource` of SQS.
const SQS: &str = "aws:sqs";

/// A batch, by its source.
#[derive(Debug, Clone)]
pub enum Batch {
    /// Records of the table's stream.
    Records(Event),
    /// Wake-ups.
    WakeUps(SqsEvent),
}

impl<'de> Deserialize<'de> for Batch {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let batch = Value::deserialize(deserializer)?;
        let source = batch.pointer("/Records/0/eventSource").and_then(Value::as_str);
        if source == Some(SQS) {
            SqsEvent::deserialize(batch).map(Self::WakeUps).map_err(D::Error::custom)
        } else {
            Event::deserialize(batch).map(Self::Records).map_err(D::Error::custom)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn event_source_decides_the_kind_of_batch() {
        let message = json!({"messageId": "m-1", "body": "{}", "eventSource": "aws:sqs"});
        let batch = serde_json::from_value(json!({"Records": [message]})).unwrap();
        assert!(matches!(
            batch,
            Batch::WakeUps(batch) if batch.records[0].message_id.as_deref() == Some("m-1")
        ));
        let record = json!({
            "awsRegion": "eu-central-1", "eventID": "1", "eventName": "INSERT",
            "eventSource": "aws:dynamodb",
            "dynamodb": {
                "Keys": {"pk": {"S": "CONVERSATION#c-1"}}, "SequenceNumber": "1", "SizeBytes": 1,
            },
        });
        let batch = serde_json::from_value(json!({"Records": [record]})).unwrap();
        assert!(matches!(batch, Batch::Records(batch) if batch.records[0].event_name == "INSERT"));
        let neither = json!({"Records": [{"eventSource": "aws:s3"}]});
        assert!(serde_json::from_value::<Batch>(neither).is_err());
    }
}
