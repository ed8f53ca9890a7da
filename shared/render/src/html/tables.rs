//! Common Events and attributes as plain tables.

use conversation::Conversation;

use super::super::line::Line;
use super::super::names::{Names, purpose};
use super::super::particulars::said;
use super::super::statement::{Ledger, Statement};
use super::super::text::{fit, harmless};
use super::super::time::{instant, offset};
use super::limits::{NAME, ROWS, TEXT};
use super::spans::{Span, spans};

/// A Common Event.
#[derive(Debug)]
pub(super) struct Told {
    /// Since the start of the conversation.
    pub offset: String,
    pub instant: String,
    pub event_type: &'static str,
    pub revision: u64,
    pub withdrawn: bool,
    pub who: Vec<Span>,
    pub said: String,
}

/// An attribute of a participant.
#[derive(Debug)]
pub(super) struct Attribute {
    pub whose: Vec<Span>,
    pub name: String,
    pub value: String,
}

/// Rows of a table, and how many more there are.
#[derive(Debug)]
pub(super) struct Rows<T> {
    pub shown: Vec<T>,
    pub more: usize,
}

impl<T> Rows<T> {
    /// As many rows as a page shows, of some things.
    pub fn of<I>(mut things: impl Iterator<Item = I>, row: impl Fn(I) -> T) -> Self {
        let shown: Vec<T> = things.by_ref().take(ROWS).map(row).collect();
        Self { shown, more: things.count() }
    }
}

/// Everything that was ever stated.
pub(super) fn told(conversation: &Conversation, ledger: &Ledger, names: &Names<'_>) -> Rows<Told> {
    let start = conversation.summary.conversation_start;
    let row = |statement: &Statement| {
        let metadata = &statement.metadata;
        let said = statement
            .particulars
            .as_ref()
            .map(|particulars| said(particulars, names))
            .unwrap_or_default();
        Told {
            offset: start
                .map(|start| offset(metadata.occurred_at.since(start)))
                .unwrap_or_default(),
            instant: instant(metadata.occurred_at),
            event_type: metadata.event_type.as_str(),
            revision: metadata.revision,
            withdrawn: statement.is_withdrawn(),
            who: spans(names.subject(&statement.subject), NAME),
            said: fit(&harmless(&said), TEXT),
        }
    };
    Rows::of(ledger.all().iter(), row)
}

/// The attributes of all participants.
pub(super) fn attributes(conversation: &Conversation, names: &Names<'_>) -> Rows<Attribute> {
    let all = conversation.participants.iter().flat_map(|participant| {
        participant.attributes.iter().map(move |(name, value)| (participant, name, value))
    });
    Rows::of(all, |(participant, name, value)| {
        let whose =
            Line::plain(format!("{} {}", purpose(participant), names.participant(participant)));
        Attribute {
            whose: spans(whose, NAME),
            name: fit(&harmless(name), TEXT),
            value: fit(&harmless(value), TEXT),
        }
    })
}
