//! `log`: what Genesys said, in order, and what followed from it.

use std::collections::HashMap;

use common_events::Status;
use genesys::EventKey;
use store::{EventItem, LedgerEntry};

use super::line::{Line, flow};
use super::page::{Page, cell};
use super::style::{Paint, Style};
use super::text::short;
use super::time::{clock_ms, day, day_clock_ms};

/// Columns of any one cell.
const LONGEST: usize = 128;

/// The stored events, in the order given, and the Common Events that each is a cause of.
#[must_use]
pub fn log(events: &[EventItem], ledger: &[LedgerEntry], style: &Style) -> String {
    let mut page = Page::new(style);
    let Some(first) = events.first() else {
        page.line(Line::of(Paint::Faint, "no events"));
        return page.finish();
    };
    let one_day = events.iter().all(|event| day(event.sk.time) == day(first.sk.time));
    let count = if events.len() == 1 { "1 event".to_owned() } else { format!("{} events", events.len()) };
    let title = Line::of(Paint::Strong, first.conversation_id().as_str());
    let last = events.last().filter(|_| !one_day).map(|last| format!(" – {}", day(last.sk.time)));
    let days = format!("{}{} UTC", day(first.sk.time), last.unwrap_or_default());
    for line in flow(vec![title, Line::plain(days), Line::plain(count)], style.columns()) {
        page.line(line);
    }
    page.gap();

    let causes = causes(ledger);
    let noted = events.iter().any(|event| event.replay_name.is_some() || !event.cut.is_empty());
    let row = |event: &EventItem| {
        let known = event.known().event;
        let time = if one_day { clock_ms(event.sk.time) } else { day_clock_ms(event.sk.time) };
        let caused = causes.get(&event.sk.key).map(|names| names.join(", ")).unwrap_or_default();
        let mut row = vec![
            cell(Paint::Faint, time, LONGEST),
            cell(Paint::Strong, &event.sk.topic, LONGEST),
            cell(Paint::Plain, known.participant_id.map(|id| short(id.as_str())).unwrap_or_default(), LONGEST),
            cell(Paint::Plain, known.session_id.map(|id| short(id.as_str())).unwrap_or_default(), LONGEST),
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
    // A topic that Genesys added may be long, and gives way too.
    let elastic = [1, 4, 5];
    page.table(&header, &elastic, events.iter().map(row).collect());
    page.finish()
}

/// How an event came by, and what of it was not kept.
fn note(event: &EventItem) -> String {
    let replay = event.replay_name.as_ref().map(|name| format!("replay {name}"));
    let cut = (!event.cut.is_empty()).then(|| format!("cut: {}", event.cut.join(", ")));
    replay.into_iter().chain(cut).collect::<Vec<_>>().join("; ")
}

/// The Common Events that follow from each event, in the order in which they happened.
fn causes(ledger: &[LedgerEntry]) -> HashMap<EventKey, Vec<String>> {
    let mut entries: Vec<&LedgerEntry> = ledger.iter().collect();
    entries.sort_by_key(|entry| (entry.occurred_at, entry.event_type));
    let mut causes: HashMap<EventKey, Vec<String>> = HashMap::new();
    for entry in entries {
        let withdrawn = if entry.status == Status::Withdrawn { " (withdrawn)" } else { "" };
        let revision = if entry.revision > 1 { format!(" r{}", entry.revision) } else { String::new() };
        for key in &entry.causes {
            causes.entry(*key).or_default().push(format!("{}{revision}{withdrawn}", entry.event_type));
        }
    }
    causes
}
