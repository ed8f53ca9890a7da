//! Where a function puts records that can never succeed: each is kept whole, with the reason, until
//! somebody looks at it. Its record then counts as done, so it blocks no other.

use async_trait::async_trait;
use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::deadline::Deadline;
#[cfg(feature = "aws")]
use crate::sqs::Queue;

/// A dead letter: a JSON object of `reason` and the payload, which is named by its kind.
#[derive(Debug, Clone, Copy)]
pub struct DeadLetter<'a, T> {
    /// Why the payload can never succeed. Never quotes the payload.
    reason: &'a str,
    /// Kind of the payload, such as `entry` or `record`.
    kind: &'static str,
    /// The payload that could not be processed.
    payload: &'a T,
}

impl<T: Serialize> Serialize for DeadLetter<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut letter = serializer.serialize_map(Some(2))?;
        letter.serialize_entry("reason", self.reason)?;
        letter.serialize_entry(self.kind, self.payload)?;
        letter.end()
    }
}

impl<'a, T: Serialize> DeadLetter<'a, T> {
    /// Creates a dead letter about a payload of this kind.
    pub const fn new(reason: &'a str, kind: &'static str, payload: &'a T) -> Self {
        Self { reason, kind, payload }
    }
}

/// Whether the queue took a dead letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub enum Delivery {
    /// The queue keeps it. Its record is done.
    Kept,
    /// The queue did not take it by the deadline. Its record has to be delivered again.
    Failed,
}

impl Delivery {
    /// Whether the queue keeps the dead letter.
    pub const fn is_kept(self) -> bool {
        matches!(self, Self::Kept)
    }
}

/// Why a dead letter was not kept. Its record has to be delivered again.
#[derive(Debug, thiserror::Error)]
#[error(
    "the dead-letter queue did not take a message: try again, \
     and check DEAD_LETTER_QUEUE_URL and the role's policy"
)]
pub struct NotKept(#[source] pub Box<dyn std::error::Error + Send + Sync>);

/// A queue of dead letters.
#[async_trait]
pub trait DeadLetters: Send + Sync {
    /// Sends the JSON text of a [`DeadLetter`]. Functions call [`send`](Self::send).
    async fn send_text(&self, text: String) -> Result<(), NotKept>;

    /// Sends a dead letter, and logs why it was not kept.
    async fn send<T: Serialize + Sync>(
        &self,
        dead_letter: &DeadLetter<'_, T>,
        deadline: Deadline,
    ) -> Delivery {
        let sent = async {
            let text = serde_json::to_string(dead_letter).map_err(|error| NotKept(error.into()))?;
            self.send_text(text).await
        };
        match deadline.run_until(sent).await {
            Some(Ok(())) => Delivery::Kept,
            Some(Err(error)) => {
                tracing::error!(%error, "dead letter not kept");
                Delivery::Failed
            }
            None => Delivery::Failed,
        }
    }
}

/// The dead-letter queue of a function, if it has one.
#[derive(Debug, Clone)]
pub enum DeadLetterQueue {
    /// No queue. The log or the ledger still holds the data, and `reproject` or `republish`
    /// processes it again once the cause is fixed.
    None,
    /// An SQS queue.
    #[cfg(feature = "aws")]
    Sqs(Queue),
}

#[cfg(feature = "aws")]
impl DeadLetterQueue {
    /// The queue at this URL, if there is one.
    #[must_use]
    pub fn of(configuration: &aws_config::SdkConfig, url: Option<String>) -> Self {
        url.map_or(Self::None, |url| Self::Sqs(Queue::of(configuration, url)))
    }
}

#[async_trait]
impl DeadLetters for DeadLetterQueue {
    async fn send_text(&self, text: String) -> Result<(), NotKept> {
        match self {
            Self::None => {
                drop(text);
                Ok(())
            }
            #[cfg(feature = "aws")]
            Self::Sqs(queue) => queue.send(text, None).await.map_err(NotKept),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn dead_letter_holds_reason_and_named_payload() {
        let payload = json!({"eventID": "1"});
        let letter = DeadLetter::new("too large", "record", &payload);
        assert_eq!(
            serde_json::to_string(&letter).unwrap(),
            r#"{"reason":"too large","record":{"eventID":"1"}}"#
        );
    }
}
