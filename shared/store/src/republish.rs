//! Publishes Common Events once more, under the same ids and revisions: the repair for anything
//! lost after the ledger.

use genesys::ConversationId;

use crate::error::StoreError;
use crate::ledger_page::{LedgerEntry, LedgerPage, entries_in_force};
use crate::ports::Projections;
use crate::table::Table;
use crate::written::Written;

/// Attempts to append a page in a race. Each loss means that another pass appended a page.
const ATTEMPTS: u32 = 8;

/// The result of republishing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Republished {
    /// This many Common Events are on a new ledger page, which is published like any other.
    Marked(usize),
    /// The conversation has no ledger.
    Unknown,
    /// Other passes won the race every time: try again.
    Contended,
}

impl Table {
    /// Appends the entries in force that satisfy `is_meant` once more, on a new page.
    ///
    /// # Errors
    /// Any error of a DynamoDB call; see [`StoreError`].
    pub async fn republish(
        &self,
        conversation_id: &ConversationId,
        is_meant: impl Fn(&LedgerEntry) -> bool,
    ) -> Result<Republished, StoreError> {
        for _ in 0..ATTEMPTS {
            let pages = self.ledger_pages(conversation_id).await?;
            let last = pages.last().map(|page| page.number);
            let expires_at = pages.iter().map(|page| page.expires_at).max();
            let (Some(last), Some(expires_at)) = (last, expires_at) else {
                return Ok(Republished::Unknown);
            };
            let meant: Vec<LedgerEntry> =
                entries_in_force(pages).into_iter().filter(&is_meant).collect();
            let count = meant.len();
            let mut written = Written::Stored;
            for page in LedgerPage::after(last, meant, expires_at) {
                written = self.put_ledger_page(&page).await?;
                if written == Written::Lost {
                    break;
                }
            }
            if written == Written::Stored {
                return Ok(Republished::Marked(count));
            }
        }
        Ok(Republished::Contended)
    }
}
