//! A page of the log: events, and ledger pages, that passes have read before, deflated together.
//!
//! Passes read a long conversation from its log pages, because the same events as items cost many
//! times as much to read. The items stay: they make an event distinct, and show the log.
//!
//! Pages are numbered, are put only where their number is free, and never change. Whichever pass
//! put a page, the log has its events and the ledger has its ledger pages. So a pass may read a
//! page that no commit names. What a commit says of the pages is [`PackedLog`].
//!
//! A page has of an event what a pass needs. A release that needs more has to pack anew, under
//! another prefix.

use genesys::{ConversationId, EventKey, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use serde_with::{serde_as, skip_serializing_none};
use uuid::Uuid;

use crate::deflated::{deflate, inflate};
use crate::error::{Source, StoreError};
use crate::event_item::EventItem;
use crate::expiry::Expiry;
use crate::keys::{ConversationKey, EventSortKey, LogPageSortKey};
use crate::ledger_page::{LedgerEntry, LedgerPage, StoredEntry};
use crate::meter::Operation;

/// Longest JSON text of a page, in bytes, unless the page has only one event or ledger page.
/// DynamoDB's limit for an item is 400 KB, and some text does not deflate.
const MAX_PAGE_BYTES: usize = 256 * 1024;

/// Names one log of a conversation. After a conversation was erased, its next log has another
/// series, so that nobody takes what they remember of the one for the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Series(u64);

impl Series {
    /// The series that begins at `now` with these events.
    #[must_use]
    pub fn begin(now: Timestamp, events: &[EventItem]) -> Self {
        let mut name = now.ms().to_string();
        for event in events {
            name.push_str(&event.sk.key.to_string());
        }
        Self(Uuid::new_v5(&Uuid::NAMESPACE_OID, name.as_bytes()).as_u64_pair().0)
    }
}

/// What a commit says of the log pages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PackedLog {
    /// Number of the last page.
    pub pages: u32,
    /// Every event that the commit knows and that happened before this time is on a page.
    pub before: Timestamp,
    /// Number of the last ledger page that is on a page, and with it all pages of the ledger before
    /// it; 0 if there is none.
    pub ledger_end: u32,
    /// The least expiry of these ledger pages.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub ledger_expires_at: Option<Expiry>,
}

/// A log page as it is stored.
#[serde_as]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LogPage {
    /// Partition key.
    pub pk: ConversationKey,
    /// Sort key.
    pub sk: LogPageSortKey,
    /// The log that it is a page of.
    pub series: Series,
    /// The content: JSON text, deflated.
    #[serde_as(as = "serde_with::Bytes")]
    #[serde(rename = "logPage")]
    pub content: Vec<u8>,
    /// When DynamoDB may delete the item: with the latest of its events.
    pub expires_at: Expiry,
}

/// The content of a log page.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct LogPageContent {
    /// Events, without what no pass needs: the envelope's id, and the names of what was cut.
    pub events: Vec<EventItem>,
    /// Ledger pages, without entries that later ones of them replace. They expire no earlier than
    /// said here.
    pub ledger: Vec<LedgerPage>,
}

impl LogPage {
    /// Creates the pages of this series that follow page `last` (0: none yet) and have these events
    /// and ledger pages: one page, or more if one would be too large for an item; none without
    /// events.
    ///
    /// # Errors
    /// Poison if the content cannot be encoded.
    pub fn after(
        last: u32,
        series: Series,
        events: &[&EventItem],
        ledger: &[LedgerPage],
    ) -> Result<Vec<Self>, StoreError> {
        let Some(latest) = events.iter().map(|event| event.expires_at).max() else {
            return Ok(Vec::new());
        };
        let pages = Pages::of(events, ledger).map_err(cannot_be_encoded)?.pages;
        let numbers = last.saturating_add(1)..;
        let page = |(number, content): (u32, Written<'_>)| {
            let text = serde_json::to_string(&content).map_err(cannot_be_encoded)?;
            Ok(Self {
                pk: events[0].pk.clone(),
                sk: LogPageSortKey(number),
                series,
                content: deflate(&text).map_err(cannot_be_encoded)?,
                expires_at: content.expires_at.unwrap_or(latest),
            })
        };
        numbers.zip(pages).map(page).collect()
    }

