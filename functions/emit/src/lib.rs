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
//!   [`addresses`]: in which form addresses are, with [`address_key`], which `key_secret` reads;
//! - [`publisher`]: calls, limits and retries over the port [`Bus`]; `eventbridge` and
//!   [`memory`]: its adapters.
//!
//! The feature `aws` adds the adapters of EventBridge and Secrets Manager. It is on unless the
//! crate is part of the command on this machine.

#![warn(missing_docs)]

pub mod address_key;
pub mod addresses;
pub mod attributes;
pub mod bus;
pub mod config;
pub mod entry;
#[cfg(feature = "aws")]
pub mod eventbridge;
pub mod handler;
#[cfg(feature = "aws")]
pub mod key_secret;
pub mod memory;
pub mod publisher;
mod records;
pub mod report;

pub use address_key::{AddressKey, AddressKeys, KeyError};
pub use addresses::PublishedAddresses;
pub use attributes::PublishedAttributes;
pub use bus::Bus;
pub use config::{Config, PublishConfig, PublishRules};
pub use entry::Entry;
#[cfg(feature = "aws")]
pub use eventbridge::EventBridge;
pub use handler::Emit;
#[cfg(feature = "aws")]
pub use key_secret::KeySecret;
pub use memory::MemoryBus;
pub use report::BatchReport;
// What a `Bus` returns.
pub use runtime::Outcome;
