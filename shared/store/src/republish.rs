//! Having conclusions published once more, under the same ids and revisions: the repair for anything lost after the ledger.

use genesys::ConversationId;

use crate::error::StoreError;
use crate::ledger_page::{LedgerEntry, LedgerPage, standing};
use crate::ports::{Projections, Written};
use crate::table::Table;

/// How often a page is appended in a race. Each loss means that somebody else said something.
const ATTEMPTS: u32 = 8;

/// What became of asking for something to be said once more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Republished {
    /// So many conclusions are on a new page of the ledger, which is published as every one.
    Marked(usize),
    /// Nothing was ever concluded of the conversation.
    Unknown,
    /// Passes over the conversation won the race every time: ask again.
    Contended,
}

impl Table {
    /// Says what stands in the ledger and is meant once more, on a new page.
    ///
    /// # Errors
    /// As every call; see [`StoreError`].
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
            let meant: Vec<LedgerEntry> = standing(pages).into_iter().filter(&is_meant).collect();
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
