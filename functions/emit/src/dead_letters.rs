//! Where an entry goes that the bus refused for good: kept whole, with the reason, until somebody has a look.

use async_trait::async_trait;
use aws_sdk_sqs::Client;
use serde::Serialize;

use crate::entry::Entry;

/// Why an entry could not be kept: its record has to come again.
#[derive(Debug, thiserror::Error)]
pub enum NotKept {
    /// The queue did not take it: try again.
    #[error("the dead-letter queue did not take an entry: try again")]
    Unavailable(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// Keeps entries that the bus refused for good.
#[async_trait]
pub trait DeadLetters: Send + Sync {
    /// Keeps an entry and the bus' code.
    async fn keep(&self, entry: &Entry, code: &str) -> Result<(), NotKept>;
}

#[async_trait]
impl<T: DeadLetters + ?Sized> DeadLetters for Box<T> {
    async fn keep(&self, entry: &Entry, code: &str) -> Result<(), NotKept> {
        (**self).keep(entry, code).await
    }
}

/// No queue: the ledger has the entry still, and `republish` has it published again once the reason is gone.
#[derive(Debug, Clone, Copy, Default)]
pub struct LedgerAlone;

#[async_trait]
impl DeadLetters for LedgerAlone {
    async fn keep(&self, _: &Entry, _: &str) -> Result<(), NotKept> {
        Ok(())
    }
}

/// A queue in SQS.
#[derive(Debug, Clone)]
pub struct Queue {
    client: Client,
    url: String,
}

impl Queue {
    /// The queue of that URL.
    #[must_use]
    pub fn new(client: Client, url: impl Into<String>) -> Self {
        Self { client, url: url.into() }
    }
}

/// A message of the queue.
#[derive(Serialize)]
struct Letter<'a> {
    code: &'a str,
    entry: &'a Entry,
}

#[async_trait]
impl DeadLetters for Queue {
    async fn keep(&self, entry: &Entry, code: &str) -> Result<(), NotKept> {
        let letter =
            serde_json::to_string(&Letter { code, entry }).map_err(|error| NotKept::Unavailable(error.into()))?;
        let sent = self.client.send_message().queue_url(&self.url).message_body(letter).send().await;
        sent.map(drop).map_err(|error| NotKept::Unavailable(error.into()))
    }
}
