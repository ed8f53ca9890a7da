//! When a pass puts events on a log page, and which.
//!
//! A pass that commits packs once enough events happened long enough ago. What happens later, and
//! arrives later still, is late: the pass that was started by it reads it, and puts it on a page at
//! once, because later passes look for nothing that old.
//!
//! Pages are put before the commit that names them, so whatever a commit knew, every later pass
//! finds. A page whose pass died before its commit is found when its number is not free.

use std::collections::{BTreeMap, HashSet};

use genesys::{ParticipantId, Timestamp};
use store::{
    EventItem, LedgerPage, LogPage, NewContent, PackedLog, PagedSessions, ParticipantItem, Series,
    StoreError, TreeItem,
};

use crate::known::Known;

/// When events are put on log pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Packing {
    /// How many events have to be ready. Fewer make more pages, which costs writes; more make a
    /// pass read more that remembers nothing.
    pub events: usize,
    /// How long before the newest event they happened, in milliseconds. Events that arrive later
    /// than that cost a page each.
    pub lag_ms: i64,
    /// How many old sessions of a participant stay in their item. If there are more, they all are
    /// put on a page.
    pub sessions: usize,
    /// How far before the newest event that it remembers a pass looks for others, in milliseconds.
    /// An event that arrives later than that is known only from the pass that it starts.
    pub recent_ms: i64,
}

impl Default for Packing {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// The most events that count as new, whatever their times. Until events are old, `TREE` names all
/// participants and episodes, and it must not exceed DynamoDB's limit.
const MOST_NEW: usize = 1_000;

/// What a pass puts on log pages, before it commits.
#[derive(Debug)]
pub(crate) struct Plan<'k> {
    events: Vec<&'k EventItem>,
    ledger: Vec<LedgerPage>,
    /// Number of the last page that was read.
    last: u32,
    sessions: BTreeMap<ParticipantId, PagedSessions>,
    /// What the commit says, if all fits on one page.
    pub(crate) packed: PackedLog,
}

impl Packing {
    /// The rule of the function.
    pub const DEFAULT: Self = Self { events: 68, lag_ms: 300_000, sessions: 3, recent_ms: 60_000 };

    /// What to put on log pages at the time `now`; `None` if nothing. No event counts as newer than
    /// that: one that claims to be would make all others late. But however many claim to be, all
    /// before the last [`MOST_NEW`] are old.
    pub(crate) fn plan<'k>(
        &self,
        known: &'k Known,
        participants: &[ParticipantItem],
        named: Option<&PackedLog>,
        now: Timestamp,
    ) -> Option<Plan<'k>> {
        let before = named.map_or(Timestamp::from_ms(0), |named| named.before);
        let ready = known.newest()?.min(now).minus_ms(self.lag_ms).max(before);
        let most_new = known.events.iter().nth_back(MOST_NEW);
        let ready = most_new.map_or(ready, |event| event.sk.time.max(ready));
        let is_ready = |event: &&EventItem| event.sk.time < ready && !known.packed.has(event);
        let events: Vec<&EventItem> = known.events.iter().filter(is_ready).collect();
        let is_any_late = events.first().is_some_and(|event| event.sk.time < before);
        if events.len() < self.events.max(1) && !is_any_late {
            return None;
        }
        // An entry that only a later version can read would be lost.
        let is_whole = |page: &&LedgerPage| page.unknown.is_empty();
        let ledger = in_force(known.ledger.iter().take_while(is_whole).cloned().collect());
        let last = known.packed.end.max(named.map_or(0, |named| named.pages));
        let ledger_end = ledger.last().map_or(known.packed.ledger_end, |page| page.number);
        let pages = last.saturating_add(1);
        let packed = PackedLog { pages, before: ready, ledger_end, episodes: 0 };
        let mut sessions = BTreeMap::new();
        if !known.packed.may_lack_sessions {
            // What is within `TREE` has no item that could grow.
            let inline = known.tree.iter().flat_map(|tree| &tree.inline);
            let inline: HashSet<_> = inline.map(|it| &it.participant_id).collect();
            let in_items = participants.iter().filter(|item| !inline.contains(&item.sk.0));
            let in_items = in_items.map(|item| &item.participant);
            sessions = known.packed.sessions.next_page(in_items, ready, self.sessions);
        }
        Some(Plan { events, ledger, last, sessions, packed })
    }
}

impl Plan<'_> {
    /// Leaves those participants out of what the commit says is stored whose items had to be cut
    /// and lack nothing once the pages are put. Returns whether there are any.
    pub(crate) fn leave_out_cut(&self, tree: &mut TreeItem, items: &[ParticipantItem]) -> bool {
        let is_cut = |item: &&ParticipantItem| {
            !item.cut.is_empty() && self.sessions.contains_key(&item.sk.0)
        };
        let mut any = false;
        for item in items.iter().filter(is_cut) {
            any |= tree.participants.remove(&item.sk.0).is_some();
        }
        any
    }

    /// The pages to put, and what the commit says of them. What would make `TREE` grow moves there.
    pub(crate) fn pages(
        &self,
        series: Series,
        tree: &mut TreeItem,
    ) -> Result<Vec<LogPage>, StoreError> {
        let (events, ledger) = (self.events.as_slice(), self.ledger.as_slice());
        let participants = &std::mem::take(&mut tree.participants);
        let episodes = &tree.take_episodes_before(self.packed.before);
        let sessions = &self.sessions;
        let content = NewContent { events, ledger, participants, episodes, sessions };
        let pages = LogPage::after(self.last, series, &content)?;
        if let (Some(packed), Some(last)) = (&mut tree.packed, pages.last()) {
            packed.pages = last.number();
        }
        Ok(pages)
    }
}

/// These pages without the entries that a later one of them replaces.
fn in_force(mut pages: Vec<LedgerPage>) -> Vec<LedgerPage> {
    let mut replaced = HashSet::new();
    for page in pages.iter_mut().rev() {
        page.entries.reverse();
        page.entries.retain(|entry| replaced.insert((entry.event_type, entry.subject.clone())));
        page.entries.reverse();
    }
    pages
}
