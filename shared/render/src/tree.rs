//! `show`: one conversation in full, beginning with the five answers.

use common_events::CommonEvent;
use conversation::tree::CompletedBy;
use conversation::{Conversation, Summary};
use genesys::Directory;

use super::answers::answers;
use super::line::{Line, flow};
use super::names::{Names, purpose};
use super::page::{Page, cell};
use super::parsed_event::{Ledger, ParsedEvent};
use super::payload::summary;
use super::status::{source, status};
use super::style::{Paint, Style};
use super::time::{from_to, instant, length, offset};
use super::timeline::timeline;

/// Most columns of an attribute's value and of a Common Event's payload. `--json` shows all of it.
const LONGEST: usize = 240;
/// Most columns of a participant.
const WHO: usize = 40;

/// A conversation on a terminal: title, the five answers, timeline, attributes, Common Events.
/// `common_events` has the last revision of each Common Event, `directory` names for what the tree
/// does not name.
#[must_use]
pub fn tree(
    conversation: &Conversation,
    common_events: &[CommonEvent],
    directory: &Directory,
    style: &Style,
) -> String {
    let mut page = Page::new(style);
    let names = Names::of(conversation, directory);
    let ledger = Ledger::of(common_events);
    let known = Line::of(Paint::Faint, source(conversation.summary.source()));
    let title = title(&conversation.summary).into_iter().chain([known]);
    for line in flow(title.collect(), style.columns()) {
        page.line(line);
    }
    answers(&mut page, conversation, &ledger, &names);
    timeline(&mut page, conversation, &names);
    let names = names.brief();
    attributes(&mut page, conversation, &names);
    common_event_table(&mut page, conversation, &ledger, &names);
    page.gap();
    page.line(Line::of(Paint::Faint, basis(&conversation.summary)));
    page.finish()
}

/// What the tree rests on: events alone, or a document as well.
fn basis(summary: &Summary) -> String {
    match summary.completed_by {
        None => "from events alone".to_owned(),
        Some(CompletedBy { exported_at: None }) => "complete by document".to_owned(),
        Some(CompletedBy { exported_at: Some(time) }) => {
            format!("complete by document of {} UTC", instant(time))
        }
    }
}

/// The title of a conversation: id, status and times.
pub(super) fn title(summary: &Summary) -> Vec<Line> {
    let id = Line::of(Paint::Strong, summary.conversation_id.as_str());
    let (paint, status) = status(summary);
    let mut title = vec![id, Line::of(paint, status)];
    match (summary.conversation_start, summary.ended_at) {
        (Some(start), Some(end)) => {
            title.push(Line::plain(from_to(start, end)));
            title.push(Line::of(Paint::Strong, length(end.since(start))));
        }
        (Some(start), None) => title.push(Line::plain(format!("since {} UTC", instant(start)))),
        (None, _) => {}
    }
    if summary.episodes.len() > 1 {
        title.push(Line::of(Paint::Faint, format!("{} episodes", summary.episodes.len())));
    }
    title
}

fn attributes(page: &mut Page<'_>, conversation: &Conversation, names: &Names<'_>) {
    let mut rows = Vec::new();
    for participant in
        conversation.participants.iter().filter(|participant| !participant.attributes.is_empty())
    {
        let mut whose = format!("{} {}", purpose(participant), names.participant(participant));
        for (name, value) in &participant.attributes {
            rows.push(vec![
                cell(Paint::Faint, std::mem::take(&mut whose), WHO),
                cell(Paint::Plain, name, LONGEST),
                cell(Paint::Plain, value, LONGEST),
            ]);
        }
    }
    if !rows.is_empty() {
        page.heading("Attributes");
        page.table(&["participant", "name", "value"], &[1, 2], rows);
    }
}

fn common_event_table(
    page: &mut Page<'_>,
    conversation: &Conversation,
    ledger: &Ledger,
    names: &Names<'_>,
) {
    page.heading("Common Events");
    if ledger.all().is_empty() {
        page.indented(Line::of(Paint::Faint, "none yet"));
        return;
    }
    let start = conversation.summary.conversation_start;
    let at = |parsed: &ParsedEvent| {
        let at = parsed.metadata.occurred_at;
        start.map_or_else(|| instant(at), |start| offset(at.since(start)))
    };
    let width = ledger.all().iter().map(|parsed| at(parsed).len()).max().unwrap_or(0);
    let row = |parsed: &ParsedEvent| {
        let metadata = &parsed.metadata;
        let since = format!("{:>width$}", at(parsed));
        let (status, paint) =
            if parsed.is_withdrawn() { (" withdrawn", Paint::Alert) } else { ("", Paint::Faint) };
        vec![
            cell(Paint::Faint, since, LONGEST),
            cell(Paint::Strong, metadata.event_type.as_str(), LONGEST),
            cell(paint, format!("{}{status}", metadata.revision), LONGEST),
            cell(Paint::Plain, names.subject(&parsed.subject).text(), WHO),
            cell(Paint::Plain, summary(parsed, names), LONGEST),
        ]
    };
    let rows = ledger.all().iter().map(row).collect();
    page.table(&["at", "type", "rev.", "who", "what"], &[3, 4], rows);
}
