//! The page with the list of open conversations. The page reloads itself without a script.

use askama::Template;
use conversation::Summary;
use genesys::vocabulary::Direction;

use super::super::list::media;
use super::super::status::status;
use super::super::text::{fit, harmless};
use super::super::time::instant;
use super::error::PageError;
use super::limits::NAME;
use super::policy::{OF_PAGE, STYLE};
use super::tables::Rows;

#[derive(Debug, Template)]
#[template(path = "open.html")]
struct Open<'n> {
    policy: &'static str,
    style: &'static str,
    seconds: u32,
    rows: Rows<Row>,
    next: &'n str,
}

#[derive(Debug)]
struct Row {
    id: String,
    status: &'static str,
    class: &'static str,
    since: String,
    direction: String,
    media: String,
    participants: u64,
    transfers: u64,
}

/// A page with conversations in the order given, which a browser reloads every `seconds` seconds,
/// at least 1. The page links to `interactions/{id}/timeline`, relative to its own URL. If there
/// are more conversations, the page also links to itself with `next`, which must be base64url.
///
/// # Errors
/// See [`PageError`].
pub fn open_list<'s>(
    summaries: impl IntoIterator<Item = &'s Summary>,
    seconds: u32,
    next: Option<&str>,
) -> Result<String, PageError> {
    let rows = Rows::of(summaries.into_iter(), row);
    let next = next.unwrap_or_default();
    Ok(Open { policy: &OF_PAGE, style: STYLE, seconds: seconds.max(1), rows, next }.render()?)
}

fn row(summary: &Summary) -> Row {
    let (paint, status) = status(summary);
    Row {
        id: summary.conversation_id.as_str().to_owned(),
        status,
        class: paint.class(),
        since: summary.conversation_start.map(instant).unwrap_or_default(),
        direction: fit(
            &harmless(summary.originating_direction.as_ref().map_or("", Direction::as_str)),
            NAME,
        ),
        media: fit(&harmless(&media(summary)), NAME),
        participants: summary.counts.participants,
        transfers: summary.counts.transfers,
    }
}
