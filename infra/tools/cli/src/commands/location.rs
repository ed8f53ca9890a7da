//! Where the table is: in a folder on this machine, or in AWS.

use runtime::clients;
use store::Table;

use super::CommandError;
use crate::cli::TableLocation;
use local_aws::local::Local;

/// A table, and the local store that must stay alive while the table is used.
pub(super) struct OpenTable {
    pub table: Table,
    pub local: Option<Local>,
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
            (None, name) => {
                let client = clients::dynamodb(&clients::configuration().await);
                Ok(OpenTable {
                    table: Table::new(client, name.clone().unwrap_or_default()),
                    local: None,
                })
            }
        }
    }
}