    /// The conversation's id.
    #[must_use]
    pub const fn conversation_id(&self) -> &ConversationId {
        &self.pk.0
    }

    /// The number: 1, 2, 3 …
    #[must_use]
    pub const fn number(&self) -> u32 {
        self.sk.0
    }

    /// The events and ledger pages.
    ///
    /// # Errors
    /// Poison if the content cannot be decoded.
    pub fn read(&self) -> Result<LogPageContent, StoreError> {
        let text = inflate(&self.content).map_err(cannot_be_decoded)?;
        let read: Read<'_> = serde_json::from_str(&text).map_err(cannot_be_decoded)?;
        let ledger = read.ledger.into_iter().map(|(number, expires_at, entries)| {
            LedgerPage::read(self.pk.0.clone(), number, entries, expires_at)
        });
        Ok(LogPageContent {
            events: read.events.into_iter().map(|event| event.item(&self.pk)).collect(),
            ledger: ledger.collect(),
        })
    }
}

fn cannot_be_encoded(source: impl Into<Source>) -> StoreError {
    StoreError::item(Operation::PutItem, "a log page cannot be encoded", source)
}

fn cannot_be_decoded(source: impl Into<Source>) -> StoreError {
    StoreError::item(Operation::Query, "a log page cannot be decoded", source)
}

/// The content of a page as it is written.
#[derive(Default, Serialize)]
struct Written<'a> {
    events: Vec<WrittenEvent<'a>>,
    /// Number, expiry and entries of each ledger page.
    ledger: Vec<(u32, Expiry, &'a [LedgerEntry])>,
    /// The latest expiry of the events.
    #[serde(skip)]
    expires_at: Option<Expiry>,
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

/// The content of a page as it is read.
#[derive(Deserialize)]
struct Read<'a> {
    #[serde(borrow)]
    events: Vec<ReadEvent<'a>>,
    ledger: Vec<(u32, Expiry, Vec<StoredEntry>)>,
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

/// Distributes events and ledger pages, in their order, to pages.
struct Pages<'a> {
    pages: Vec<Written<'a>>,
    /// Length of the text of the last page.
    bytes: usize,
}

