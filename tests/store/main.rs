//! The table through the real SDK, on the embedded DynamoDB: every condition both ways, every page, every limit.

#![allow(clippy::unwrap_used, reason = "these are tests")]

mod batches;
mod conditions;
mod limits;
mod memory;
mod reads;
