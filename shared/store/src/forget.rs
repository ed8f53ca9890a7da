//! Erasing a conversation.

use std::time::Duration;

use aws_sdk_dynamodb::types::{DeleteRequest, ReturnConsumedCapacity, WriteRequest};
use genesys::ConversationId;

use crate::error::StoreError;
use crate::keys::{ConversationKey, PK, SK};
use crate::meter::Operation;
use crate::table::{Item, Table, primary_key, text};

/// The most items that one `BatchWriteItem` takes.
const BATCH: usize = 25;

/// Pause before items that DynamoDB left unprocessed are sent again.
const PAUSE: Duration = Duration::from_millis(50);

impl Table {
    /// Erases everything stored about a conversation and returns the number of items erased. It
    /// repeats until it finds no item, so it also erases what a running pass or an arriving event
    /// writes meanwhile.
    ///
    /// # Errors
    /// Any error of a DynamoDB call. Items erased so far stay erased; calling again continues.
    pub async fn forget(&self, conversation_id: &ConversationId) -> Result<u64, StoreError> {
        let mut erased = 0;
        loop {
            let keys = self.keys_of(conversation_id).await?;
            if keys.is_empty() {
                return Ok(erased);
            }
            for batch in keys.chunks(BATCH) {
                self.delete(batch).await?;
                erased += batch.len() as u64;
            }
        }
    }

    async fn keys_of(&self, conversation_id: &ConversationId) -> Result<Vec<Item>, StoreError> {
        let pk = ConversationKey(conversation_id.clone()).to_string();
        let mut pages = self
            .client
            .query()
            .table_name(&self.name)
            .key_condition_expression("pk = :pk")
            .expression_attribute_values(":pk", aws_sdk_dynamodb::types::AttributeValue::S(pk))
            .projection_expression("pk, sk")
            .consistent_read(true)
            .return_consumed_capacity(ReturnConsumedCapacity::Total)
            .into_paginator()
            .send();
        let mut keys = Vec::new();
        while let Some(page) = pages.next().await {
            let page = self.answered(page)?;
            keys.extend(page.items.unwrap_or_default());
        }
        Ok(keys)
    }

    async fn delete(&self, keys: &[Item]) -> Result<(), StoreError> {
        let request = |key: &Item| {
            let key = primary_key(text(key, PK).to_owned(), text(key, SK).to_owned());
            let delete = DeleteRequest::builder().set_key(Some(key)).build();
            let delete =
                delete.map_err(|error| StoreError::request(Operation::BatchWriteItem, error))?;
            Ok(WriteRequest::builder().delete_request(delete).build())
        };
        let mut left =
            keys.iter().map(request).collect::<Result<Vec<WriteRequest>, StoreError>>()?;
        loop {
            let write = self
                .client
                .batch_write_item()
                .request_items(&self.name, left)
                .return_consumed_capacity(ReturnConsumedCapacity::Total);
            let written = self.answered(write.send().await)?;
            left = written
                .unprocessed_items
                .unwrap_or_default()
                .remove(&self.name)
                .unwrap_or_default();
            if left.is_empty() {
                return Ok(());
            }
            tokio::time::sleep(PAUSE).await;
        }
    }
}
