//! DynamoDB adapter of the open conversations.
//!
//! The first reads are cheap and may be stale, because nothing is decided by them alone: the index,
//! keys only, about forty conversations per read unit; then the latest event, half a unit per 4 KB.
//! A caller that finds nothing new there reads the log consistently: an event that is already
//! stored must keep the conversation from being closed.

use async_trait::async_trait;
use aws_sdk_dynamodb::types::{AttributeValue, ReturnConsumedCapacity};
use futures::stream::BoxStream;
use genesys::{ConversationId, Timestamp};

use crate::error::StoreError;
use crate::event_item::EventItem;
use crate::keys::{ConversationKey, EVENT_PREFIX};
use crate::meter::Operation;
use crate::ports::OpenConversations;
use crate::schema::{OPEN, OPEN_INDEX};
use crate::table::{Table, decode};
use crate::tree_item::open_key;

#[async_trait]
impl OpenConversations for Table {
    fn open(
        &self,
        shard: u32,
        until: Timestamp,
    ) -> BoxStream<'_, Result<ConversationId, StoreError>> {
        self.query_index(OPEN_INDEX, OPEN, open_key(shard), Some(until))
    }

    async fn latest_event(
        &self,
        conversation_id: &ConversationId,
    ) -> Result<Option<EventItem>, StoreError> {
        let query = self
            .client
            .query()
            .table_name(&self.name)
            .key_condition_expression("pk = :pk AND begins_with(sk, :event)")
            .expression_attribute_values(
                ":pk",
                AttributeValue::S(ConversationKey(conversation_id.clone()).to_string()),
            )
            .expression_attribute_values(":event", AttributeValue::S(EVENT_PREFIX.to_owned()))
            .scan_index_forward(false)
            .limit(1)
            .return_consumed_capacity(ReturnConsumedCapacity::Total);
        let page = self.answered(query.send().await)?;
        page.items.unwrap_or_default().pop().map(|item| decode(Operation::Query, item)).transpose()
    }

    async fn log(&self, conversation_id: &ConversationId) -> Result<Vec<EventItem>, StoreError> {
        Self::log(self, conversation_id).await
    }
}
