//! The result of a batch of records.

use std::collections::BTreeSet;

use aws_lambda_events::sqs::SqsBatchResponse;
use runtime::{Metrics, redelivery};

/// The result of a batch.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BatchReport {
    /// Records in the batch.
    pub records: u64,
    /// Messages that a channel took. A message on two channels counts twice.
    pub published: u64,
    /// Messages that no channel took.
    pub failed: u64,
    /// Messages that were published without their interaction, which is too large.
    pub cut: u64,
    /// Records that can never be read.
    pub unreadable: u64,
    /// Ids of the records that SQS delivers again, and finally moves to the dead-letter queue. That
    /// is safe, because a repeated message has the present state.
    pub again: BTreeSet<String>,
}

impl BatchReport {
    /// The records that SQS keeps.
    #[must_use]
    pub fn response(&self) -> SqsBatchResponse {
        redelivery::of_messages(self.again.iter().cloned())
    }

    /// The metrics of this batch.
    #[must_use]
    pub fn metrics(&self) -> Metrics {
        Metrics::of("notify")
            .count("NotificationsPublished", self.published)
            .count("NotificationsFailed", self.failed)
            .count("NotificationsCut", self.cut)
            .count("RecordsUnreadable", self.unreadable)
    }
}
