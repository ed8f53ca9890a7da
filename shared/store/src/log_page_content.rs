//! The content of a log page, and the JSON text in which a page has it.

use std::collections::{BTreeMap, HashMap};

use genesys::{EventKey, ParticipantId, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use serde_with::skip_serializing_none;

use crate::error::Source;
use crate::event_item::EventItem;
use crate::expiry::Expiry;
use crate::keys::{ConversationKey, EventSortKey};
use crate::ledger_page::{LedgerEntry, LedgerPage, StoredEntry};
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

impl LogPageContent {
    /// Reads the text of a page of this conversation.
    pub(crate) fn read(text: &str, pk: &ConversationKey) -> Result<Self, Source> {
        let read: Read<'_> = serde_json::from_str(text)?;
        let keys: Vec<EventKey> = read.events.iter().map(|(event, _)| event.key).collect();
        let (mut events, mut pages) = (Vec::with_capacity(keys.len()), read.ledger);
        for (event, after_it) in read.events {
            events.push(event.item(pk));
            pages.extend(after_it);
        }
        pages.sort_by_key(|(number, ..)| *number);
        let mut ledger = Vec::with_capacity(pages.len());
        for (number, expires_at, mut entries, causes) in pages {
            for (entry, causes) in entries.iter_mut().zip(causes) {
                let causes: Option<_> = causes.into_iter().map(|cause| cause.key(&keys)).collect();
                entry.causes = causes.ok_or("a cause is not on the page")?;
            }
            ledger.push(LedgerPage::read(pk.0.clone(), number, entries, expires_at));
        }
        let Read { participants, episodes, sessions, .. } = read;
        Ok(Self { events, ledger, participants, episodes, sessions })
    }
}

/// What goes on one page.
#[derive(Default)]
pub(crate) struct NewPage<'a> {
    events: Vec<WrittenEvent<'a>>,
    ledger: Vec<&'a LedgerPage>,
    participants: BTreeMap<&'a ParticipantId, u64>,
    episodes: PagedEpisodes,
    sessions: BTreeMap<&'a ParticipantId, PagedSessions>,
    /// The latest expiry of the events.
    pub(crate) expires_at: Option<Expiry>,
}

/// A ledger page as it is written: number, expiry, entries, and causes of the entries.
type WrittenPage = (u32, Expiry, Vec<LedgerEntry>, Vec<Vec<Cause>>);

/// The content of a page as it is written.
#[derive(Serialize)]
struct Written<'a> {
    /// Each event, and the ledger pages that it is the last cause of. They name the same ids, and
    /// deflate repeats only what was written shortly before.
    events: Vec<(&'a WrittenEvent<'a>, Vec<WrittenPage>)>,
    /// Other ledger pages.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    ledger: Vec<WrittenPage>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    participants: &'a BTreeMap<&'a ParticipantId, u64>,
    #[serde(skip_serializing_if = "PagedEpisodes::is_empty")]
    episodes: &'a PagedEpisodes,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    sessions: &'a BTreeMap<&'a ParticipantId, PagedSessions>,
}

/// A cause of a ledger entry. A key does not deflate, so most are named by their place.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Cause {
    /// The place of the event on this page, from 0.
    Place(usize),
    /// An event that is not on this page.
    Key(EventKey),
}

impl Cause {
    /// The key of the event, of those on this page.
    fn key(self, on_page: &[EventKey]) -> Option<EventKey> {
        match self {
            Self::Place(place) => on_page.get(place).copied(),
            Self::Key(key) => Some(key),
        }
    }
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

