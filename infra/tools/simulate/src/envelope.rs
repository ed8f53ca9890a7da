//! The EventBridge event around a body, as the partner source of Genesys Cloud delivers it.
//!
//! Its ids are derived from the content, so the same document always gives the same bytes.

use genesys::{ConversationId, EventKey, Timestamp, Topic};
use serde_json::{Map, Value, json};

use super::uuid::uuid;

/// The made-up organization that sends all events.
const ORGANIZATION_ID: &str = "6f1d3c52-9a0e-8b41-a7d4-0c2f58e6b913";
/// The account id that AWS documentation uses for examples.
const ACCOUNT: &str = "111122223333";
const REGION: &str = "eu-central-1";

/// A detail event, in its EventBridge envelope.
#[derive(Debug, Clone, PartialEq)]
pub struct DetailEvent {
    /// The topic of the event.
    pub topic: Topic,
    /// Genesys' own time of the event.
    pub time: Timestamp,
    /// The EventBridge event.
    pub envelope: Value,
}

impl DetailEvent {
    pub(super) fn new(
        topic: &Topic,
        conversation: &ConversationId,
        time: Timestamp,
        body: &Map<String, Value>,
    ) -> Self {
        let detail_type = topic.detail_type();
        let bits = content_bits(topic, body);
        let envelope = json!({
            "version": "0",
            "id": uuid(bits),
            "detail-type": detail_type,
            "source": format!("aws.partner/genesys.com/cloud/{ORGANIZATION_ID}/switchboard"),
            "account": ACCOUNT,
            "time": to_the_second(time),
            "region": REGION,
            "resources": [],
            "detail": {
                "topicName": detail_type.replace("{id}", conversation.as_str()),
                "version": "2",
                "eventBody": body,
                "metadata": {"CorrelationId": uuid(bits.rotate_left(64))},
                "timestamp": time.to_string(),
            },
        });
        Self { topic: topic.clone(), time, envelope }
    }

    /// Whether the event ends a session.
    #[must_use]
    pub const fn is_end(&self) -> bool {
        matches!(
            self.topic,
            Topic::CustomerEnd
                | Topic::UserEnd
                | Topic::AcdEnd
                | Topic::FlowEnd
                | Topic::VoicemailEnd
        )
    }
}

/// Sets the time at which the envelope was sent, and returns that time.
pub(super) fn arriving(envelope: &mut Value, at: Timestamp) -> Timestamp {
    envelope["time"] = Value::String(to_the_second(at));
    envelope["detail"]["timestamp"] = Value::String(at.to_string());
    at
}

fn to_the_second(time: Timestamp) -> String {
    let text = time.to_string();
    format!("{}Z", text.split('.').next().unwrap_or_default())
}

/// 128 bits that depend on the content alone.
pub(super) fn content_bits(topic: &Topic, body: &Map<String, Value>) -> u128 {
    let key = EventKey::new(topic, body).map(|key| key.to_string()).unwrap_or_default();
    u128::from_str_radix(&key, 16).unwrap_or_default()
}
