//! What Lambda delivers again: of a batch of a table stream the records from one on, of a batch of
//! a queue the messages that are named.
//!
//! Of a stream Lambda knows no gaps: it also delivers every record after the named one again, even
//! those that were processed. A record without a sequence number cannot be named; then the whole
//! batch is delivered again. ("Reporting batch item failures", AWS Lambda developer guide.)

use aws_lambda_events::sqs::SqsBatchResponse;
use aws_lambda_events::streams::{DynamoDbBatchItemFailure, DynamoDbEventResponse};

/// The record from which a batch is delivered again; none at first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Redelivery(Option<(usize, Option<String>)>);

impl Redelivery {
    /// Marks the record at `index` of the batch, and every later record, for redelivery.
    pub fn include(&mut self, index: usize, sequence_number: Option<&str>) {
        if self.0.as_ref().is_none_or(|(earliest, _)| index < *earliest) {
            self.0 = Some((index, sequence_number.map(str::to_owned)));
        }
    }

    /// Index of the first record that is delivered again; `None` if the batch is done.
    #[must_use]
    pub fn index(&self) -> Option<usize> {
        self.0.as_ref().map(|(index, _)| *index)
    }

    /// The response to Lambda.
    #[must_use]
    pub fn response(&self) -> DynamoDbEventResponse {
        let mut response = DynamoDbEventResponse::default();
        if let Some((_, sequence_number)) = &self.0 {
            let mut failure = DynamoDbBatchItemFailure::default();
            failure.item_identifier.clone_from(sequence_number);
            response.batch_item_failures.push(failure);
        }
        response
    }
}

/// The response of a function on a queue: the messages that SQS keeps for another attempt, and
/// finally moves to the dead-letter queue. A message without an id cannot be named: its empty name
/// makes SQS keep the whole batch.
#[must_use]
pub fn of_messages(again: impl IntoIterator<Item = String>) -> SqsBatchResponse {
    let mut response = SqsBatchResponse::default();
    response.set_failures(again);
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn earliest_failed_record_is_named() {
        let mut redelivery = Redelivery::default();
        assert!(redelivery.response().batch_item_failures.is_empty());
        for (index, sequence_number) in [(5, "500"), (2, "200"), (7, "700")] {
            redelivery.include(index, Some(sequence_number));
        }
        assert_eq!(redelivery.index(), Some(2));
        let failures = redelivery.response().batch_item_failures;
        assert_eq!(failures.len(), 1);
        assert_eq!(failures[0].item_identifier.as_deref(), Some("200"));
    }
}
