//! The command line: verbs, flags and their examples.

mod arguments;
mod names;

use clap::{Parser, Subcommand};
#[cfg(feature = "aws")]
use doctor::Doctor;
#[cfg(feature = "aws")]
use replay::args::Replay;

pub use arguments::{
    CallerRole, Completions, Demo, Export, Forget, Import, List, Man, NamesSwitch, OneConversation,
    Reconcile, Reproject, Republish, RuleFiles, Run, Serve, Show, Simulate, TableLocation, Time,
    WhyArgs,
};
pub use names::{AllowNames, ImportNames, NamesAction, NamesArgs};

/// Turn Genesys Cloud conversation events into conversation trees and Common Events, on this
/// machine: the real functions on an embedded DynamoDB. No AWS account, no Docker, no token.
#[derive(Debug, Parser)]
#[command(name = "switchboard", version = runtime::version::text(), max_term_width = 110)]
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
    /// Feed the conversations that ship with the project: print their Common Events, then one tree;
    /// or let conversations happen now, in a browser
    #[command(after_help = "Examples:\n  \
            switchboard demo\n  \
            switchboard demo --serve\n  \
            switchboard demo --serve --speed 30")]
    Demo(Demo),
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
            Of several documents of a conversation, the one that was exported later wins. What it \
            leaves out stays if it was exported within 48 hours of the conversation, and was \
            taken back otherwise.\n\n\
            Examples:\n  \
            switchboard import --data ./table details.jsonl\n  \
            switchboard import --data ./table --exported-at 2026-03-03 copy.jsonl"
    )]
    Import(Import),
    /// Audit the feed by conversation-details documents: lost events by topic, how late the others
    /// arrived, and fields in which trees differ
    #[command(
        after_help = "Exit status: 1 when events are missing, a conversation is not stored or a \
            document cannot be read; with --strict also when anything differs.\n\n\
            Examples:\n  \
            switchboard reconcile --table conversations details.jsonl\n  \
            switchboard reconcile --table conversations --metrics details.jsonl"
    )]
    Reconcile(Reconcile),
    /// Show a conversation: a summary, a timeline, attributes, Common Events
    #[command(after_help = "Examples:\n  \
            switchboard show --data ./table 3b8550e9\n  \
            switchboard show --data ./table --html page.html 3b8550e9-6043-5ac1-869b-2d7a4a190958")]
    Show(Show),
    /// List conversations
    #[command(after_help = "Examples:\n  \
            switchboard list --data ./table --open\n  \
            switchboard list --data ./table --since 2026-03-02 --queue support\n  \
            switchboard list --data ./table --open --user \"Kim Lee\"")]
    List(List),
    /// Write conversations and Common Events as Parquet files, for DuckDB, Athena, Spark or pandas
    #[command(
        after_help = "The tables common_events, conversations, participants and segments: a \
            folder of files for each. infra/docs/ANALYTICS.md has every column. Addresses and \
            attributes are as PUBLISHED_ADDRESSES and PUBLISHED_ATTRIBUTES say.\n\n\
            Examples:\n  \
            switchboard export --data ./table ./analytics\n  \
            switchboard export --table conversations --since 2026-03-02 --until 2026-03-02 ./monday"
    )]
    Export(Export),
    /// Show the stored events of a conversation, and which Common Events each caused
    #[command(after_help = "Example:\n  \
            switchboard log --data ./table 3b8550e9-6043-5ac1-869b-2d7a4a190958")]
    Log(OneConversation),
    /// Explain the Common Events of a conversation: the rule, and the Genesys events behind each
    #[command(after_help = "Examples:\n  \
            switchboard why --data ./table 3b8550e9-6043-5ac1-869b-2d7a4a190958\n  \
            switchboard why --data ./table 3b8550e9-6043-5ac1-869b-2d7a4a190958 AgentAssigned")]
    Why(WhyArgs),
    /// The directory of names: of users, queues, flows, outcomes, wrap-up codes, skills, divisions
    #[command(after_help = "Example:\n  \
            switchboard names import --data ./table users.json queues.csv")]
    Names(NamesArgs),
    /// Serve the interactions API and its pages on this machine, without authentication
    #[command(after_help = "Operations are enabled, and names are asked of Genesys Cloud, if \
            GENESYS_CLIENT_ID, GENESYS_CLIENT_SECRET, GENESYS_API_URL and GENESYS_LOGIN_URL are \
            set.\n\n\
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
    /// Erase conversations, or the names of users, and list where copies may remain
    #[command(after_help = "Examples:\n  \
            switchboard forget --data ./table 3b8550e9-6043-5ac1-869b-2d7a4a190958\n  \
            switchboard forget --table conversations --user 0a7c4a2e-5f0e-4d0c-8f0c-3f8d4a1c7b52")]
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
    #[cfg(feature = "aws")]
    /// Backfill: replay the archive of the partner bus, in windows, and check that everything
    /// arrived
    #[command(after_help = "Examples:\n  \
            switchboard replay plan --help\n  \
            switchboard replay watch --state march.json")]
    Replay(Replay),
    #[cfg(feature = "aws")]
    /// Check a deployed stack: sources, rules, queues, functions, alarms, what came in and went out
    #[command(after_help = "Each finding is a sentence that says what to do. Exit status: 0 when \
            all is well, 1 when something has to be done or could not be checked, 2 when nothing \
            could be checked.\n\n\
            Examples:\n  \
            switchboard doctor --stack switchboard\n  \
            switchboard doctor --stack switchboard --probe")]
    Doctor(Doctor),
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
