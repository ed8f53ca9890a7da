//! What the domain asks of the allocator.

use std::hint::black_box;

use allocation_counter::measure;
use common_events::catalogue::Selection;
use conversation::{History, Known, derive, project};
use genesys::{Arrival, ConversationId, Event};

/// The steps from messages to what follows from them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// Messages become events.
    Decode,
    /// Events become a history, and that a tree.
    Project,
    /// Common Events follow from the history.
    Derive,
    /// One after the other.
    All,
}

/// What one step allocates.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Allocated {
    /// Allocations per event.
    pub count: f64,
    /// Bytes per event.
    pub bytes: f64,
}

/// The event of a message, as the pass knows it.
pub fn decode(message: &str) -> Known {
    let Arrival { topic, time, key, body, organization_id, replay_name, .. } = Arrival::decode(message).unwrap();
    let event = Event::read(topic, time, key, &body);
    Known { event, organization_id, replay_name }
}

/// The events of messages.
pub fn decode_all(messages: &[String]) -> Vec<Known> {
    messages.iter().map(|message| decode(message)).collect()
}

impl Step {
    /// What it allocates for a conversation, per event.
    pub fn allocates(self, id: &ConversationId, messages: &[String]) -> Allocated {
        let events = decode_all(messages);
        let history = History::new(id.clone(), events.clone());
        let selection = Selection::all();
        let counted = match self {
            Self::Decode => measure(|| drop(black_box(decode_all(messages)))),
            Self::Project => measure(|| drop(black_box(project(&History::new(id.clone(), events))))),
            Self::Derive => measure(|| drop(black_box(derive(&history, &selection)))),
            Self::All => measure(|| all(id, messages, &selection)),
        };
        let per_event = |total: u64| total as f64 / messages.len() as f64;
        Allocated { count: per_event(counted.count_total), bytes: per_event(counted.bytes_total) }
    }
}

/// Messages become events, a tree and Common Events.
pub fn all(id: &ConversationId, messages: &[String], selection: &Selection) {
    let history = History::new(id.clone(), decode_all(messages));
    drop(black_box((project(&history), derive(&history, selection))));
}
