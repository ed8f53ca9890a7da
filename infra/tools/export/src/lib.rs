//! Writes conversations and Common Events as Parquet files, which DuckDB, Athena, Spark and pandas
//! read.
//!
//! ```text
//! FOLDER/common_events/part-00000.parquet    a row for each Common Event: its last revision
//! FOLDER/conversations/part-00000.parquet    a row for each conversation
//! FOLDER/participants/part-00000.parquet     a row for each participant
//! FOLDER/segments/part-00000.parquet         a row for each segment of a session
//! ```
//!
//! A pure function of what is stored: the same table gives the same rows. Phone numbers, e-mail
//! addresses and attribute values have the form in which [`emit`] publishes them, and names and
//! notes are left out, so that a file holds no more than subscribers receive.
//!
//! - [`Export`] takes one conversation after another, and writes;
//! - `common_events`, `conversations`, `participants`, `segments`: the rows of each table, and
//!   its columns with their meaning; [`column`]: what a column is;
//! - [`table`]: the tables by name, for documents and tests;
//! - `part`: rows into row groups, row groups into files. Memory does not grow with the table.
//!
//! The deployed Iceberg table of `infra/analytics` has the columns of `common_events`.

#![warn(missing_docs)]

pub mod column;
mod common_events;
mod conversations;
mod error;
mod export;
mod part;
mod participants;
mod segments;
pub mod table;

pub use error::ExportError;
pub use export::{Export, Exported};
