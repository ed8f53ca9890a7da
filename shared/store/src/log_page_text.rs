//! The JSON text in which a log page has its content. What is alike in most events is together and
//! said as differences, and names of one thing are near each other, so that it deflates to little.

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
use crate::log_page_content::LogPageContent;
use crate::old_sessions::PagedSessions;
use crate::paged_episodes::PagedEpisodes;

/// How the text of a page is written. Text of the edition before, 0, is read, too.
const EDITION: u32 = 1;

impl LogPageContent {
    /// Reads the text of a page of this conversation, whose events have these keys.
    pub(crate) fn read(text: &str, keys: &[u8], pk: &ConversationKey) -> Result<Self, Source> {
        let Read { edition, events: read, ledger: others, mut participants, episodes, sessions } =
            serde_json::from_str(text)?;
        if edition > EDITION {
            return Err("a later version wrote the page".into());
        }
        let keys = keys.as_chunks().0.iter().copied().map(EventKey::from_bytes);
        let in_text = read.iter().filter_map(|(event, _)| event.key);
        let keys: Vec<EventKey> = keys.chain(in_text).collect();
        if keys.len() != read.len() {
            return Err("the keys are not those of the events".into());
        }
        let (mut events, mut ledger) = (Vec::with_capacity(keys.len()), Vec::new());
        for ((event, after_it), key) in read.into_iter().zip(&keys) {
            let known_events = event.known_events;
            let (event, named) = event.item(*key, pk)?;
            if let Some(known_events) = known_events {
                let id = named.and_then(|named| named.participant_id);
                participants.insert(id.ok_or("an event names no participant")?, known_events);
            }
            let beside = if edition == 0 { Beside::NOTHING } else { Beside::of(&event) };
            for page in after_it {
                ledger.push(page.page(beside, &keys, pk)?);
            }
            events.push(event);
        }
        for page in others {
            ledger.push(page.page(Beside::NOTHING, &keys, pk)?);
        }
        ledger.sort_by_key(|page| page.number);
        Ok(Self { events, ledger, participants, episodes, sessions })
    }
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

impl NewPage<'_> {
    /// The keys of the events.
    pub(crate) fn keys(&self) -> Vec<u8> {
        self.events.iter().flat_map(|event| event.item.sk.key.to_bytes()).collect()
    }

    /// The JSON text of the page.
    pub(crate) fn text(&self) -> serde_json::Result<String> {
        let places: HashMap<EventKey, usize> = self
            .events
            .iter()
            .enumerate()
            .map(|(place, event)| (event.item.sk.key, place))
            .collect();
        let cause =
            |key: &EventKey| places.get(key).map_or(Cause::Key(*key), |at| Cause::Place(*at));
        let causes = |entry: &LedgerEntry| entry.causes.iter().map(cause).collect();
        let without = |entry: &LedgerEntry| {
            let (causes, occurred_at) = (Vec::new(), Timestamp::from_ms(0));
            LedgerEntry { causes, occurred_at, ..entry.clone() }
        };
        let mut participants = self.participants.clone();
        let mut events: Vec<_> = self.events.iter().map(|it| (it.clone(), Vec::new())).collect();
        for (event, _) in &mut events {
            let id = event.named.as_ref().and_then(|named| named.participant_id.as_ref());
            event.known_events = id.and_then(|id| participants.remove(id));
        }
        let mut ledger = Vec::new();
        for page in &self.ledger {
            let all = page.entries.iter().flat_map(|entry| &entry.causes);
            let last = all.filter_map(|key| places.get(key)).max();
            let beside = last.map_or(Beside::NOTHING, |place| Beside::of(self.events[*place].item));
            let pages = last.map_or(&mut ledger, |place| &mut events[*place].1);
            let entries = page.entries.iter().map(without).collect();
            let causes = page.entries.iter().map(causes).collect();
            let times = page.entries.iter().map(|it| it.occurred_at.ms() - beside.time).collect();
            let expires_at = page.expires_at.seconds() - beside.expires_at;
            pages.push((page.number, expires_at, entries, causes, times));
        }
        serde_json::to_string(&Written {
            edition: EDITION,
            events,
            ledger,
            participants,
            episodes: &self.episodes,
            sessions: &self.sessions,
        })
    }
}

/// A ledger page as it is written: number, expiry and entries without causes and times; then the
/// causes and times of the entries. Expiry and times are in seconds and milliseconds after those of
/// the event beside it.
type WrittenPage = (u32, i64, Vec<LedgerEntry>, Vec<Vec<Cause>>, Vec<i64>);

/// What the times of a ledger page are counted from.
#[derive(Clone, Copy)]
struct Beside {
    /// In milliseconds.
    time: i64,
    /// In seconds.
    expires_at: i64,
}

impl Beside {
    const NOTHING: Self = Self { time: 0, expires_at: 0 };

    const fn of(event: &EventItem) -> Self {
        Self { time: event.sk.time.ms(), expires_at: event.expires_at.seconds() }
    }
}

/// What the body of an event says of time and participant.
#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Named {
    event_time: Option<i64>,
    participant_id: Option<ParticipantId>,
}

impl Named {
    fn by(body: &str) -> Option<Self> {
        serde_json::from_str(body).ok()
    }
}

/// The content of a page as it is written.
#[derive(Serialize)]
struct Written<'a> {
    edition: u32,
    /// Each event, and the ledger pages that it is the last cause of. They name the same ids, and
    /// deflate repeats only what was written shortly before.
    events: Vec<(WrittenEvent<'a>, Vec<WrittenPage>)>,
    /// Other ledger pages.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    ledger: Vec<WrittenPage>,
    /// The participants that no event on the page names.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    participants: BTreeMap<&'a ParticipantId, u64>,
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

/// An event as it is written.
#[skip_serializing_none]
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct WrittenEvent<'a> {
    #[serde(skip)]
    item: &'a EventItem,
    #[serde(skip)]
    named: Option<Named>,
    /// The `known_events` of the participant whom the body names.
    known_events: Option<u64>,
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
    /// Unless the body has it.
    time: Option<i64>,
    /// Milliseconds from the event to its arrival.
    after: i64,
}

