//! What a pass reads.
//!
//! It reads the commit first. If the commit names log pages, or the process remembers an earlier
//! pass, it reads the rest from there:
//!
//! - the log pages that it does not remember;
//! - of the log what the pages may lack: all since [`PackedLog::before`], or, if it remembers all
//!   that the commit knew, what is newer than that, less [`Packing::recent_ms`];
//! - of the ledger the pages that are on no log page and not remembered;
//! - its own events, by which it was started, if it does not know them by then: late ones, which
//!   happened before what it has read.
//!
//! A pass that a wake-up started reads strongly: another pass may rely on that wake-up, whose event
//! this one has to find. See `reminder` for events that it would not find.
//!
//! So it knows whatever the commit knew, because a commit first puts on a log page what it knows
//! from before `PackedLog::before`. It may not know what no pass has committed yet. Then it merely
//! knows less, and the pass of that event is still to come.
//!
//! A pass reads everything at first, after an upgrade, and after a race that it cannot win
//! otherwise: where a participant's item, or a log page, is of a pass that knew more and has not
//! committed.
//!
//! [`PackedLog::before`]: store::PackedLog::before
//! [`Packing::recent_ms`]: crate::packing::Packing::recent_ms

use genesys::time::MAX_EVENT_TIME_MS;
use genesys::{ConversationId, Timestamp};
use store::keys::EventSortKey;
use store::{Consistency, EventLog, LatestCommit, LogPage, StoreError, TreeItem};

use crate::known::{Known, Packed};
use crate::remembered::Remembered;

/// Before and after every event.
const FIRST: Timestamp = Timestamp::from_ms(0);
const LAST: Timestamp = Timestamp::from_ms(MAX_EVENT_TIME_MS - 1);

/// The reads of a pass.
pub(crate) struct Reader<'a, S> {
    pub(crate) store: &'a S,
    pub(crate) conversation_id: &'a ConversationId,
    /// The events by which the pass was started.
    pub(crate) own: &'a [EventSortKey],
    /// See [`crate::packing::Packing::recent_ms`].
    pub(crate) recent_ms: i64,
}

impl<S: EventLog> Reader<'_, S> {
    /// Reads what there is beside this commit.
    pub(crate) async fn read(
        &self,
        latest: LatestCommit,
        remembered: Option<Remembered>,
        everything: bool,
    ) -> Result<Known, StoreError> {
        let LatestCommit { tree, items } = latest;
        let partly = match &tree {
            Some(tree) if !everything => self.read_partly(tree, remembered).await?,
            _ => None,
        };
        let known = match partly {
            Some(known) => known,
            None => {
                let all = self.store.log_and_ledger(self.conversation_id).await?;
                let known = Known::of_all(all, tree.as_ref().and_then(|tree| tree.series))?;
                Known { is_ahead: tree.is_some(), ..known }
            }
        };
        Ok(Known { tree, items, ..known })
    }

    /// Reads what is not remembered; `None` if everything has to be read.
    async fn read_partly(
        &self,
        tree: &TreeItem,
        remembered: Option<Remembered>,
    ) -> Result<Option<Known>, StoreError> {
        let (Some(series), id) = (tree.series, self.conversation_id) else { return Ok(None) };
        let remembered = remembered.filter(|it| it.series == series);
        let is_complete = remembered.as_ref().is_some_and(|it| it.version == Some(tree.version));
        let packed = Packed { series: Some(series), ..Packed::default() };
        let mut known = Known { packed, ..Known::default() };
        let (mut pages, mut end) = (Vec::new(), 0);
        if let Some(remembered) = remembered {
            (pages, end) = (remembered.pages, remembered.end);
            (known.events, known.ledger) = (remembered.events, remembered.ledger);
        }
        let named = tree.packed.as_ref();
        if let Some(last) = named.map(|named| named.pages).filter(|last| *last > end) {
            let more = self.store.log_pages(id, end + 1, last).await?;
            if !(end + 1..=last).eq(more.iter().map(LogPage::number)) {
                tracing::warn!(conversation_id = %id, "a log page is not there");
                return Ok(None);
            }
            pages.extend(more.into_iter().filter(|page| page.series == series));
            end = last;
        }
        for page in pages {
            let mut content = page.read()?;
            known.packed.take(page, &mut content);
            known.events.extend(content.events);
            known.ledger.extend(content.ledger);
        }
        known.packed.end = end;
        known.sort();
        let (first, consistency) = match named {
            _ if is_complete => {
                let first = known.newest().unwrap_or(FIRST).minus_ms(self.recent_ms);
                let found_by_all = named.map_or(first, |named| named.before.max(first));
                known.is_ahead = self.own.iter().any(|key| key.time < found_by_all);
                let is_woken = self.own.is_empty();
                (first, if is_woken { Consistency::Strong } else { Consistency::Eventual })
            }
            Some(named) => {
                known.is_ahead = true;
                (named.before, Consistency::Strong)
            }
            None => return Ok(None),
        };
        known.events.extend(self.store.events_between(id, first, LAST, consistency).await?);
        known.ledger.extend(self.store.ledger_after(id, known.ledger_end(), consistency).await?);
        known.sort();
        if let Some((first, last)) = known.missing(self.own) {
            let own = self.store.events_between(id, first, last, Consistency::Strong).await?;
            known.events.extend(own);
            known.sort();
        }
        Ok(Some(known).filter(Known::has_whole_ledger))
    }
}
