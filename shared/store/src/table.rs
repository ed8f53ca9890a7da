//! The table: client, name and meter.

use std::collections::HashMap;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::operation::put_item::builders::PutItemFluentBuilder;
use aws_sdk_dynamodb::types::{AttributeValue, ReturnConsumedCapacity};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::StoreError;
use crate::keys::{PK, SK};
use crate::meter::{Meter, Operation};
use crate::size;
use crate::written::Written;

/// An item in the SDK's form.
pub(crate) type Item = HashMap<String, AttributeValue>;

/// The table of a deployment. Clones share the client and the meter.
#[derive(Debug, Clone)]
pub struct Table {
    pub(crate) client: Client,
    pub(crate) name: String,
    meter: Meter,
}

impl Table {
    /// A table of this name, reached through this client.
    #[must_use]
    pub fn new(client: Client, name: impl Into<String>) -> Self {
        Self { client, name: name.into(), meter: Meter::default() }
    }

    /// The cost of the calls on this table.
    #[must_use]
    pub const fn meter(&self) -> &Meter {
        &self.meter
    }

    /// Puts an item under the condition that `condition` adds to the request.
    pub(crate) async fn put_if(
        &self,
        item: &impl Serialize,
        condition: impl FnOnce(PutItemFluentBuilder) -> PutItemFluentBuilder + Send,
    ) -> Result<Written, StoreError> {
        let item = encode(item)?;
        let units = size::write_units(&item);
        let request = self.client.put_item().table_name(&self.name).set_item(Some(item));
        let request = condition(request).return_consumed_capacity(ReturnConsumedCapacity::Total);
        self.written(request.send().await, units)
    }
}

/// The primary key of an item.
pub(crate) fn primary_key(pk: String, sk: String) -> Item {
    Item::from([(PK.to_owned(), AttributeValue::S(pk)), (SK.to_owned(), AttributeValue::S(sk))])
}

/// A number in the SDK's form.
pub(crate) fn number(value: impl ToString) -> AttributeValue {
    AttributeValue::N(value.to_string())
}

/// A text attribute of an item, mostly a key; empty if it is missing.
pub(crate) fn text<'a>(item: &'a Item, name: &str) -> &'a str {
    item.get(name).and_then(|value| value.as_s().ok()).map_or("", String::as_str)
}

pub(crate) fn encode(item: &impl Serialize) -> Result<Item, StoreError> {
    serde_dynamo::to_item(item)
        .map_err(|error| StoreError::item(Operation::PutItem, "cannot be encoded", error))
}

pub(crate) fn decode<T: DeserializeOwned>(
    operation: Operation,
    item: Item,
) -> Result<T, StoreError> {
    serde_dynamo::from_item(item)
        .map_err(|error| StoreError::item(operation, "cannot be decoded", error))
}
