//! The DynamoDB table: keys, items, reads and conditional writes.
//!
//! One table holds everything known about a conversation under one partition key, so one query
//! reads all of it. Suggested reading order:
//!
//! - [`keys`]: the partition key and the five kinds of sort key;
//! - [`event_item`], [`participant_item`], [`tree_item`], [`ledger_page`], [`log_page`]: the item
//!   under each sort key; `tree_form`: the stored form of `TREE`; [`placement`]: which participants
//!   are stored within it; `packed` and `deflated`: how larger values are encoded;
//! - [`image`]: an item as a stream record carries it;
//! - [`cut`] and [`expiry`]: how items stay under DynamoDB's size limit, and how long they live;
//! - [`ports`]: the capabilities that functions require; `event_log`, `open_conversations`,
//!   `conversations`, `ended_conversations` and `projections`: their DynamoDB adapters;
//! - [`table`] and [`schema`]: the client and the table's definition;
//! - [`name_item`] and [`names`]: the directory of names, in partitions of its own;
//! - [`listing`], [`prefix`], `tree_reads`, `whole_conversations`, `forget`, [`republish`]: what
//!   only the command needs;
//! - [`meter`] and [`error`]: what a call costs, and what to do when it fails.
//!
//! Every write is conditional, except the deletes of `forget`. The conditions let any number of
//! invocations work on one conversation without a lock.

#![warn(missing_docs)]

mod call;
mod conversations;
pub mod cut;
mod day;
mod deflated;
mod ended_conversations;
pub mod error;
pub mod event_item;
mod event_log;
pub mod expiry;
mod forget;
pub mod image;
pub mod keys;
pub mod ledger_page;
pub mod listing;
pub mod log_page;
mod log_page_content;
mod log_page_text;
pub mod meter;
pub mod name_item;
pub mod names;
mod new_log_pages;
mod old_episodes;
pub mod old_sessions;
mod open_conversations;
mod packed;
mod paged_episodes;
pub mod participant_item;
pub mod placement;
pub mod ports;
pub mod prefix;
mod projections;
pub mod republish;
pub mod schema;
pub mod size;
mod stored_tree;
pub mod table;
mod tree_form;
pub mod tree_item;
mod tree_reads;
mod whole_conversations;
mod written;

pub use day::Day;
pub use error::StoreError;
pub use event_item::EventItem;
pub use expiry::{Expiry, Retention};
pub use image::Image;
pub use ledger_page::{LedgerEntry, LedgerPage};
pub use listing::Listing;
pub use log_page::{LogPage, PackedLog, Series};
pub use log_page_content::{LogPageContent, NewContent};
pub use meter::{Meter, Operation, Usage};
pub use name_item::{NameSource, StoredName};
pub use names::{MOST_NAMES, Names};
pub use old_sessions::{PagedSessions, SessionsOnPages};
pub use paged_episodes::PagedEpisodes;
pub use participant_item::{ItemKeys, ParticipantItem};
pub use ports::{
    Appended, Consistency, Conversations, EndedEntry, EndedPage, EventLog, IndexPage,
    IndexPosition, LatestCommit, LogAndLedger, OpenConversations, Order, Projections, Reading,
    StartRange,
};
pub use prefix::{PrefixSearch, Searched};
pub use republish::Republished;
pub use stored_tree::StoredTree;
pub use table::Table;
pub use tree_item::TreeItem;
pub use written::Written;
