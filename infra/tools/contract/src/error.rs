//! Errors, with what to do about them.

use std::io;
use std::path::PathBuf;

use crate::promises::guard::Broken;

/// Why the documents cannot be generated.
#[derive(Debug, thiserror::Error)]
pub enum ContractError {
    /// A file cannot be read or written.
    #[error("{}: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// The cause.
        source: io::Error,
    },
    /// An event of a story cannot be decoded.
    #[error("an event of a sample's conversation is none: {0}")]
    Envelope(#[from] genesys::EnvelopeError),
    /// A value cannot be read or written as JSON.
    #[error(transparent)]
    Json(#[from] serde_json::Error),
    /// The key of a sample with hashed addresses cannot be used.
    #[error(transparent)]
    Key(#[from] emit::KeyError),
    /// The contract of today breaks an earlier promise.
    #[error(transparent)]
    Broken(#[from] Broken),
    /// The conversation of a sample has no Common Event that meets the conditions of the list.
    #[error(
        "nothing becomes the sample {0}: choose another conversation in \
         infra/tools/contract/src/samples/list.rs"
    )]
    NoSample(String),
}
