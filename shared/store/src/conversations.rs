//! DynamoDB adapter of the queries on conversations.
//!
//! A list takes two calls, however long the page: one index page, keys only, and one batch of the
//! items behind it. Indexes lag behind the table anyway, so lists use eventually consistent reads;
//! a single conversation is read consistently.

use std::collections::HashMap;
use std::time::Duration;

use async_trait::async_trait;
use aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder;
use aws_sdk_dynamodb::types::{AttributeValue, KeysAndAttributes, ReturnConsumedCapacity};
use genesys::time::MAX_EVENT_TIME_MS;
use genesys::{ConversationId, Timestamp, UserId};

use crate::day::Day;
use crate::error::StoreError;
use crate::event_item::EventItem;
use crate::keys::{ConversationKey, LEDGER_PREFIX, PK, ParticipantSortKey, SK, TREE};
use crate::ledger_page::{LedgerEntry, entries_in_force};
use crate::meter::Operation;
use crate::participant_item::{ParticipantItem, user_key};
use crate::ports::{Conversations, EndedPage, IndexPage, IndexPosition, Order, StartRange};
use crate::schema::{BY_USER, BY_USER_INDEX, OPEN, OPEN_INDEX, START};
use crate::stored_tree::StoredTree;
use crate::table::{Item, Table, decode, primary_key, text};
use crate::tree_item::{TreeItem, open_key};
use crate::tree_reads::TreeReading;

/// Pause before keys that DynamoDB left unread are requested again.
const PAUSE: Duration = Duration::from_millis(50);

/// Attempts to read the keys of a batch. A batch stops at 16 MB, and 100 trees may be larger.
const ATTEMPTS: u32 = 10;

#[async_trait]
impl Conversations for Table {
    async fn open_page(
        &self,
        shard: u32,
        after: Option<&IndexPosition>,
        limit: u32,
    ) -> Result<IndexPage, StoreError> {
        self.page(
            Partition { index: OPEN_INDEX, attribute: OPEN, value: open_key(shard) },
            after,
            limit,
            |query| query,
        )
        .await
    }

    async fn ended_page(
        &self,
        day: Day,
        shard: u32,
        began: &StartRange,
        order: Order,
        limit: Option<u32>,
    ) -> Result<EndedPage, StoreError> {
        self.ended(day, shard, began, order, limit).await
    }

    async fn page_of_user(
        &self,
        user_id: &UserId,
        began: &StartRange,
        after: Option<&IndexPosition>,
        limit: u32,
    ) -> Result<IndexPage, StoreError> {
        let partition =
            Partition { index: BY_USER_INDEX, attribute: BY_USER, value: user_key(user_id) };
        self.page(partition, after, limit, |query| between(query, began).scan_index_forward(false))
            .await
    }

    async fn trees(
        &self,
        conversation_ids: &[ConversationId],
    ) -> Result<Vec<TreeItem>, StoreError> {
        let key = |id: &ConversationId| {
            primary_key(ConversationKey(id.clone()).to_string(), TREE.to_owned())
        };
        self.get_all(conversation_ids.iter().map(key).collect()).await
    }

    async fn participants_at(
        &self,
        positions: &[IndexPosition],
    ) -> Result<Vec<ParticipantItem>, StoreError> {
        let key = |position: &IndexPosition| {
            let participant_id = position.participant_id.clone()?;
            let pk = ConversationKey(position.conversation_id.clone()).to_string();
            Some(primary_key(pk, ParticipantSortKey(participant_id).to_string()))
        };
        self.get_all(positions.iter().filter_map(key).collect()).await
    }

    async fn tree(
        &self,
        conversation_id: &ConversationId,
    ) -> Result<Option<StoredTree>, StoreError> {
        Self::tree(self, conversation_id).await
    }

    async fn log(&self, conversation_id: &ConversationId) -> Result<Vec<EventItem>, StoreError> {
        Self::log(self, conversation_id).await
    }

    /// One query also reads the log and its pages, which sort between the ledger and the tree, and
    /// filters them out. That costs a few more read units, but one round trip instead of two.
    async fn tree_and_ledger(
        &self,
        conversation_id: &ConversationId,
    ) -> Result<Option<(StoredTree, Vec<LedgerEntry>)>, StoreError> {
        let pk = ConversationKey(conversation_id.clone()).to_string();
        let mut pages = self
            .client
            .query()
            .table_name(&self.name)
            .key_condition_expression("pk = :pk")
            .filter_expression("attribute_not_exists(eventBody) AND attribute_not_exists(logPage)")
            .expression_attribute_values(":pk", AttributeValue::S(pk))
            .consistent_read(true)
            .return_consumed_capacity(ReturnConsumedCapacity::Total)
            .into_paginator()
            .send();
        let (mut reading, mut ledger) = (TreeReading::default(), Vec::new());
        while let Some(page) = pages.next().await {
            for item in self.answered(page)?.items.unwrap_or_default() {
                if text(&item, SK).starts_with(TREE) {
                    reading.take(item)?;
                } else if text(&item, SK).starts_with(LEDGER_PREFIX) {
                    ledger.push(decode(Operation::Query, item)?);
                }
            }
        }
        let Some(mut stored) = reading.finish() else { return Ok(None) };
        self.put_back(&mut stored).await?;
        Ok(Some((stored, entries_in_force(ledger))))
    }
}

