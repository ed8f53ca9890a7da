//! New EVENT items become the tree and the ledger of Common Events.
//!
//! The state of a conversation is the set of distinct events known about it; a pass reads them all and makes what is
//! stored agree with what follows from them. It compares and never assumes, so a crash is repaired by running it again,
//! and it holds no lock: whoever loses a race runs again.
//!
//! - [`config`]: what is read from the environment;
//! - [`batch`]: what invokes the function; [`handler`]: a batch of stream records in, a [`Report`] out; `records`: which
//!   records matter; `woken`: a batch of wake-ups in, a [`Woken`] out;
//! - [`pass`]: one pass over one conversation; [`lifetimes`]: how long what it writes lives;
//! - [`conclusions`]: what the ledger does not say yet; [`settling`]: when that is due; [`reminder`]: how the
//!   conversation is passed again then; [`report`]: what became of it all.

#![warn(missing_docs)]

pub mod batch;
pub mod conclusions;
pub mod config;
pub mod handler;
pub mod lifetimes;
pub mod pass;
mod records;
pub mod reminder;
pub mod report;
pub mod settling;
mod woken;

pub use batch::Batch;
pub use config::{Config, Rules};
pub use handler::Reconstruct;
pub use pass::{Pass, PassError};
pub use report::{PassReport, Report, Woken};
