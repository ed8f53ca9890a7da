//! Turns new EVENT items into the tree and the ledger of Common Events.
//!
//! The state of a conversation is the set of distinct events known about it. A pass reads these
//! events, the old ones from log pages. Then it makes the stored items agree with what follows from
//! them. It compares and never assumes, so running it again repairs a crash. It holds no lock: the
//! loser of a race runs again.
//!
//! - [`config`]: the environment variables;
//! - [`batch`]: what invokes the function; [`handler`]: a batch of stream records in, a
//!   [`BatchReport`] out; `records`: which records matter; `woken`: a batch of wake-ups in, a
//!   [`Woken`] out;
//! - [`pass`]: one pass over one conversation; [`lifetimes`]: how long the written items live;
//! - `reading`: what a pass reads; `known`: what it knows by then; [`remembered`]: what a warm
//!   process need not read again; [`packing`]: when events are put on a log page;
//! - [`derived`]: how derived Common Events differ from the ledger; [`settling`]: when a
//!   difference is due; [`reminder`]: triggers another pass then; [`report`]: the results.

#![warn(missing_docs)]

pub mod batch;
pub mod config;
pub mod derived;
pub mod handler;
mod known;
pub mod lifetimes;
pub mod packing;
pub mod pass;
pub mod pass_error;
mod reading;
mod records;
pub mod remembered;
pub mod reminder;
pub mod report;
pub mod settling;
mod woken;

pub use batch::Batch;
pub use config::{Config, PassRules};
pub use handler::Reconstruct;
pub use packing::Packing;
pub use pass::Pass;
pub use pass_error::PassError;
pub use remembered::Memory;
pub use report::{BatchReport, PassReport, Woken};
