//! Backfill: replaying the archive of the partner bus onto the rule of the intake, in windows, until all are done.
//!
//! - [`args`]: the verbs and their flags;
//! - [`interval`], [`name`]: windows of whole minutes, and what their replays are called;
//! - [`archive`], [`plan`], [`warning`], [`cost`], [`counted`], [`table`]: what is there, what a replay would do, take and
//!   cost, what speaks against it, and how a person reads that;
//! - [`state`], [`file`]: how far it has come, kept in a file; [`drive`], [`follow`], [`progress`]: one step, all of them,
//!   and how far that is; [`screen`]: telling that;
//! - [`replays`], [`eventbridge`], [`dynamodb`]: what is asked of AWS;
//! - [`events`], [`verify`], [`verified`]: event files, whether their events arrived, and how that is told.
//!
//! What EventBridge says of itself (user guide, *Archiving and replaying
//! events*, and API reference, `StartReplay`): events are replayed by their envelope's `time`, minute by minute, in no
//! order within; from the start time on and up to, not including, the end time; to chosen rules of the bus they came
//! from; at most ten replays at once in an account and Region; an archive may lack the last ten minutes, and its counts
//! the last day.

pub mod archive;
pub mod args;
pub mod cost;
pub mod counted;
pub mod drive;
pub mod dynamodb;
pub mod error;
pub mod eventbridge;
pub mod events;
pub mod file;
pub mod follow;
pub mod interval;
pub mod name;
pub mod plan;
pub mod progress;
pub mod replays;
pub mod screen;
pub mod state;
pub mod table;
#[cfg(test)]
mod tests;
pub mod verified;
pub mod verify;
pub mod warning;

pub use error::ReplayError;
