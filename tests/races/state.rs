//! A state of the exploration.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use genesys::Timestamp;
use runtime::WakeUp;
use serde_json::{Value, json};
use store::LedgerEntry;
use store::keys::EventSortKey;
use testkit::memory_table::{Change, Item, MemoryTable};
use uuid::Uuid;

use crate::going::Going;

/// A state of the exploration.
#[derive(Debug, Clone)]
pub struct State {
    pub table: MemoryTable,
    /// Digests of the published Common Events, by id and revision.
    pub heard: BTreeMap<(Uuid, u64), u64>,
    pub arrived: usize,
    /// The passes to be started, sorted: the events of each.
    pub waiting: Vec<Vec<EventSortKey>>,
    /// Running passes, sorted by digest: which is which does not matter.
    pub going: Vec<Going>,
    /// Wake-ups in the queue, in order.
    pub queue: Vec<WakeUp>,
    pub now: Timestamp,
    pub crashes_left: usize,
    pub repetitions_left: usize,
    pub twice_left: usize,
    pub early_left: usize,
    pub contradiction: bool,
    /// A Common Event was published before the tree knew it.
    pub unfound: bool,
    pub races_lost: bool,
}

impl State {
    /// Publishes the Common Events of a new ledger page, as emit does.
    pub fn hear(&mut self, change: &Change) {
        let Item::Page(page) = &change.new.item else { return };
        if change.old.is_some() {
            return;
        }
        for entry in &page.entries {
            let said = digest(&content(entry).to_string());
            let before = self.heard.insert((entry.id(), entry.revision), said);
            self.contradiction |= before.is_some_and(|before| before != said);
            self.unfound |= !self.finds(entry);
        }
    }

    /// Whether a subscriber who receives a Common Event finds a tree that knows as much, and the
    /// participant in it.
    fn finds(&self, entry: &LedgerEntry) -> bool {
        let Some(tree) = self.table.tree(&entry.conversation_id) else { return false };
        let named = entry.data["participantId"].as_str();
        tree.summary.known_events >= entry.known_events
            && named.is_none_or(|named| {
                tree.participants.iter().any(|it| it.participant_id.as_str() == named)
            })
    }

    /// Delivers again what started a pass.
    pub fn again(&mut self, pass: Going) {
        match pass.start.woken_by {
            Some(wake_up) => self.queue.push(wake_up),
            None => self.wait(pass.start.own),
        }
    }

    /// Lets a pass be started.
    pub fn wait(&mut self, own: Vec<EventSortKey>) {
        self.waiting.push(own);
        self.waiting.sort();
    }

    /// The places of distinct passes to be started.
    pub fn starts(&self) -> impl Iterator<Item = usize> {
        let is_first =
            |place: &usize| *place == 0 || self.waiting[place - 1] != self.waiting[*place];
        (0..self.waiting.len()).filter(is_first)
    }

    /// The next time at which something is due.
    pub fn next_due(&self) -> Option<Timestamp> {
        self.queue.iter().map(|wake_up| wake_up.due_at).filter(|due_at| *due_at > self.now).min()
    }

    /// The places of distinct wake-ups, either of those that are due or of those that are not.
    pub fn wake_ups(&self, are_due: bool) -> impl Iterator<Item = usize> {
        let is_first = |place: &usize| *place == 0 || self.queue[place - 1] != self.queue[*place];
        (0..self.queue.len())
            .filter(is_first)
            .filter(move |place| (self.queue[*place].due_at <= self.now) == are_due)
    }
}

impl Hash for State {
    fn hash<H: Hasher>(&self, hasher: &mut H) {
        (&self.table, &self.heard, self.arrived, &self.waiting).hash(hasher);
        (self.contradiction, self.unfound).hash(hasher);
        (&self.queue, self.now, self.twice_left, self.early_left).hash(hasher);
        (self.crashes_left, self.repetitions_left).hash(hasher);
        self.going.iter().for_each(|pass| (pass.digest, &pass.unsent).hash(hasher));
    }
}

impl PartialEq for State {
    fn eq(&self, other: &Self) -> bool {
        digest(self) == digest(other)
    }
}

pub fn content(entry: &LedgerEntry) -> Value {
    json!([entry.status, entry.occurred_at, entry.data])
}

pub fn digest(value: &(impl Hash + ?Sized)) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}
