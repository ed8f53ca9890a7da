//! What a pass writes besides the commit.

use genesys::{ConversationId, EventKeys, ParticipantId};
use store::keys::{ParticipantSortKey, SortKey};
use store::{LedgerPage, LogPage, ParticipantItem, Projections, StoreError, TreeItem, Written};

use crate::known::Known;
use crate::lifetimes::Lifetimes;
use crate::report::PassReport;

/// The writes of a pass.
pub(crate) struct Writer<'a, S> {
    pub(crate) store: &'a S,
    pub(crate) conversation_id: &'a ConversationId,
    pub(crate) lifetimes: Lifetimes,
}

impl<S: Projections> Writer<'_, S> {
    /// Puts these items, and lets the other participants' items live longer if they have to.
    pub(crate) async fn put_participants(
        &self,
        items: &[ParticipantItem],
        tree: &TreeItem,
        known: &Known,
    ) -> Result<Written, StoreError> {
        for item in items {
            if self.store.put_participant(item).await? == Written::Lost {
                return Ok(Written::Lost);
            }
        }
        if self.lifetimes.participants_are_due() {
            let is_written = |id: &ParticipantId| items.iter().any(|item| item.sk.0 == *id);
            // The index needs the item of a user, even if `TREE` knows more.
            let inline_users = tree.inline.iter().filter(|it| it.user_id.is_some());
            let ids = tree.participants.keys().chain(known.packed.participants.keys());
            let ids = ids.chain(inline_users.map(|it| &it.participant_id));
            for id in ids.filter(|id| !is_written(id)) {
                let key = SortKey::Participant(ParticipantSortKey(id.clone()));
                let expires_at = self.lifetimes.tree_and_ledger;
                self.store.extend_expiry(self.conversation_id, &key, expires_at).await?;
            }
        }
        Ok(Written::Stored)
    }

    /// Lets those pages live longer that would expire too soon. Returns the first of their numbers.
    pub(crate) async fn extend_ledger(&self, pages: &mut [LedgerPage]) -> Result<u32, StoreError> {
        let Lifetimes { refreshed_below, tree_and_ledger, .. } = self.lifetimes;
        let mut first = u32::MAX;
        for page in pages.iter_mut().filter(|page| page.expires_at < refreshed_below) {
            let key = SortKey::Ledger(page.sort_key());
            self.store.extend_expiry(self.conversation_id, &key, tree_and_ledger).await?;
            page.expires_at = tree_and_ledger;
            first = first.min(page.number);
        }
        Ok(first)
    }

    /// Puts new log pages. Lost if another pass has put one of such a number.
    pub(crate) async fn put_log_pages(
        &self,
        pages: &[LogPage],
        report: &mut PassReport,
    ) -> Result<Written, StoreError> {
        for page in pages {
            if self.store.put_log_page(page).await? == Written::Lost {
                return Ok(Written::Lost);
            }
            report.log_pages += 1;
        }
        Ok(Written::Stored)
    }

    /// Puts new pages. Lost if another pass has put a page since this one read the ledger.
    pub(crate) async fn put_ledger_pages(
        &self,
        pages: &[LedgerPage],
        report: &mut PassReport,
    ) -> Result<Written, StoreError> {
        for page in pages {
            if self.store.put_ledger_page(page).await? == Written::Lost {
                return Ok(Written::Lost);
            }
            for entry in &page.entries {
                report.published.push((entry.event_type, entry.revision));
                report.withdrawn += u64::from(entry.status == common_events::Status::Withdrawn);
                tracing::debug!(
                    conversation_id = %entry.conversation_id, common_event_id = %entry.id(),
                    event_type = %entry.event_type, revision = entry.revision,
                    causes = %EventKeys(&entry.causes), "derived"
                );
            }
        }
        Ok(Written::Stored)
    }
}
