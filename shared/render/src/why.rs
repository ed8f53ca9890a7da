//! `why`: the rule from which each Common Event follows, and the Genesys events that caused it.

use common_events::{CommonEvent, Status};
use conversation::why::{Cause, Why};
use genesys::ConversationId;

use super::line::Line;
use super::page::{Page, cell};
use super::style::{Paint, Style};
use super::text::short;
use super::time::day_clock_ms;

/// Most columns of a cell.
const LONGEST: usize = 240;

/// Common Events of a conversation, each with its explanation.
#[must_use]
pub fn why(id: &ConversationId, explained: &[(CommonEvent, Why)], style: &Style) -> String {
    let mut page = Page::new(style);
    page.line(Line::of(Paint::Strong, id.as_str()));
    for (event, why) in explained {
        page.heading(&title(event));
        let rule = why.rule.map_or("none: it does not follow from what is known now", |it| it.name);
        let sentence = why.rule.map(|rule| row("", Paint::Plain, rule.sentence));
        let causes = why.caused_by.iter().enumerate().map(|(index, event)| {
            row(if index == 0 { "caused by" } else { "" }, Paint::Plain, &cause(event))
        });
        page.table(&["rule", rule], &[1], sentence.into_iter().chain(causes).collect());
    }
    page.finish()
}

fn title(event: &CommonEvent) -> String {
    let metadata = &event.metadata;
    let revision = match metadata.revision {
        1 => String::new(),
        revision => format!("  revision {revision}"),
    };
    let withdrawn = if metadata.status == Status::Withdrawn { "  withdrawn" } else { "" };
    let time = day_clock_ms(metadata.occurred_at);
    format!("{}  {time} UTC{revision}{withdrawn}", metadata.event_type)
}

fn row(label: &str, paint: Paint, text: &str) -> Vec<(Paint, String)> {
    vec![cell(Paint::Faint, label, LONGEST), cell(paint, text, LONGEST)]
}

fn cause(cause: &Cause) -> String {
    let part = |name: &str, id: Option<&str>| {
        id.map(|id| format!("  {name} {}", short(id))).unwrap_or_default()
    };
    format!(
        "{}  {}{}{}",
        day_clock_ms(cause.event_time),
        cause.topic,
        part("party", cause.participant_id.as_ref().map(genesys::ParticipantId::as_str)),
        part("session", cause.session_id.as_ref().map(genesys::SessionId::as_str)),
    )
}
