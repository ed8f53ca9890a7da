//! The table in memory, with the same keys and conditions as the real one and nothing in between,
//! so that tests can try every event around every call. `the_table_in_memory_is_the_real_one` in
//! `tests/store` compares the two.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, Mutex, MutexGuard};

use async_trait::async_trait;
use aws_lambda_events::dynamodb::EventRecord;
use conversation::{Conversation, Participant};
use futures::stream::{self, BoxStream, StreamExt};
use genesys::{ConversationId, Timestamp};
use serde::Serialize;
use serde_json::json;
use store::keys::{LedgerSortKey, SortKey, TREE};
use store::ledger_page::entries_in_force;
use store::{
    Appended, EventItem, EventLog, Expiry, LedgerEntry, LedgerPage, OpenConversations,
    ParticipantItem, Projections, StoreError, TreeItem, Written,
};

type Key = (ConversationId, String);

/// An item of the table.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
#[expect(missing_docs, reason = "each is called what it holds")]
pub enum Item {
    Event(EventItem),
    Page(LedgerPage),
    Tree(TreeItem),
    Participant(ParticipantItem),
}

impl Item {
    fn key(&self) -> Key {
        match self {
            Self::Event(item) => (item.conversation_id().clone(), item.sk.to_string()),
            Self::Page(item) => (item.conversation_id.clone(), item.sort_key().to_string()),
            Self::Tree(item) => (item.conversation_id().clone(), item.sk.to_string()),
            Self::Participant(item) => (item.pk.0.clone(), item.sk.to_string()),
        }
    }
}

/// An item with a digest of its content, by which tables are compared.
#[derive(Debug, Clone)]
pub struct Stored {
    /// The item.
    pub item: Item,
    digest: u64,
}

impl Stored {
    fn new(item: Item) -> Arc<Self> {
        let mut hasher = DefaultHasher::new();
        serde_json::to_string(&item).unwrap().hash(&mut hasher);
        Arc::new(Self { item, digest: hasher.finish() })
    }

    /// The digest.
    #[must_use]
    pub const fn digest(&self) -> u64 {
        self.digest
    }

    /// The sort key.
    #[must_use]
    pub fn sort_key(&self) -> String {
        self.item.key().1
    }
}

/// A write that took effect.
#[derive(Debug, Clone)]
pub struct Change {
    /// The item before.
    pub old: Option<Arc<Stored>>,
    /// The item after.
    pub new: Arc<Stored>,
}

/// The table as a value. A write whose condition fails returns `None`.
#[derive(Debug, Clone, Default)]
pub struct MemoryTable(BTreeMap<Arc<Key>, Arc<Stored>>);

impl MemoryTable {
    /// Puts an item without a condition.
    pub fn put(&mut self, item: Item) -> Change {
        let new = Stored::new(item);
        Change { old: self.0.insert(Arc::new(new.item.key()), Arc::clone(&new)), new }
    }

    fn put_if(
        &mut self,
        item: Item,
        condition: impl FnOnce(Option<&Item>) -> bool,
    ) -> Option<Change> {
        let holds = condition(self.0.get(&item.key()).map(|stored| &stored.item));
        holds.then(|| self.put(item))
    }

    /// See [`EventLog::append`].
    pub fn append(&mut self, event: EventItem) -> Option<Change> {
        self.put_if(Item::Event(event), |there| there.is_none())
    }

    /// See [`EventLog::latest_tree`].
    #[must_use]
    pub fn latest_tree(&self, id: &ConversationId) -> Option<TreeItem> {
        match &self.0.get(&(id.clone(), TREE.to_owned()))?.item {
            Item::Tree(tree) => Some(tree.clone()),
            _ => None,
        }
    }

    /// See [`EventLog::is_newest_commit`].
    #[must_use]
    pub fn is_newest_commit(&self, id: &ConversationId, version: u64) -> bool {
        self.latest_tree(id).is_some_and(|commit| commit.version == version)
    }

    /// See [`EventLog::has_ledger_page`].
    #[must_use]
    pub fn has_ledger_page(&self, id: &ConversationId, number: u32) -> bool {
        self.0.contains_key(&(id.clone(), LedgerSortKey(number).to_string()))
    }

    /// A page of the log and the ledger: the next items after a sort key.
    #[must_use]
    pub fn page(&self, id: &ConversationId, after: &str, size: usize) -> Vec<Arc<Stored>> {
        let range = (id.clone(), after.to_owned())..(id.clone(), TREE.to_owned());
        let follows = |(key, _): &(&Arc<Key>, &Arc<Stored>)| key.1 != after;
        self.0
            .range::<Key, _>(range)
            .filter(follows)
            .take(size)
            .map(|(_, stored)| Arc::clone(stored))
            .collect()
    }

    /// See [`Projections::put_participant`].
    pub fn put_participant(&mut self, participant: ParticipantItem) -> Option<Change> {
        let basis = participant.basis;
        self.put_if(Item::Participant(participant), |there| match there {
            Some(Item::Participant(there)) => there.basis <= basis,
            _ => there.is_none(),
        })
    }

