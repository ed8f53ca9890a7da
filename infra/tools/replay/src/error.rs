//! Why a replay could not be planned, started or followed.

use std::io;
use std::path::PathBuf;

use super::drive::Interrupted;
use super::plan::PlanError;
use super::replays::NotDone;

/// Why a verb of `replay` could not do its work.
#[derive(Debug, thiserror::Error)]
pub enum ReplayError {
    /// No plan could be made.
    #[error(transparent)]
    Plan(#[from] PlanError),
    /// A step was interrupted.
    #[error("{0}; running windows continue, and `switchboard replay watch` follows them")]
    Interrupted(#[from] Interrupted),
    /// The archive cannot be described.
    #[error(
        "archive {0} cannot be described: {1}; give its name or ARN, which is the stack's output \
         ArchiveArn"
    )]
    Archive(String, NotDone),
    /// The rule cannot be described.
    #[error(
        "rule {0} cannot be described: {1}; give its ARN, which is the stack's output IntakeRuleArn"
    )]
    Rule(String, NotDone),
    /// The rule is on another bus than the archive's.
    #[error(
        "rule {0} is not on {1}, and events can be replayed only to the bus that they came from: \
         name a rule of that bus"
    )]
    OtherBus(String, String),
    /// The table cannot be described.
    #[error(
        "table {0} cannot be described: {1}; give its name, which is the stack's output TableName"
    )]
    Table(String, String),
    /// The plan has warnings that were not accepted.
    #[error(
        "not started because of warnings of the plan, {}: fix them, or add --despite {}",
        .0.join(", "),
        .0.join(" --despite ")
    )]
    Warned(Vec<String>),
    /// No rule was named.
    #[error(
        "a replay needs the rule of the intake: name it with --rule; its ARN is the stack's output \
         IntakeRuleArn"
    )]
    NoRule,
    /// The window is empty.
    #[error("--to must be later than --from")]
    Empty,
    /// The state file cannot be used.
    #[error("{0} cannot be used: {1}; name a file in a folder that can be written")]
    StateFile(PathBuf, io::Error),
    /// Another process has locked the state file.
    #[error("{0} is in use by another switchboard: wait for it, or stop it")]
    InUse(PathBuf),
    /// The file holds no state.
    #[error(
        "{0} is not the state file of a replay: name the file that `switchboard replay start \
         --state` wrote"
    )]
    NoState(PathBuf),
    /// The file holds the state of another replay.
    #[error(
        "{0} is the state of a replay of another {1}: name another file, or continue with \
         `switchboard replay watch`"
    )]
    OtherState(PathBuf, &'static str),
    /// Standard output cannot be written.
    #[error("standard output cannot be written: {0}")]
    Output(io::Error),
    /// No table was named.
    #[error("no table is named: name it with --table or --data")]
    NoTable,
}