/// A partition of an index.
pub(crate) struct Partition {
    pub index: &'static str,
    pub attribute: &'static str,
    pub value: String,
}

impl Table {
    /// A query of a partition, from its first entry after a position.
    pub(crate) fn query_partition(
        &self,
        partition: &Partition,
        after: Option<&IndexPosition>,
    ) -> QueryFluentBuilder {
        self.client
            .query()
            .table_name(&self.name)
            .index_name(partition.index)
            .key_condition_expression("#partition = :partition")
            .expression_attribute_names("#partition", partition.attribute)
            .expression_attribute_values(":partition", AttributeValue::S(partition.value.clone()))
            .set_exclusive_start_key(after.map(|position| key_of(position, partition)))
            .return_consumed_capacity(ReturnConsumedCapacity::Total)
    }

    async fn page(
        &self,
        partition: Partition,
        after: Option<&IndexPosition>,
        limit: u32,
        of: impl FnOnce(QueryFluentBuilder) -> QueryFluentBuilder + Send,
    ) -> Result<IndexPage, StoreError> {
        let query =
            self.query_partition(&partition, after).limit(i32::try_from(limit).unwrap_or(i32::MAX));
        let page = self.answered(of(query).send().await)?;
        let more = page.last_evaluated_key.is_some();
        Ok(IndexPage {
            positions: page.items.unwrap_or_default().iter().filter_map(position_of).collect(),
            more,
        })
    }

    /// The items of these keys, in the order of the keys.
    async fn get_all<T: serde::de::DeserializeOwned>(
        &self,
        keys: Vec<Item>,
    ) -> Result<Vec<T>, StoreError> {
        let name = |item: &Item| (text(item, PK).to_owned(), text(item, SK).to_owned());
        let order: Vec<(String, String)> = keys.iter().map(name).collect();
        let mut found: HashMap<(String, String), Item> = HashMap::new();
        let mut left = keys;
        for attempt in 0.. {
            if left.is_empty() {
                break;
            }
            if attempt == ATTEMPTS {
                return Err(StoreError::unread(Operation::BatchGetItem));
            }
            if attempt > 0 {
                tokio::time::sleep(PAUSE * attempt).await;
            }
            let keys = KeysAndAttributes::builder().set_keys(Some(left)).build();
            let keys = keys.map_err(|error| StoreError::request(Operation::BatchGetItem, error))?;
            let get = self
                .client
                .batch_get_item()
                .request_items(&self.name, keys)
                .return_consumed_capacity(ReturnConsumedCapacity::Total);
            let got = self.answered(get.send().await)?;
            let items = got.responses.unwrap_or_default().remove(&self.name).unwrap_or_default();
            found.extend(items.into_iter().map(|item| (name(&item), item)));
            left = got
                .unprocessed_keys
                .unwrap_or_default()
                .remove(&self.name)
                .map_or_else(Vec::new, |keys| keys.keys);
        }
        order
            .iter()
            .filter_map(|key| found.remove(key))
            .map(|item| decode(Operation::BatchGetItem, item))
            .collect()
    }
}

/// The query of a partition, restricted to a range of starts.
pub(crate) fn between(query: QueryFluentBuilder, began: &StartRange) -> QueryFluentBuilder {
    // The texts of instants sort by time only within the range of valid event times.
    let (first, last) = (Timestamp::from_ms(0), Timestamp::from_ms(MAX_EVENT_TIME_MS));
    let [from, to] =
        [began.from.unwrap_or(first), began.to.unwrap_or(last)].map(|at| at.clamp(first, last));
    query
        .key_condition_expression("#partition = :partition AND #start BETWEEN :from AND :to")
        .expression_attribute_names("#start", START)
        .expression_attribute_values(":from", AttributeValue::S(from.to_string()))
        .expression_attribute_values(":to", AttributeValue::S(to.to_string()))
}

/// The exclusive start key for the page after `position`.
fn key_of(position: &IndexPosition, partition: &Partition) -> Item {
    let sk = position
        .participant_id
        .clone()
        .map_or_else(|| TREE.to_owned(), |id| ParticipantSortKey(id).to_string());
    let mut key = primary_key(ConversationKey(position.conversation_id.clone()).to_string(), sk);
    key.insert(partition.attribute.to_owned(), AttributeValue::S(partition.value.clone()));
    key.insert(START.to_owned(), AttributeValue::S(position.start.to_string()));
    key
}

/// The position of an index entry. Entries that this version cannot read are skipped.
pub(crate) fn position_of(item: &Item) -> Option<IndexPosition> {
    let start: Timestamp = text(item, START).parse().ok()?;
    let conversation: ConversationKey = text(item, PK).parse().ok()?;
    let participant_id = match text(item, SK) {
        TREE => None,
        participant => Some(participant.parse::<ParticipantSortKey>().ok()?.0),
    };
    Some(IndexPosition { start, conversation_id: conversation.0, participant_id })
}
