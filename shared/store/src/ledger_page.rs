//! A page of the ledger. The ledger is also the outbox: a page holds the Common Events that one
//! pass derived, and storing the page publishes them.
//!
//! Pages are numbered, are put only where their number is free, and never change. The latest entry
//! of a type and subject is the one in force. A pass that appends a page has read all pages before
//! it, so two passes can never both append the next one.

use std::collections::BTreeMap;

use common_events::id::common_event_id;
use common_events::{CommonEvent, EventType, Metadata, SCHEMA_VERSION, Status};
use genesys::{ConversationId, EventKey, Timestamp};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize, Serializer};
use serde_json::Value;
use serde_with::{serde_as, skip_serializing_none};
use uuid::Uuid;

use crate::expiry::Expiry;
use crate::keys::{ConversationKey, LedgerSortKey};
use crate::packed::Packed;

/// Longest JSON text of the entries of a page, in bytes, unless the page has only one entry.
/// DynamoDB's limit for an item is 400 KB, and some text does not deflate.
const MAX_PAGE_BYTES: usize = 256 * 1024;

/// One revision of a Common Event: the event, or its withdrawal.
#[skip_serializing_none]
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LedgerEntry {
    /// The conversation. The text of a page does not repeat it.
    #[serde(skip)]
    pub conversation_id: ConversationId,
    /// Type of the Common Event.
    #[serde(rename = "type")]
    pub event_type: EventType,
    /// What the Common Event is about. Conversation, type and subject determine the id.
    pub subject: String,
    /// 1, 2, 3 …: counts the revisions under this id.
    pub revision: u64,
    /// Active, or withdrawn because it no longer follows from the events.
    pub status: Status,
    /// When it happened.
    pub occurred_at: Timestamp,
    /// Number of distinct events known when this was derived.
    pub known_events: u64,
    /// Version of the schema additions with which `data` was written.
    pub edition: u32,
    /// Keys of the events from which it was derived.
    pub causes: Vec<EventKey>,
    /// The Genesys organization.
    pub organization_id: Option<String>,
    /// Name of the archive replay, only if a replay delivered all causes.
    pub replay: Option<String>,
    /// Event data.
    pub data: Value,
}

impl LedgerEntry {
    /// Id of the Common Event.
    #[must_use]
    pub fn id(&self) -> Uuid {
        common_event_id(&self.conversation_id, self.event_type, &self.subject)
    }

    /// The Common Event as it is published.
    #[must_use]
    pub fn common_event(&self) -> CommonEvent {
        CommonEvent {
            metadata: Metadata {
                id: self.id(),
                event_type: self.event_type,
                schema_version: SCHEMA_VERSION,
                revision: self.revision,
                status: self.status,
                conversation_id: self.conversation_id.clone(),
                organization_id: self.organization_id.clone(),
                occurred_at: self.occurred_at,
                known_events: self.known_events,
                causes: self.causes.clone(),
                replay: self.replay.clone(),
            },
            data: self.data.clone(),
        }
    }
}

/// A page as it is stored.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(from = "Item<Vec<StoredEntry>>")]
pub struct LedgerPage {
    /// The conversation.
    pub conversation_id: ConversationId,
    /// 1, 2, 3 …, in the order of the pages.
    pub number: u32,
    /// Entries in the order in which they were appended.
    pub entries: Vec<LedgerEntry>,
    /// Types of the entries that only a later version knows. They are skipped here and not written
    /// again.
    pub unknown: Vec<String>,
    /// When DynamoDB may delete the item.
    pub expires_at: Expiry,
}

