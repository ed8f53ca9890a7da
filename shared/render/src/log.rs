//! `log`: the events of Genesys in order, and the Common Events that they caused.

use std::collections::HashMap;

use common_events::{CommonEvent, Metadata, Status};
use conversation::Known;
use genesys::{ConversationId, EventKey};

use super::line::{Line, flow};
use super::page::{Page, cell};
use super::style::{Paint, Style};
use super::text::short;
use super::time::{clock_ms, day, day_clock_ms, instant};

/// Most columns of a cell.
const LONGEST: usize = 128;

/// An event of the log.
#[derive(Debug, Clone, PartialEq)]
pub struct Logged {
    /// The event, with its replay name if it came by a replay.
    pub known: Known,
    /// Fields that were truncated for their size.
    pub cut: Vec<String>,
}

/// The stored events of a conversation, in the order given, and the Common Events that each one
/// caused.
#[must_use]
pub fn log(
    id: &ConversationId,
    events: &[Logged],
    common_events: &[CommonEvent],
    style: &Style,
) -> String {
    let mut page = Page::new(style);
    let Some(first) = events.first() else {
        page.line(Line::of(Paint::Faint, "no events"));
        return page.finish();
    };
    let one_day =
        events.iter().all(|event| day(event.known.event.time) == day(first.known.event.time));
    let count =
        if events.len() == 1 { "1 event".to_owned() } else { format!("{} events", events.len()) };
    let title = Line::of(Paint::Strong, id.as_str());
    let last =
        events.last().filter(|_| !one_day).map(|last| format!(" – {}", day(last.known.event.time)));
    let days = format!("{}{} UTC", day(first.known.event.time), last.unwrap_or_default());
    for line in flow(vec![title, Line::plain(days), Line::plain(count)], style.columns()) {
        page.line(line);
    }
    page.gap();

    let causes = causes(common_events);
    let noted = events.iter().any(|event| !note(event).is_empty());
    let row = |event: &Logged| {
        let known = &event.known.event;
        let time = if one_day { clock_ms(known.time) } else { day_clock_ms(known.time) };
        let caused = causes.get(&known.key).map(|names| names.join(", ")).unwrap_or_default();
        let mut row = vec![
            cell(Paint::Faint, time, LONGEST),
            cell(Paint::Strong, known.topic.as_str(), LONGEST),
            cell(
                Paint::Plain,
                known.participant_id.as_ref().map(|id| short(id.as_str())).unwrap_or_default(),
                LONGEST,
            ),
            cell(
                Paint::Plain,
                known.session_id.as_ref().map(|id| short(id.as_str())).unwrap_or_default(),
                LONGEST,
            ),
        ];
        if noted {
            row.push(cell(Paint::Hold, note(event), LONGEST));
        }
        row.push(cell(Paint::Talk, caused, usize::MAX));
        row
    };
    let mut header = vec!["time", "topic", "party", "session"];
    header.extend(noted.then_some("note"));
    header.push("caused");
    // An unknown topic may be long, so its column may shrink too.
    let elastic = [1, 4, 5];
    page.table(&header, &elastic, events.iter().map(row).collect());
    page.finish()
}

/// The replay that delivered an event, when a document was exported, and truncated fields.
fn note(event: &Logged) -> String {
    let replay = event.known.replay_name.as_ref().map(|name| format!("replay {name}"));
    let cut = (!event.cut.is_empty()).then(|| format!("cut: {}", event.cut.join(", ")));
    let exported_at = event.known.event.exported_at;
    let exported = exported_at.map(|time| format!("exported {} UTC", instant(time)));
    replay.into_iter().chain(exported).chain(cut).collect::<Vec<_>>().join("; ")
}

/// The Common Events that each event caused, in order of time.
fn causes(common_events: &[CommonEvent]) -> HashMap<EventKey, Vec<String>> {
    let mut said: Vec<&Metadata> = common_events.iter().map(|event| &event.metadata).collect();
    said.sort_by_key(|metadata| (metadata.occurred_at, metadata.event_type));
    let mut causes: HashMap<EventKey, Vec<String>> = HashMap::new();
    for metadata in said {
        let withdrawn = if metadata.status == Status::Withdrawn { " (withdrawn)" } else { "" };
        let revision =
            if metadata.revision > 1 { format!(" r{}", metadata.revision) } else { String::new() };
        for key in &metadata.causes {
            causes
                .entry(*key)
                .or_default()
                .push(format!("{}{revision}{withdrawn}", metadata.event_type));
        }
    }
    causes
}