    /// See [`Projections::put_ledger_page`].
    pub fn put_ledger_page(&mut self, page: LedgerPage) -> Option<Change> {
        self.put_if(Item::Page(page), |there| there.is_none())
    }

    /// See [`Projections::put_tree`].
    pub fn put_tree(&mut self, tree: TreeItem, read: Option<u64>) -> Option<Change> {
        self.put_if(Item::Tree(tree), |there| match there {
            Some(Item::Tree(there)) => Some(there.version) == read,
            _ => read.is_none(),
        })
    }

    /// See [`Projections::extend_expiry`].
    pub fn extend_expiry(
        &mut self,
        id: &ConversationId,
        key: &SortKey,
        expiry: Expiry,
    ) -> Option<Change> {
        let mut item = self.0.get(&(id.clone(), key.to_string()))?.item.clone();
        let expires_at = match &mut item {
            Item::Event(item) => &mut item.expires_at,
            Item::Page(item) => &mut item.expires_at,
            Item::Tree(item) => &mut item.expires_at,
            Item::Participant(item) => &mut item.expires_at,
        };
        if *expires_at >= expiry {
            return None;
        }
        *expires_at = expiry;
        Some(self.put(item))
    }

    /// See [`Projections::participants`].
    #[must_use]
    pub fn participants(&self, id: &ConversationId) -> Vec<ParticipantItem> {
        self.items(id)
            .filter_map(
                |item| if let Item::Participant(item) = item { Some(item.clone()) } else { None },
            )
            .collect()
    }

    /// See [`OpenConversations::open`].
    #[must_use]
    pub fn open(&self, shard: u32, until: Timestamp) -> Vec<ConversationId> {
        let shard = format!("OPEN#{shard}");
        let trees = self.0.values().filter_map(|stored| {
            if let Item::Tree(tree) = &stored.item { Some(tree) } else { None }
        });
        let mut open: Vec<&TreeItem> =
            trees.filter(|tree| tree.open.as_ref() == Some(&shard)).collect();
        open.retain(|tree| tree.start.is_some_and(|start| start <= until));
        open.sort_by_key(|tree| tree.start);
        open.into_iter().map(|tree| tree.conversation_id().clone()).collect()
    }

    /// The log of a conversation, in the order of its sort keys.
    #[must_use]
    pub fn log(&self, id: &ConversationId) -> Vec<EventItem> {
        self.items(id)
            .filter_map(|item| if let Item::Event(item) = item { Some(item.clone()) } else { None })
            .collect()
    }

    /// The current entries of a conversation's ledger, by type and subject.
    #[must_use]
    pub fn ledger(&self, id: &ConversationId) -> Vec<LedgerEntry> {
        entries_in_force(
            self.items(id).filter_map(|item| {
                if let Item::Page(page) = item { Some(page.clone()) } else { None }
            }),
        )
    }

    /// The tree of a conversation, its participants in the order of their ids.
    #[must_use]
    pub fn tree(&self, id: &ConversationId) -> Option<Conversation> {
        let participants = self.participants(id).into_iter().map(|item| item.participant).collect();
        Some(by_id(Conversation { summary: self.latest_tree(id)?.summary, participants }))
    }

    fn items<'a>(&'a self, id: &'a ConversationId) -> impl Iterator<Item = &'a Item> {
        let of_conversation = self.0.range::<Key, _>((id.clone(), String::new())..);
        of_conversation.take_while(move |(key, _)| key.0 == *id).map(|(_, stored)| &stored.item)
    }
}

/// A tree with its participants in the order of their ids.
#[must_use]
pub fn by_id(mut tree: Conversation) -> Conversation {
    tree.participants.sort_by(|a: &Participant, b| a.participant_id.cmp(&b.participant_id));
    tree
}

impl PartialEq for MemoryTable {
    fn eq(&self, other: &Self) -> bool {
        self.0.len() == other.0.len()
            && self.0.iter().zip(&other.0).all(|((key, stored), (other_key, other))| {
                key == other_key && stored.digest == other.digest
            })
    }
}

impl Eq for MemoryTable {}

impl Hash for MemoryTable {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.values().for_each(|stored| stored.digest.hash(state));
    }
}

/// The table behind the ports, with its stream. Clones share both.
#[derive(Debug, Clone, Default)]
pub struct MemoryStore(Arc<Mutex<(MemoryTable, Vec<EventRecord>)>>);

impl MemoryStore {
    /// The table as it is now.
    #[must_use]
    pub fn table(&self) -> MemoryTable {
        self.lock().0.clone()
    }

    /// The records of the stream, from a place on.
    #[must_use]
    pub fn records(&self, from: usize, most: usize) -> Vec<EventRecord> {
        self.lock().1.iter().skip(from).take(most).cloned().collect()
    }