impl LedgerPage {
    /// Creates the pages that follow page `last` (0: none yet) and hold these entries: one page, or
    /// more if one would be too large for an item.
    #[must_use]
    pub fn after(last: u32, entries: Vec<LedgerEntry>, expires_at: Expiry) -> Vec<Self> {
        let mut pages: Vec<Self> = Vec::new();
        let mut bytes = 0;
        for entry in entries {
            let size = serde_json::to_string(&entry).map_or(0, |text| text.len());
            bytes += size;
            match pages.last_mut().filter(|_| bytes <= MAX_PAGE_BYTES) {
                Some(page) => page.entries.push(entry),
                None => {
                    let number = pages.last().map_or(last, |page| page.number).saturating_add(1);
                    let conversation_id = entry.conversation_id.clone();
                    pages.push(Self {
                        conversation_id,
                        number,
                        entries: vec![entry],
                        unknown: Vec::new(),
                        expires_at,
                    });
                    bytes = size;
                }
            }
        }
        pages
    }

    /// A page without entries after page `last`. It publishes nothing, and takes the number of a
    /// page that was announced and is not there, so that nobody can put that page later.
    #[must_use]
    pub fn empty(conversation_id: ConversationId, last: u32, expires_at: Expiry) -> Self {
        let (number, entries, unknown) = (last.saturating_add(1), Vec::new(), Vec::new());
        Self { conversation_id, number, entries, unknown, expires_at }
    }

    /// Sort key of the page.
    #[must_use]
    pub const fn sort_key(&self) -> LedgerSortKey {
        LedgerSortKey(self.number)
    }

    /// Decodes the page in an image of a stream record.
    ///
    /// # Errors
    /// The image is not a ledger page: set the record aside. The error may quote the image.
    pub fn from_image(image: serde_dynamo::Item) -> Result<Self, serde_dynamo::Error> {
        serde_dynamo::from_item(image)
    }
}

/// The entries in force after these pages, in the order of the pages: the latest entry of each type
/// and subject, sorted by type and subject.
#[must_use]
pub fn entries_in_force(pages: impl IntoIterator<Item = LedgerPage>) -> Vec<LedgerEntry> {
    let mut in_force: BTreeMap<(&'static str, String), LedgerEntry> = BTreeMap::new();
    for entry in pages.into_iter().flat_map(|page| page.entries) {
        in_force.insert((entry.event_type.as_str(), entry.subject.clone()), entry);
    }
    in_force.into_values().collect()
}

/// A page as a DynamoDB item.
#[serde_as]
#[derive(Serialize, Deserialize)]
#[serde(
    rename_all = "camelCase",
    bound(serialize = "S: Serialize", deserialize = "S: DeserializeOwned")
)]
struct Item<S> {
    pk: ConversationKey,
    sk: LedgerSortKey,
    #[serde_as(as = "Packed")]
    #[serde(rename = "said")]
    entries: S,
    expires_at: Expiry,
}

/// An entry as it is read from the text of a page. Its type may be one that only a later version
/// knows.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct StoredEntry {
    #[serde(rename = "type")]
    event_type: String,
    subject: String,
    revision: u64,
    status: Status,
    pub(crate) occurred_at: Timestamp,
    known_events: u64,
    edition: u32,
    pub(crate) causes: Vec<EventKey>,
    organization_id: Option<String>,
    replay: Option<String>,
    data: Value,
}

impl Serialize for LedgerPage {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let pk = ConversationKey(self.conversation_id.clone());
        Item { pk, sk: self.sort_key(), entries: &self.entries, expires_at: self.expires_at }
            .serialize(serializer)
    }
}

impl From<Item<Vec<StoredEntry>>> for LedgerPage {
    fn from(item: Item<Vec<StoredEntry>>) -> Self {
        Self::read(item.pk.0, item.sk.0, item.entries, item.expires_at)
    }
}

impl LedgerPage {
    /// The page of this number, from its entries as they are stored.
    pub(crate) fn read(
        conversation_id: ConversationId,
        number: u32,
        stored: Vec<StoredEntry>,
        expires_at: Expiry,
    ) -> Self {
        let (mut entries, mut unknown) = (Vec::new(), Vec::new());
        for entry in stored {
            match entry.event_type.parse() {
                Ok(event_type) => entries.push(entry.entry(conversation_id.clone(), event_type)),
                Err(_) => unknown.push(entry.event_type),
            }
        }
        Self { conversation_id, number, entries, unknown, expires_at }
    }
}

