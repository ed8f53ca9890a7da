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
    #[error("{0}; what runs goes on, and `switchboard replay watch` follows it")]
    Interrupted(#[from] Interrupted),
    /// The archive cannot be described.
    #[error(
        "archive {0} cannot be described: {1}; name it by name or ARN, as the stack's output \
         ArchiveArn does"
    )]
    Archive(String, NotDone),
    /// The rule cannot be described.
    #[error(
        "rule {0} cannot be described: {1}; name it by ARN, as the stack's output IntakeRuleArn \
         does"
    )]
    Rule(String, NotDone),
    /// The rule is on another bus than the archive's.
    #[error(
        "rule {0} is not on {1}, and a replay goes to the bus it came from alone: name a rule of \
         that bus"
    )]
    OtherBus(String, String),
    /// The table cannot be described.
    #[error("table {0} cannot be described: {1}; name it as the stack's output TableName does")]
    Table(String, String),
    /// The plan has warnings that were not accepted.
    #[error("not started, for what the plan says of {}: mend it, or add --despite {}", .0.join(", \
        "), .0.join(" --despite "))]
    Warned(Vec<String>),
    /// No rule was named.
    #[error(
        "a replay is for the rule of the intake alone: name it by --rule, as the stack's output \
         IntakeRuleArn does"
    )]
    NoRule,
    /// The window is empty.
    #[error("--to has to be later than --from")]
    Empty,
    /// The state file cannot be used.
    #[error("{0} cannot be used: {1}; name a file in a folder that can be written")]
    StateFile(PathBuf, io::Error),
    /// Another process has locked the state file.
    #[error("{0} is in use by another switchboard: wait for it, or stop it")]
    InUse(PathBuf),
    /// The file holds no state.
    #[error(
        "{0} holds no state of a replay: name the file that `switchboard replay start --state` \
         wrote"
    )]
    NoState(PathBuf),
    /// The file holds the state of another replay.
    #[error(
        "{0} is the state of a replay of another {1}: name another file, or go on with \
         `switchboard replay watch`"
    )]
    OtherState(PathBuf, &'static str),
    /// Standard output cannot be written.
    #[error("standard output cannot be written: {0}")]
    Output(io::Error),
    /// No table was named.
    #[error("there is no table to look into: name it by --table or --data")]
    NoTable,
}
