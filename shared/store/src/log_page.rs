//! A page of the log: events, and ledger pages, that passes have read before, deflated together.
//!
//! Passes read a long conversation from its log pages, because the same events as items cost many
//! times as much to read. The items stay: they make an event distinct, and show the log.
//!
//! Pages are numbered, are put only where their number is free, and never change. Whichever pass
//! put a page, the log has its events and the ledger has its ledger pages. So a pass may read a
//! page that no commit names. What a commit says of the pages is [`PackedLog`].
//!
//! A page also has what would make other items grow: the names of the participants that have an
//! item, old episodes and old sessions. See
//! [`TreeItem::participants`](crate::TreeItem::participants),
//! [`PagedEpisodes`](crate::PagedEpisodes) and [`old_sessions`](crate::old_sessions).
//!
//! A page has of an event what a pass needs. A release that needs more has to pack anew, under
//! another prefix.

use genesys::{ConversationId, Timestamp};
use serde::{Deserialize, Serialize};
use serde_with::serde_as;
use uuid::Uuid;

use crate::deflated::{deflate_best, inflate};
use crate::error::{Source, StoreError};
use crate::event_item::EventItem;
use crate::expiry::Expiry;
use crate::keys::{ConversationKey, LogPageSortKey};
use crate::log_page_content::{LogPageContent, NewContent};
use crate::log_page_text::NewPage;
use crate::meter::Operation;
use crate::new_log_pages::distribute;

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
    /// How many of the conversation's first episodes are on pages only.
    #[serde(skip_serializing_if = "is_zero", default)]
    pub episodes: usize,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
const fn is_zero(number: &usize) -> bool {
    *number == 0
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
    /// The content without the keys of the events: JSON text, deflated.
    #[serde_as(as = "serde_with::Bytes")]
    #[serde(rename = "logPage")]
    pub content: Vec<u8>,
    /// The keys of the events, which would not deflate: 16 bytes for each. Empty in edition 0.
    #[serde_as(as = "serde_with::Bytes")]
    #[serde(default)]
    pub keys: Vec<u8>,
    /// When DynamoDB may delete the item: with the latest of its events.
    pub expires_at: Expiry,
}

