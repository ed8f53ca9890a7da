//! What a function of a table stream answers: from which record on Lambda delivers the batch again.
//!
//! Lambda knows no gaps: whatever comes after the named record is delivered again too, also what was done. A record
//! without a sequence number cannot be named; then the whole batch comes again. ("Reporting batch item failures",
//! AWS Lambda developer guide.)

use aws_lambda_events::streams::{DynamoDbBatchItemFailure, DynamoDbEventResponse};

/// From which record on a batch is delivered again; nothing at first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Redelivery(Option<(usize, Option<String>)>);

impl Redelivery {
    /// Has the record at `index` of the batch delivered again, and everything after it.
    pub fn include(&mut self, index: usize, sequence_number: Option<&str>) {
        if self.0.as_ref().is_none_or(|(earliest, _)| index < *earliest) {
            self.0 = Some((index, sequence_number.map(str::to_owned)));
        }
    }

    /// Place of the first record that is delivered again; `None` when the batch is done.
    #[must_use]
    pub fn index(&self) -> Option<usize> {
        self.0.as_ref().map(|(index, _)| *index)
    }

    /// The answer to Lambda.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_earliest_record_is_named_whatever_the_order_of_the_failures() {
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
