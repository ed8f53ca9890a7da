//! The command line: verbs, flags and their examples.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum};
use common_events::EventType;
use genesys::vocabulary::MediaType;
use genesys::{ConversationId, Timestamp, UserId};

use crate::values::{first_instant, last_instant, medium};
use replay::args::Replay;

/// Turn Genesys Cloud conversation events into conversation trees and Common Events, on this
/// machine: the real functions on an embedded DynamoDB. No AWS account, no Docker, no token.
#[derive(Debug, Parser)]
#[command(name = "switchboard", version, max_term_width = 110)]
pub struct Cli {
    /// Print JSON Lines and nothing else on standard output; the default when that is not a
    /// terminal
    #[arg(long, global = true)]
    pub json: bool,
    /// What to do
    #[command(subcommand)]
    pub verb: Verb,
}

/// The verbs of the command.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Feed the conversations that ship with the project: print their Common Events, then one tree
    #[command(after_help = "Example:\n  \
            switchboard demo")]
    Demo,
    /// Feed EventBridge events through receive, reconstruct and emit
    #[command(after_help = "Example:\n  \
            switchboard simulate --conversations 100 > events.jsonl\n  \
            switchboard run --data ./table --summary summary.json events.jsonl")]
    Run(Run),
    /// Import conversation-details documents of the analytics API: data that events lack or that
    /// was lost
    #[command(
        after_help = "Files hold documents in any layout: on lines, over many lines, in arrays, \
            in pages of a details query or job; plain or gzip; UTF-8 or UTF-16.\n\n\
            Example:\n  \
            switchboard import --data ./table details.jsonl"
    )]
    Import(Import),
    /// Compare trees with conversation-details documents: lost events, and fields that differ
    #[command(
        after_help = "Exit status: 1 when events are missing, a conversation is not stored or a \
            document cannot be read; with --strict also when anything differs.\n\n\
            Example:\n  \
            switchboard reconcile --table conversations details.jsonl"
    )]
    Reconcile(Reconcile),
    /// Show a conversation: a summary, a timeline, attributes, Common Events
    #[command(after_help = "Examples:\n  \
            switchboard show --data ./table 3b8550e9-6043-5ac1-869b-2d7a4a190958\n  \
            switchboard show --data ./table --html page.html 3b8550e9-6043-5ac1-869b-2d7a4a190958")]
    Show(Show),
    /// List conversations
    #[command(after_help = "Examples:\n  \
            switchboard list --data ./table --open\n  \
            switchboard list --data ./table --since 2026-03-02 --queue support\n  \
            switchboard list --data ./table --open --user 0a7c4a2e-5f0e-4d0c-8f0c-3f8d4a1c7b52")]
    List(List),
    /// Show the stored events of a conversation, and which Common Events each caused
    #[command(after_help = "Example:\n  \
            switchboard log --data ./table 3b8550e9-6043-5ac1-869b-2d7a4a190958")]
    Log(OneConversation),
    /// Explain the Common Events of a conversation: the rule, and the Genesys events behind each
    #[command(after_help = "Examples:\n  \
            switchboard why --data ./table 3b8550e9-6043-5ac1-869b-2d7a4a190958\n  \
            switchboard why --data ./table 3b8550e9-6043-5ac1-869b-2d7a4a190958 AgentAssigned")]
    Why(WhyArgs),
    /// Serve the interactions API and its pages on this machine, without authentication
    #[command(after_help = "Operations are enabled if GENESYS_CLIENT_ID, GENESYS_CLIENT_SECRET, \
            GENESYS_API_URL and GENESYS_LOGIN_URL are set.\n\n\
            Examples:\n  \
            switchboard serve --data ./table\n  \
            switchboard serve --data ./table --as agent \
            --user 0a7c4a2e-5f0e-4d0c-8f0c-3f8d4a1c7b52")]
    Serve(Serve),
    /// Run the pass again: after an upgrade, or for records that a function failed to process
    #[command(after_help = "Examples:\n  \
            switchboard reproject --data ./table\n  \
            switchboard reproject --table switchboard on-failure/*.json")]
    Reproject(Reproject),
    /// Publish Common Events of the ledger again, with the same ids and revisions
    #[command(after_help = "Example:\n  \
            switchboard republish --data ./table --since 2026-03-02T00:00:00Z \\\n    \
            --type AgentTransferredConversation 3b8550e9-6043-5ac1-869b-2d7a4a190958")]
    Republish(Republish),
    /// Erase conversations, and list where copies may remain
    #[command(after_help = "Example:\n  \
            switchboard forget --data ./table 3b8550e9-6043-5ac1-869b-2d7a4a190958")]
    Forget(Forget),
    /// Write detail events as JSON Lines, from conversation-details documents or made up
    #[command(after_help = "Examples:\n  \
            switchboard simulate --conversations 1000 --seed 7 --duplicates 0.1 --shuffle\n  \
            switchboard simulate --conversations 1000 --jitter --lost 0.01\n  \
            switchboard simulate --metrics --details details.json")]
    Simulate(Simulate),
    /// Print the completions of a shell
    #[command(after_help = "Example:\n  \
            switchboard completions bash > ~/.local/share/bash-completion/completions/switchboard")]
    Completions(Completions),
    /// Write the manual pages, one for each verb
    #[command(after_help = "Example:\n  \
            switchboard man ~/.local/share/man/man1")]
    Man(Man),
    /// Check EventBridge rules against the contract: which Common Events match, may match, and
    /// never match
    #[command(
        after_help = "Exit status: 1 when a file holds no rule, no Common Event can ever match \
            one, or a part of one has no effect.\n\n\
            Example:\n  \
            switchboard rules infra/rules/*.json"
    )]
    Rules(RuleFiles),
    /// Backfill: replay the archive of the partner bus, in windows, and check that everything
    /// arrived
    #[command(after_help = "Examples:\n  \
            switchboard replay plan --help\n  \
            switchboard replay watch --state march.json")]
    Replay(Replay),
}

/// `run`.
#[derive(Debug, Args)]
pub struct Run {
    /// Keep the table, the stream positions and the wake-ups in this folder; without it, in memory
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// How many messages one invocation of receive gets. Reconstruct and emit get 100 stream
    /// records, or this many if it is larger
    #[arg(
        long,
        value_name = "N",
        default_value_t = 10,
        value_parser = clap::value_parser!(u32).range(1..=10_000)
    )]
    pub batch: u32,
    /// Feed the events in another order, the same for the same seed. Shuffles within some thousands
    /// of events at a time, so that memory stays bounded
    #[arg(long, value_name = "SEED")]
    pub shuffle: Option<u64>,
    /// Which clock decides when a line arrives, and so when Common Events that are held back are
    /// due: this machine's, or each line's `detail.timestamp`. With `events`, lines must be
    /// in that order; a line that is earlier, or has no timestamp, arrives with the one before. At
    /// the end of the input, everything that is held back is published in either case
    #[arg(long, value_name = "CLOCK", value_enum, default_value_t = Time::System)]
    pub clock: Time,
    /// How long to hold back Common Events that depend on several events, in seconds; 0 publishes
    /// everything at once. The default is SETTLE_SECONDS, else 5
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u32).range(0..=60))]
    pub settle: Option<u32>,
    /// Write the summary to this file, as JSON
    #[arg(long, value_name = "FILE")]
    pub summary: Option<PathBuf>,
    /// Files of events, in any layout: on lines, over many lines, in arrays; plain or gzip; UTF-8
    /// or UTF-16; - is standard input
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
}

/// The clock that decides when an event arrives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Time {
    /// The time at which each event says that it was sent
    Events,
    /// The time of this machine
    System,
}

/// `import`.
#[derive(Debug, Args)]
pub struct Import {
    #[command(flatten)]
    pub location: TableLocation,
    /// Files of conversation-details documents; - is standard input
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
}

/// `reconcile`.
#[derive(Debug, Args)]
pub struct Reconcile {
    #[command(flatten)]
    pub location: TableLocation,
    /// Exit with status 1 also when nothing was lost but a field differs
    #[arg(long)]
    pub strict: bool,
    /// Files of conversation-details documents; - is standard input
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
}

/// Where the table is.
#[derive(Debug, Clone, Args)]
#[group(required = true, multiple = false)]
pub struct TableLocation {
    /// The folder that `run --data` keeps the table in
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// A DynamoDB table in AWS, reached with the usual AWS configuration
    #[arg(long, value_name = "NAME")]
    pub table: Option<String>,
}

/// `show`.
#[derive(Debug, Args)]
pub struct Show {
    #[command(flatten)]
    pub one: OneConversation,
    /// Write a page for a browser to this file instead; - is standard output
    #[arg(long, value_name = "FILE")]
    pub html: Option<PathBuf>,
}

/// `why`.
#[derive(Debug, Args)]
pub struct WhyArgs {
    #[command(flatten)]
    pub one: OneConversation,
    /// Only Common Events of this type
    #[arg(value_name = "TYPE", value_parser = event_type())]
    pub event_type: Option<EventType>,
}

/// `completions`.
#[derive(Debug, Args)]
pub struct Completions {
    /// The shell
    #[arg(value_name = "SHELL")]
    pub shell: clap_complete::Shell,
}

/// `man`.
#[derive(Debug, Args)]
pub struct Man {
    /// The folder for the pages; it is created when absent
    #[arg(value_name = "DIR")]
    pub folder: PathBuf,
}

/// `log`, and a part of `show` and `why`.
#[derive(Debug, Args)]
pub struct OneConversation {
    #[command(flatten)]
    pub location: TableLocation,
    /// The conversation's id
    #[arg(value_name = "CONVERSATION")]
    pub conversation: ConversationId,
}

/// `list`.
#[derive(Debug, Args)]
pub struct List {
    #[command(flatten)]
    pub location: TableLocation,
    /// Only conversations that have not ended
    #[arg(long)]
    pub open: bool,
    /// Only conversations of this user
    #[arg(long, value_name = "ID")]
    pub user: Option<UserId>,
    /// Only conversations that began at this instant or later, or on this day (UTC) or later; from
    /// an index, without reading the whole table
    #[arg(long, value_name = "INSTANT|DAY", value_parser = first_instant)]
    pub since: Option<Timestamp>,
    /// Only conversations that began at this instant or before, or on this day (UTC) or before
    #[arg(long, value_name = "INSTANT|DAY", value_parser = last_instant)]
    pub until: Option<Timestamp>,
    /// Only conversations with this medium
    #[arg(long, value_name = "MEDIUM", value_parser = medium())]
    pub medium: Option<MediaType>,
    /// Only conversations that wait in this queue or came from it last: the beginning of its id, or
    /// a part of its name
    #[arg(long, value_name = "QUEUE")]
    pub queue: Option<String>,
    /// Only conversations in which this user takes part or, once it has ended, talked: the
    /// beginning of their id, or a part of their name
    #[arg(long, value_name = "AGENT")]
    pub agent: Option<String>,
}

/// `serve`.
#[derive(Debug, Args)]
pub struct Serve {
    #[command(flatten)]
    pub location: TableLocation,
    /// The address to listen at: a loopback address, which only this machine reaches
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,
    /// The role of every caller
    #[arg(long = "as", value_name = "ROLE", value_enum, default_value_t = CallerRole::Admin)]
    pub role: CallerRole,
    /// The Genesys Cloud user of every caller
    #[arg(long, value_name = "ID", required_if_eq("role", "agent"))]
    pub user: Option<UserId>,
}

/// What every caller may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum CallerRole {
    /// Read all interactions
    Admin,
    /// Read all interactions, or with AGENT_VISIBILITY=own the user's own
    Agent,
}

/// `reproject`.
#[derive(Debug, Args)]
pub struct Reproject {
    #[command(flatten)]
    pub location: TableLocation,
    /// Publish Common Events that follow now and did not before the upgrade
    #[arg(long)]
    pub publish: bool,
    /// Conversations, or files of records from a stream's on-failure destination; without any,
    /// every conversation. Conversations in such files are always published, because their events
    /// were never processed
    #[arg(value_name = "CONVERSATION|FILE")]
    pub targets: Vec<String>,
}

/// `republish`.
#[derive(Debug, Args)]
pub struct Republish {
    #[command(flatten)]
    pub location: TableLocation,
    /// Only Common Events that occurred at this instant or later
    #[arg(long, value_name = "INSTANT")]
    pub since: Option<Timestamp>,
    /// Only this type of Common Event
    #[arg(long = "type", value_name = "TYPE", value_parser = event_type())]
    pub event_type: Option<EventType>,
    /// Conversations, or files of records that emit failed to publish: from a stream's on-failure
    /// destination, or dead letters from its queue
    #[arg(required = true, value_name = "CONVERSATION|FILE")]
    pub targets: Vec<String>,
}

/// `forget`.
#[derive(Debug, Args)]
pub struct Forget {
    #[command(flatten)]
    pub location: TableLocation,
    /// The conversations to erase
    #[arg(required = true, value_name = "CONVERSATION")]
    pub conversations: Vec<ConversationId>,
}

/// `simulate`.
#[derive(Debug, Args)]
pub struct Simulate {
    /// How many conversations to make up
    #[arg(long, value_name = "N", default_value_t = 100)]
    pub conversations: u64,
    /// The seed of everything made up: the same seed gives the same bytes
    #[arg(long, value_name = "S", default_value_t = 1)]
    pub seed: u64,
    /// Write the events of the conversations in these files instead: conversation-details
    /// documents, plain or gzip; - is standard input
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub details: Vec<PathBuf>,
    /// Add the metric records
    #[arg(long)]
    pub metrics: bool,
    /// The probability, 0 to 1, that an event is sent again a while later
    #[arg(long, value_name = "P", default_value_t = 0.0, value_parser = probability)]
    pub duplicates: f64,
    /// Change the order of lines
    #[arg(long)]
    pub shuffle: bool,
    /// The probability, 0 to 1, that the end event of a session is never sent
    #[arg(long, value_name = "P", default_value_t = 0.0, value_parser = probability)]
    pub lost: f64,
    /// Delay events as measured in production: most by half a second, some by seconds, a few by
    /// minutes. `time` and `detail.timestamp` are then the time of arrival, and the lines are in
    /// that order
    #[arg(long, conflicts_with = "shuffle")]
    pub jitter: bool,
}

/// `rules`.
#[derive(Debug, Args)]
pub struct RuleFiles {
    /// Files of rules: an event pattern, an array of them, an object with `EventPattern` as `aws
    /// events describe-rule` prints it, or a CloudFormation template in JSON; - is standard input
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
}

/// Parses a type of Common Event. The error for an unknown name lists all types.
fn event_type() -> impl TypedValueParser<Value = EventType> {
    PossibleValuesParser::new(EventType::ALL.iter().map(|event_type| event_type.as_str()))
        .try_map(|name| name.parse::<EventType>())
}

fn probability(text: &str) -> Result<f64, String> {
    let wanted = "a number from 0 to 1";
    text.parse().ok().filter(|p| (0.0..=1.0).contains(p)).ok_or_else(|| wanted.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    // Also: the command line is consistent.
    #[test]
    fn every_verb_has_an_example() {
        let command = Cli::command();
        command.clone().debug_assert();
        for verb in command.get_subcommands() {
            let help = verb.get_after_help().map(ToString::to_string).unwrap_or_default();
            assert!(help.contains("switchboard "), "{}", verb.get_name());
        }
    }
}
