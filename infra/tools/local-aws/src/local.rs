//! The table on this machine: an embedded DynamoDB, in memory or in a folder.

use std::path::{Path, PathBuf};

use store::{StoreError, Table};

use crate::embedded::{Embedded, EmbeddedError};
use crate::wake_ups::{LocalWakeUps, WakeUpError};

/// Name of the table.
pub const TABLE: &str = "switchboard";

/// A table on this machine. With a folder, the table persists.
#[derive(Debug)]
pub struct Local {
    embedded: Embedded,
    table: Table,
    wake_ups: LocalWakeUps,
    folder: Option<PathBuf>,
}

/// Why the table on this machine cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum LocalError {
    /// The embedded DynamoDB did not start.
    #[error(transparent)]
    Embedded(#[from] EmbeddedError),
    /// The table could not be created.
    #[error("the table cannot be created: {0}")]
    Table(#[from] StoreError),
    /// The queue of wake-ups cannot be opened.
    #[error(transparent)]
    WakeUps(#[from] WakeUpError),
    /// The folder holds no table, and the verb creates none.
    #[error("{0} holds no table: name the folder that `switchboard run --data` wrote to")]
    Empty(PathBuf),
}

impl Local {
    /// Opens the table of a folder, which is created when absent; or a table in memory.
    pub async fn start(folder: Option<&Path>) -> Result<Self, LocalError> {
        let embedded = Embedded::start(folder)?;
        Table::create(&embedded.dynamodb(), TABLE).await?;
        let table = Table::new(embedded.dynamodb(), TABLE);
        let wake_ups = LocalWakeUps::open(folder)?;
        Ok(Self { embedded, table, wake_ups, folder: folder.map(Path::to_path_buf) })
    }

    /// Opens the table of a folder that `run` created.
    pub async fn open(folder: &Path) -> Result<Self, LocalError> {
        if !folder.join(crate::embedded::FILE).is_file() {
            return Err(LocalError::Empty(folder.to_path_buf()));
        }
        Self::start(Some(folder)).await
    }

    /// The table. Clones share one meter.
    #[must_use]
    pub const fn table(&self) -> &Table {
        &self.table
    }

    /// The queue of wake-ups.
    #[must_use]
    pub const fn wake_ups(&self) -> &LocalWakeUps {
        &self.wake_ups
    }

    /// The embedded DynamoDB.
    #[must_use]
    pub const fn embedded(&self) -> &Embedded {
        &self.embedded
    }

    /// The folder, if there is one.
    #[must_use]
    pub fn folder(&self) -> Option<&Path> {
        self.folder.as_deref()
    }

    /// Stops the embedded DynamoDB.
    pub async fn stop(self) {
        self.embedded.shutdown().await;
    }
}
