//! The table on this machine: an embedded DynamoDB, in memory or in a folder.

use std::path::{Path, PathBuf};
use std::time::Duration;

use store::{StoreError, Table};

use crate::embedded::{Embedded, EmbeddedError};
use crate::streams::{StreamError, StreamReader};
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

/// The table of a folder, for reading while another process may fill it.
#[derive(Debug)]
pub struct LocalReader {
    embedded: Embedded,
    table: Table,
}

/// The stream of the table of a folder, for any number of readers.
#[derive(Debug, Clone)]
pub struct TableStream {
    streams: aws_sdk_dynamodbstreams::Client,
    dynamodb: aws_sdk_dynamodb::Client,
}

impl TableStream {
    /// A reader of the records of later writes, by whatever process.
    ///
    /// # Errors
    /// The stream cannot be read.
    pub async fn at_end(&self) -> Result<StreamReader, StreamError> {
        StreamReader::open_at_end(self.streams.clone(), &self.dynamodb, TABLE).await
    }
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

impl LocalReader {
    /// How often a folder is looked at whose table is about to be created, and the pause between.
    const ATTEMPTS: u32 = 20;
    const PAUSE: Duration = Duration::from_millis(100);

    /// Opens the table of a folder that `run` created, or has just begun to create.
    ///
    /// # Errors
    /// The folder holds no table, or one that cannot be read.
    pub async fn open(folder: &Path) -> Result<Self, LocalError> {
        if !folder.join(crate::embedded::FILE).is_file() {
            return Err(LocalError::Empty(folder.to_path_buf()));
        }
        for attempt in 1.. {
            match Self::try_open(folder).await {
                Ok(Some(reader)) => return Ok(reader),
                Ok(None) if attempt == Self::ATTEMPTS => break,
                Ok(None) => tokio::time::sleep(Self::PAUSE).await,
                // The file may have been written by an older version. If no process writes it, it
                // is brought up to date as any other verb does.
                Err(error) if attempt == Self::ATTEMPTS => return Err(error),
                Err(_) => match Local::open(folder).await {
                    Ok(local) => local.stop().await,
                    Err(LocalError::Embedded(EmbeddedError::InUse { .. })) => {
                        tokio::time::sleep(Self::PAUSE).await;
                    }
                    Err(error) => return Err(error),
                },
            }
        }
        Err(LocalError::Empty(folder.to_path_buf()))
    }

    /// Opens the table; `None` if it does not exist yet.
    async fn try_open(folder: &Path) -> Result<Option<Self>, LocalError> {
        let embedded = Embedded::read(folder)?;
        let client = embedded.dynamodb();
        if client.describe_table().table_name(TABLE).send().await.is_err() {
            embedded.shutdown().await;
            return Ok(None);
        }
        let table = Table::new(client, TABLE);
        Ok(Some(Self { embedded, table }))
    }

    /// The stream of the table.
    #[must_use]
    pub fn stream(&self) -> TableStream {
        TableStream { streams: self.embedded.streams(), dynamodb: self.embedded.dynamodb() }
    }

    /// The table. Writes to it fail.
    #[must_use]
    pub const fn table(&self) -> &Table {
        &self.table
    }

    /// Stops the embedded DynamoDB.
    pub async fn stop(self) {
        self.embedded.shutdown().await;
    }
}
