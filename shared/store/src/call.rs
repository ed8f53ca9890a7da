//! Common to all calls: the cost is recorded, and a failure is classified by what to do next.

use aws_sdk_dynamodb::config::http::HttpResponse;
use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_dynamodb::operation::batch_get_item::BatchGetItemOutput;
use aws_sdk_dynamodb::operation::batch_write_item::BatchWriteItemOutput;
use aws_sdk_dynamodb::operation::get_item::GetItemOutput;
use aws_sdk_dynamodb::operation::put_item::{PutItemError, PutItemOutput};
use aws_sdk_dynamodb::operation::query::QueryOutput;
use aws_sdk_dynamodb::operation::scan::ScanOutput;
use aws_sdk_dynamodb::types::ConsumedCapacity;

use crate::error::StoreError;
use crate::meter::Operation;
use crate::table::Table;
use crate::written::Written;

/// The SDK's result.
pub(crate) type Answer<O, E> = Result<O, SdkError<E, HttpResponse>>;

/// An output that reports the capacity consumed.
pub(crate) trait Costs {
    const OPERATION: Operation;
    fn units(&self) -> f64;
}

/// An error that may be a failed condition.
pub(crate) trait Conditional {
    fn is_failed_condition(&self) -> bool;
}

impl Table {
    /// Records the cost of a call and returns its output.
    pub(crate) fn answered<O, E>(&self, answer: Answer<O, E>) -> Result<O, StoreError>
    where
        O: Costs,
        E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
    {
        match answer {
            Ok(output) => {
                self.meter().served(O::OPERATION, output.units());
                Ok(output)
            }
            Err(error) => {
                self.meter().failed(O::OPERATION);
                Err(StoreError::call(O::OPERATION, error))
            }
        }
    }

    /// The outcome of a conditional write. It costs `units` even if the condition fails.
    pub(crate) fn written<O, E>(
        &self,
        answer: Answer<O, E>,
        units: f64,
    ) -> Result<Written, StoreError>
    where
        O: Costs,
        E: Conditional + ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
    {
        if let Err(SdkError::ServiceError(refused)) = &answer
            && refused.err().is_failed_condition()
        {
            self.meter().condition_failed(O::OPERATION, units);
            return Ok(Written::Lost);
        }
        self.answered(answer).map(|_| Written::Stored)
    }
}

macro_rules! costs {
    ($($output:ident $operation:ident,)*) => {
        $(impl Costs for $output {
            const OPERATION: Operation = Operation::$operation;
            fn units(&self) -> f64 {
                self.consumed_capacity()
                    .and_then(ConsumedCapacity::capacity_units)
                    .unwrap_or_default()
            }
        })*
    };
}

costs! {
    GetItemOutput GetItem,
    PutItemOutput PutItem,
    QueryOutput Query,
    ScanOutput Scan,
}

impl Costs for BatchGetItemOutput {
    const OPERATION: Operation = Operation::BatchGetItem;
    fn units(&self) -> f64 {
        self.consumed_capacity().iter().filter_map(ConsumedCapacity::capacity_units).sum()
    }
}

impl Costs for BatchWriteItemOutput {
    const OPERATION: Operation = Operation::BatchWriteItem;
    fn units(&self) -> f64 {
        self.consumed_capacity().iter().filter_map(ConsumedCapacity::capacity_units).sum()
    }
}

impl Conditional for PutItemError {
    fn is_failed_condition(&self) -> bool {
        self.is_conditional_check_failed_exception()
    }
}
