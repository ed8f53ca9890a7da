//! Wake-ups: delayed messages that trigger another pass over a conversation once held-back Common
//! Events are due.
//!
//! A pass that holds Common Events back sends a wake-up before it commits. The message may arrive
//! twice, early or late: it only triggers a pass, which always compares.

use std::collections::HashMap;

use async_trait::async_trait;
use aws_config::SdkConfig;
use aws_sdk_sqs::Client;
use aws_sdk_sqs::types::{
    MessageSystemAttributeNameForSends as SystemAttribute,
    MessageSystemAttributeValue as SystemValue,
};
use genesys::{ConversationId, Timestamp};
use serde::{Deserialize, Serialize};

use crate::{clients, trace};

/// The longest delay that SQS accepts, in seconds. A wake-up due later is delivered early and sent
/// again.
pub const MAX_DELAY_SECONDS: i32 = 900;

/// Requests a pass over a conversation at a time. As JSON it is the body of the message.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct WakeUp {
    /// The conversation.
    pub conversation_id: ConversationId,
    /// When the pass is due, at the earliest.
    pub due_at: Timestamp,
}

impl WakeUp {
    /// How long SQS has to delay the message, in whole seconds: at least until it is due, unless
    /// that is longer than SQS allows.
    #[must_use]
    pub fn delay_seconds(&self, now: Timestamp) -> i32 {
        let seconds = self.due_at.since(now).max(0).saturating_add(999) / 1_000;
        i32::try_from(seconds).unwrap_or(MAX_DELAY_SECONDS).min(MAX_DELAY_SECONDS)
    }
}

/// Why a wake-up was not sent. The record that needs it has to be delivered again.
#[derive(Debug, thiserror::Error)]
#[error(
    "the wake-up queue did not take a message: try again, \
     and check WAKE_UP_QUEUE_URL and the role's policy"
)]
pub struct NotSent(#[source] pub Box<dyn std::error::Error + Send + Sync>);

/// Sends wake-ups.
#[async_trait]
pub trait WakeUps: Send + Sync {
    /// Sends a wake-up at the time `now`. Once this returns, the message is delivered until a pass
    /// has succeeded.
    async fn send(&self, wake_up: &WakeUp, now: Timestamp) -> Result<(), NotSent>;

    /// Whether a wake-up that was sent and is not yet due is still in the queue. SQS cannot be
    /// queried for that, but the answer is always yes: a wake-up that is delivered before it is due
    /// is sent again.
    fn is_on_its_way(&self, _wake_up: &WakeUp) -> bool {
        true
    }
}

/// The wake-ups of a function: an SQS queue that invokes the function again.
#[derive(Debug, Clone)]
pub struct WakeUpQueue {
    client: Client,
    url: String,
}

impl WakeUpQueue {
    /// The queue at this URL.
    #[must_use]
    pub fn of(configuration: &SdkConfig, url: String) -> Self {
        Self { client: clients::sqs(configuration), url }
    }
}

#[async_trait]
impl WakeUps for WakeUpQueue {
    async fn send(&self, wake_up: &WakeUp, now: Timestamp) -> Result<(), NotSent> {
        let body = serde_json::to_string(wake_up).map_err(|error| NotSent(error.into()))?;
        let message = self.client.send_message().queue_url(&self.url).message_body(body);
        let message = message.set_message_system_attributes(traced()?);
        let sent = message.delay_seconds(wake_up.delay_seconds(now)).send().await;
        sent.map(drop).map_err(|error| NotSent(error.into()))
    }
}

/// The trace of this invocation, so that X-Ray links it with the one that the message causes.
fn traced() -> Result<Option<HashMap<SystemAttribute, SystemValue>>, NotSent> {
    let Some(header) = trace::header() else { return Ok(None) };
    let value = SystemValue::builder().data_type("String").string_value(header).build();
    let value = value.map_err(|error| NotSent(error.into()))?;
    Ok(Some(HashMap::from([(SystemAttribute::AwsTraceHeader, value)])))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn due_at(ms: i64) -> WakeUp {
        WakeUp { conversation_id: "c-1".parse().unwrap(), due_at: Timestamp::from_ms(ms) }
    }

    #[test]
    fn delay_is_rounded_up_and_bounded() {
        let now = Timestamp::from_ms(10_000);
        for (due, seconds) in
            [(0, 0), (10_000, 0), (10_001, 1), (11_000, 1), (11_001, 2), (15_000, 5)]
        {
            assert_eq!(due_at(due).delay_seconds(now), seconds, "{due}");
        }
        for far in [910_000, 910_001, i64::MAX] {
            assert_eq!(due_at(far).delay_seconds(now), MAX_DELAY_SECONDS);
        }
    }

    #[test]
    fn message_body_round_trips() {
        let body = r#"{"conversationId":"c-1","dueAt":"1970-01-01T00:00:10.001Z"}"#;
        assert_eq!(serde_json::to_string(&due_at(10_001)).unwrap(), body);
        assert_eq!(serde_json::from_str::<WakeUp>(body).unwrap(), due_at(10_001));
    }
}