impl LogPage {
    /// Creates the pages of this series that follow page `last` (0: none yet) and have this
    /// content: one page, or more if one would be too large for an item; none without events.
    ///
    /// # Errors
    /// Poison if the content cannot be encoded.
    pub fn after(
        last: u32,
        series: Series,
        content: &NewContent<'_>,
    ) -> Result<Vec<Self>, StoreError> {
        let events = content.events;
        let Some(latest) = events.iter().map(|event| event.expires_at).max() else {
            return Ok(Vec::new());
        };
        let pages = distribute(content).map_err(cannot_be_encoded)?;
        let numbers = last.saturating_add(1)..;
        let page = |(number, content): (u32, NewPage<'_>)| {
            let text = content.text().map_err(cannot_be_encoded)?;
            Ok(Self {
                pk: events[0].pk.clone(),
                sk: LogPageSortKey(number),
                series,
                keys: content.keys(),
                content: deflate_best(&text).map_err(cannot_be_encoded)?,
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
        LogPageContent::read(&text, &self.keys, &self.pk).map_err(cannot_be_decoded)
    }
}

fn cannot_be_encoded(source: impl Into<Source>) -> StoreError {
    StoreError::item(Operation::PutItem, "a log page cannot be encoded", source)
}

fn cannot_be_decoded(source: impl Into<Source>) -> StoreError {
    StoreError::item(Operation::Query, "a log page cannot be decoded", source)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::event_item::EventItem;
    use crate::expiry::Retention;
    use crate::ledger_page::{LedgerEntry, LedgerPage};
    use crate::old_sessions::PagedSessions;
    use crate::paged_episodes::PagedEpisodes;
    use common_events::{EventType, Status};
    use conversation::tree::{Episode, Session};
    use genesys::Arrival;
    use genesys::ParticipantId;
    use serde_json::json;

    const NOW: Timestamp = Timestamp::from_ms(1_772_442_060_000);

    fn event(number: i64, filler: &str) -> EventItem {
        let body = json!({
            "conversationId": "c-1", "eventTime": number, "x": 1.0, "y": filler,
            "participantId": format!("p-{}", number % 2),
        });
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

    /// The pages after page 4 with these events, ledger pages, participants and episodes.
    fn pages_with(
        events: &[EventItem],
        ledger: &[LedgerPage],
        participants: &BTreeMap<ParticipantId, u64>,
        episodes: &PagedEpisodes,
        sessions: &BTreeMap<ParticipantId, PagedSessions>,
    ) -> Vec<LogPage> {
        let series = Series::begin(NOW, events);
        let events = &events.iter().collect::<Vec<_>>();
        let content = NewContent { events, ledger, participants, episodes, sessions };
        LogPage::after(4, series, &content).unwrap()
    }

    fn pages(events: &[EventItem], ledger: &[LedgerPage]) -> Vec<LogPage> {
        pages_with(events, ledger, &BTreeMap::new(), &PagedEpisodes::default(), &BTreeMap::new())
    }

    fn sessions(from: usize, count: usize) -> BTreeMap<ParticipantId, PagedSessions> {
        let session = |number| Session::named(format!("s-{number}").parse().unwrap());
        let sessions = (from..from + count).map(session).collect();
        BTreeMap::from([("p-1".parse().unwrap(), PagedSessions { from, sessions })])
    }

    fn episode(number: i64) -> Episode {
        let started_at = NOW.plus_ms(number * 10);
        let session_id = format!("s-{number}").parse().unwrap();
        Episode { session_id, started_at, ended_at: Some(started_at.plus_ms(5)) }
    }

    #[test]
    fn page_gives_back_what_a_pass_needs() {
        let mut events: Vec<EventItem> = (5..30).map(|number| event(number, "é")).collect();
        events[1].replay_name = Some("backfill".to_owned());
        events[2].exported_at = Some(NOW);
        events[3].event_body = "no json".to_owned();
        events[4].event_body.insert(0, ' ');
        events[7].sk.time = NOW;
        events[5].organization_id = None;
        events[6].received_at = Timestamp::from_ms(1);
        let mut ledger = [ledger_page(1, "a"), ledger_page(2, "b")];
        ledger[0].entries[0].causes.extend([events[9].sk.key, events[0].sk.key]);
        let id = |id: &str| id.parse().unwrap();
        let participants = BTreeMap::from([(id("p-0"), 3), (id("p-1"), 4), (id("p-2"), 5)]);
        let episodes = PagedEpisodes { after: 3, episodes: vec![episode(3), episode(4)] };
        let sessions = sessions(7, 2);
        let page = pages_with(&events, &ledger, &participants, &episodes, &sessions).remove(0);
        let item: serde_dynamo::Item = serde_dynamo::to_item(page.clone()).unwrap();
        let read: LogPage = serde_dynamo::from_item(item).unwrap();
        assert_eq!((&read, read.number()), (&page, 5));
        let content = read.read().unwrap();
        for event in &mut events {
            event.envelope_id = None;
        }
        assert_eq!(content.events, events);
        assert_eq!(content.ledger, ledger);
        assert_eq!((content.participants, content.episodes), (participants, episodes));
        assert_eq!(content.sessions, sessions);
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
    fn what_grows_takes_several_pages() {
        let id = |number: u64| format!("{number:036}").parse().unwrap();
        let participants: BTreeMap<_, _> = (0..20_000).map(|number| (id(number), 7)).collect();
        let episodes = PagedEpisodes { after: 0, episodes: (0..5_000).map(episode).collect() };
        let sessions = sessions(3, 3_000);
        let pages = pages_with(&[event(1, "")], &[], &participants, &episodes, &sessions);
        let pages: Vec<_> = pages.iter().map(|page| page.read().unwrap()).collect();
        assert!(pages.len() > 4);
        assert_eq!(pages[0].events.len(), 1);
        let mut read = Vec::new();
        pages.iter().for_each(|page| page.episodes.append_to(&mut read));
        assert_eq!(read, episodes.episodes);
        let mut on_pages = Vec::new();
        for PagedSessions { from, sessions } in pages.iter().flat_map(|it| it.sessions.values()) {
            assert_eq!(*from, 3 + on_pages.len());
            on_pages.extend(sessions.clone());
        }
        assert_eq!(on_pages, sessions.into_values().next().unwrap().sessions);
        let named = pages.into_iter().flat_map(|page| page.participants);
        assert_eq!(named.collect::<BTreeMap<_, _>>(), participants);
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
