//! Publishes ledger pages as Common Events on the custom bus.
//!
//! Delivery is at least once: a record counts as done only when the bus accepted its entries, or
//! when a refused entry is in the dead-letter queue. For subscribers, ids and revisions make this
//! exactly-once in effect.
//!
//! - [`config`]: the environment variables;
//! - [`handler`]: a batch of stream records in, a [`BatchReport`] out; `records`: which records are
//!   published;
//! - [`entry`]: the entry of `PutEvents`; [`attributes`]: which attribute values may be published;
//! - [`publisher`]: calls, limits and retries over the port [`Bus`]; [`eventbridge`] and
//!   [`memory`]: its adapters.

#![warn(missing_docs)]

pub mod attributes;
pub mod bus;
pub mod config;
pub mod entry;
pub mod eventbridge;
pub mod handler;
pub mod memory;
pub mod publisher;
mod records;
pub mod report;

pub use attributes::PublishedAttributes;
pub use bus::{Bus, Outcome};
pub use config::{Config, PublishRules};
pub use entry::Entry;
pub use eventbridge::EventBridge;
pub use handler::Emit;
pub use memory::MemoryBus;
pub use report::BatchReport;
