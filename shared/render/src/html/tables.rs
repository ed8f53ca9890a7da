//! Common Events and attributes as plain tables.

use conversation::Conversation;
use conversation::why::Reasons;
use genesys::Timestamp;

use super::super::line::Line;
use super::super::names::{Names, purpose};
use super::super::parsed_event::{Ledger, ParsedEvent};
use super::super::payload::summary;
use super::super::text::{fit, harmless};
use super::super::time::{instant, offset};
use super::limits::{EXPLAINED, NAME, ROWS, TEXT};
use super::spans::{Span, spans};
use super::why::Explained;

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

/// The row of a Common Event.
#[derive(Debug)]
pub(super) struct EventRow {
    /// The number of the Common Event in order of time, which names it on the page.
    pub number: usize,
    pub at: Moment,
    pub event_type: &'static str,
    pub revision: u64,
    pub withdrawn: bool,
    pub who: Vec<Span>,
    pub summary: String,
    /// The whole id of the Common Event.
    pub id: String,
    /// Whether the timeline has its mark.
    pub has_mark: bool,
    /// Why it follows, if the page itself says it.
    pub why: Option<Explained>,
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

/// All Common Events, withdrawn ones included. Those numbered `marked` have a mark, and those that
/// `reasons` explain an explanation.
pub(super) fn event_rows(
    conversation: &Conversation,
    ledger: &Ledger,
    names: &Names<'_>,
    (marked, reasons): (&[usize], Option<&Reasons>),
) -> Rows<EventRow> {
    let row = |(number, parsed): (usize, &ParsedEvent)| {
        let metadata = &parsed.metadata;
        EventRow {
            number,
            at: Moment::of(metadata.occurred_at, conversation),
            event_type: metadata.event_type.as_str(),
            revision: metadata.revision,
            withdrawn: parsed.is_withdrawn(),
            who: spans(names.subject(&parsed.subject), NAME),
            summary: fit(&harmless(&summary(parsed, names)), TEXT),
            id: metadata.id.to_string(),
            has_mark: marked.binary_search(&number).is_ok(),
            why: reasons.filter(|_| number < EXPLAINED).map(|reasons| {
                let why = reasons.why(&metadata.id, &metadata.causes);
                Explained::of(&why, conversation, names)
            }),
        }
    };
    Rows::of(ledger.all().iter().enumerate(), row)
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
