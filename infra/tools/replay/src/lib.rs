//! Backfill: replays the archive of the partner bus to the rule of the intake, window by window,
//! until all are done.
//!
//! - [`args`]: the verbs and their flags;
//! - [`interval`], [`name`]: windows of whole minutes, and the names of their replays;
//! - [`archive`], [`plan`], [`warning`], [`cost`], [`counted`], [`table`]: the plan of a replay:
//!   the archive, the windows, warnings, cost and duration, counts of event files, and the output
//!   for a person;
//! - [`state`], [`file`]: the progress, and the file that keeps it; [`drive`], [`follow`],
//!   [`progress`]: one step, all steps, and their progress; [`screen`]: the progress on a terminal;
//! - [`replays`], [`eventbridge`], [`dynamodb`]: the requests to AWS;
//! - [`events`], [`verify`], [`verified`]: event files, whether their events arrived, and the
//!   report.
//!
//! EventBridge's documentation (user guide, *Archiving and replaying events*, and API reference,
//! `StartReplay`) says: events are replayed by their envelope's `time`, minute by minute, in no
//! order within a minute; from the start time up to, not including, the end time; to chosen rules
//! of the bus they came from; at most ten replays at once in an account and Region; an archive may
//! lack the last ten minutes, and its counts the last day.

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
pub mod phase;
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
