//! The DynamoDB table: keys, items, reads and conditional writes.
//!
//! One table holds everything that is known of a conversation under one partition key, so that one query reads it all.
//! A reader's way through it:
//!
//! - [`keys`]: the partition key and the four kinds of sort key;
//! - [`event_item`], [`participant_item`], [`tree_item`], [`ledger_page`]: what stands under each, and `packed`: how;
//! - [`image`]: the same in a stream record;
//! - [`cut`] and [`expiry`]: how items stay under DynamoDB's size limit, and how long they live;
//! - [`ports`]: the capabilities that functions ask for; `event_log`, `open_conversations`, `conversations` and
//!   `projections`: their DynamoDB adapters;
//! - [`table`] and [`schema`]: whom to ask, and what the table looks like;
//! - [`listing`], `tree_reads`, `forget`, [`republish`]: what only the command needs;
//! - [`meter`] and [`error`]: what a call costs, and what to do when it fails.
//!
//! No write here is unconditional except the silent upkeep of expiry: a condition is what lets any number of
//! invocations work on one conversation without a lock.

#![warn(missing_docs)]

mod call;
mod conversations;
pub mod cut;
pub mod error;
pub mod event_item;
mod event_log;
pub mod expiry;
mod forget;
pub mod image;
pub mod keys;
pub mod ledger_page;
pub mod listing;
pub mod meter;
mod open_conversations;
mod packed;
pub mod participant_item;
pub mod ports;
mod projections;
pub mod republish;
pub mod schema;
pub mod size;
pub mod table;
pub mod tree_item;
mod tree_reads;

pub use error::StoreError;
pub use event_item::EventItem;
pub use expiry::{Expiry, Retention};
pub use image::Image;
pub use ledger_page::{LedgerEntry, LedgerPage};
pub use listing::Listing;
pub use meter::{Meter, Operation, Usage};
pub use participant_item::ParticipantItem;
pub use ports::{
    Appended, Began, Conversations, EventLog, OpenConversations, Place, PlacePage, Projections,
    Reading, Written,
};
pub use republish::Republished;
pub use table::Table;
pub use tree_item::TreeItem;
pub use tree_reads::StoredTree;
