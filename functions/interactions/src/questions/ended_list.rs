//! The page of conversations that began on a day and have ended, the latest first. The index
//! carries what the page shows, so a page takes one call, and at most three where a filter looks
//! for few among many: some 2,000 conversations a call. With more partitions of a day, each takes
//! a call. Names that this process does not know take another one.

use std::cmp::Ordering;

use genesys::{ConversationId, Timestamp};
use render::html::{ListPage, View, list_page};
use render::{Filter, Listed};
use store::{Day, EndedEntry, IndexPosition, Order, StartRange};

use super::list_query::{Query, named};
use super::naming;
use crate::api::Api;
use crate::page::Cursor;
use crate::problem::Problem;

/// Most conversations that a page shows.
const PAGE: usize = 100;

/// Conversations that a call reads where each is shown. More than a page, so that those that begin
/// in one millisecond do not end it.
const UNFILTERED: u32 = 200;

/// Most calls of a page in a day of one partition.
const CALLS: u32 = 3;

/// How many times more seldom a browser reloads this list than that of open conversations, because
/// each reload reads a page of whole overviews.
const SELDOM: u32 = 3;

pub(super) async fn page(api: &Api, query: &Query) -> Result<String, Problem> {
    let (filter, now) = (query.filter(), api.clock.now());
    let today = Day::of(now);
    let day = query.day.unwrap_or(today);
    naming::prepare(api, &filter).await;
    let mut part = match named(api, &filter).await? {
        Some(found) => Part { rows: found.clone(), read: found, ..Part::default() },
        None => part(&Reading::page(api, day, &filter, now), query).await?,
    };
    naming::of_lists(api, [&mut part.rows, &mut part.read]).await;
    let [shown, before, after] = [day, day.previous(), day.next()].map(|day| day.to_string());
    // More may come only on top of today's list; every list says as of when it is.
    let grows = day >= today && query.position().is_none();
    Ok(list_page(&ListPage {
        view: View::Ended {
            day: &shown,
            before: &before,
            after: Some(after.as_str()).filter(|_| day < today),
        },
        rows: &part.rows,
        read: &part.read,
        filter: &filter,
        previous: part.previous.as_deref(),
        next: part.next.as_deref(),
        position: query.position().as_ref().map(|(name, cursor)| (*name, cursor.as_str())),
        now,
        reload_seconds: grows.then(|| api.list_reload.saturating_mul(SELDOM)),
    })?)
}

/// A page of the list.
#[derive(Debug, Default)]
struct Part {
    rows: Vec<Listed>,
    read: Vec<Listed>,
    previous: Option<String>,
    next: Option<String>,
}

async fn part(reading: &Reading<'_>, query: &Query) -> Result<Part, Problem> {
    if let (None, Some(Cursor(first))) = (&query.next, &query.previous) {
        let mut found = reading.run(Some(first), Order::EarliestFirst).await?;
        found.rows.reverse();
        if let (Some(nearest), farthest) = (found.nearest.take(), found.farthest.take()) {
            return Ok(Part {
                previous: farthest.filter(|_| found.more).map(|at| Cursor(at).to_string()),
                next: Some(Cursor(nearest).to_string()),
                rows: found.rows,
                read: found.read,
            });
        }
    }
    let after = query.next.as_ref().map(|cursor| &cursor.0);
    let found = reading.run(after, Order::LatestFirst).await?;
    let first = found.nearest.filter(|_| after.is_some());
    Ok(Part {
        previous: first.map(|at| Cursor(at).to_string()),
        next: found.farthest.filter(|_| found.more).map(|at| Cursor(at).to_string()),
        rows: found.rows,
        read: found.read,
    })
}

/// What a page looks for.
pub(super) struct Reading<'a> {
    api: &'a Api,
    day: Day,
    filter: &'a Filter,
    now: Timestamp,
    /// Most conversations that are found.
    most: usize,
    /// Most calls, in a day of one partition.
    calls: u32,
}

/// What was found, in the order in which it was read.
#[derive(Debug, Default)]
struct Found {
    rows: Vec<Listed>,
    read: Vec<Listed>,
    /// The first and the last conversation that was read.
    nearest: Option<IndexPosition>,
    farthest: Option<IndexPosition>,
    /// Whether more may follow the last one.
    more: bool,
}

