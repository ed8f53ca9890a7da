//! SQS messages become EVENT items: the append-only log of what Genesys said.
//!
//! One conditional put per event and nothing else: no order is needed, a duplicate is success, and what cannot be kept
//! at all goes back to SQS by itself, which moves it, whole, to the dead-letter queue.
//!
//! - [`config`]: what is read from the environment;
//! - [`handler`]: a batch of messages in, a [`Report`] out; [`report`]: what became of each message.

#![warn(missing_docs)]

pub mod config;
pub mod handler;
pub mod report;

pub use config::Config;
pub use handler::Receive;
pub use report::{Failure, Rejection, Report};
