//! Stores conversation-details documents from S3 as EVENT items, in the same log as all other
//! events.
//!
//! Objects are streamed, so memory does not grow with their size. If an object fails on the way,
//! its message is delivered again, and what was already stored is a duplicate. A value in an object
//! that is not a document does not affect the others, and is reported in a dead letter.
//!
//! - [`config`]: the environment variables; [`notification`]: the objects that a message names;
//! - [`objects`]: reads objects; `reader`: turns their bytes into JSON values; [`memory`]: objects
//!   for tests;
//! - [`handler`]: a batch of messages in, a [`BatchReport`] out; [`report`]: the result of each
//!   message.

#![warn(missing_docs)]

pub mod config;
pub mod handler;
pub mod memory;
pub mod notification;
pub mod objects;
mod reader;
pub mod report;

pub use config::Config;
pub use handler::Import;
pub use memory::MemoryObjects;
pub use notification::Object;
pub use objects::{Objects, Opened, S3, Unread};
pub use report::BatchReport;
