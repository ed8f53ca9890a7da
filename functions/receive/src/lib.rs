//! Stores SQS messages as EVENT items: the append-only log of events from Genesys.
//!
//! Each event takes one conditional put. No order is needed, and a duplicate counts as success. A
//! message that can never be stored returns to SQS by itself, which moves it, whole, to the
//! dead-letter queue.
//!
//! - [`config`]: the environment variables;
//! - [`handler`]: a batch of messages in, a [`BatchReport`] out; [`report`]: the result of each
//!   message.

#![warn(missing_docs)]

pub mod config;
pub mod handler;
pub mod report;

pub use config::Config;
pub use handler::Receive;
pub use report::{BatchReport, Failure, Rejection};
