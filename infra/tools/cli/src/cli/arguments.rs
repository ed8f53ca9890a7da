//! The arguments of the verbs.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use common_events::EventType;
use genesys::vocabulary::MediaType;
use genesys::{ConversationId, Timestamp, UserId};

use crate::values::{event_type, first_instant, last_instant, medium, probability};

/// `demo`.
#[derive(Debug, Args)]
pub struct Demo {
    /// Let these and made-up conversations happen now, in pages for a browser: prints their
    /// address, and ends with Ctrl-C
    #[arg(long)]
    pub serve: bool,
    /// How many times as fast as in reality they happen
    #[arg(long, value_name = "N", default_value_t = 10, requires = "serve",
        value_parser = clap::value_parser!(u32).range(1..=60))]
    pub speed: u32,
    /// The loopback address to listen at. The default is that of `serve`, or a free one if that is
    /// taken
    #[arg(long, value_name = "ADDRESS", requires = "serve")]
    pub listen: Option<SocketAddr>,
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
    /// When the documents were exported, as an instant or a day (UTC). Of several documents of a
    /// conversation, the one that was exported later wins. Without it, the time at which each file
    /// was last modified; of standard input, now. A document that is stored already keeps its time
    #[arg(long, value_name = "INSTANT|DAY", value_parser = first_instant)]
    pub exported_at: Option<Timestamp>,
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
    /// Print the sums as metrics for CloudWatch instead of the findings: a line of the embedded
    /// metric format for all events, each topic and each field that differs
    #[arg(long)]
    pub metrics: bool,
    /// Write the sums to this file, as JSON
    #[arg(long, value_name = "FILE")]
    pub summary: Option<PathBuf>,
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
    #[command(flatten)]
    pub names: NamesSwitch,
    /// Write a page for a browser to this file instead; - is standard output
    #[arg(long, value_name = "FILE")]
    pub html: Option<PathBuf>,
}

/// Whether the directory of names is used.
#[derive(Debug, Clone, Copy, Args)]
pub struct NamesSwitch {
    /// Do not look up names in the directory, nor ask Genesys Cloud for them; as with
    /// DIRECTORY_OF_NAMES=false
    #[arg(long)]
    pub no_names: bool,
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
    /// The conversation's id, or its beginning: at least four characters. A beginning is searched
    /// with --data among all keys of the table; with --table only among the open conversations and
    /// those that began in the last 31 days, some 200,000 at most
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
    #[command(flatten)]
    pub names: NamesSwitch,
    /// Only conversations of this user: their id, or their name or a part of it if the directory
    /// of names has only one such user
    #[arg(long, value_name = "USER")]
    pub user: Option<String>,
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

/// `export`.
#[derive(Debug, Args)]
pub struct Export {
    #[command(flatten)]
    pub location: TableLocation,
    /// Only conversations that began at this instant or later, or on this day (UTC) or later; from
    /// an index, without reading the whole table
    #[arg(long, value_name = "INSTANT|DAY", value_parser = first_instant)]
    pub since: Option<Timestamp>,
    /// Only conversations that began at this instant or before, or on this day (UTC) or before
    #[arg(long, value_name = "INSTANT|DAY", value_parser = last_instant, requires = "since")]
    pub until: Option<Timestamp>,
    /// The folder for the files: an empty one, or one that does not exist yet
    #[arg(value_name = "FOLDER")]
    pub folder: PathBuf,
}

/// `serve`.
#[derive(Debug, Args)]
pub struct Serve {
    #[command(flatten)]
    pub location: TableLocation,
    /// The address to listen at: a loopback address, which only this machine reaches
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,
    #[command(flatten)]
    pub names: NamesSwitch,
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
    /// Conversations, by their ids or beginnings of them, or files of records from a stream's
    /// on-failure destination; without any, every conversation. Conversations in such files are
    /// always published, because their events were never processed
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
    /// Conversations, by their ids or beginnings of them, or files of records that emit failed to
    /// publish: from a stream's on-failure destination, or dead letters from its queue
    #[arg(required = true, value_name = "CONVERSATION|FILE")]
    pub targets: Vec<String>,
}

/// `forget`.
#[derive(Debug, Args)]
pub struct Forget {
    #[command(flatten)]
    pub location: TableLocation,
    /// Erase the name of this user from the directory, and keep none for as long as a conversation
    /// may mention them. Their conversations stay, with the names that events gave
    #[arg(long = "user", value_name = "ID")]
    pub users: Vec<UserId>,
    /// The conversations to erase: their ids, with --data also beginnings of them
    #[arg(required_unless_present = "users", value_name = "CONVERSATION")]
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
