//! The content of log pages, and how much of it goes on one.

use std::collections::BTreeMap;

use genesys::ParticipantId;
use serde::Serialize;

use crate::event_item::EventItem;
use crate::expiry::Expiry;
use crate::ledger_page::LedgerPage;
use crate::log_page_text::WrittenEvent;
use crate::old_sessions::PagedSessions;
use crate::paged_episodes::PagedEpisodes;

/// Longest JSON text of a page, in bytes, unless the page has only one event or ledger page.
/// DynamoDB's limit for an item is 400 KB, and some text does not deflate.
const MAX_PAGE_BYTES: usize = 256 * 1024;

/// The content of a log page.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct LogPageContent {
    /// Events, without what no pass needs: the envelope's id, and the names of what was cut.
    pub events: Vec<EventItem>,
    /// Ledger pages, without entries that later ones of them replace. They expire no earlier than
    /// said here.
    pub ledger: Vec<LedgerPage>,
    /// The `known_events` of participants that had an item of their own before this page was put.
    pub participants: BTreeMap<ParticipantId, u64>,
    /// Episodes.
    pub episodes: PagedEpisodes,
    /// Sessions, by participant.
    pub sessions: BTreeMap<ParticipantId, PagedSessions>,
}

/// What to put on new pages.
#[derive(Debug, Clone, Copy)]
pub struct NewContent<'a> {
    /// The events, in the order of their sort keys.
    pub events: &'a [&'a EventItem],
    /// The ledger pages, by number.
    pub ledger: &'a [LedgerPage],
    /// The participants that have an item of their own, with their `known_events`.
    pub participants: &'a BTreeMap<ParticipantId, u64>,
    /// The episodes.
    pub episodes: &'a PagedEpisodes,
    /// The sessions, by participant.
    pub sessions: &'a BTreeMap<ParticipantId, PagedSessions>,
}

/// What goes on one page.
#[derive(Default)]
pub(crate) struct NewPage<'a> {
    pub(crate) events: Vec<WrittenEvent<'a>>,
    pub(crate) ledger: Vec<&'a LedgerPage>,
    pub(crate) participants: BTreeMap<&'a ParticipantId, u64>,
    pub(crate) episodes: PagedEpisodes,
    pub(crate) sessions: BTreeMap<&'a ParticipantId, PagedSessions>,
    /// The latest expiry of the events.
    pub(crate) expires_at: Option<Expiry>,
}

impl<'a> NewPage<'a> {
    /// Distributes the content, in its order, to as many pages as it takes.
    pub(crate) fn distribute(content: &NewContent<'a>) -> serde_json::Result<Vec<Self>> {
        let NewContent { events, ledger, participants, episodes, sessions } = content;
        let mut pages = NewPages { pages: Vec::new(), bytes: 0 };
        for event in *events {
            let written = WrittenEvent::of(event);
            let page = pages.page_for(&written)?;
            page.expires_at = page.expires_at.max(Some(event.expires_at));
            page.events.push(written);
        }
        for ledger_page in *ledger {
            pages.page_for(&ledger_page.entries)?.ledger.push(ledger_page);
        }
        for (id, known_events) in *participants {
            pages.page_for(&(id, known_events))?.participants.insert(id, *known_events);
        }
        for (after, episode) in (episodes.after..).zip(&episodes.episodes) {
            let on_page = &mut pages.page_for(episode)?.episodes;
            if on_page.is_empty() {
                on_page.after = after;
            }
            on_page.episodes.push(episode.clone());
        }
        for (id, PagedSessions { from, sessions }) in *sessions {
            for (from, session) in (*from..).zip(sessions) {
                let on_page = &mut pages.page_for(session)?.sessions;
                let new = || PagedSessions { from, sessions: Vec::new() };
                on_page.entry(id).or_insert_with(new).sessions.push(session.clone());
            }
        }
        Ok(pages.pages)
    }
}

/// The pages so far.
struct NewPages<'a> {
    pages: Vec<NewPage<'a>>,
    /// Length of the text of the last page.
    bytes: usize,
}

impl<'a> NewPages<'a> {
    /// The last page, or a new one where the last has no room for this.
    fn page_for(&mut self, written: &impl Serialize) -> serde_json::Result<&mut NewPage<'a>> {
        let size = serde_json::to_string(written)?.len();
        if self.pages.is_empty() || self.bytes + size > MAX_PAGE_BYTES {
            self.pages.push(NewPage::default());
            self.bytes = 0;
        }
        self.bytes += size;
        let last = self.pages.len() - 1;
        Ok(&mut self.pages[last])
    }
}
