//! Where the table is: in a folder on this machine, or in AWS.

use runtime::clients;
use store::Table;

use super::CommandError;
use crate::cli::TableLocation;
use local_aws::local::{Local, LocalReader};

/// A table, and the local store `L` that must stay alive while the table is used.
pub(super) struct Opened<L> {
    pub table: Table,
    pub local: Option<L>,
}

/// A table that is read and written.
pub(super) type OpenTable = Opened<Local>;

/// A table that is only read.
pub(super) type ReadTable = Opened<LocalReader>;

impl ReadTable {
    /// Closes the table.
    pub async fn close(self) {
        if let Some(local) = self.local {
            local.stop().await;
        }
    }
}

impl OpenTable {
    /// Closes the table.
    pub async fn close(self) {
        if let Some(local) = self.local {
            local.stop().await;
        }
    }
}

impl TableLocation {
    /// Opens the table.
    pub(super) async fn open(&self) -> Result<OpenTable, CommandError> {
        match (&self.data, &self.table) {
            (Some(folder), _) => {
                let local = Local::open(folder).await?;
                Ok(OpenTable { table: local.table().clone(), local: Some(local) })
            }
            (None, name) => Ok(OpenTable { table: deployed(name.as_deref()).await, local: None }),
        }
    }

    /// Opens the table. A folder that does not exist is created.
    pub(super) async fn start(&self) -> Result<OpenTable, CommandError> {
        let Some(folder) = &self.data else { return self.open().await };
        let local = Local::start(Some(folder)).await?;
        Ok(OpenTable { table: local.table().clone(), local: Some(local) })
    }

    /// Opens the table for reading. A folder may be filled by another process at the same time.
    pub(super) async fn read(&self) -> Result<ReadTable, CommandError> {
        match (&self.data, &self.table) {
            (Some(folder), _) => {
                let local = LocalReader::open(folder).await?;
                Ok(ReadTable { table: local.table().clone(), local: Some(local) })
            }
            (None, name) => Ok(ReadTable { table: deployed(name.as_deref()).await, local: None }),
        }
    }
}

/// A table in AWS.
async fn deployed(name: Option<&str>) -> Table {
    let client = clients::dynamodb(&clients::configuration().await);
    Table::new(client, name.unwrap_or_default())
}
