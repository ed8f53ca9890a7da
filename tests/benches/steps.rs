//! The steps of the domain that are measured, from messages to Common Events.

use std::hint::black_box;

use common_events::catalogue::Selection;
use conversation::{History, Known, derive, project};
use genesys::ConversationId;
use testkit::known_of;

/// One step, or all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// Decodes messages into events.
    Decode,
    /// Builds a history of events, and its tree.
    Project,
    /// Derives Common Events from the history.
    Derive,
    /// All steps in sequence.
    All,
}

/// Decodes messages into events.
pub fn decode_all(messages: &[String]) -> Vec<Known> {
    messages.iter().map(|message| known_of(message)).collect()
}

/// Decodes messages, builds the tree and derives the Common Events.
pub fn all(id: &ConversationId, messages: &[String], selection: &Selection) {
    let history = History::new(id.clone(), decode_all(messages));
    drop(black_box((project(&history), derive(&history, selection))));
}
