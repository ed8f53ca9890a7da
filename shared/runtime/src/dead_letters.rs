//! Where a function puts what can never succeed: kept whole, with the reason, until somebody has a look. Its record is
//! then done with, so that it holds up nothing else.

use async_trait::async_trait;
use aws_config::SdkConfig;
use aws_sdk_sqs::Client;
use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::clients;
use crate::deadline::Deadline;

/// What is kept: a JSON object of `reason` and the payload, under the name of what it is.
#[derive(Debug, Clone, Copy)]
pub struct Letter<'a, T> {
    /// Why it can never succeed; never quotes the payload.
    reason: &'a str,
    /// What the payload is, such as `entry` or `record`.
    kind: &'static str,
    /// What could not be dealt with.
    payload: &'a T,
}

impl<T: Serialize> Serialize for Letter<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut letter = serializer.serialize_map(Some(2))?;
        letter.serialize_entry("reason", self.reason)?;
        letter.serialize_entry(self.kind, self.payload)?;
        letter.end()
    }
}

impl<'a, T: Serialize> Letter<'a, T> {
    /// A letter about a payload that is called `kind`.
    pub const fn new(reason: &'a str, kind: &'static str, payload: &'a T) -> Self {
        Self { reason, kind, payload }
    }

    /// Whether it is kept by then. If not, its record has to come again.
    pub async fn is_kept(&self, letters: &impl DeadLetters, deadline: Deadline) -> bool {
        let kept = async {
            let text = serde_json::to_string(self).map_err(|error| NotKept(error.into()))?;
            letters.keep(text).await
        };
        match deadline.cut(kept).await {
            Some(Ok(())) => true,
            Some(Err(error)) => {
                tracing::error!(%error, "dead letter not kept");
                false
            }
            None => false,
        }
    }
}

/// Why something was not kept: its record has to come again.
#[derive(Debug, thiserror::Error)]
#[error(
    "the dead-letter queue did not take a letter: try again, and check DEAD_LETTER_QUEUE_URL and the role's policy"
)]
pub struct NotKept(#[source] pub Box<dyn std::error::Error + Send + Sync>);

/// Keeps what can never succeed.
#[async_trait]
pub trait DeadLetters: Send + Sync {
    /// Keeps the JSON text of a [`Letter`].
    async fn keep(&self, letter: String) -> Result<(), NotKept>;
}

/// The dead letters of a function: in its queue, or nowhere but in the table.
#[derive(Debug, Clone)]
pub enum DeadLetterQueue {
    /// No queue: the log or the ledger has it still, and `reproject` or `republish` brings it back once the reason is
    /// gone.
    None,
    /// A queue in SQS.
    Sqs {
        /// The client.
        client: Client,
        /// URL of the queue.
        url: String,
    },
}

impl DeadLetterQueue {
    /// The queue of that URL, if there is one.
    #[must_use]
    pub fn of(configuration: &SdkConfig, url: Option<String>) -> Self {
        url.map_or(Self::None, |url| Self::Sqs { client: clients::sqs(configuration), url })
    }
}

#[async_trait]
impl DeadLetters for DeadLetterQueue {
    async fn keep(&self, letter: String) -> Result<(), NotKept> {
        match self {
            Self::None => Ok(()),
            Self::Sqs { client, url } => {
                let sent = client.send_message().queue_url(url).message_body(letter).send().await;
                sent.map(drop).map_err(|error| NotKept(error.into()))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_letter_is_the_reason_and_the_payload_by_its_name() {
        let payload = json!({"eventID": "1"});
        let letter = Letter::new("too large", "record", &payload);
        assert_eq!(
            serde_json::to_string(&letter).unwrap(),
            r#"{"reason":"too large","record":{"eventID":"1"}}"#
        );
    }
}
