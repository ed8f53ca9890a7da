//! Conversations of which nothing is heard any more are given up for ended: their last event was lost.
//!
//! Nothing is concluded here. A conversation that is given up gets an event of our own in the log, which says as of what
//! news, and the tree and the Common Events follow from it as from every other; whatever is heard later takes it back.
//! The event is the same whoever writes it, so runs may overlap and be repeated.
//!
//! - [`config`]: what is read from the environment;
//! - [`handler`]: a run over the open conversations, a [`Report`] out; [`report`]: what became of it;
//! - `draw`: the order in which a run looks at conversations.

#![warn(missing_docs)]

pub mod config;
mod draw;
pub mod handler;
pub mod report;

pub use config::{Config, Rules};
pub use handler::{MOST_SWEPT, Sweeper};
pub use report::{Report, RunFailed};