impl StoredEntry {
    fn entry(self, conversation_id: ConversationId, event_type: EventType) -> LedgerEntry {
        LedgerEntry {
            conversation_id,
            event_type,
            subject: self.subject,
            revision: self.revision,
            status: self.status,
            occurred_at: self.occurred_at,
            known_events: self.known_events,
            edition: self.edition,
            causes: self.causes,
            organization_id: self.organization_id,
            replay: self.replay,
            data: self.data,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const LATER: Expiry = Expiry::from_seconds(9);

    fn entry(subject: &str, revision: u64) -> LedgerEntry {
        LedgerEntry {
            conversation_id: "c-1".parse().unwrap(),
            event_type: EventType::AgentAnswered,
            subject: subject.to_owned(),
            revision,
            status: Status::Active,
            occurred_at: Timestamp::from_ms(5),
            known_events: 7,
            edition: 1,
            causes: vec!["566ee3a496c95b4c621247dc6b1ac2f7".parse().unwrap()],
            organization_id: Some("org-1".to_owned()),
            replay: None,
            data: json!({"score": 1.0, "empty": {"": ""}, "third": 0.1 + 0.2}),
        }
    }

    fn pages(entries: Vec<LedgerEntry>) -> Vec<LedgerPage> {
        LedgerPage::after(0, entries, LATER)
    }

    #[test]
    fn page_round_trips_to_the_digit() {
        for count in [1, 100] {
            let page = pages((0..count).map(|n| entry(&n.to_string(), 1)).collect()).remove(0);
            let read =
                LedgerPage::from_image(serde_dynamo::to_item(page.clone()).unwrap()).unwrap();
            assert_eq!(read, page);
            assert_eq!(read.entries[0].data.to_string(), page.entries[0].data.to_string());
        }
    }

    #[test]
    fn entry_of_an_unknown_type_is_skipped_alone() {
        let mut entries = json!([entry("a", 1), entry("b", 1)]);
        entries[0]["type"] = json!("Hologram");
        let pk = ConversationKey("c-1".parse().unwrap());
        let item = Item { pk, sk: LedgerSortKey(1), entries, expires_at: LATER };
        let read = LedgerPage::from_image(serde_dynamo::to_item(item).unwrap()).unwrap();
        assert_eq!(
            (read.entries, read.unknown),
            (vec![entry("b", 1)], vec!["Hologram".to_owned()])
        );
    }

    #[test]
    fn latest_entry_of_type_and_subject_is_in_force() {
        let pages =
            [pages(vec![entry("b", 1), entry("a", 1)]), pages(vec![entry("b", 2)])].concat();
        assert_eq!(entries_in_force(pages), [entry("a", 1), entry("b", 2)]);
    }

    #[test]
    fn large_ledger_is_split_into_pages_in_order() {
        let large = |n: u64| LedgerEntry { data: json!("x".repeat(100_000)), ..entry("a", n) };
        let split = LedgerPage::after(4, (1..=5).map(large).collect(), LATER);
        let shape: Vec<(u32, Vec<u64>)> = split
            .iter()
            .map(|page| (page.number, page.entries.iter().map(|entry| entry.revision).collect()))
            .collect();
        assert_eq!(shape, [(5, vec![1, 2]), (6, vec![3, 4]), (7, vec![5])]);
        let alone = LedgerEntry { data: json!("x".repeat(300_000)), ..entry("a", 1) };
        assert_eq!(pages(vec![alone, entry("b", 1)]).len(), 2);
        assert!(pages(Vec::new()).is_empty());
    }

    #[test]
    fn entry_gives_its_common_event() {
        let event = entry("s-1", 2).common_event();
        assert_eq!(event.metadata.revision, 2);
        assert_eq!(event.metadata.schema_version, SCHEMA_VERSION);
        assert_eq!(
            event.metadata.id,
            common_event_id(&"c-1".parse().unwrap(), EventType::AgentAnswered, "s-1")
        );
        assert_eq!(event.data, entry("s-1", 2).data);
    }
}