impl<'a> Pages<'a> {
    fn of(events: &[&'a EventItem], ledger: &'a [LedgerPage]) -> serde_json::Result<Self> {
        let mut pages = Self { pages: Vec::new(), bytes: 0 };
        for event in events {
            let written = WrittenEvent::of(event);
            let page = pages.page_for(&written)?;
            page.expires_at = page.expires_at.max(Some(event.expires_at));
            page.events.push(written);
        }
        for ledger_page in ledger {
            let LedgerPage { number, expires_at, entries, .. } = ledger_page;
            let written = (*number, *expires_at, entries.as_slice());
            pages.page_for(&written)?.ledger.push(written);
        }
        Ok(pages)
    }

    /// The last page, or a new one where the last has no room for this.
    fn page_for(&mut self, written: &impl Serialize) -> serde_json::Result<&mut Written<'a>> {
        let size = serde_json::to_string(written)?.len();
        if self.pages.is_empty() || self.bytes + size > MAX_PAGE_BYTES {
            self.pages.push(Written::default());
            self.bytes = 0;
        }
        self.bytes += size;
        let last = self.pages.len() - 1;
        Ok(&mut self.pages[last])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::expiry::Retention;
    use common_events::{EventType, Status};
    use genesys::Arrival;
    use serde_json::json;

    const NOW: Timestamp = Timestamp::from_ms(1_772_442_060_000);

    fn event(number: i64, filler: &str) -> EventItem {
        let body = json!({"conversationId": "c-1", "eventTime": number, "x": 1.0, "y": filler});
        let envelope = json!({
            "id": "e1", "detail-type": "v2.detail.events.conversation.{id}.user.end",
            "source": "aws.partner/genesys.com/cloud/org-1/bus", "detail": {"eventBody": body},
        });
        let arrival = Arrival::decode(&envelope.to_string()).unwrap();
        EventItem::new(arrival, NOW.plus_ms(number), Retention::days(400))
    }

    fn ledger_page(number: u32, filler: &str) -> LedgerPage {
        let entry = LedgerEntry {
            conversation_id: "c-1".parse().unwrap(),
            event_type: EventType::AgentAnswered,
            subject: "s-1".to_owned(),
            revision: u64::from(number),
            status: Status::Active,
            occurred_at: NOW,
            known_events: 7,
            edition: 1,
            causes: vec!["566ee3a496c95b4c621247dc6b1ac2f7".parse().unwrap()],
            organization_id: None,
            replay: None,
            data: json!({"score": 1.0, "filler": filler}),
        };
        LedgerPage::after(number - 1, vec![entry], Expiry::from_seconds(9)).remove(0)
    }

    fn pages(events: &[EventItem], ledger: &[LedgerPage]) -> Vec<LogPage> {
        let series = Series::begin(NOW, events);
        let events: Vec<_> = events.iter().collect();
        LogPage::after(4, series, &events, ledger).unwrap()
    }

    #[test]
    fn page_gives_back_what_a_pass_needs() {
        let mut events: Vec<EventItem> = (5..30).map(|number| event(number, "é")).collect();
        events[1].replay_name = Some("backfill".to_owned());
        events[2].exported_at = Some(NOW);
        events[3].event_body = "no json".to_owned();
        events[4].event_body.insert(0, ' ');
        events[5].organization_id = None;
        events[6].received_at = Timestamp::from_ms(1);
        let ledger = [ledger_page(1, "a"), ledger_page(2, "b")];
        let page = pages(&events, &ledger).remove(0);
        let item: serde_dynamo::Item = serde_dynamo::to_item(page.clone()).unwrap();
        let read: LogPage = serde_dynamo::from_item(item).unwrap();
        assert_eq!((&read, read.number()), (&page, 5));
        let content = read.read().unwrap();
        for event in &mut events {
            event.envelope_id = None;
        }
        assert_eq!(content.events, events);
        assert_eq!(content.ledger, ledger);
        assert_eq!(page.expires_at, events.iter().map(|event| event.expires_at).max().unwrap());
    }

    #[test]
    fn large_content_is_split_in_order() {
        let events: Vec<EventItem> =
            [1, 2, 3].map(|number| event(number, &"x".repeat(100_000))).into();
        let ledger = [ledger_page(1, &"x".repeat(300_000)), ledger_page(2, "b")];
        let pages = pages(&events, &ledger);
        let shape: Vec<(u32, usize, usize)> = pages
            .iter()
            .map(|page| (page.number(), page.read().unwrap()))
            .map(|(number, content)| (number, content.events.len(), content.ledger.len()))
            .collect();
        assert_eq!(shape, [(5, 2, 0), (6, 1, 0), (7, 0, 1), (8, 0, 1)]);
        assert!(pages.iter().all(|page| page.series == pages[0].series));
        assert_eq!(pages[0].expires_at, events[1].expires_at, "with the latest of its events");
    }

    #[test]
    fn each_beginning_has_a_series_of_its_own() {
        let series = |now, number| Series::begin(now, &[event(number, "")]);
        assert_eq!(series(NOW, 1), series(NOW, 1));
        assert_ne!(series(NOW, 1), series(NOW.plus_ms(1), 1));
        assert_ne!(series(NOW, 1), series(NOW, 2));
    }

    #[test]
    fn broken_content_is_refused() {
        let mut page = pages(&[event(1, "")], &[]).remove(0);
        page.content.truncate(9);
        assert!(matches!(page.read(), Err(StoreError::Poison { .. })));
    }
}
