//! Conversation-details documents in S3 become EVENT items, in the same log as everything else.
//!
//! An object is streamed: however large it is, it takes the same memory. Whatever goes wrong on the way, the object's
//! message comes again, and what was stored by then is a duplicate. What in an object is no document costs nothing but
//! itself and is told in a dead letter.
//!
//! - [`config`]: what is read from the environment; [`notification`]: which objects a message names;
//! - [`objects`]: where they are read from; `reader`: from their bytes to JSON values; [`memory`]: objects for tests;
//! - [`handler`]: a batch of messages in, a [`Report`] out; [`report`]: what became of them.

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
pub use objects::{Objects, S3, Unread};
pub use report::Report;
