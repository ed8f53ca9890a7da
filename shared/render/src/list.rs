//! `list`: conversations, one line each.

use conversation::Overview;
use conversation::overview::{Party, Source};
use genesys::vocabulary::{Direction, MediaType};
use genesys::{ConversationId, Timestamp};

use super::line::Line;
use super::page::{Page, cell};
use super::status::{source, state};
use super::style::{Paint, Style};
use super::text::{harmless, short};
use super::time::{length, minute};

/// The columns, and the least width at which each is worth its room. A terminal gets as many as
/// fit, because an id that is broken over two lines cannot be copied.
const COLUMNS: [(&str, usize); 11] = [
    ("conversation", 37),
    ("state", 16),
    ("start (UTC)", 18),
    ("length", 8),
    ("queue", 13),
    ("agent", 13),
    ("customer", 16),
    ("wait", 8),
    ("direction", 10),
    ("media", 10),
    ("known", 20),
];
/// The columns that wrap where the room is small: queue, agent, customer, media.
const ELASTIC: [usize; 4] = [4, 5, 6, 9];
/// Columns that every terminal gets.
const LEAST: usize = 4;
/// Most columns of a cell. An id has up to 64 characters.
const LONGEST: usize = 64;

/// A conversation in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The conversation.
    pub conversation_id: ConversationId,
    /// What the list shows of it.
    pub overview: Overview,
}

/// A table of conversations as they are at `now`, in the order given.
#[must_use]
pub fn list(conversations: &[Listed], now: Timestamp, style: &Style) -> String {
    let mut page = Page::new(style);
    if conversations.is_empty() {
        page.line(Line::of(Paint::Faint, "no conversations"));
        return page.finish();
    }
    let mut room = style.columns();
    let fits = |(_, width): &&(&str, usize)| {
        room = room.saturating_sub(*width);
        room > 0
    };
    let shown = COLUMNS.iter().take_while(fits).count().max(LEAST);
    let header: Vec<&str> = COLUMNS.iter().take(shown).map(|(name, _)| *name).collect();
    let mut rows: Vec<_> = conversations.iter().map(|listed| row(listed, now)).collect();
    rows.iter_mut().for_each(|row| row.truncate(shown));
    page.table(&header, &ELASTIC, rows);
    page.line(Line::of(Paint::Faint, sources(conversations)));
    page.finish()
}

/// How many conversations are known from what, as not every terminal has room for the column.
fn sources(conversations: &[Listed]) -> String {
    let count = |wanted: Source| {
        let known = conversations.iter().filter(|listed| listed.overview.source == wanted).count();
        (known > 0).then(|| format!("{known} {}", source(wanted)))
    };
    Source::ALL.into_iter().filter_map(count).collect::<Vec<_>>().join(", ")
}

fn row(listed: &Listed, now: Timestamp) -> Vec<(Paint, String)> {
    let overview = &listed.overview;
    let (paint, state) = state(overview, now);
    let plain = |text: String| cell(Paint::Plain, text, LONGEST);
    let wait = overview.wait_ms(now);
    vec![
        cell(Paint::Strong, listed.conversation_id.as_str(), LONGEST),
        cell(paint, state, LONGEST),
        plain(overview.start.map(minute).unwrap_or_default()),
        plain(overview.age_ms(now).map(length).unwrap_or_default()),
        plain(parties(overview.queue.as_slice())),
        plain(parties(&overview.agents)),
        plain(customer(overview)),
        plain(if wait > 0 { length(wait) } else { String::new() }),
        plain(overview.direction.as_ref().map_or("", Direction::as_str).to_owned()),
        plain(media(overview)),
        cell(Paint::Faint, source(overview.source), LONGEST),
    ]
}

/// The names of parties; the id of one whose name is unknown.
pub(super) fn parties(parties: &[Party]) -> String {
    let name = |party: &Party| party.name.as_deref().map_or_else(|| short(&party.id), harmless);
    parties.iter().map(name).collect::<Vec<_>>().join(", ")
}

/// Name and address of the customer, as far as they are known.
fn customer(overview: &Overview) -> String {
    let texts = [overview.customer_name.as_deref(), overview.customer.as_deref()];
    texts.into_iter().flatten().map(harmless).collect::<Vec<_>>().join(" ")
}

/// All media of a conversation.
pub(super) fn media(overview: &Overview) -> String {
    overview.media.iter().map(MediaType::as_str).collect::<Vec<_>>().join(" / ")
}
