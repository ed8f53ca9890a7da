//! Ledger items become Common Events on the custom bus.
//!
//! At least once: a record is done with only when the bus accepted its entry, or when the entry, refused for good, is in
//! the dead-letter queue. Ids and revisions make it exactly-once in effect for whoever listens.
//!
//! - [`config`]: what is read from the environment;
//! - [`handler`]: a batch of stream records in, a [`Report`] out; `records`: which records speak;
//! - [`entry`]: what goes to the bus; [`attributes`]: whose values may leave;
//! - [`publisher`]: calls, limits and retries over the port [`Bus`]; [`eventbridge`] and [`memory`]: its adapters.

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
pub use config::{Config, Rules};
pub use entry::Entry;
pub use eventbridge::EventBridge;
pub use handler::Emit;
pub use memory::MemoryBus;
pub use report::Report;
