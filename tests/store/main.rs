//! The table through the real SDK, on the embedded DynamoDB: conditions that hold and fail, reads
//! of several pages, limits.

#![allow(clippy::unwrap_used, reason = "these are tests")]

mod batches;
mod conditions;
mod layout;
mod limits;
mod memory;
mod names;
mod prefixes;
mod reads;
