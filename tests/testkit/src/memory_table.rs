//! The table in memory, with the same keys and conditions as the real one and nothing in between,
//! so that tests can try every event around every call. `the_table_in_memory_is_the_real_one` in
//! `tests/store` compares the two.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use conversation::{Conversation, Participant};
use genesys::{ConversationId, Timestamp};
use serde::Serialize;
use store::keys::{LedgerSortKey, TREE};
use store::ledger_page::entries_in_force;
use store::participant_item::EDITION;
use store::ports::FIRST_ITEMS;
use store::{
    EventItem, LatestCommit, LedgerEntry, LedgerPage, LogAndLedger, LogPage, ParticipantItem,
    StoredTree, TreeItem,
};

type Key = (ConversationId, String);

/// An item of the table.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
#[expect(missing_docs, reason = "each is called what it holds")]
#[expect(clippy::large_enum_variant, reason = "a table of a test holds few items")]
pub enum Item {
    Event(EventItem),
    Page(LedgerPage),
    LogPage(LogPage),
    Tree(TreeItem),
    Participant(ParticipantItem),
}

impl Item {
    pub(crate) fn key(&self) -> Key {
        match self {
            Self::Event(item) => (item.conversation_id().clone(), item.sk.to_string()),
            Self::Page(item) => (item.conversation_id.clone(), item.sort_key().to_string()),
            Self::LogPage(item) => (item.conversation_id().clone(), item.sk.to_string()),
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

    /// See [`store::EventLog::append`].
    pub fn append(&mut self, event: EventItem) -> Option<Change> {
        self.put_if(Item::Event(event), |there| there.is_none())
    }

    /// See [`store::EventLog::latest_commit`].
    #[must_use]
    pub fn latest_commit(&self, id: &ConversationId) -> LatestCommit {
        let items = self.participants(id).into_iter().take(FIRST_ITEMS);
        let items = items.map(|item| item.keys()).collect();
        LatestCommit { tree: self.latest_tree(id), items }
    }

    /// The tree that the last commit of a conversation wrote.
    #[must_use]
    pub fn latest_tree(&self, id: &ConversationId) -> Option<TreeItem> {
        match &self.0.get(&(id.clone(), TREE.to_owned()))?.item {
            Item::Tree(tree) => Some(tree.clone()),
            _ => None,
        }
    }

    /// See [`store::EventLog::is_newest_commit`].
    #[must_use]
    pub fn is_newest_commit(&self, id: &ConversationId, version: u64) -> bool {
        self.latest_tree(id).is_some_and(|commit| commit.version == version)
    }

    /// See [`store::EventLog::has_ledger_page`].
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

    /// See [`store::EventLog::events_between`].
    #[must_use]
    pub fn events_between(
        &self,
        id: &ConversationId,
        first: Timestamp,
        last: Timestamp,
    ) -> Vec<EventItem> {
        let mut events = self.log(id);
        events.retain(|event| first <= event.sk.time && event.sk.time <= last);
        events
    }

    /// See [`store::EventLog::ledger_after`].
    #[must_use]
    pub fn ledger_after(&self, id: &ConversationId, number: u32) -> Vec<LedgerPage> {
        let pages = self.items(id).filter_map(|item| match item {
            Item::Page(page) if page.number > number => Some(page.clone()),
            _ => None,
        });
        pages.collect()
    }

    /// See [`store::EventLog::log_pages`].
    #[must_use]
    pub fn log_pages(&self, id: &ConversationId, first: u32, last: u32) -> Vec<LogPage> {
        let pages = self.items(id).filter_map(|item| match item {
            Item::LogPage(page) if (first..=last).contains(&page.number()) => Some(page.clone()),
            _ => None,
        });
        pages.collect()
    }

    /// See [`store::Projections::put_participant`].
    pub fn put_participant(&mut self, participant: ParticipantItem) -> Option<Change> {
        let known_events = participant.known_events;
        self.put_if(Item::Participant(participant), |there| match there {
            Some(Item::Participant(there)) => {
                there.edition < EDITION || there.known_events <= known_events
            }
            _ => there.is_none(),
        })
    }

    /// See [`store::Projections::put_ledger_page`].
    pub fn put_ledger_page(&mut self, page: LedgerPage) -> Option<Change> {
        self.put_if(Item::Page(page), |there| there.is_none())
    }

    /// See [`store::Projections::put_log_page`].
    pub fn put_log_page(&mut self, page: LogPage) -> Option<Change> {
        self.put_if(Item::LogPage(page), |there| there.is_none())
    }

    /// See [`store::Projections::put_tree`].
    pub fn put_tree(&mut self, tree: TreeItem, read: Option<u64>) -> Option<Change> {
        self.put_if(Item::Tree(tree), |there| match there {
            Some(Item::Tree(there)) => Some(there.version) == read,
            _ => read.is_none(),
        })
    }

    /// See [`store::Projections::participants`].
    #[must_use]
    pub fn participants(&self, id: &ConversationId) -> Vec<ParticipantItem> {
        self.items(id)
            .filter_map(
                |item| if let Item::Participant(item) = item { Some(item.clone()) } else { None },
            )
            .collect()
    }

    /// See [`store::OpenConversations::open`].
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
        let mut stored = StoredTree::new(self.latest_tree(id)?, self.participants(id));
        stored.put_back(&self.log_pages(id, 1, u32::MAX)).ok()?;
        let participants = stored.participants.into_iter().map(|item| item.participant).collect();
        Some(by_id(Conversation { summary: stored.tree.summary, participants }))
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

/// The result of a query, by kind of item.
#[must_use]
pub fn log_and_ledger(items: Vec<Arc<Stored>>) -> LogAndLedger {
    let mut read = LogAndLedger::default();
    for stored in items {
        match &stored.item {
            Item::Event(item) => read.events.push(item.clone()),
            Item::Page(item) => read.ledger.push(item.clone()),
            Item::LogPage(item) => read.log_pages.push(item.clone()),
            Item::Tree(_) | Item::Participant(_) => {}
        }
    }
    read
}
