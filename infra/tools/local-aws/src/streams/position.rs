//! How far a stream has been read, and the file that keeps this position.
//!
//! A position is never ahead of what was acknowledged, and the file holds either the old or the new
//! one, whole. A position that is behind is harmless: its records are delivered again, and every
//! function accepts a record twice.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{fs, io};

use serde::{Deserialize, Serialize};

/// A position in a stream: after everything that was acknowledged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checkpoint {
    /// The ARN of the stream. A table that is created anew has another one.
    pub stream: String,
    /// Progress by shard id. A shard that is missing here is read from its oldest record.
    pub shards: BTreeMap<String, Progress>,
}

/// How far a shard has been read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Progress {
    /// Up to and including the record with this sequence number.
    After(String),
    /// To the end of a closed shard.
    Finished,
}

/// The file `<follower>.position` in the data folder, with the [`Checkpoint`] of one reader as
/// JSON.
#[derive(Debug, Clone)]
pub struct Position {
    path: PathBuf,
}

/// Why a position could not be loaded or stored.
#[derive(Debug, thiserror::Error)]
pub enum PositionError {
    /// The file cannot be read or written.
    #[error("the position in {} cannot be saved: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// The error of the file system.
        source: io::Error,
    },
    /// The file holds no position.
    #[error(
        "{} is not a position: {source}; delete it to read the stream from its oldest record",
        path.display()
    )]
    Content {
        /// The file.
        path: PathBuf,
        /// The parse error.
        source: serde_json::Error,
    },
}

impl Position {
    /// The position of a reader, such as `reconstruct` or `emit`, in a data folder that exists.
    #[must_use]
    pub fn new(folder: &Path, follower: &str) -> Self {
        Self { path: folder.join(format!("{follower}.position")) }
    }

    /// Loads the position that was stored last; `None` when there is none.
    ///
    /// # Errors
    /// When the file cannot be read or holds something else.
    pub fn load(&self) -> Result<Option<Checkpoint>, PositionError> {
        let text = match fs::read(&self.path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(source) => return Err(PositionError::File { path: self.path.clone(), source }),
        };
        let checkpoint = serde_json::from_slice(&text);
        checkpoint
            .map(Some)
            .map_err(|source| PositionError::Content { path: self.path.clone(), source })
    }

    /// Replaces the stored position, without waiting for the disk: a sync takes 3 ms, more than
    /// most batches, and written data survives a killed process without it.
    ///
    /// # Errors
    /// When the file cannot be written; the old position then stays.
    pub fn store(&self, checkpoint: &Checkpoint) -> Result<(), PositionError> {
        let unwritten = |source| PositionError::File { path: self.path.clone(), source };
        let text = serde_json::to_vec(checkpoint).map_err(|error| unwritten(error.into()))?;
        let next = self.path.with_extension("position.next");
        fs::write(&next, text).and_then(|()| fs::rename(&next, &self.path)).map_err(unwritten)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The next position replaces the stored one and leaves no other file behind.
    #[test]
    fn a_position_is_replaced_whole() {
        let folder = tempfile::tempdir().unwrap();
        let position = Position::new(folder.path(), "emit");
        assert_eq!(position.load().unwrap(), None);
        let mut checkpoint = Checkpoint { stream: "arn".to_owned(), shards: BTreeMap::new() };
        position.store(&checkpoint).unwrap();
        checkpoint.shards.insert("a".to_owned(), Progress::Finished);
        checkpoint
            .shards
            .insert("b".to_owned(), Progress::After("100000000000000000001".to_owned()));
        position.store(&checkpoint).unwrap();
        assert_eq!(position.load().unwrap(), Some(checkpoint));
        let files: Vec<_> =
            fs::read_dir(folder.path()).unwrap().map(|file| file.unwrap().file_name()).collect();
        assert_eq!(files, ["emit.position"]);
    }

    /// The error for a file with other content says what to do. The content is never treated as an
    /// empty position.
    #[test]
    fn another_content_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("emit.position"), "{").unwrap();
        let error = Position::new(folder.path(), "emit").load().unwrap_err();
        assert!(error.to_string().contains("delete it"), "{error}");
    }
}
