//! DynamoDB adapter of the log.

use async_trait::async_trait;
use aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder;
use aws_sdk_dynamodb::types::{AttributeValue, ReturnConsumedCapacity};
use genesys::time::MAX_EVENT_TIME_MS;
use genesys::{ConversationId, Timestamp};

use crate::error::StoreError;
use crate::event_item::EventItem;
use crate::keys::{
    ConversationKey, EVENT_PREFIX, LEDGER_PREFIX, LOG_PAGE_PREFIX, LedgerSortKey, LogPageSortKey,
    PK, SK, TREE,
};
use crate::ledger_page::LedgerPage;
use crate::log_page::LogPage;
use crate::meter::Operation;
use crate::participant_item::ItemKeys;
use crate::ports::{Appended, Consistency, EventLog, FIRST_ITEMS, LatestCommit, LogAndLedger};
use crate::table::{Item, Table, decode, number, primary_key, text};
use crate::tree_item::TreeItem;
use crate::written::Written;

/// The attribute that counts the commits.
const VERSION: &str = "version";

/// Sorts directly after the separator of a key's parts.
const AFTER_SEPARATOR: &str = "$";

#[async_trait]
impl EventLog for Table {
    async fn append(&self, event: &EventItem) -> Result<Appended, StoreError> {
        let put =
            self.put_if(event, |put| put.condition_expression("attribute_not_exists(pk)")).await?;
        Ok(match put {
            Written::Stored => Appended::Stored,
            Written::Lost => Appended::Duplicate,
        })
    }

    /// An item of a participant that cannot be read is left out, as if it were not there: the pass
    /// writes it anew.
    async fn latest_commit(
        &self,
        conversation_id: &ConversationId,
    ) -> Result<LatestCommit, StoreError> {
        let pk = ConversationKey(conversation_id.clone()).to_string();
        let limit = i32::try_from(1 + FIRST_ITEMS).unwrap_or(i32::MAX);
        let query = self
            .client
            .query()
            .table_name(&self.name)
            .key_condition_expression("pk = :pk AND begins_with(sk, :bound)")
            .expression_attribute_values(":pk", AttributeValue::S(pk))
            .expression_attribute_values(":bound", AttributeValue::S(TREE.to_owned()))
            .limit(limit)
            .consistent_read(true)
            .return_consumed_capacity(ReturnConsumedCapacity::Total);
        let mut latest = LatestCommit::default();
        for item in self.answered(query.send().await)?.items.unwrap_or_default() {
            if text(&item, SK) == TREE {
                latest.tree = Some(decode(Operation::Query, item)?);
            } else {
                latest.items.extend(serde_dynamo::from_item::<_, ItemKeys>(item));
            }
        }
        Ok(latest)
    }

    async fn is_newest_commit(
        &self,
        conversation_id: &ConversationId,
        version: u64,
    ) -> Result<bool, StoreError> {
        let item = self.get(conversation_id, TREE.to_owned(), Some(VERSION)).await?;
        Ok(item.and_then(|mut item| item.remove(VERSION)) == Some(number(version)))
    }

    async fn has_ledger_page(
        &self,
        conversation_id: &ConversationId,
        number: u32,
    ) -> Result<bool, StoreError> {
        let key = LedgerSortKey(number).to_string();
        Ok(self.get(conversation_id, key, Some(PK)).await?.is_some())
    }

    async fn log_and_ledger(
        &self,
        conversation_id: &ConversationId,
    ) -> Result<LogAndLedger, StoreError> {
        let mut read = LogAndLedger::default();
        self.query_each(conversation_id, "sk < :bound", TREE, |item| read.take(item)).await?;
        Ok(read)
    }

    async fn events_between(
        &self,
        conversation_id: &ConversationId,
        first: Timestamp,
        last: Timestamp,
        consistency: Consistency,
    ) -> Result<Vec<EventItem>, StoreError> {
        let within = |at: Timestamp| at.ms().clamp(0, MAX_EVENT_TIME_MS - 1);
        let [from, to] = [first, last].map(|at| format!("{EVENT_PREFIX}{:013}", within(at)));
        let range = [from, to + AFTER_SEPARATOR];
        Ok(self.query_between(conversation_id, range, consistency).await?.events)
    }

    async fn ledger_after(
        &self,
        conversation_id: &ConversationId,
        number: u32,
        consistency: Consistency,
    ) -> Result<Vec<LedgerPage>, StoreError> {
        let range = [number.saturating_add(1), u32::MAX].map(|it| LedgerSortKey(it).to_string());
        Ok(self.query_between(conversation_id, range, consistency).await?.ledger)
    }

    /// Pages never change, so the cheap read, which may be stale, is right where it finds all.
    async fn log_pages(
        &self,
        conversation_id: &ConversationId,
        first: u32,
        last: u32,
    ) -> Result<Vec<LogPage>, StoreError> {
        let range = || [first, last].map(|number| LogPageSortKey(number).to_string());
        let eventual = Consistency::Eventual;
        let found = self.query_between(conversation_id, range(), eventual).await?.log_pages;
        let expected = last.saturating_add(1).saturating_sub(first);
        if u32::try_from(found.len()) == Ok(expected) {
            return Ok(found);
        }
        Ok(self.query_between(conversation_id, range(), Consistency::Strong).await?.log_pages)
    }
}

