//! Closes conversations that have been silent for too long: their last event was lost.
//!
//! This function derives nothing. To close a conversation, it appends a `sweep` event of our own to
//! the log, which holds the time of the latest event known. The tree and the Common Events follow
//! from it as from any other event, and a later event of the conversation overrides it. The sweep
//! event is the same whichever run writes it, so runs may overlap and be repeated.
//!
//! - [`config`]: the environment variables;
//! - [`handler`]: a run over the open conversations, a [`RunReport`] out; [`report`]: the result of
//!   the run;
//! - `sample`: the random order in which a run checks conversations.

#![warn(missing_docs)]

pub mod config;
pub mod handler;
pub mod report;
mod sample;

pub use config::{Config, SweepRules};
pub use handler::{MOST_SWEPT, Sweeper};
pub use report::{RunFailed, RunReport};
