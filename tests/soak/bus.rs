//! The bus. It keeps the last revision and a fingerprint of each Common Event of the conversations
//! in flight, and nothing of others.

use std::collections::{BTreeMap, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::mem;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use common_events::{CommonEvent, EventType, Status};
use emit::{Bus, Entry, Outcome};
use genesys::{ConversationId, Timestamp};
use serde_json::{Value, json};

use crate::differences::Difference;

/// The last revision of each Common Event of one conversation, by id.
pub type Heard = BTreeMap<u128, Last>;

/// The last revision of one Common Event.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Last {
    /// Its number.
    pub revision: u64,
    /// Fingerprint of its content.
    pub fingerprint: u64,
}

/// Numbers of published Common Events.
#[derive(Debug, Clone, Copy, Default)]
pub struct Tally {
    /// First revisions.
    pub said: u64,
    /// Later revisions with other content.
    pub revised: u64,
    /// Later revisions that withdraw.
    pub withdrawn: u64,
}

/// The bus. Clones share their state.
#[derive(Clone, Default)]
pub struct Hearing(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    awaited: HashMap<ConversationId, Heard>,
    differences: Vec<Difference>,
    tally: Tally,
}

/// The content of a Common Event, without its revision number and its context.
pub fn content(
    event_type: EventType,
    status: Status,
    occurred_at: Timestamp,
    data: &Value,
) -> Value {
    json!([event_type, status, occurred_at, testkit::but_context(data)])
}

/// A hash of the content of a Common Event.
pub fn fingerprint(content: &Value) -> u64 {
    let mut hasher = DefaultHasher::new();
    content.to_string().hash(&mut hasher);
    hasher.finish()
}

impl Hearing {
    /// From now on, Common Events about this conversation are expected.
    pub fn expect(&self, conversation: ConversationId) {
        self.lock().awaited.insert(conversation, Heard::default());
    }

    /// Returns the Common Events of a conversation. From now on none is expected.
    pub fn forget(&self, conversation: &ConversationId) -> Heard {
        self.lock().awaited.remove(conversation).unwrap_or_default()
    }

    /// The unexpected Common Events since the last call.
    pub fn differences(&self) -> Vec<Difference> {
        mem::take(&mut self.lock().differences)
    }

    /// Numbers of Common Events so far.
    pub fn tally(&self) -> Tally {
        self.lock().tally
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl Bus for Hearing {
    async fn publish(&self, entries: &[Entry]) -> Vec<Outcome> {
        let mut state = self.lock();
        for entry in entries {
            match serde_json::from_str(entry.detail.get()) {
                Ok(event) => state.hear(&event),
                Err(error) => {
                    let found = format!("no Common Event: {error} in {}", entry.detail);
                    state.differences.push(Difference::new("bus", &entry.conversation_id, found));
                }
            }
        }
        vec![Outcome::Accepted; entries.len()]
    }
}

impl State {
    fn hear(&mut self, event: &CommonEvent) {
        let CommonEvent { metadata, data } = event;
        let (id, revision) = (metadata.id, metadata.revision);
        match (revision, metadata.status) {
            (1, _) => self.tally.said += 1,
            (_, Status::Withdrawn) => self.tally.withdrawn += 1,
            _ => self.tally.revised += 1,
        }
        let what = || format!("revision {revision} of {} {id}", metadata.event_type);
        let Some(heard) = self.awaited.get_mut(&metadata.conversation_id) else {
            let found = format!("{} was heard when everything had been said", what());
            self.differences.push(Difference::new("late", &metadata.conversation_id, found));
            return;
        };
        let last = heard.entry(id.as_u128()).or_default();
        let says =
            fingerprint(&content(metadata.event_type, metadata.status, metadata.occurred_at, data));
        if revision != last.revision + 1 {
            let found = format!("{} was heard after revision {}", what(), last.revision);
            self.differences.push(Difference::new("revision", &metadata.conversation_id, found));
        } else if last.fingerprint == says {
            let found = format!("{} says what the one before said", what());
            self.differences.push(Difference::new("revision", &metadata.conversation_id, found));
        }
        *last = Last { revision, fingerprint: says };
    }
}
