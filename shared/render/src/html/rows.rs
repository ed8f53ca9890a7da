//! Rows of tables.

use conversation::Conversation;
use genesys::Timestamp;

use super::super::time::{instant, offset};
use super::limits::ROWS;

/// An instant: since the start of the conversation, in UTC, and for a script.
#[derive(Debug)]
pub(super) struct Moment {
    /// Time since the start of the conversation. Empty if the start is unknown.
    pub offset: String,
    pub instant: String,
    /// Milliseconds since 1970, for the local time.
    pub ms: i64,
}

impl Moment {
    /// An instant of a conversation.
    pub fn of(at: Timestamp, conversation: &Conversation) -> Self {
        let start = conversation.summary.conversation_start;
        let offset = start.map(|start| offset(at.since(start))).unwrap_or_default();
        Self { offset, instant: instant(at), ms: at.ms() }
    }
}

/// The rows of a table that are shown, and the number of those that are not.
#[derive(Debug)]
pub(super) struct Rows<T> {
    pub shown: Vec<T>,
    pub more: usize,
}

impl<T> Rows<T> {
    /// The rows of these things, up to the limit of a page.
    pub fn of<I>(things: impl Iterator<Item = I>, row: impl Fn(I) -> T) -> Self {
        Self::up_to(ROWS, things, row)
    }

    /// The rows of these things, at most `most`.
    pub fn up_to<I>(
        most: usize,
        mut things: impl Iterator<Item = I>,
        row: impl Fn(I) -> T,
    ) -> Self {
        let shown: Vec<T> = things.by_ref().take(most).map(row).collect();
        Self { shown, more: things.count() }
    }
}
