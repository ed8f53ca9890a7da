//! The table's definition for local use. The stack's template defines the deployed table; the two
//! agree.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::error::BuildError;
use aws_sdk_dynamodb::operation::create_table::CreateTableError;
use aws_sdk_dynamodb::operation::create_table::builders::CreateTableFluentBuilder;
use aws_sdk_dynamodb::types::{
    AttributeDefinition, BillingMode, GlobalSecondaryIndex, KeySchemaElement, KeyType, Projection,
    ProjectionType, ScalarAttributeType, StreamSpecification, StreamViewType,
    TimeToLiveSpecification,
};

use crate::error::StoreError;
use crate::keys::{PK, SK};
use crate::meter::Operation;
use crate::table::Table;

/// Index of participants that are users: keys `byUser` (`USER#<userId>`) and `start`. Keys only,
/// sparse.
pub const BY_USER_INDEX: &str = "by_user";
/// Index of open conversations: keys `open` (`OPEN#<shard>`) and `start`. Keys only, sparse.
pub const OPEN_INDEX: &str = "open";
/// Index of ended conversations by the day of their start: keys `ended` (`ENDED#<day>#<shard>`) and
/// `start`, with a copy of the overview. Sparse.
pub const ENDED_INDEX: &str = "ended";
/// Attribute of the partition key of the index [`BY_USER_INDEX`].
pub const BY_USER: &str = "byUser";
/// Attribute of the partition key of the index [`OPEN_INDEX`].
pub const OPEN: &str = "open";
/// Attribute of the partition key of the index [`ENDED_INDEX`].
pub const ENDED: &str = "ended";
/// The attribute that the index [`ENDED_INDEX`] copies.
pub const OVERVIEW: &str = "overview";
/// Attribute of the sort key of every index: an ISO 8601 instant.
pub const START: &str = "start";
/// Attribute that DynamoDB's TTL reads: epoch seconds.
pub const EXPIRES_AT: &str = "expiresAt";

impl Table {
    /// Creates a table for local use, with its stream, indexes and expiry. A table that exists
    /// already is left unchanged.
    ///
    /// # Errors
    /// Any error of a DynamoDB call; see [`StoreError`].
    pub async fn create(client: &Client, name: &str) -> Result<(), StoreError> {
        let request = described(client.create_table().table_name(name));
        let request =
            request.map_err(|error| StoreError::request(Operation::CreateTable, error))?;
        match request.send().await {
            Ok(_) => {}
            Err(error)
                if error
                    .as_service_error()
                    .is_some_and(CreateTableError::is_resource_in_use_exception) =>
            {
                return Ok(());
            }
            Err(error) => return Err(StoreError::call(Operation::CreateTable, error)),
        }
        let expiry =
            TimeToLiveSpecification::builder().attribute_name(EXPIRES_AT).enabled(true).build();
        let expiry =
            expiry.map_err(|error| StoreError::request(Operation::UpdateTimeToLive, error))?;
        let enabled = client
            .update_time_to_live()
            .table_name(name)
            .time_to_live_specification(expiry)
            .send()
            .await;
        enabled.map(drop).map_err(|error| StoreError::call(Operation::UpdateTimeToLive, error))
    }
}

fn described(request: CreateTableFluentBuilder) -> Result<CreateTableFluentBuilder, BuildError> {
    let attributes: Result<Vec<_>, _> =
        [PK, SK, BY_USER, OPEN, ENDED, START].into_iter().map(text_attribute).collect();
    let stream = StreamSpecification::builder()
        .stream_enabled(true)
        .stream_view_type(StreamViewType::NewAndOldImages);
    Ok(request
        .billing_mode(BillingMode::PayPerRequest)
        .set_attribute_definitions(Some(attributes?))
        .set_key_schema(Some(keys(PK, SK)?))
        .global_secondary_indexes(index(BY_USER_INDEX, BY_USER, &[])?)
        .global_secondary_indexes(index(OPEN_INDEX, OPEN, &[])?)
        .global_secondary_indexes(index(ENDED_INDEX, ENDED, &[OVERVIEW])?)
        .stream_specification(stream.build()?))
}

fn text_attribute(name: &str) -> Result<AttributeDefinition, BuildError> {
    AttributeDefinition::builder()
        .attribute_name(name)
        .attribute_type(ScalarAttributeType::S)
        .build()
}

fn keys(partition: &str, sort: &str) -> Result<Vec<KeySchemaElement>, BuildError> {
    let key =
        |name: &str, kind| KeySchemaElement::builder().attribute_name(name).key_type(kind).build();
    Ok(vec![key(partition, KeyType::Hash)?, key(sort, KeyType::Range)?])
}

/// An index by start, with the keys and copies of these attributes.
fn index(name: &str, partition: &str, copied: &[&str]) -> Result<GlobalSecondaryIndex, BuildError> {
    let projection = if copied.is_empty() {
        Projection::builder().projection_type(ProjectionType::KeysOnly)
    } else {
        let copied = copied.iter().map(|name| (*name).to_owned()).collect();
        Projection::builder()
            .projection_type(ProjectionType::Include)
            .set_non_key_attributes(Some(copied))
    };
    GlobalSecondaryIndex::builder()
        .index_name(name)
        .set_key_schema(Some(keys(partition, START)?))
        .projection(projection.build())
        .build()
}
