//! Having a conclusion published once more, under the same id and revision: the repair for anything lost after the
//! ledger.

use aws_sdk_dynamodb::types::ReturnConsumedCapacity;

use crate::error::StoreError;
use crate::ledger_item::LedgerEntry;
use crate::ports::Written;
use crate::table::{Table, number, primary_key};

impl Table {
    /// Counts `resend` of a ledger entry up, which makes its stream record one that is published. Lost when the entry
    /// is gone or has a later revision, which was published by itself.
    ///
    /// # Errors
    /// As every call; see [`StoreError`].
    pub async fn republish(&self, entry: &LedgerEntry) -> Result<Written, StoreError> {
        let update = self
            .client
            .update_item()
            .table_name(&self.name)
            .set_key(Some(primary_key(entry.pk.to_string(), entry.sk.to_string())))
            .condition_expression("revision = :read")
            .update_expression("ADD resend :one")
            .expression_attribute_values(":read", number(entry.revision))
            .expression_attribute_values(":one", number(1))
            .return_consumed_capacity(ReturnConsumedCapacity::Total);
        self.written(update.send().await, 1.0)
    }
}
