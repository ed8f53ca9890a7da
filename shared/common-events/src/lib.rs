//! The contract: the Common Events that Switchboard publishes on the custom bus, and their
//! envelope.
//!
//! A Rust subscriber depends on this crate. An EventBridge rule delivers an event whose `detail` is
//! a [`CommonEvent`]. [`CommonEvent::payload`] returns the typed payload of its type.
//!
//! - [`payload`]: the types, each with its payload; [`catalogue`]: groups of types;
//! - [`address`]: marks phone numbers and e-mail addresses;
//! - [`event`]: metadata, revision and status; [`id`]: ids that are stable forever;
//! - [`additions`]: keeps an upgrade that adds a field from publishing everything again.
//!
//! Fields may be added at any time. Removing, retyping or narrowing a field takes a new
//! `schemaVersion`. Enumerated texts that come from Genesys (`mediaType`, `disconnectType` …) have
//! the form of its details document, and Genesys may add values.

#![warn(missing_docs)]

pub mod additions;
pub mod address;
pub mod catalogue;
pub mod event;
pub mod id;
pub mod payload;

pub use address::Address;
pub use catalogue::{EventType, Payload, SettleClass};
pub use event::{
    CommonEvent, ConversationFacts, Data, DerivedEvent, Metadata, SCHEMA_VERSION, Status, Subject,
};
