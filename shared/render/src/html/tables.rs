//! Common Events and attributes as plain tables.

use conversation::Conversation;
use conversation::why::Reasons;

use super::super::line::Line;
use super::super::names::{Names, purpose};
use super::super::parsed_event::{Ledger, ParsedEvent};
use super::super::payload::summary;
use super::super::text::{fit, harmless};
use super::limits::{EXPLAINED, NAME, TEXT};
use super::rows::{Moment, Rows};
use super::spans::{Span, spans};
use super::why::Explained;

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
