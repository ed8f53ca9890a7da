//! What a pass knows of a conversation, and what of it is on log pages.

use std::collections::{BTreeMap, HashSet};

use conversation::History;
use conversation::tree::Episode;
use genesys::{ConversationId, EventKey, ParticipantId, Timestamp};
use store::keys::EventSortKey;
use store::ledger_page::entries_in_force;
use store::placement::StoredParticipants;
use store::{
    EventItem, ItemKeys, LedgerEntry, LedgerPage, LogAndLedger, LogPage, LogPageContent, PackedLog,
    ParticipantItem, Series, SessionsOnPages, StoreError, TreeItem,
};

/// What a pass knows of a conversation.
#[derive(Debug, Default)]
pub(crate) struct Known {
    /// The last commit, read before anything else.
    pub(crate) tree: Option<TreeItem>,
    /// Of the first participants' items.
    pub(crate) items: Vec<ItemKeys>,
    /// The events, in the order of their sort keys.
    pub(crate) events: Vec<EventItem>,
    /// The ledger from its first page on, in order and without a gap.
    pub(crate) ledger: Vec<LedgerPage>,
    /// What of it is on log pages.
    pub(crate) packed: Packed,
    /// Whether it may have events that no commit knows and that a pass of a warm process misses.
    pub(crate) is_ahead: bool,
}

/// The log pages that are known, and what is on them.
#[derive(Debug, Default)]
pub(crate) struct Packed {
    /// The log that they belong to.
    pub(crate) series: Option<Series>,
    /// The pages of this series, by number.
    pub(crate) pages: Vec<LogPage>,
    /// Number of the last page that was read. A page up to here that is not known is of another
    /// series.
    pub(crate) end: u32,
    /// The events on the pages.
    pub(crate) events: HashSet<(Timestamp, EventKey)>,
    /// The participants on the pages, with the last `known_events` of each.
    pub(crate) participants: BTreeMap<ParticipantId, u64>,
    /// The episodes on the pages.
    pub(crate) episodes: Vec<Episode>,
    /// The sessions on the pages.
    pub(crate) sessions: SessionsOnPages,
    /// Whether these pages have sessions that are not known, or that may be gone.
    pub(crate) may_lack_sessions: bool,
    /// Number of the last ledger page on them, and with it all pages of the ledger before it.
    pub(crate) ledger_end: u32,
}

impl Packed {
    /// Whether an event is on a page.
    pub(crate) fn has(&self, event: &EventItem) -> bool {
        self.events.contains(&(event.sk.time, event.sk.key))
    }

    /// Takes a page of this series, and of its content all but events and ledger pages.
    pub(crate) fn take(&mut self, page: LogPage, content: &mut LogPageContent) {
        self.participants.append(&mut content.participants);
        self.sessions.take(std::mem::take(&mut content.sessions));
        content.episodes.append_to(&mut self.episodes);
        self.end = self.end.max(page.number());
        self.events.extend(content.events.iter().map(|event| (event.sk.time, event.sk.key)));
        self.ledger_end =
            content.ledger.iter().map(|page| page.number).fold(self.ledger_end, u32::max);
        self.pages.push(page);
    }
}

impl Known {
    /// What a read of everything tells. Of the log pages those count whose content is in the log
    /// and the ledger: after a conversation was erased, a late pass may have put one of before. The
    /// items of its participants may be gone then, so participants and sessions count only on the
    /// pages of a series that a commit names.
    pub(crate) fn of_all(all: LogAndLedger, series: Option<Series>) -> Result<Self, StoreError> {
        let LogAndLedger { events, ledger, log_pages } = all;
        let mut packed = Packed { series, ..Packed::default() };
        if !log_pages.is_empty() {
            let stored: HashSet<(Timestamp, EventKey)> =
                events.iter().map(|event| (event.sk.time, event.sk.key)).collect();
            for page in log_pages {
                packed.end = packed.end.max(page.number());
                if packed.series.is_some_and(|series| series != page.series) {
                    continue;
                }
                let mut content = page.read()?;
                if series.is_none() {
                    content.participants.clear();
                    packed.may_lack_sessions = true;
                }
                let in_log = |event: &EventItem| stored.contains(&(event.sk.time, event.sk.key));
                let in_ledger = |page: &LedgerPage| {
                    let place = ledger.binary_search_by_key(&page.number, |it| it.number);
                    place.is_ok_and(|place| {
                        page.entries.iter().all(|entry| ledger[place].entries.contains(entry))
                    })
                };
                if content.events.iter().all(in_log) && content.ledger.iter().all(in_ledger) {
                    packed.series = Some(page.series);
                    packed.take(page, &mut content);
                } else {
                    packed.may_lack_sessions = true;
                }
            }
        }
        Ok(Self { events, ledger, packed, ..Self::default() })
    }

