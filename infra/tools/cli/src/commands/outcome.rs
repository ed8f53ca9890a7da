//! How a verb ended.

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;

use common_events::EventType;
use genesys::ConversationId;
use interactions::platform::NoClient;
use store::StoreError;

#[cfg(feature = "aws")]
use ::doctor::DoctorError;
#[cfg(feature = "aws")]
use ::replay::ReplayError;
use ::simulate::SimulateError;
use console::files::Unopened;
use local_aws::local::LocalError;
use local_aws::pipeline::PipelineError;

/// How a verb ended that could do its work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Done {
    /// All of it.
    Whole,
    /// Some input was rejected; the rest was processed.
    WithRejections,
}

/// Why a verb could not do its work.
#[derive(Debug, thiserror::Error)]
pub enum CommandError {
    /// A file of events cannot be opened.
    #[error(transparent)]
    Input(#[from] Unopened),
    /// The table on this machine cannot be opened.
    #[error(transparent)]
    Local(#[from] LocalError),
    /// The functions stopped.
    #[error(transparent)]
    Pipeline(#[from] PipelineError),
    /// The table failed.
    #[error("the table cannot be used: {0}")]
    Store(#[from] StoreError),
    /// A pass failed.
    #[error("conversation {0} cannot be reprojected: {1}")]
    Pass(ConversationId, reconstruct::PassError),
    /// Nothing is stored of a conversation.
    #[error("conversation {0} is not stored: `switchboard list` shows those that are")]
    Unknown(ConversationId),
    /// Several conversations have ids that begin like this.
    #[error(
        "{0} is the beginning of several conversations' ids: {list}; name more of the one",
        list = listed(.1)
    )]
    Ambiguous(ConversationId, Vec<ConversationId>),
    /// A conversation of a deployed table is to be erased by the beginning of its id.
    #[error("conversation {0} is not stored; if you mean {1}, erase it by its whole id")]
    WholeId(ConversationId, ConversationId),
    /// Nobody of this name is in the directory, and the text is no id.
    #[error(
        "no user in the directory of names is called {0}: name them by their id, or import their \
         name with `switchboard names import`"
    )]
    NobodyNamed(String),
    /// Several users of the directory have this name.
    #[error("{0} may be several users: {1}; name the one by their id")]
    SeveralNamed(String, String),
    /// A file of names cannot be read.
    #[error("{0} cannot be read ({1}): name files of names, or - for standard input")]
    NamesFile(PathBuf, io::Error),
    /// A conversation has no Common Event of the wanted type.
    #[error("conversation {0} has no {1}: `switchboard why` without a type shows all")]
    NoneOfType(ConversationId, EventType),
    /// Other passes keep changing the conversation, so its ledger cannot be changed.
    #[error("events of conversation {0} keep arriving: try again in a moment")]
    Busy(ConversationId),
    /// Events could not be written.
    #[error(transparent)]
    Simulate(#[from] SimulateError),
    /// An argument is neither a conversation's id nor a file.
    #[error("{0} is neither a conversation's id nor a file that can be read ({1})")]
    Target(String, io::Error),
    /// A file names no conversation.
    #[error(
        "{0} names no conversation: name files of an on-failure destination, or of messages of a \
         dead-letter queue"
    )]
    Nameless(String),
    /// A file cannot be read or written.
    #[error("{0} cannot be written: {1}")]
    File(PathBuf, io::Error),
    /// A file of rules cannot be read.
    #[error("{0} cannot be read ({1}): name files of event patterns, or - for standard input")]
    Rules(PathBuf, io::Error),
    #[cfg(feature = "aws")]
    /// A replay could not be planned, started or followed.
    #[error(transparent)]
    Replay(#[from] ReplayError),
    #[cfg(feature = "aws")]
    /// A stack could not be checked.
    #[error(transparent)]
    Doctor(#[from] DoctorError),
    /// Files for analysts could not be written.
    #[cfg(feature = "export")]
    #[error(transparent)]
    Export(#[from] ::export::ExportError),
    /// This build has no verb `export`.
    #[cfg(not(feature = "export"))]
    #[error(
        "this build cannot write Parquet files: take the command of a release, or build it without \
         `--no-default-features`"
    )]
    ExportLeftOut,
    /// The page of a conversation could not be made.
    #[error(transparent)]
    Page(#[from] render::html::PageError),
    /// The address to listen at is reachable from other machines.
    #[error(
        "{0} can be reached from other machines, and callers are not authenticated: name a \
         loopback address, such as 127.0.0.1:8080"
    )]
    Address(SocketAddr),
    /// The address to listen at is not available.
    #[error("{0} is not available: {1}; name another address with --listen")]
    Listen(SocketAddr, io::Error),
    /// The client of the Platform API could not be built.
    #[error(transparent)]
    Platform(#[from] NoClient),
    /// Standard output cannot be written.
    #[error("standard output cannot be written: {0}")]
    Output(#[from] io::Error),
}

/// Ids in one line.
fn listed(ids: &[ConversationId]) -> String {
    ids.iter().map(ConversationId::as_str).collect::<Vec<_>>().join(", ")
}

impl CommandError {
    /// Whether the reader of standard output has closed it.
    #[must_use]
    pub fn is_broken_pipe(&self) -> bool {
        match self {
            Self::Output(error) | Self::Simulate(SimulateError::Write(error)) => {
                error.kind() == io::ErrorKind::BrokenPipe
            }
            #[cfg(feature = "aws")]
            Self::Replay(ReplayError::Output(error)) => error.kind() == io::ErrorKind::BrokenPipe,
            _ => false,
        }
    }
}
