//! Why an export stopped.

use std::io;
use std::path::PathBuf;

use parquet::errors::ParquetError;

/// Why an export stopped.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The folder has files. Those of another export would be read together with the new ones.
    #[error("{0} is not empty: name a new folder, or remove its content")]
    NotEmpty(PathBuf),
    /// A file or folder cannot be created, written or renamed.
    #[error("{0} cannot be written: {1}")]
    File(PathBuf, #[source] io::Error),
    /// Rows cannot be written as Parquet.
    #[error("{0} cannot be written: {1}")]
    Parquet(PathBuf, #[source] ParquetError),
}
