//! How much content goes on one log page.

use serde::Serialize;

use crate::log_page_content::NewContent;
use crate::log_page_text::{NewPage, WrittenEvent};
use crate::old_sessions::PagedSessions;

/// Longest JSON text of a page, in bytes, unless the page has only one event or ledger page.
/// DynamoDB's limit for an item is 400 KB, and some text does not deflate.
const MAX_PAGE_BYTES: usize = 256 * 1024;

/// Distributes content, in its order, to as many pages as it takes.
pub(crate) fn distribute<'a>(content: &NewContent<'a>) -> serde_json::Result<Vec<NewPage<'a>>> {
    let NewContent { events, ledger, participants, episodes, sessions } = content;
    let mut pages = NewPages { pages: Vec::new(), bytes: 0 };
    for event in *events {
        let written = WrittenEvent::of(event);
        let page = pages.page_for(&written)?;
        page.expires_at = page.expires_at.max(Some(event.expires_at));
        page.events.push(written);
    }
    for ledger_page in *ledger {
        pages.page_for(&ledger_page.entries)?.ledger.push(ledger_page);
    }
    for (id, known_events) in *participants {
        pages.page_for(&(id, known_events))?.participants.insert(id, *known_events);
    }
    for (after, episode) in (episodes.after..).zip(&episodes.episodes) {
        let on_page = &mut pages.page_for(episode)?.episodes;
        if on_page.is_empty() {
            on_page.after = after;
        }
        on_page.episodes.push(episode.clone());
    }
    for (id, PagedSessions { from, sessions }) in *sessions {
        for (from, session) in (*from..).zip(sessions) {
            let on_page = &mut pages.page_for(session)?.sessions;
            let new = || PagedSessions { from, sessions: Vec::new() };
            on_page.entry(id).or_insert_with(new).sessions.push(session.clone());
        }
    }
    Ok(pages.pages)
}

/// The pages so far.
struct NewPages<'a> {
    pages: Vec<NewPage<'a>>,
    /// Length of the text of the last page.
    bytes: usize,
}

impl<'a> NewPages<'a> {
    /// The last page, or a new one where the last has no room for this.
    fn page_for(&mut self, written: &impl Serialize) -> serde_json::Result<&mut NewPage<'a>> {
        let size = serde_json::to_string(written)?.len();
        if self.pages.is_empty() || self.bytes + size > MAX_PAGE_BYTES {
            self.pages.push(NewPage::default());
            self.bytes = 0;
        }
        self.bytes += size;
        let last = self.pages.len() - 1;
        Ok(&mut self.pages[last])
    }
}
