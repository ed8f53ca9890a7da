//! New EVENT items become the tree and the ledger of Common Events.
//!
//! The state of a conversation is the set of distinct events known about it; a pass reads them all and makes what is
//! stored agree with what follows from them. It compares and never assumes, so a crash is repaired by running it again,
//! and it holds no lock: whoever loses a race runs again.
//!
//! - [`config`]: what is read from the environment;
//! - [`handler`]: a batch of stream records in, a [`Report`] out; `records`: which records matter;
//! - [`pass`]: one pass over one conversation; [`lifetimes`]: how long what it writes lives;
//! - [`conclusions`]: what the ledger does not say yet; [`report`]: what became of it all.

#![warn(missing_docs)]

pub mod conclusions;
pub mod config;
pub mod handler;
pub mod lifetimes;
pub mod pass;
mod records;
pub mod report;

pub use config::{Config, Rules};
pub use handler::Reconstruct;
pub use pass::{Pass, PassError};
pub use report::{PassReport, Report};
