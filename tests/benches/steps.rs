//! What is measured of the domain: the steps from messages to what follows from them.

use std::hint::black_box;

use common_events::catalogue::Selection;
use conversation::{History, Known, derive, project};
use genesys::ConversationId;
use tests::known_of;

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

/// The events of messages.
pub fn decode_all(messages: &[String]) -> Vec<Known> {
    messages.iter().map(|message| known_of(message)).collect()
}

/// Messages become events, a tree and Common Events.
pub fn all(id: &ConversationId, messages: &[String], selection: &Selection) {
    let history = History::new(id.clone(), decode_all(messages));
    drop(black_box((project(&history), derive(&history, selection))));
}
