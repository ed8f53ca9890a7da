//! The content of log pages.

use std::collections::BTreeMap;

use genesys::ParticipantId;

use crate::event_item::EventItem;
use crate::ledger_page::LedgerPage;
use crate::old_sessions::PagedSessions;
use crate::paged_episodes::PagedEpisodes;

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
