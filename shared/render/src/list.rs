//! `list`: conversations, one line each.

use conversation::Summary;
use genesys::vocabulary::{Direction, MediaType};

use super::line::Line;
use super::page::{Page, cell};
use super::status::status;
use super::style::{Paint, Style};
use super::time::{length, minute};

/// A narrower terminal gets only the first columns, because an id that is broken over two lines
/// cannot be copied.
const WIDE: usize = 96;
const NARROW_COLUMNS: usize = 4;
/// Most columns of a cell. An id has up to 64 characters.
const LONGEST: usize = 64;

/// A table of conversations, in the order given.
#[must_use]
pub fn list(conversations: &[Summary], style: &Style) -> String {
    let mut page = Page::new(style);
    if conversations.is_empty() {
        page.line(Line::of(Paint::Faint, "no conversations"));
        return page.finish();
    }
    let mut header = vec!["conversation", "status", "start (UTC)", "length", "direction", "media"];
    let mut rows: Vec<_> = conversations.iter().map(row).collect();
    if style.columns() < WIDE {
        header.truncate(NARROW_COLUMNS);
        rows.iter_mut().for_each(|row| row.truncate(NARROW_COLUMNS));
    }
    page.table(&header, &[5], rows);
    page.finish()
}

fn row(summary: &Summary) -> Vec<(Paint, String)> {
    let status = status(summary);
    let lasted = summary
        .conversation_start
        .zip(summary.ended_at)
        .map(|(start, end)| length(end.since(start)));
    vec![
        cell(Paint::Strong, summary.conversation_id.as_str(), LONGEST),
        cell(status.0, status.1, LONGEST),
        cell(Paint::Plain, summary.conversation_start.map(minute).unwrap_or_default(), LONGEST),
        cell(Paint::Plain, lasted.unwrap_or_default(), LONGEST),
        cell(
            Paint::Plain,
            summary.originating_direction.as_ref().map_or("", Direction::as_str),
            LONGEST,
        ),
        cell(Paint::Plain, media(summary), LONGEST),
    ]
}

/// All media of a conversation.
pub(super) fn media(summary: &Summary) -> String {
    summary.media_types.iter().map(MediaType::as_str).collect::<Vec<_>>().join(" / ")
}
