//! Common Events and attributes as plain tables.

use conversation::Conversation;

use super::super::line::Line;
use super::super::names::{Names, purpose};
use super::super::parsed_event::{Ledger, ParsedEvent};
use super::super::payload::summary;
use super::super::text::{fit, harmless};
use super::super::time::{instant, offset};
use super::limits::{NAME, ROWS, TEXT};
use super::spans::{Span, spans};

/// The row of a Common Event.
#[derive(Debug)]
pub(super) struct EventRow {
    /// Time since the start of the conversation.
    pub offset: String,
    pub instant: String,
    pub event_type: &'static str,
    pub revision: u64,
    pub withdrawn: bool,
    pub who: Vec<Span>,
    pub summary: String,
}

/// The row of a participant's attribute.
#[derive(Debug)]
pub(super) struct Attribute {
    pub whose: Vec<Span>,
    pub name: String,
    pub value: String,
}

/// The rows of a table that are shown, and the number of those that are not.
#[derive(Debug)]
pub(super) struct Rows<T> {
    pub shown: Vec<T>,
    pub more: usize,
}

impl<T> Rows<T> {
    /// The rows of these things, up to the limit of a page.
    pub fn of<I>(mut things: impl Iterator<Item = I>, row: impl Fn(I) -> T) -> Self {
        let shown: Vec<T> = things.by_ref().take(ROWS).map(row).collect();
        Self { shown, more: things.count() }
    }
}

/// All Common Events, withdrawn ones included.
pub(super) fn event_rows(
    conversation: &Conversation,
    ledger: &Ledger,
    names: &Names<'_>,
) -> Rows<EventRow> {
    let start = conversation.summary.conversation_start;
    let row = |parsed: &ParsedEvent| {
        let metadata = &parsed.metadata;
        let summary =
            parsed.payload.as_ref().map(|payload| summary(payload, names)).unwrap_or_default();
        EventRow {
            offset: start
                .map(|start| offset(metadata.occurred_at.since(start)))
                .unwrap_or_default(),
            instant: instant(metadata.occurred_at),
            event_type: metadata.event_type.as_str(),
            revision: metadata.revision,
            withdrawn: parsed.is_withdrawn(),
            who: spans(names.subject(&parsed.subject), NAME),
            summary: fit(&harmless(&summary), TEXT),
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
