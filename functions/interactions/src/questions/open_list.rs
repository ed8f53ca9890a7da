//! The page of open conversations. It takes two calls: the index of all open conversations, keys
//! only (one call for each 8,000 of them and for each partition), and a batch of a hundred; and one
//! for names that this process does not know.

use genesys::{ConversationId, Timestamp};
use render::html::{ListPage, View, list_page};
use render::{Listed, Sort};
use store::IndexPosition;

use super::list_query::{Query, listed, named};
use super::naming;
use crate::api::Api;
use crate::page::{Cursor, MOST};
use crate::problem::Problem;

/// Conversations that a page reads: as many as one batch, so that the page of a conversation can
/// afford to read them for its neighbours.
const PAGE: usize = MOST as usize;

pub(super) async fn page(api: &Api, query: &Query) -> Result<String, Problem> {
    let (filter, now) = (query.filter(), api.clock.now());
    let (read, window) = read(api, query).await?;
    let mut rows: Vec<Listed> = read.iter().filter(|one| filter.fits(one, now)).cloned().collect();
    let sort = Sort::from(query.sort);
    sort.sort(&mut rows, now);
    Ok(list_page(&ListPage {
        view: View::Open { sort, total: window.total },
        rows: &rows,
        read: &read,
        filter: &filter,
        previous: window.previous.as_deref(),
        next: window.next.as_deref(),
        position: query.position().as_ref().map(|(name, cursor)| (*name, cursor.as_str())),
        now,
        reload_seconds: Some(api.list_reload),
    })?)
}

/// The conversations that a page looks at, with the names by which its filter may find them, and
/// where the page is among all open ones.
pub(super) async fn read(api: &Api, query: &Query) -> Result<(Vec<Listed>, Window), Problem> {
    let filter = query.filter();
    let (mut read, window) = match named(api, &filter).await? {
        Some(found) => {
            let total = found.len();
            (found, Window { total, ..Window::default() })
        }
        None => {
            let window =
                window(&positions(api).await?, query.next.as_ref(), query.previous.as_ref());
            (trees(api, &window.ids).await?, window)
        }
    };
    naming::prepare(api, &filter).await;
    naming::of_lists(api, [&mut read, &mut Vec::new()]).await;
    Ok((read, window))
}

/// The conversations that a page reads, among all open ones.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Window {
    ids: Vec<ConversationId>,
    total: usize,
    previous: Option<String>,
    next: Option<String>,
}

/// All entries of the index, the longest open first.
async fn positions(api: &Api) -> Result<Vec<IndexPosition>, Problem> {
    let mut all: Vec<IndexPosition> = Vec::new();
    for shard in 0..api.open_shards {
        let mut after = None;
        loop {
            let page = api.conversations.open_page(shard, after.as_ref(), u32::MAX).await?;
            after = page.positions.last().cloned().filter(|_| page.more);
            all.extend(page.positions);
            if after.is_none() {
                break;
            }
        }
    }
    all.sort_by(|a, b| key(a).cmp(&key(b)));
    Ok(all)
}

fn key(position: &IndexPosition) -> (Timestamp, &ConversationId) {
    (position.start, &position.conversation_id)
}

/// The page after or before a cursor; the first page without one.
fn window(all: &[IndexPosition], next: Option<&Cursor>, previous: Option<&Cursor>) -> Window {
    let (begin, end) = match (next, previous) {
        (Some(Cursor(last)), _) => {
            let begin = all.partition_point(|it| key(it) <= key(last));
            (begin, (begin + PAGE).min(all.len()))
        }
        (None, Some(Cursor(first))) => {
            let end = all.partition_point(|it| key(it) < key(first));
            (end.saturating_sub(PAGE), end)
        }
        (None, None) => (0, PAGE.min(all.len())),
    };
    let shown = all.get(begin..end).unwrap_or_default();
    let cursor = |position: Option<&IndexPosition>| {
        position.map(|position| Cursor(position.clone()).to_string())
    };
    Window {
        ids: shown.iter().map(|position| position.conversation_id.clone()).collect(),
        total: all.len(),
        previous: cursor(shown.first().filter(|_| begin > 0)),
        next: cursor(shown.last().filter(|_| end < all.len())),
    }
}

/// The conversations with these ids. The index lags behind the table, so conversations that have
/// ended meanwhile are left out.
async fn trees(api: &Api, ids: &[ConversationId]) -> Result<Vec<Listed>, Problem> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let trees = api.conversations.trees(ids).await?;
    Ok(trees.into_iter().filter(|tree| tree.open.is_some()).map(listed).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn position(number: usize) -> IndexPosition {
        // Several begin at once, so that time alone does not order them.
        IndexPosition {
            start: Timestamp::from_ms(1_772_442_000_000 + number as i64 / 4),
            conversation_id: format!("c-{number:04}").parse().unwrap(),
            participant_id: None,
        }
    }

    /// Forwards and backwards, the pages are the same and show each conversation once.
    #[test]
    fn pages_are_the_list_in_both_directions() {
        for count in [0, 1, 99, 100, 101, 201, 300] {
            let all: Vec<IndexPosition> = (0..count).map(position).collect();
            let read = |text: &str| serde_json::from_value::<Cursor>(text.into()).ok();
            let mut pages = vec![window(&all, None, None)];
            while let Some(next) = pages.last().unwrap().next.clone() {
                pages.push(window(&all, read(&next).as_ref(), None));
            }
            let ids: Vec<String> =
                pages.iter().flat_map(|it| &it.ids).map(ToString::to_string).collect();
            let expected: Vec<String> = (0..count).map(|it| format!("c-{it:04}")).collect();
            assert_eq!(ids, expected);
            assert!(pages.iter().all(|page| page.total == count));
            for pair in pages.windows(2) {
                let back = pair[1].previous.as_deref().and_then(read);
                assert_eq!(window(&all, None, back.as_ref()).ids, pair[0].ids);
            }
            assert_eq!(pages[0].previous, None);
        }
    }
}