    /// Puts what was read from several places into order, each event and page once.
    pub(crate) fn sort(&mut self) {
        self.events.sort_by(|a, b| a.sk.cmp(&b.sk));
        self.events.dedup_by(|a, b| a.sk == b.sk);
        self.ledger.sort_by_key(|page| page.number);
        self.ledger.dedup_by_key(|page| page.number);
    }

    /// Number of the last ledger page; 0 if there is none.
    pub(crate) fn ledger_end(&self) -> u32 {
        self.ledger.last().map_or(self.packed.ledger_end, |page| page.number)
    }

    /// Whether the ledger is known from its first page to its last.
    pub(crate) fn has_whole_ledger(&self) -> bool {
        (1..).zip(&self.ledger).all(|(number, page)| page.number == number)
    }

    /// Which of these events are not known: the time of the first and of the last.
    pub(crate) fn missing(&self, keys: &[EventSortKey]) -> Option<(Timestamp, Timestamp)> {
        let is_known =
            |key: &&EventSortKey| self.events.binary_search_by(|it| it.sk.cmp(key)).is_ok();
        let times = || keys.iter().filter(|key| !is_known(key)).map(|key| key.time);
        Some((times().min()?, times().max()?))
    }

    /// The set of distinct events.
    pub(crate) fn history(&self, conversation_id: &ConversationId) -> History {
        EventItem::history(conversation_id, &self.events)
    }

    /// The entries of the ledger that are in force. Of its pages stay those that are on no log
    /// page.
    pub(crate) fn take_entries(&mut self) -> Vec<LedgerEntry> {
        let packed = self.ledger.partition_point(|page| page.number <= self.packed.ledger_end);
        let others = self.ledger.split_off(packed);
        let packed = std::mem::replace(&mut self.ledger, others.clone());
        entries_in_force(packed.into_iter().chain(others))
    }

    /// What a commit says of the log pages that are known, those included that none has named yet.
    pub(crate) fn named_pages(&self) -> Option<PackedLog> {
        let read = self.tree.as_ref().and_then(|tree| tree.packed.as_ref());
        if self.packed.pages.is_empty() {
            return read.cloned();
        }
        let before = || {
            let other = self.events.iter().find(|event| !self.packed.has(event));
            other.map(|event| event.sk.time).or(self.newest())
        };
        Some(PackedLog {
            pages: self.packed.end.max(read.map_or(0, |read| read.pages)),
            before: read.map(|read| read.before).or_else(before)?,
            ledger_end: self.packed.ledger_end,
            episodes: 0,
        })
    }

    /// How the participants are stored, with all their items if these were read.
    pub(crate) fn stored_participants<'a>(
        &'a self,
        all: Option<&'a [ParticipantItem]>,
    ) -> StoredParticipants<'a> {
        let Packed { participants, sessions, .. } = &self.packed;
        StoredParticipants {
            commit: self.tree.as_ref(),
            items: &self.items,
            on_pages: Some(participants),
            sessions: Some(sessions).filter(|_| !self.packed.may_lack_sessions),
            all,
        }
    }

    /// Adds what a pass has stored.
    pub(crate) fn commit(
        &mut self,
        tree: TreeItem,
        log_pages: Vec<LogPage>,
        ledger: Vec<LedgerPage>,
    ) -> Result<(), StoreError> {
        self.packed.series = tree.series;
        self.tree = Some(tree);
        for page in log_pages {
            let mut content = page.read()?;
            self.packed.take(page, &mut content);
        }
        self.ledger.extend(ledger);
        Ok(())
    }

    /// Time of the newest event.
    pub(crate) fn newest(&self) -> Option<Timestamp> {
        self.events.last().map(|event| event.sk.time)
    }
}
