//! A published Common Event as one line, for a live view.

use common_events::{CommonEvent, Payload};
use genesys::ParticipantId;
use genesys::vocabulary::Purpose;

use super::line::Line;
use super::names::{Names, purpose_word};
use super::parsed_event::ParsedEvent;
use super::payload::summary;
use super::style::{Paint, Style};
use super::text::short;
use super::time::{clock, day_clock};

/// A narrower terminal gets only the time of day.
const WIDE: usize = 100;
/// Columns of the longest type's name.
const TYPE: usize = 28;
const WHO: usize = 17;

/// A Common Event on one line, without a line feed: when, which conversation, type, who, and the
/// payload in words.
#[must_use]
pub fn event(event: &CommonEvent, style: &Style) -> String {
    let names = Names::default();
    let parsed = ParsedEvent::of(event);
    let metadata = &parsed.metadata;
    let time = if style.columns() < WIDE {
        clock(metadata.occurred_at)
    } else {
        day_clock(metadata.occurred_at)
    };
    let line = Line::of(Paint::Faint, time)
        .with(Paint::Plain, "  ")
        .with(Paint::Faint, short(metadata.conversation_id.as_str()))
        .with(Paint::Plain, "  ")
        .and(Line::of(Paint::Strong, metadata.event_type.as_str()).pad(TYPE))
        .with(Paint::Plain, "  ")
        .and(who(&parsed, &names).pad(WHO))
        .with(Paint::Plain, "  ");
    let line = match (parsed.is_withdrawn(), metadata.revision) {
        (true, _) => line.with(Paint::Alert, "withdrawn "),
        (false, 1) => line,
        (false, revision) => line.with(Paint::Hold, format!("revision {revision} ")),
    };
    let mut text = String::new();
    line.with(Paint::Plain, summary(&parsed, &names)).fit(style.columns()).write(style, &mut text);
    text
}

/// The party that the Common Event is about, as far as it says so.
fn who(parsed: &ParsedEvent, names: &Names<'_>) -> Line {
    let of = |paint: Paint, what: &str, id: Option<&str>| {
        Line::of(paint, what)
            .with(Paint::Plain, id.map(|id| format!(" {}", short(id))).unwrap_or_default())
    };
    let participant = parsed.subject.participant_id.as_ref();
    let id = participant.map(ParticipantId::as_str);
    let is_customer =
        participant.is_some() && participant == parsed.facts.customer_participant_id.as_ref();
    match &parsed.payload {
        Some(Payload::FlowEnded(flow)) => of(Paint::Flow, "flow", flow.flow_id.as_deref()),
        Some(Payload::FlowOutcomeRecorded(flow)) => {
            of(Paint::Flow, "flow", flow.flow_id.as_deref())
        }
        Some(Payload::VoicemailLeft(_)) => of(Paint::Flow, "voicemail", id),
        _ if is_customer => of(Paint::Customer, "customer", id),
        Some(Payload::ParticipantAdded(added)) if parsed.subject.user_id.is_none() => {
            of(Paint::Plain, purpose_word(&Purpose::parse(&added.purpose)), id)
        }
        _ => names.subject(&parsed.subject),
    }
}
