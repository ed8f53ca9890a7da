//! Wake-ups: delayed messages that have a conversation passed again, once what was held back is due.
//!
//! A pass that holds Common Events back sends one before it commits. A message may come twice, early or late: it says
//! no more than that it is worth comparing again.

use async_trait::async_trait;
use aws_config::SdkConfig;
use aws_sdk_sqs::Client;
use genesys::{ConversationId, Timestamp};
use serde::{Deserialize, Serialize};

use crate::clients;

/// Longest delay that SQS takes, in seconds. What is due later is delivered early, and sent again.
pub const MAX_DELAY_SECONDS: i32 = 900;

/// Has a conversation passed at a time. As JSON it is the body of the message.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct WakeUp {
    /// The conversation.
    pub conversation_id: ConversationId,
    /// When the pass is due; not before.
    pub due_at: Timestamp,
}

impl WakeUp {
    /// For how long SQS has to keep the message back, in whole seconds: never less than until it is due, unless that is
    /// further away than SQS allows.
    #[must_use]
    pub fn delay_seconds(&self, now: Timestamp) -> i32 {
        let seconds = self.due_at.since(now).max(0).saturating_add(999) / 1_000;
        i32::try_from(seconds).unwrap_or(MAX_DELAY_SECONDS).min(MAX_DELAY_SECONDS)
    }
}

/// Why a wake-up is not on its way: what asked for it has to come again.
#[derive(Debug, thiserror::Error)]
#[error(
    "the wake-up queue did not take a message: try again, and check WAKE_UP_QUEUE_URL and the role's policy"
)]
pub struct NotSent(#[source] pub Box<dyn std::error::Error + Send + Sync>);

/// Sends wake-ups.
#[async_trait]
pub trait WakeUps: Send + Sync {
    /// Sends a wake-up at the time `now`. Once this returns, it is delivered until a pass has gone through.
    async fn send(&self, wake_up: &WakeUp, now: Timestamp) -> Result<(), NotSent>;

    /// Whether a wake-up that was sent and is not due yet is still on its way. A queue of SQS cannot be asked, and never
    /// delivers one for good before it is due.
    fn is_on_its_way(&self, _wake_up: &WakeUp) -> bool {
        true
    }
}

/// The wake-ups of a function, in a queue in SQS that invokes it again.
#[derive(Debug, Clone)]
pub struct WakeUpQueue {
    client: Client,
    url: String,
}

impl WakeUpQueue {
    /// The queue of that URL.
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
        let sent = message.delay_seconds(wake_up.delay_seconds(now)).send().await;
        sent.map(drop).map_err(|error| NotSent(error.into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn due_at(ms: i64) -> WakeUp {
        WakeUp { conversation_id: "c-1".parse().unwrap(), due_at: Timestamp::from_ms(ms) }
    }

    #[test]
    fn a_delay_is_rounded_up_and_bounded() {
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
    fn the_body_is_read_as_it_is_written() {
        let body = r#"{"conversationId":"c-1","dueAt":"1970-01-01T00:00:10.001Z"}"#;
        assert_eq!(serde_json::to_string(&due_at(10_001)).unwrap(), body);
        assert_eq!(serde_json::from_str::<WakeUp>(body).unwrap(), due_at(10_001));
    }
}