impl<'a> Reading<'a> {
    /// A reading of a page of a day.
    const fn page(api: &'a Api, day: Day, filter: &'a Filter, now: Timestamp) -> Self {
        Self { api, day, filter, now, most: PAGE, calls: CALLS }
    }

    /// A reading of the nearest conversation of a day, with one call.
    pub const fn nearest(api: &'a Api, day: Day, filter: &'a Filter, now: Timestamp) -> Self {
        Self { api, day, filter, now, most: 1, calls: 1 }
    }

    /// The first conversation after a position.
    pub async fn first(
        &self,
        from: &IndexPosition,
        order: Order,
    ) -> Result<Option<ConversationId>, Problem> {
        let found = self.run(Some(from), order).await?;
        Ok(found.rows.into_iter().next().map(|row| row.conversation_id))
    }

    /// Reads on from a position, until the page is full, or the day or the calls are used up.
    async fn run(&self, from: Option<&IndexPosition>, order: Order) -> Result<Found, Problem> {
        let mut found = Found { farthest: from.cloned(), ..Found::default() };
        let mut limit = self.filter.is_empty().then_some(UNFILTERED);
        for _ in 0..(self.calls / self.api.open_shards).max(1) {
            let (entries, more) = self.entries(found.farthest.as_ref(), order, limit).await?;
            if entries.is_empty() {
                limit = None;
            }
            let mut entries = entries.into_iter();
            for entry in entries.by_ref() {
                found.nearest.get_or_insert_with(|| entry.position.clone());
                found.farthest = Some(entry.position.clone());
                let mut listed = Listed {
                    conversation_id: entry.position.conversation_id,
                    overview: entry.overview,
                };
                naming::known(self.api, &mut listed);
                if self.filter.fits(&listed, self.now) {
                    found.rows.push(listed.clone());
                }
                found.read.push(listed);
                if found.rows.len() == self.most {
                    break;
                }
            }
            found.more = more || entries.len() > 0;
            if !found.more || found.rows.len() == self.most {
                break;
            }
        }
        Ok(found)
    }

    /// The next entries of the day after a position, in order, and whether more may follow. Entries
    /// of one millisecond stay together, because the index does not order them.
    async fn entries(
        &self,
        from: Option<&IndexPosition>,
        order: Order,
        limit: Option<u32>,
    ) -> Result<(Vec<EndedEntry>, bool), Problem> {
        let bound = from.map(|from| from.start);
        let began = match order {
            Order::LatestFirst => StartRange { from: None, to: bound },
            Order::EarliestFirst => StartRange { from: bound, to: None },
        };
        let (mut entries, mut horizons) = (Vec::new(), Vec::new());
        for shard in 0..self.api.open_shards {
            let page =
                self.api.conversations.ended_page(self.day, shard, &began, order, limit).await?;
            horizons.extend(page.entries.last().filter(|_| page.more).map(|it| it.position.start));
            entries.extend(page.entries);
        }
        // Beyond this instant, a partition may have entries that were not read.
        let horizon = match order {
            Order::LatestFirst => horizons.into_iter().max(),
            Order::EarliestFirst => horizons.into_iter().min(),
        };
        entries.retain(|entry| {
            let start = entry.position.start;
            let is_whole = horizon.is_none_or(|horizon| match order {
                Order::LatestFirst => start > horizon,
                Order::EarliestFirst => start < horizon,
            });
            is_whole && from.is_none_or(|from| by(order, from, &entry.position).is_lt())
        });
        entries.sort_by(|a, b| by(order, &a.position, &b.position));
        Ok((entries, horizon.is_some()))
    }
}

/// The order of a list: the latest first, those of one millisecond by their ids. Or its reverse.
fn by(order: Order, a: &IndexPosition, b: &IndexPosition) -> Ordering {
    let latest_first =
        b.start.cmp(&a.start).then_with(|| a.conversation_id.cmp(&b.conversation_id));
    match order {
        Order::LatestFirst => latest_first,
        Order::EarliestFirst => latest_first.reverse(),
    }
}
