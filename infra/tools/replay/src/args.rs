//! The verbs of `replay`, and their flags.

use std::num::NonZeroU64;
use std::path::PathBuf;

use clap::{Args, Subcommand};
use genesys::Timestamp;

use super::cost::DEFAULT_RATE;
use super::interval::minutes;
use super::name::Prefix;
use super::warning::Warning;

/// `replay`.
#[derive(Debug, Args)]
pub struct Replay {
    /// What to do
    #[command(subcommand)]
    pub verb: ReplayVerb,
}

/// The verbs of `replay`.
#[derive(Debug, Subcommand)]
pub enum ReplayVerb {
    /// Show what a replay would do, how long it takes, what it costs, and warnings
    #[command(after_help = "Example:\n  \
            switchboard replay plan --archive genesys --rule \"$(output IntakeRuleArn)\" \\\n    \
            --from 2026-03-01T00:00:00Z --to 2026-03-08T00:00:00Z --table switchboard")]
    Plan(Planned),
    /// Replay window after window until all are done; with an existing state file, continue
    #[command(after_help = "Exit status: 0 when all was replayed, 1 when a window failed or was \
            cancelled, 2 when it was not started.\n\n\
            Example:\n  \
            switchboard replay start --archive genesys --rule \"$(output \
            IntakeRuleArn)\" \\\n    \
            --from 2026-03-01T00:00:00Z --to 2026-03-08T00:00:00Z --window \"1 day\" \\\n    \
            --state march.json --despite publishes")]
    Start(Start),
    /// Follow a replay that was started, and continue it until all windows are done
    #[command(after_help = "Example:\n  \
            switchboard replay watch --state march.json")]
    Watch(Watch),
    /// Cancel running and waiting windows; what was replayed stays
    #[command(after_help = "Example:\n  \
            switchboard replay cancel --state march.json")]
    Cancel(Cancel),
    /// Compare what arrived with what was replayed
    #[command(
        after_help = "Exit status: 1 when an event is missing, a line holds none, or a window was \
            not replayed to the end.\n\n\
            Examples:\n  \
            switchboard replay verify --state march.json --table switchboard --events \
            march.jsonl\n  \
            switchboard replay verify --state march.json --table switchboard --scan"
    )]
    Verify(Verify),
}

/// The events to replay.
#[derive(Debug, Args)]
pub struct Planned {
    /// The archive of the partner bus, by name or ARN
    #[arg(long, value_name = "NAME|ARN")]
    pub archive: String,
    /// The time of the first event: the `time` of the envelope, rounded down to the minute
    #[arg(long, value_name = "INSTANT")]
    pub from: Timestamp,
    /// The time after the last event
    #[arg(long, value_name = "INSTANT")]
    pub to: Timestamp,
    /// The ARN of the rule to replay to; no other rule of the bus gets the events
    #[arg(long, value_name = "ARN")]
    pub rule: Option<String>,
    /// Check the throughput of this table
    #[arg(long, value_name = "NAME")]
    pub table: Option<String>,
    /// Files of the events of these times, in any form that `run` accepts: their events and
    /// conversations are counted
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub events: Vec<PathBuf>,
    /// Days that the table keeps events. The default is EVENT_RETENTION_DAYS, else 400
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u32).range(1..=36_500))]
    pub retention_days: Option<u32>,
    /// Events a second for the estimate
    #[arg(
        long,
        value_name = "N",
        default_value_t = DEFAULT_RATE,
        value_parser = clap::value_parser!(u32).range(1..)
    )]
    pub rate: u32,
    /// Length of a window, such as "1 day" or 6h; by default, so that each has about a million
    /// events
    #[arg(long, value_name = "DURATION", value_parser = minutes)]
    pub window: Option<NonZeroU64>,
}

/// `start`.
#[derive(Debug, Args)]
pub struct Start {
    #[command(flatten)]
    pub planned: Planned,
    #[command(flatten)]
    pub followed: Watch,
    /// How many windows are replayed at once; an account may have ten replays in a Region
    #[arg(
        long,
        value_name = "N",
        default_value_t = 1,
        value_parser = clap::value_parser!(u8).range(1..=10)
    )]
    pub at_once: u8,
    /// The prefix of the replays' names; subscribers find the name in `metadata.replay`
    #[arg(long, value_name = "PREFIX", default_value = "backfill")]
    pub name: Prefix,
    /// Start despite this warning of the plan
    #[arg(long, value_name = "WARNING", value_enum)]
    pub despite: Vec<Warning>,
    /// Replay windows again that failed or were cancelled
    #[arg(long)]
    pub again: bool,
}

/// `watch`.
#[derive(Debug, Args)]
pub struct Watch {
    /// The file that keeps the progress of the replay
    #[arg(long, value_name = "FILE")]
    pub state: PathBuf,
    /// The longest pause between two checks, in seconds
    #[arg(
        long,
        value_name = "SECONDS",
        default_value_t = 30,
        value_parser = clap::value_parser!(u64).range(1..=3_600)
    )]
    pub every: u64,
}

/// `cancel`.
#[derive(Debug, Args)]
pub struct Cancel {
    /// The file that keeps the progress of the replay
    #[arg(long, value_name = "FILE")]
    pub state: PathBuf,
}

/// `verify`.
#[derive(Debug, Args)]
pub struct Verify {
    /// The file that keeps the progress of the replay
    #[arg(long, value_name = "FILE")]
    pub state: PathBuf,
    /// Where the events should be: a folder that `run --data` keeps a table in
    #[arg(long, value_name = "DIR", conflicts_with = "table")]
    pub data: Option<PathBuf>,
    /// Where the events should be: a table in AWS. The default is the table that was named at
    /// `start`
    #[arg(long, value_name = "NAME")]
    pub table: Option<String>,
    /// Files of the events that were to be replayed, in any form that `run` accepts: each event is
    /// looked up
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub events: Vec<PathBuf>,
    /// Count events by reading the whole table
    #[arg(long)]
    pub scan: bool,
}
