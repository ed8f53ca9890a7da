//! The result of a batch of messages.

use std::collections::BTreeSet;

use aws_lambda_events::sqs::SqsBatchResponse;
use genesys::{ConversationId, EnvelopeError};
use runtime::{Metrics, redelivery};
use store::StoreError;

/// A message that can never be stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejection {
    /// Index of the message in the batch, from 0.
    pub index: usize,
    /// The message's id in SQS; empty if it has none.
    pub message_id: String,
    /// The reason. Never quotes the message.
    pub reason: EnvelopeError,
}

/// A message that could not be stored this time.
#[derive(Debug)]
pub struct Failure {
    /// Index of the message in the batch, from 0.
    pub index: usize,
    /// The message's id in SQS; empty if it has none.
    pub message_id: String,
    /// The error, which says what to do next.
    pub error: StoreError,
}

/// The result of a batch: every message is stored, a duplicate, rejected, failed or unfinished.
#[derive(Debug, Default)]
pub struct BatchReport {
    /// Messages in the batch.
    pub received: u64,
    /// Events that are new in the log.
    pub stored: u64,
    /// Events that were in the log already.
    pub duplicates: u64,
    /// New events of a topic that this version does not know.
    pub unknown_topics: u64,
    /// New events that had to be cut to fit into an item.
    pub cut: u64,
    /// The conversations of stored and duplicate events.
    pub conversations: BTreeSet<ConversationId>,
    /// Messages that can never be stored, by index in the batch.
    pub rejected: Vec<Rejection>,
    /// Messages that could not be stored this time, by index in the batch.
    pub failed: Vec<Failure>,
    /// Ids of the messages for which the invocation had no time left.
    pub unfinished: Vec<String>,
}

impl BatchReport {
    /// The messages that SQS keeps, which is safe, because a repeated event is a duplicate.
    #[must_use]
    pub fn response(&self) -> SqsBatchResponse {
        let rejected = self.rejected.iter().map(|rejection| &rejection.message_id);
        let failed = self.failed.iter().map(|failure| &failure.message_id);
        redelivery::of_messages(rejected.chain(failed).chain(&self.unfinished).cloned())
    }

    /// The metrics of this batch.
    #[must_use]
    pub fn metrics(&self) -> Metrics {
        Metrics::of("receive")
            .count("EventsReceived", self.received)
            .count("EventsStored", self.stored)
            .count("EventsDuplicate", self.duplicates)
            .count("EventsOfUnknownTopic", self.unknown_topics)
            .count("EventsCut", self.cut)
            .count("EventsRejected", self.rejected.len() as u64)
            .count("EventsFailed", self.failed.len() as u64)
            .count("EventsUnfinished", self.unfinished.len() as u64)
    }
}
