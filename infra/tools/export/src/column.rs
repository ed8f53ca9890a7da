//! What a column is: its name, its type, its meaning, and how its value is read from a row.

use genesys::Timestamp;
use serde::Serialize;
use serde_json::Value;

/// The type of a column. Any value but a list may be null.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A text.
    Text,
    /// A list of texts, which may be empty.
    Texts,
    /// A 64-bit integer.
    Integer,
    /// True or false.
    Flag,
    /// An instant in UTC, to the millisecond.
    Instant,
    /// A day in UTC.
    Day,
}

impl Kind {
    /// The type in DuckDB.
    #[must_use]
    pub const fn duckdb(self) -> &'static str {
        match self {
            Self::Text => "VARCHAR",
            Self::Texts => "VARCHAR[]",
            Self::Integer => "BIGINT",
            Self::Flag => "BOOLEAN",
            Self::Instant => "TIMESTAMP WITH TIME ZONE",
            Self::Day => "DATE",
        }
    }

    /// The type in the AWS Glue Data Catalog, which Athena reads.
    #[must_use]
    pub const fn glue(self) -> &'static str {
        match self {
            Self::Text => "string",
            Self::Texts => "array<string>",
            Self::Integer => "bigint",
            Self::Flag => "boolean",
            Self::Instant => "timestamp",
            Self::Day => "date",
        }
    }

    /// The field of a Parquet schema.
    pub(crate) fn field(self, name: &str) -> String {
        match self {
            Self::Text => format!("OPTIONAL BYTE_ARRAY {name} (STRING);"),
            Self::Texts => format!(
                "REQUIRED GROUP {name} (LIST) {{ REPEATED GROUP list {{ \
                 REQUIRED BYTE_ARRAY element (STRING); }} }}"
            ),
            Self::Integer => format!("OPTIONAL INT64 {name};"),
            Self::Flag => format!("OPTIONAL BOOLEAN {name};"),
            Self::Instant => format!("OPTIONAL INT64 {name} (TIMESTAMP(MILLIS,true));"),
            Self::Day => format!("OPTIONAL INT32 {name} (DATE);"),
        }
    }
}

/// How the value of a column is read from a row `R`.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Read<R> {
    Text(fn(&R) -> Option<String>),
    Texts(fn(&R) -> Vec<String>),
    Integer(fn(&R) -> Option<i64>),
    Flag(fn(&R) -> Option<bool>),
    Instant(fn(&R) -> Option<Timestamp>),
    /// The day of an instant.
    Day(fn(&R) -> Option<Timestamp>),
}

/// A column of a table with rows `R`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Column<R: 'static> {
    pub name: &'static str,
    pub read: Read<R>,
    pub meaning: &'static str,
}

impl<R> Column<R> {
    pub const fn new(name: &'static str, read: Read<R>, meaning: &'static str) -> Self {
        Self { name, read, meaning }
    }

    pub const fn kind(&self) -> Kind {
        match self.read {
            Read::Text(_) => Kind::Text,
            Read::Texts(_) => Kind::Texts,
            Read::Integer(_) => Kind::Integer,
            Read::Flag(_) => Kind::Flag,
            Read::Instant(_) => Kind::Instant,
            Read::Day(_) => Kind::Day,
        }
    }
}

/// The text of a value that is written as a text in JSON, such as a word of an enumeration.
pub(crate) fn word(value: &impl Serialize) -> Option<String> {
    match serde_json::to_value(value) {
        Ok(Value::String(text)) => Some(text),
        _ => None,
    }
}

/// Ids or words as texts.
pub(crate) fn texts<T: ToString>(all: &[T]) -> Vec<String> {
    all.iter().map(ToString::to_string).collect()
}

/// A count as an integer.
pub(crate) fn count(number: u64) -> Option<i64> {
    i64::try_from(number).ok()
}
