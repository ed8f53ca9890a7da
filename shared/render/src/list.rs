//! `list`: conversations, a line each.

use conversation::Summary;
use genesys::vocabulary::{Direction, MediaType};

use super::line::Line;
use super::page::{Page, cell};
use super::status::status;
use super::style::{Paint, Style};
use super::time::{length, minute};

/// A narrower terminal gets the first columns only: an id that is broken over two lines cannot be copied.
const WIDE: usize = 96;
const NARROW_COLUMNS: usize = 4;
/// Columns of any one cell; an id has up to 64.
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

/// Every medium that occurs.
pub(super) fn media(summary: &Summary) -> String {
    summary.media_types.iter().map(MediaType::as_str).collect::<Vec<_>>().join(" / ")
}
