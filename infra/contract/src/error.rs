//! What can go wrong, and what to do.

use std::io;
use std::path::PathBuf;

use crate::promises::guard::Broken;

/// Why there are no documents.
#[derive(Debug, thiserror::Error)]
pub enum ContractError {
    /// A file cannot be read or written.
    #[error("{}: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What happened.
        source: io::Error,
    },
    /// An event of a story cannot be decoded.
    #[error("an event of a sample's conversation is none: {0}")]
    Envelope(#[from] genesys::EnvelopeError),
    /// A value cannot be read or written as JSON.
    #[error(transparent)]
    Json(#[from] serde_json::Error),
    /// The contract of today breaks that of yesterday.
    #[error(transparent)]
    Broken(#[from] Broken),
    /// The conversation of a sample does not say what the list expects.
    #[error(
        "nothing becomes the sample {0}: choose another conversation in infra/contract/src/samples/list.rs"
    )]
    NoSample(String),
}