    /// The JSON text of the page.
    pub(crate) fn text(&self) -> serde_json::Result<String> {
        let places: HashMap<EventKey, usize> =
            self.events.iter().enumerate().map(|(place, event)| (event.key, place)).collect();
        let cause =
            |key: &EventKey| places.get(key).map_or(Cause::Key(*key), |at| Cause::Place(*at));
        let causes = |entry: &LedgerEntry| entry.causes.iter().map(cause).collect();
        let without = |entry: &LedgerEntry| LedgerEntry { causes: Vec::new(), ..entry.clone() };
        let mut events: Vec<_> = self.events.iter().map(|event| (event, Vec::new())).collect();
        let mut ledger = Vec::new();
        for page in &self.ledger {
            let all = page.entries.iter().flat_map(|entry| &entry.causes);
            let last = all.filter_map(|key| places.get(key)).max();
            let pages = last.map_or(&mut ledger, |place| &mut events[*place].1);
            let entries = page.entries.iter().map(without).collect();
            let causes = page.entries.iter().map(causes).collect();
            pages.push((page.number, page.expires_at, entries, causes));
        }
        serde_json::to_string(&Written {
            events,
            ledger,
            participants: &self.participants,
            episodes: &self.episodes,
            sessions: &self.sessions,
        })
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

/// An event as it is written. What is alike in most events is together and said as differences, so
/// that it deflates to little.
#[skip_serializing_none]
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct WrittenEvent<'a> {
    topic: &'a str,
    organization_id: Option<&'a str>,
    replay_name: Option<&'a str>,
    exported_at: Option<Timestamp>,
    /// Seconds from the arrival to the expiry.
    lives: i64,
    /// The body, byte for byte, if it is JSON without space around it.
    body: Option<&'a RawValue>,
    /// Any other body.
    text: Option<&'a str>,
    key: EventKey,
    time: i64,
    /// Milliseconds from the event to its arrival.
    after: i64,
}

/// A ledger page as it is read.
type ReadPage = (u32, Expiry, Vec<StoredEntry>, Vec<Vec<Cause>>);

/// The content of a page as it is read.
#[derive(Deserialize)]
struct Read<'a> {
    #[serde(borrow)]
    events: Vec<(ReadEvent<'a>, Vec<ReadPage>)>,
    #[serde(default)]
    ledger: Vec<ReadPage>,
    #[serde(default)]
    participants: BTreeMap<ParticipantId, u64>,
    #[serde(default)]
    episodes: PagedEpisodes,
    #[serde(default)]
    sessions: BTreeMap<ParticipantId, PagedSessions>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ReadEvent<'a> {
    topic: String,
    organization_id: Option<String>,
    replay_name: Option<String>,
    exported_at: Option<Timestamp>,
    lives: i64,
    #[serde(borrow)]
    body: Option<&'a RawValue>,
    text: Option<String>,
    key: EventKey,
    time: i64,
    after: i64,
}

impl<'a> WrittenEvent<'a> {
    fn of(item: &'a EventItem) -> Self {
        let body: Option<&RawValue> = serde_json::from_str(&item.event_body).ok();
        let body = body.filter(|body| body.get() == item.event_body);
        Self {
            topic: &item.topic,
            organization_id: item.organization_id.as_deref(),
            replay_name: item.replay_name.as_deref(),
            exported_at: item.exported_at,
            lives: item.expires_at.seconds() - seconds(item.received_at),
            body,
            text: Some(item.event_body.as_str()).filter(|_| body.is_none()),
            key: item.sk.key,
            time: item.sk.time.ms(),
            after: item.received_at.since(item.sk.time),
        }
    }
}

impl ReadEvent<'_> {
    fn item(self, pk: &ConversationKey) -> EventItem {
        let time = Timestamp::from_ms(self.time);
        let received_at = time.plus_ms(self.after);
        let body = self.body.map(|body| body.get().to_owned());
        EventItem {
            pk: pk.clone(),
            sk: EventSortKey { time, topic: self.topic.clone(), key: self.key },
            topic: self.topic,
            event_body: body.or(self.text).unwrap_or_default(),
            organization_id: self.organization_id,
            envelope_id: None,
            received_at,
            replay_name: self.replay_name,
            exported_at: self.exported_at,
            expires_at: Expiry::from_seconds(seconds(received_at) + self.lives),
            cut: Vec::new(),
        }
    }
}

const fn seconds(at: Timestamp) -> i64 {
    at.ms().div_euclid(1_000)
}
