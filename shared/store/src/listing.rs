//! Lists conversations: all, the open ones, those of a user, or those that began in a range of
//! time. Results are streamed page by page, so a table of any size can be listed.

use std::collections::HashSet;
use std::future::ready;

use aws_sdk_dynamodb::operation::scan::builders::ScanFluentBuilder;
use aws_sdk_dynamodb::types::{AttributeValue, ReturnConsumedCapacity};
use futures::stream::{self, BoxStream, StreamExt, TryStreamExt};
use genesys::{ConversationId, Timestamp, UserId};

use crate::day::Day;
use crate::error::StoreError;
use crate::keys::{ConversationKey, PK, TREE};
use crate::meter::Operation;
use crate::participant_item::user_key;
use crate::ports::Conversations;
use crate::schema::{BY_USER, BY_USER_INDEX, ENDED, ENDED_INDEX, OPEN, OPEN_INDEX, START};
use crate::table::{Item, Table, decode, primary_key, text};
use crate::tree_item::{TreeItem, ended_key, open_key};

/// Most items that one `BatchGetItem` reads.
const BATCH: usize = 100;

/// Sorts after every sort key.
const AFTER_ALL: &str = "~";

/// Which conversations to list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Listing {
    /// Every conversation that has a tree. Reads the whole table.
    All,
    /// Conversations that have not ended, by start, from the index with this many shards
    /// (`OPEN_SHARDS`).
    Open {
        /// Number of shards.
        shards: u32,
    },
    /// Conversations in which a user took part, by start.
    OfUser(UserId),
    /// Conversations that began in a range of time: those that ended, by day, then the open ones.
    /// Both indexes have this many shards (`OPEN_SHARDS`).
    Began {
        /// Earliest start, inclusive.
        from: Timestamp,
        /// Latest start, inclusive.
        to: Timestamp,
        /// Number of shards.
        shards: u32,
    },
}

impl Table {
    /// The conversations of a listing. A conversation that changes meanwhile is listed in the state
    /// in which it is read.
    #[must_use]
    pub fn list(&self, listing: &Listing) -> BoxStream<'_, Result<TreeItem, StoreError>> {
        match listing {
            Listing::All => self.scan_trees(),
            Listing::Open { shards } => {
                let shards = (0..*shards)
                    .map(|shard| self.query_index(OPEN_INDEX, OPEN, open_key(shard), None));
                self.trees_of(stream::iter(shards).flatten().boxed())
            }
            Listing::OfUser(user_id) => {
                self.trees_of(self.query_index(BY_USER_INDEX, BY_USER, user_key(user_id), None))
            }
            Listing::Began { from, to, shards } => {
                let (from, to, shards) = (*from, *to, *shards);
                let ended = Day::range(Day::of(from), Day::of(to))
                    .flat_map(move |day| (0..shards).map(move |shard| ended_key(day, shard)))
                    .map(move |key| self.query_index(ENDED_INDEX, ENDED, key, None));
                let open = (0..shards).map(move |shard| {
                    self.query_index(OPEN_INDEX, OPEN, open_key(shard), Some(to))
                });
                let began = move |tree: &TreeItem| {
                    let start = tree.summary.conversation_start;
                    ready(start.is_some_and(|start| from <= start && start <= to))
                };
                let ids = stream::iter(ended).flatten().chain(stream::iter(open).flatten());
                self.trees_of(ids.boxed()).try_filter(began).boxed()
            }
        }
    }

    /// The ids of every conversation with any stored item, whether it has a tree or not. The order
    /// is internal to the table. The listing starts after the id `after`, which need not exist any
    /// more.
    #[must_use]
    pub fn conversation_ids(
        &self,
        after: Option<&ConversationId>,
    ) -> BoxStream<'_, Result<ConversationId, StoreError>> {
        let mut last = None;
        let after = after
            .map(|id| primary_key(ConversationKey(id.clone()).to_string(), AFTER_ALL.to_owned()));
        self.scan(|scan| scan.projection_expression("pk").set_exclusive_start_key(after))
            .try_filter_map(move |item| {
                let key = text(&item, PK)
                    .parse::<ConversationKey>()
                    .ok()
                    .filter(|key| last.as_ref() != Some(key));
                if key.is_some() {
                    last.clone_from(&key);
                }
                ready(Ok(key.map(|key| key.0)))
            })
            .boxed()
    }

    fn scan_trees(&self) -> BoxStream<'_, Result<TreeItem, StoreError>> {
        self.scan(|scan| {
            scan.filter_expression("sk = :tree")
                .expression_attribute_values(":tree", AttributeValue::S(TREE.to_owned()))
        })
        .and_then(|item| ready(decode(Operation::Scan, item)))
        .boxed()
    }

    /// The items of a scan, page by page.
    pub(crate) fn scan(
        &self,
        of: impl FnOnce(ScanFluentBuilder) -> ScanFluentBuilder,
    ) -> BoxStream<'_, Result<Item, StoreError>> {
        let scan = self
            .client
            .scan()
            .table_name(&self.name)
            .return_consumed_capacity(ReturnConsumedCapacity::Total);
        let pages = of(scan).into_paginator().send();
        stream::unfold(pages, |mut pages| async move { Some((pages.next().await?, pages)) })
            .map(|page| {
                let page = self.answered(page)?;
                Ok(stream::iter(page.items.unwrap_or_default().into_iter().map(Ok)))
            })
            .try_flatten()
            .boxed()
    }

    /// The conversations of an index partition, by start. With `until`, only those that began then
    /// or before.
    pub(crate) fn query_index(
        &self,
        index: &str,
        attribute: &str,
        value: String,
        until: Option<Timestamp>,
    ) -> BoxStream<'_, Result<ConversationId, StoreError>> {
        let query = self
            .client
            .query()
            .table_name(&self.name)
            .index_name(index)
            .expression_attribute_names("#partition", attribute)
            .expression_attribute_values(":partition", AttributeValue::S(value))
            .return_consumed_capacity(ReturnConsumedCapacity::Total);
        let query = match until {
            None => query.key_condition_expression("#partition = :partition"),
            Some(until) => query
                .key_condition_expression("#partition = :partition AND #start <= :until")
                .expression_attribute_names("#start", START)
                .expression_attribute_values(":until", AttributeValue::S(until.to_string())),
        };
        let pages = query.into_paginator().send();
        stream::unfold(pages, |mut pages| async move { Some((pages.next().await?, pages)) })
            .map(|page| {
                let page = self.answered(page)?;
                Ok(stream::iter(page.items.unwrap_or_default().into_iter().filter_map(|item| {
                    let key: ConversationKey = text(&item, PK).parse().ok()?;
                    Some(Ok(key.0))
                })))
            })
            .try_flatten()
            .boxed()
    }

    /// The items of these conversations, each once, read in batches. A user may take part twice, so
    /// an id may repeat; a conversation may have been erased since the index was read.
    fn trees_of<'a>(
        &'a self,
        ids: BoxStream<'a, Result<ConversationId, StoreError>>,
    ) -> BoxStream<'a, Result<TreeItem, StoreError>> {
        let mut seen = HashSet::new();
        ids.try_filter(move |id| ready(seen.insert(id.clone())))
            .try_chunks(BATCH)
            .map_err(|error| error.1)
            .and_then(move |ids| async move { self.trees(&ids).await })
            .map_ok(|trees| stream::iter(trees.into_iter().map(Ok)))
            .try_flatten()
            .boxed()
    }
}
