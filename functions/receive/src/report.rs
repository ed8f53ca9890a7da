//! What became of a batch of messages.

use std::collections::BTreeSet;

use aws_lambda_events::sqs::SqsBatchResponse;
use genesys::{ConversationId, EnvelopeError};
use runtime::Metrics;
use store::StoreError;

/// A message that can never be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejection {
    /// Its place in the batch, from 0.
    pub index: usize,
    /// Its id in SQS; empty where it has none.
    pub message_id: String,
    /// Why; never quotes the message.
    pub reason: EnvelopeError,
}

/// A message that could not be stored this time.
#[derive(Debug)]
pub struct Failure {
    /// Its place in the batch, from 0.
    pub index: usize,
    /// Its id in SQS; empty where it has none.
    pub message_id: String,
    /// What to do next.
    pub error: StoreError,
}

/// What became of a batch: every message is stored, a duplicate, rejected, failed or unfinished.
#[derive(Debug, Default)]
pub struct Report {
    /// Messages in the batch.
    pub received: u64,
    /// Events that are new in the log.
    pub stored: u64,
    /// Events that were in the log already.
    pub duplicates: u64,
    /// New events of a topic that nothing gives a meaning to yet.
    pub unknown_topics: u64,
    /// New events that had to be cut to fit.
    pub cut: u64,
    /// The conversations that stored events and duplicates are about.
    pub conversations: BTreeSet<ConversationId>,
    /// What can never be kept, by place in the batch.
    pub rejected: Vec<Rejection>,
    /// What could not be stored this time, by place in the batch.
    pub failed: Vec<Failure>,
    /// Ids of the messages for which the invocation had no time left.
    pub unfinished: Vec<String>,
}

impl Report {
    /// What SQS keeps for another attempt, and at last moves to the dead-letter queue. A message without an id cannot be
    /// named: the empty name makes SQS keep the whole batch, which is safe, for a repetition is a duplicate.
    #[must_use]
    pub fn response(&self) -> SqsBatchResponse {
        let rejected = self.rejected.iter().map(|rejection| &rejection.message_id);
        let failed = self.failed.iter().map(|failure| &failure.message_id);
        let mut response = SqsBatchResponse::default();
        response.set_failures(rejected.chain(failed).chain(&self.unfinished).cloned());
        response
    }

    /// The numbers of this batch.
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
