//! A name of the directory, as it is stored: of a user, a queue, a wrap-up code, a flow or its
//! outcome, a skill or a division. The names of a kind are one partition, so one query reads all of
//! them.
//!
//! A name replaces only an older one. Genesys Cloud does not replace a name from a file before that
//! expires, and no name replaces the mark of a forgotten user before that expires.

use aws_sdk_dynamodb::operation::put_item::builders::PutItemFluentBuilder;
use aws_sdk_dynamodb::types::AttributeValue;
use genesys::{Entity, EntityKind, Timestamp};
use serde::{Deserialize, Serialize};
use serde_with::skip_serializing_none;

use crate::error::StoreError;
use crate::expiry::Expiry;
use crate::keys::{NameKey, NameSortKey};
use crate::meter::Operation;
use crate::table::{Item, decode, number};

/// Longest name that is stored, in bytes. Longer ones are cut.
pub const MAX_NAME_BYTES: usize = 256;

/// Where a name comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum NameSource {
    /// A file that someone imported.
    File,
    /// The Platform API of Genesys Cloud.
    Genesys,
    /// The user was forgotten: there is no name, and none is stored.
    Forgotten,
}

impl NameSource {
    const fn as_str(self) -> &'static str {
        match self {
            Self::File => "file",
            Self::Genesys => "genesys",
            Self::Forgotten => "forgotten",
        }
    }
}

/// A name of the directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredName {
    /// What is named.
    pub entity: Entity,
    /// Its name. `None` if the source knows none.
    pub name: Option<String>,
    /// Where the name comes from.
    pub source: NameSource,
    /// When the source had this name.
    pub as_of: Timestamp,
    /// When the name is forgotten. It counts as absent from then on, although DynamoDB may delete
    /// it later.
    pub expires_at: Expiry,
}

/// The stored form.
#[skip_serializing_none]
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct NameItem {
    pk: NameKey,
    sk: NameSortKey,
    #[serde(default)]
    name: Option<String>,
    source: NameSource,
    as_of: i64,
    expires_at: Expiry,
}

impl NameItem {
    pub fn new(name: &StoredName) -> Self {
        let cut = |text: &str| {
            text.get(..text.floor_char_boundary(MAX_NAME_BYTES)).unwrap_or(text).to_owned()
        };
        Self {
            pk: NameKey(name.entity.kind),
            sk: NameSortKey(name.entity.id.clone()),
            name: name.name.as_deref().map(cut),
            source: name.source,
            as_of: name.as_of.ms(),
            expires_at: name.expires_at,
        }
    }

    pub fn read(operation: Operation, item: Item) -> Result<StoredName, StoreError> {
        let item: Self = decode(operation, item)?;
        Ok(StoredName {
            entity: Entity { kind: item.pk.0, id: item.sk.0 },
            name: item.name,
            source: item.source,
            as_of: Timestamp::from_ms(item.as_of),
            expires_at: item.expires_at,
        })
    }
}

/// The key attributes of an entity's item.
pub(crate) fn key(entity: &Entity) -> (String, String) {
    (NameKey(entity.kind).to_string(), NameSortKey(entity.id.clone()).to_string())
}

/// The partition of a kind.
pub(crate) fn partition(kind: EntityKind) -> String {
    NameKey(kind).to_string()
}

/// What replaces the mark of a forgotten user who may have a name again: no name, as old as can be
/// and about to be deleted, so that any name replaces it.
pub(crate) fn no_name(entity: Entity, now: Timestamp) -> StoredName {
    let expires_at = Expiry::from_seconds(now.ms().div_euclid(1_000));
    let as_of = Timestamp::from_ms(0);
    StoredName { entity, name: None, source: NameSource::Genesys, as_of, expires_at }
}

/// The condition under which a mark is replaced: it is one.
pub(crate) fn if_forgotten(request: PutItemFluentBuilder) -> PutItemFluentBuilder {
    let mark = NameSource::Forgotten.as_str().to_owned();
    request
        .condition_expression("#source = :source")
        .expression_attribute_names("#source", "source")
        .expression_attribute_values(":source", AttributeValue::S(mark))
}

/// The condition under which a name may be put at `now`.
pub(crate) fn unless_newer(
    request: PutItemFluentBuilder,
    name: &StoredName,
    now: Timestamp,
) -> PutItemFluentBuilder {
    let (replaceable, source) = match name.source {
        // A user is forgotten whatever is stored.
        NameSource::Forgotten => return request,
        NameSource::File => ("#source <> :source", NameSource::Forgotten),
        NameSource::Genesys => ("#source = :source", NameSource::Genesys),
    };
    request
        .condition_expression(format!(
            "attribute_not_exists(#pk) OR (#asOf < :asOf AND ({replaceable} OR #expires < :now))"
        ))
        .expression_attribute_names("#pk", crate::keys::PK)
        .expression_attribute_names("#asOf", "asOf")
        .expression_attribute_values(":asOf", number(name.as_of.ms()))
        .expression_attribute_names("#source", "source")
        .expression_attribute_names("#expires", crate::schema::EXPIRES_AT)
        .expression_attribute_values(":source", AttributeValue::S(source.as_str().to_owned()))
        .expression_attribute_values(":now", number(now.ms().div_euclid(1_000)))
}