    fn lock(&self) -> MutexGuard<'_, (MemoryTable, Vec<EventRecord>)> {
        self.0.lock().unwrap()
    }

    fn write(&self, write: impl FnOnce(&mut MemoryTable) -> Option<Change>) -> bool {
        let mut shared = self.lock();
        let Some(change) = write(&mut shared.0) else { return false };
        let sequence_number = shared.1.len() + 1;
        // DynamoDB makes no record for a write that changes nothing.
        if change.old.as_ref().is_none_or(|old| old.digest != change.new.digest) {
            shared.1.push(record(&change, sequence_number));
        }
        true
    }
}

fn written(took_place: bool) -> Written {
    if took_place { Written::Stored } else { Written::Lost }
}

/// The stream record of a change. Only ledger pages have images: of all other items, the functions
/// read only the keys.
fn record(change: &Change, sequence_number: usize) -> EventRecord {
    let (id, sk) = change.new.item.key();
    let record = json!({
        "awsRegion": "local", "eventID": sequence_number.to_string(),
        "eventName": if change.old.is_some() { "MODIFY" } else { "INSERT" },
        "dynamodb": {
            "Keys": {"pk": {"S": format!("CONVERSATION#{id}")}, "sk": {"S": sk}},
            "SequenceNumber": sequence_number.to_string(), "SizeBytes": 1,
        },
    });
    let mut record: EventRecord = serde_json::from_value(record).unwrap();
    record.change.new_image = image(&change.new.item);
    record.change.old_image = change.old.as_ref().map(|old| image(&old.item)).unwrap_or_default();
    record
}

fn image(item: &Item) -> serde_dynamo::Item {
    match item {
        Item::Page(page) => serde_dynamo::to_item(page).unwrap(),
        _ => serde_dynamo::Item::default(),
    }
}

#[async_trait]
impl EventLog for MemoryStore {
    async fn append(&self, event: &EventItem) -> Result<Appended, StoreError> {
        let new = self.write(|table| table.append(event.clone()));
        Ok(if new { Appended::Stored } else { Appended::Duplicate })
    }

    async fn latest_tree(&self, id: &ConversationId) -> Result<Option<TreeItem>, StoreError> {
        Ok(self.lock().0.latest_tree(id))
    }

    async fn is_newest_commit(
        &self,
        id: &ConversationId,
        version: u64,
    ) -> Result<bool, StoreError> {
        Ok(self.lock().0.is_newest_commit(id, version))
    }

    async fn has_ledger_page(&self, id: &ConversationId, number: u32) -> Result<bool, StoreError> {
        Ok(self.lock().0.has_ledger_page(id, number))
    }

    async fn log_and_ledger(
        &self,
        id: &ConversationId,
    ) -> Result<(Vec<EventItem>, Vec<LedgerPage>), StoreError> {
        Ok(log_and_ledger(self.lock().0.page(id, "", usize::MAX)))
    }
}

/// The result of a query, by kind of item.
#[must_use]
pub fn log_and_ledger(items: Vec<Arc<Stored>>) -> (Vec<EventItem>, Vec<LedgerPage>) {
    let (mut events, mut ledger) = (Vec::new(), Vec::new());
    for stored in items {
        match &stored.item {
            Item::Event(item) => events.push(item.clone()),
            Item::Page(item) => ledger.push(item.clone()),
            Item::Tree(_) | Item::Participant(_) => {}
        }
    }
    (events, ledger)
}

#[async_trait]
impl OpenConversations for MemoryStore {
    fn open(
        &self,
        shard: u32,
        until: Timestamp,
    ) -> BoxStream<'_, Result<ConversationId, StoreError>> {
        stream::iter(self.lock().0.open(shard, until)).map(Ok).boxed()
    }

    async fn latest_event(&self, id: &ConversationId) -> Result<Option<EventItem>, StoreError> {
        Ok(self.lock().0.log(id).pop())
    }

    async fn log(&self, id: &ConversationId) -> Result<Vec<EventItem>, StoreError> {
        Ok(self.lock().0.log(id))
    }
}

#[async_trait]
impl Projections for MemoryStore {
    async fn put_participant(&self, participant: &ParticipantItem) -> Result<Written, StoreError> {
        Ok(written(self.write(|table| table.put_participant(participant.clone()))))
    }

    async fn put_ledger_page(&self, page: &LedgerPage) -> Result<Written, StoreError> {
        Ok(written(self.write(|table| table.put_ledger_page(page.clone()))))
    }

    async fn put_tree(&self, tree: &TreeItem, read: Option<u64>) -> Result<Written, StoreError> {
        Ok(written(self.write(|table| table.put_tree(tree.clone(), read))))
    }

    async fn extend_expiry(
        &self,
        id: &ConversationId,
        key: &SortKey,
        expiry: Expiry,
    ) -> Result<(), StoreError> {
        self.write(|table| table.extend_expiry(id, key, expiry));
        Ok(())
    }

    async fn participants(&self, id: &ConversationId) -> Result<Vec<ParticipantItem>, StoreError> {
        Ok(self.lock().0.participants(id))
    }
}