/// A ledger page as it is read.
#[derive(Deserialize)]
struct ReadPage {
    number: u32,
    expires_at: i64,
    entries: Vec<StoredEntry>,
    causes: Vec<Vec<Cause>>,
    /// Not in edition 0, where entries have their times.
    #[serde(default)]
    times: Vec<i64>,
}

impl ReadPage {
    /// The ledger page, whose causes are places in `keys` or keys.
    fn page(
        mut self,
        beside: Beside,
        keys: &[EventKey],
        pk: &ConversationKey,
    ) -> Result<LedgerPage, Source> {
        for (entry, causes) in self.entries.iter_mut().zip(self.causes) {
            let causes: Option<_> = causes.into_iter().map(|cause| cause.key(keys)).collect();
            entry.causes = causes.ok_or("a cause is not on the page")?;
        }
        for (entry, after) in self.entries.iter_mut().zip(self.times) {
            entry.occurred_at = Timestamp::from_ms(beside.time.saturating_add(after));
        }
        let expires_at = Expiry::from_seconds(beside.expires_at.saturating_add(self.expires_at));
        Ok(LedgerPage::read(pk.0.clone(), self.number, self.entries, expires_at))
    }
}

/// The content of a page as it is read.
#[derive(Deserialize)]
struct Read<'a> {
    #[serde(default)]
    edition: u32,
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
    /// In edition 0 only.
    key: Option<EventKey>,
    time: Option<i64>,
    after: i64,
    known_events: Option<u64>,
}

impl<'a> WrittenEvent<'a> {
    pub(crate) fn of(item: &'a EventItem) -> Self {
        let body: Option<&RawValue> = serde_json::from_str(&item.event_body).ok();
        let body = body.filter(|body| body.get() == item.event_body);
        let (named, time) = (Named::by(&item.event_body), item.sk.time.ms());
        let in_body = named.as_ref().and_then(|named| named.event_time);
        Self {
            item,
            named,
            known_events: None,
            topic: &item.topic,
            organization_id: item.organization_id.as_deref(),
            replay_name: item.replay_name.as_deref(),
            exported_at: item.exported_at,
            lives: item.expires_at.seconds() - seconds(item.received_at),
            body,
            text: Some(item.event_body.as_str()).filter(|_| body.is_none()),
            time: Some(time).filter(|_| in_body != Some(time)),
            after: item.received_at.since(item.sk.time),
        }
    }
}

impl ReadEvent<'_> {
    /// The event, and what its body says, if anything of that is not said beside it.
    fn item(
        self,
        key: EventKey,
        pk: &ConversationKey,
    ) -> Result<(EventItem, Option<Named>), Source> {
        let body = self.body.map(|body| body.get().to_owned()).or(self.text).unwrap_or_default();
        let says_all = self.time.is_some() && self.known_events.is_none();
        let named = if says_all { None } else { Named::by(&body) };
        let in_body = || named.as_ref()?.event_time;
        let time = self.time.or_else(in_body).ok_or("an event has no time")?;
        let time = Timestamp::from_ms(time);
        let received_at = time.plus_ms(self.after);
        let item = EventItem {
            pk: pk.clone(),
            sk: EventSortKey { time, topic: self.topic.clone(), key },
            topic: self.topic,
            event_body: body,
            organization_id: self.organization_id,
            envelope_id: None,
            received_at,
            replay_name: self.replay_name,
            exported_at: self.exported_at,
            expires_at: Expiry::from_seconds(seconds(received_at) + self.lives),
            cut: Vec::new(),
        };
        Ok((item, named))
    }
}

const fn seconds(at: Timestamp) -> i64 {
    at.ms().div_euclid(1_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// In edition 0 each event has its key and time, each ledger page its expiry and its times.
    #[test]
    fn former_text_is_read() {
        let pk: ConversationKey = "CONVERSATION#c-1".parse().unwrap();
        let (key, at) = ("566ee3a496c95b4c621247dc6b1ac2f7", "2026-03-02T09:00:00.000Z");
        let text = format!(
            r#"{{"events":[[{{"topic":"user.end","lives":100,"body":{{}},"key":"{key}","time":5000,
            "after":1000}},[[7,130,[{{"type":"AgentAnswered","subject":"s-1","revision":2,
            "status":"active","occurredAt":"{at}","knownEvents":3,"edition":1,"causes":[],
            "data":{{}}}}],[[0]]]]]],"participants":{{"p-1":3}}}}"#
        );
        let content = LogPageContent::read(&text, &[], &pk).unwrap();
        let (event, page) = (&content.events[0], &content.ledger[0]);
        assert_eq!((event.sk.time.ms(), event.received_at.ms()), (5_000, 6_000));
        assert_eq!((event.expires_at.seconds(), page.expires_at.seconds()), (106, 130));
        assert_eq!((page.number, page.entries[0].occurred_at), (7, at.parse().unwrap()));
        assert_eq!(page.entries[0].causes, [event.sk.key]);
        assert_eq!(content.participants, BTreeMap::from([("p-1".parse().unwrap(), 3)]));
        let later = text.replacen('{', r#"{"edition":2,"#, 1);
        assert!(LogPageContent::read(&later, &[], &pk).is_err());
        assert!(LogPageContent::read(&text, &[0; 16], &pk).is_err(), "a key of no event");
    }
}