impl Table {
    /// The conversation's own item.
    ///
    /// # Errors
    /// Any error of a DynamoDB call; poison when the item cannot be decoded.
    pub async fn tree_item(
        &self,
        conversation_id: &ConversationId,
    ) -> Result<Option<TreeItem>, StoreError> {
        let item = self.get(conversation_id, TREE.to_owned(), None).await?;
        item.map(|item| decode(Operation::GetItem, item)).transpose()
    }

    /// All log pages of the conversation, also those of passes that have not committed.
    pub(crate) async fn every_log_page(&self, tree: &TreeItem) -> Result<Vec<LogPage>, StoreError> {
        let (id, named) = (tree.conversation_id(), tree.packed.as_ref().map_or(0, |it| it.pages));
        let mut pages = Vec::new();
        if named > 0 {
            pages = self.log_pages(id, 1, named).await?;
        }
        let range = [named.saturating_add(1), u32::MAX].map(|it| LogPageSortKey(it).to_string());
        pages.extend(self.query_between(id, range, Consistency::Strong).await?.log_pages);
        Ok(pages)
    }

    /// Reads an item consistently: all of it, or the attributes that `projection` names.
    async fn get(
        &self,
        conversation_id: &ConversationId,
        sort_key: String,
        projection: Option<&str>,
    ) -> Result<Option<Item>, StoreError> {
        let pk = ConversationKey(conversation_id.clone()).to_string();
        let get = self
            .client
            .get_item()
            .table_name(&self.name)
            .set_key(Some(primary_key(pk, sort_key)))
            .set_projection_expression(projection.map(str::to_owned))
            .consistent_read(true)
            .return_consumed_capacity(ReturnConsumedCapacity::Total);
        Ok(self.answered(get.send().await)?.item)
    }

    /// Reads every item of a conversation whose sort key meets `condition`, page by page. The
    /// condition names `sk` and `:bound`.
    pub(crate) async fn query_each(
        &self,
        conversation_id: &ConversationId,
        condition: &str,
        bound: &str,
        each: impl FnMut(Item) -> Result<(), StoreError> + Send,
    ) -> Result<(), StoreError> {
        let query = self
            .query_conversation(conversation_id, condition)
            .expression_attribute_values(":bound", AttributeValue::S(bound.to_owned()));
        self.each_item(query.consistent_read(true), each).await
    }

    /// Reads the log, the ledger or the log pages in a range of sort keys, both ends included.
    async fn query_between(
        &self,
        conversation_id: &ConversationId,
        [first, last]: [String; 2],
        consistency: Consistency,
    ) -> Result<LogAndLedger, StoreError> {
        let query = self
            .query_conversation(conversation_id, "sk BETWEEN :first AND :last")
            .expression_attribute_values(":first", AttributeValue::S(first))
            .expression_attribute_values(":last", AttributeValue::S(last));
        let mut read = LogAndLedger::default();
        let query = query.consistent_read(consistency == Consistency::Strong);
        self.each_item(query, |item| read.take(item)).await?;
        Ok(read)
    }

    fn query_conversation(
        &self,
        conversation_id: &ConversationId,
        condition: &str,
    ) -> QueryFluentBuilder {
        let pk = ConversationKey(conversation_id.clone()).to_string();
        self.client
            .query()
            .table_name(&self.name)
            .key_condition_expression(format!("pk = :pk AND {condition}"))
            .expression_attribute_values(":pk", AttributeValue::S(pk))
            .return_consumed_capacity(ReturnConsumedCapacity::Total)
    }

    async fn each_item(
        &self,
        query: QueryFluentBuilder,
        mut each: impl FnMut(Item) -> Result<(), StoreError> + Send,
    ) -> Result<(), StoreError> {
        let mut pages = query.into_paginator().send();
        while let Some(page) = pages.next().await {
            let page = self.answered(page)?;
            page.items.unwrap_or_default().into_iter().try_for_each(&mut each)?;
        }
        Ok(())
    }
}

impl LogAndLedger {
    /// An event that cannot be decoded is skipped, as if it had never arrived: only a change by
    /// hand produces one, and only a person can repair it. A ledger page that cannot be decoded
    /// stops the pass, because the revisions on it would be counted from 1 again. So does a log
    /// page. Entries of a type that only a later version knows are left to that version.
    fn take(&mut self, item: Item) -> Result<(), StoreError> {
        let (partition_key, sort_key) = (text(&item, PK).to_owned(), text(&item, SK));
        if sort_key.starts_with(EVENT_PREFIX) {
            match serde_dynamo::from_item(item) {
                Ok(event) => self.events.push(event),
                Err(_) => tracing::error!(
                    partition_key,
                    "an event of the log cannot be decoded and is skipped"
                ),
            }
        } else if sort_key.starts_with(LEDGER_PREFIX) {
            let page: LedgerPage = decode(Operation::Query, item)?;
            if !page.unknown.is_empty() {
                tracing::warn!(
                    partition_key,
                    "a Common Event of an unknown type is skipped: a later version wrote it"
                );
            }
            self.ledger.push(page);
        } else if sort_key.starts_with(LOG_PAGE_PREFIX) {
            self.log_pages.push(decode(Operation::Query, item)?);
        }
        Ok(())
    }
}
