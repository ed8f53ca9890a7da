//! What is measured of the domain: the steps from messages to what follows from them.

use std::hint::black_box;

use common_events::catalogue::Selection;
use conversation::{History, Known, derive, project};
use genesys::{Arrival, ConversationId, Event};

/// One step, or all of them.
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

/// The event of a message, as the pass knows it.
fn decode(message: &str) -> Known {
    let Arrival { topic, time, key, body, organization_id, replay_name, .. } = Arrival::decode(message).unwrap();
    Known { event: Event::read(topic, time, key, &body), organization_id, replay_name }
}

/// The events of messages.
pub fn decode_all(messages: &[String]) -> Vec<Known> {
    messages.iter().map(|message| decode(message)).collect()
}

/// Messages become events, a tree and Common Events.
pub fn all(id: &ConversationId, messages: &[String], selection: &Selection) {
    let history = History::new(id.clone(), decode_all(messages));
    drop(black_box((project(&history), derive(&history, selection))));
}
