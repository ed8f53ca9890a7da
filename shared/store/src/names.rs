//! DynamoDB adapter of the directory of names.
//!
//! Reads are eventually consistent: half a unit for a name, or for a kilobyte of all names of a
//! kind. A name is never waited for, so a batch that DynamoDB leaves unread in part is not read
//! again.

use async_trait::async_trait;
use aws_sdk_dynamodb::types::{AttributeValue, KeysAndAttributes, ReturnConsumedCapacity};
use genesys::{Entity, EntityKind, Timestamp};

use crate::error::StoreError;
use crate::meter::Operation;
use crate::name_item::{NameItem, StoredName, if_forgotten, key, no_name, partition, unless_newer};
use crate::table::{Table, primary_key};
use crate::written::Written;

/// Most names that one read takes: the items of one batch.
pub const MOST_NAMES: usize = 100;

/// The directory of names.
#[async_trait]
pub trait Names: Send + Sync {
    /// The stored names of these entities, at most [`MOST_NAMES`], by one call. Expired ones may be
    /// among them.
    async fn names(&self, entities: &[Entity]) -> Result<Vec<StoredName>, StoreError>;

    /// All stored names of a kind, by at most `calls` calls of about 8,000 names each, and whether
    /// there are no others.
    async fn names_of(
        &self,
        kind: EntityKind,
        calls: u32,
    ) -> Result<(Vec<StoredName>, bool), StoreError>;

    /// Puts a name, unless what is stored is newer, or comes from a source that goes before and has
    /// not expired. The mark of a forgotten user replaces whatever is stored.
    async fn put_name(&self, name: &StoredName, now: Timestamp) -> Result<Written, StoreError>;
}

impl Table {
    /// Removes the mark of a forgotten user, so that the next name is stored. Returns whether there
    /// was a mark.
    ///
    /// # Errors
    /// Any error of a DynamoDB call.
    pub async fn allow_name(&self, entity: &Entity, now: Timestamp) -> Result<bool, StoreError> {
        let item = NameItem::new(&no_name(entity.clone(), now));
        Ok(self.put_if(&item, if_forgotten).await? == Written::Stored)
    }
}

#[async_trait]
impl Names for Table {
    async fn names(&self, entities: &[Entity]) -> Result<Vec<StoredName>, StoreError> {
        if entities.is_empty() {
            return Ok(Vec::new());
        }
        let keys = entities.iter().take(MOST_NAMES).map(|entity| {
            let (pk, sk) = key(entity);
            primary_key(pk, sk)
        });
        let keys = KeysAndAttributes::builder().set_keys(Some(keys.collect())).build();
        let keys = keys.map_err(|error| StoreError::request(Operation::BatchGetItem, error))?;
        let get = self
            .client
            .batch_get_item()
            .request_items(&self.name, keys)
            .return_consumed_capacity(ReturnConsumedCapacity::Total);
        let mut read = self.answered(get.send().await)?.responses.unwrap_or_default();
        let items = read.remove(&self.name).unwrap_or_default();
        items.into_iter().map(|item| NameItem::read(Operation::BatchGetItem, item)).collect()
    }

    async fn names_of(
        &self,
        kind: EntityKind,
        calls: u32,
    ) -> Result<(Vec<StoredName>, bool), StoreError> {
        let mut pages = self
            .client
            .query()
            .table_name(&self.name)
            .key_condition_expression("pk = :pk")
            .expression_attribute_values(":pk", AttributeValue::S(partition(kind)))
            .return_consumed_capacity(ReturnConsumedCapacity::Total)
            .into_paginator()
            .send();
        let mut names = Vec::new();
        for _ in 0..calls {
            let Some(page) = pages.next().await else { return Ok((names, true)) };
            let page = self.answered(page)?;
            let is_last = page.last_evaluated_key.is_none();
            for item in page.items.unwrap_or_default() {
                names.push(NameItem::read(Operation::Query, item)?);
            }
            if is_last {
                return Ok((names, true));
            }
        }
        Ok((names, false))
    }

    async fn put_name(&self, name: &StoredName, now: Timestamp) -> Result<Written, StoreError> {
        self.put_if(&NameItem::new(name), |request| unless_newer(request, name, now)).await
    }
}
