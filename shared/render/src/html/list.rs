//! The page with a list of conversations: the open ones, or those of a day that ended. Filters are
//! a plain form. A script only refreshes the page in place and shows times of the browser's zone.

use askama::Template;
use conversation::overview::{Party, Source};
use genesys::Timestamp;
use genesys::vocabulary::{Direction, MediaType};

use super::super::filter::{Filter, Sort};
use super::super::list::{Listed, media, parties};
use super::super::status::{due, source, state, states};
use super::super::text::{fit, harmless, short};
use super::super::time::instant;
use super::error::PageError;
use super::lasting::lasting;
use super::limits::NAME;
use super::policy::{LIST_SCRIPT, LIST_STYLE, OF_LIST};
use super::queues::{Queue, queues};
use super::served::list_parameter;

/// Which list a page shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum View<'a> {
    /// The open conversations.
    Open {
        /// Their order.
        sort: Sort,
        /// How many there are, whether the page has read them or not.
        total: usize,
    },
    /// The conversations that began on a day and have ended, the latest first.
    Ended {
        /// The day in UTC: `2026-03-02`.
        day: &'a str,
        /// The day before.
        before: &'a str,
        /// The day after; absent if it is in the future.
        after: Option<&'a str>,
    },
}

/// A list of conversations.
#[derive(Debug, Clone, Copy)]
pub struct ListPage<'a> {
    /// Which list.
    pub view: View<'a>,
    /// The conversations shown, in order.
    pub rows: &'a [Listed],
    /// The conversations that were read; the filter chose the rows among them.
    pub read: &'a [Listed],
    /// The filter.
    pub filter: &'a Filter,
    /// Cursor of the previous page: base64url.
    pub previous: Option<&'a str>,
    /// Cursor of the next page: base64url.
    pub next: Option<&'a str>,
    /// The parameter and the cursor by which this page was asked for; `None` for the first page.
    pub position: Option<(&'a str, &'a str)>,
    /// The present.
    pub now: Timestamp,
    /// Seconds after which a browser reloads the list; `None` for never.
    pub reload_seconds: Option<u32>,
}

#[derive(Debug, Template)]
#[template(path = "list.html")]
struct Page {
    policy: &'static str,
    style: &'static str,
    script: &'static str,
    title: &'static str,
    reload: Option<u32>,
    ended: bool,
    by_age: bool,
    /// The links to the other list, to the neighbouring days and pages, and to all conversations.
    other: String,
    earlier: Option<(String, String)>,
    later: Option<(String, String)>,
    previous: Option<String>,
    next: Option<String>,
    unfiltered: Option<String>,
    day: String,
    now: Instant,
    facts: String,
    states: Vec<Choice>,
    media: Vec<Choice>,
    queue: String,
    agent: String,
    text: String,
    known_queues: Vec<String>,
    known_agents: Vec<String>,
    queues: Vec<Queue>,
    rows: Vec<Row>,
    /// The parameter by which the page of a conversation remembers this list.
    remembered: String,
}

/// An instant: for machines, and for people in UTC.
#[derive(Debug)]
struct Instant {
    iso: String,
    text: String,
}

impl Instant {
    fn of(at: Timestamp) -> Self {
        let text = instant(at);
        Self { iso: format!("{}Z", text.replacen(' ', "T", 1)), text }
    }
}

/// An option of a form.
#[derive(Debug)]
struct Choice {
    word: String,
    chosen: bool,
}

#[derive(Debug)]
struct Row {
    id: String,
    short: String,
    /// The customer's name; their address if the name is unknown.
    customer: String,
    /// Their address beside the name.
    address: String,
    class: &'static str,
    state: &'static str,
    /// How long the conversation has been in its state.
    lasts: String,
    callback: Option<Instant>,
    waits: bool,
    wait: String,
    queue: String,
    agents: String,
    media: String,
    direction: String,
    age: String,
    transfers: u64,
    start: Option<Instant>,
    /// What the conversation is known from. Empty while that goes without saying: an open
    /// conversation is known from events.
    source: &'static str,
}

/// The page of a list. It links to `interactions/{id}/timeline`, relative to its own URL, and to
/// itself with other parameters.
///
/// # Errors
/// See [`PageError`].
pub fn list_page(list: &ListPage<'_>) -> Result<String, PageError> {
    let filter = list.filter;
    let (ended, day, sort) = match list.view {
        View::Open { sort, .. } => (false, "", sort),
        View::Ended { day, .. } => (true, day, Sort::default()),
    };
    let here = Query { view: list.view, filter };
    let (earlier, later) = match list.view {
        View::Open { .. } => (None, None),
        View::Ended { before, after, .. } => (
            Some((here.on_day(before), before.to_owned())),
            after.map(|after| (here.on_day(after), after.to_owned())),
        ),
    };
    let none = Filter::default();
    let page = Page {
        policy: &OF_LIST,
        style: LIST_STYLE,
        script: LIST_SCRIPT,
        title: if ended { "Ended conversations" } else { "Open conversations" },
        reload: list.reload_seconds.map(|seconds| seconds.max(1)),
        ended,
        by_age: sort == Sort::Age,
        other: here.other(),
        earlier,
        later,
        previous: list.previous.map(|cursor| here.with(&[("previous", cursor)])),
        next: list.next.map(|cursor| here.with(&[("next", cursor)])),
        unfiltered: (!filter.is_empty()).then(|| Query { filter: &none, ..here }.with(&[])),
        day: day.to_owned(),
        now: Instant::of(list.now),
        facts: facts(list),
        states: states()
            .into_iter()
            .filter(|word| ended == ["ended", "timed out", "after-call work"].contains(word))
            .map(|word| Choice { word: word.to_owned(), chosen: filter.state == Some(word) })
            .collect(),
        media: choices_of_media(filter.medium.as_ref()),
        queue: harmless(&filter.queue),
        agent: harmless(&filter.agent),
        text: harmless(&filter.text),
        known_queues: known(list.read.iter().flat_map(|it| &it.overview.queue)),
        known_agents: known(list.read.iter().flat_map(|it| &it.overview.agents)),
        queues: queues(list.read, list.now, |queue| {
            here.of_queue(&Filter { queue: queue.to_owned(), ..Filter::default() })
        }),
        rows: list.rows.iter().map(|listed| row(listed, list.now)).collect(),
        remembered: list_parameter(here.with(list.position.as_slice()).trim_start_matches('?')),
    };
    Ok(page.render()?)
}

/// How many conversations the page shows, of how many.
fn facts(list: &ListPage<'_>) -> String {
    let (shown, read) = (list.rows.len(), list.read.len());
    match list.view {
        View::Open { total, .. } if shown == total => format!("{shown} open"),
        View::Open { total, .. } if shown == read => format!("{shown} of {total} open"),
        View::Open { total, .. } if read == total => format!("{shown} of {total} open match"),
        View::Open { total, .. } => {
            format!("{shown} match, of {read} looked at and {total} open")
        }
        View::Ended { .. } if shown == read => format!("{shown} on this page"),
        View::Ended { .. } => format!("{shown} match, of {read} looked at"),
    }
}

fn choices_of_media(chosen: Option<&MediaType>) -> Vec<Choice> {
    let choice = |medium: &MediaType| Choice {
        word: harmless(medium.as_str()),
        chosen: Some(medium) == chosen,
    };
    let unknown = chosen.filter(|chosen| !MediaType::KNOWN.contains(chosen));
    MediaType::KNOWN.iter().chain(unknown).map(choice).collect()
}

/// The names of parties, or the short ids of those without one, each once.
fn known<'p>(all: impl Iterator<Item = &'p Party>) -> Vec<String> {
    let mut known: Vec<String> = all.map(|party| parties(std::slice::from_ref(party))).collect();
    known.sort();
    known.dedup();
    known
}

fn row(listed: &Listed, now: Timestamp) -> Row {
    let overview = &listed.overview;
    let (paint, state) = state(overview, now);
    let due = due(overview, now);
    let wait = overview.wait_ms(now);
    let lasts = overview.since.filter(|_| overview.end.is_none() && due.is_none());
    let text = |text: &str| fit(text, NAME);
    let address = overview.customer.as_deref();
    let (customer, address) = match overview.customer_name.as_deref() {
        Some(name) => (Some(name), address),
        None => (address, None),
    };
    Row {
        id: listed.conversation_id.as_str().to_owned(),
        short: short(listed.conversation_id.as_str()),
        customer: text(&harmless(customer.unwrap_or_default())),
        address: text(&harmless(address.unwrap_or_default())),
        class: paint.class(),
        state,
        lasts: lasts.map(|since| lasting(now.since(since))).unwrap_or_default(),
        callback: due.map(Instant::of),
        waits: overview.waits_since.is_some() && due.is_none(),
        wait: if wait > 0 { lasting(wait) } else { String::new() },
        queue: text(&parties(overview.queue.as_slice())),
        agents: text(&parties(&overview.agents)),
        media: text(&harmless(&media(overview))),
        direction: text(&harmless(overview.direction.as_ref().map_or("", Direction::as_str))),
        age: overview.age_ms(now).map(lasting).unwrap_or_default(),
        transfers: overview.transfers,
        start: overview.start.map(Instant::of),
        source: match overview.source {
            Source::Events if overview.end.is_none() => "",
            known => source(known),
        },
    }
}

/// The parameters of a list's URL.
#[derive(Debug, Clone, Copy)]
struct Query<'a> {
    view: View<'a>,
    filter: &'a Filter,
}

impl Query<'_> {
    /// This list with more parameters.
    fn with(&self, more: &[(&str, &str)]) -> String {
        let mut query = form_urlencoded::Serializer::for_suffix(String::from("?"), 1);
        match self.view {
            View::Open { sort: Sort::Age, .. } => query.append_pair("sort", "age"),
            View::Open { .. } => &mut query,
            View::Ended { day, .. } => query.append_pair("view", "ended").append_pair("day", day),
        };
        let filter = self.filter;
        let pairs = [
            ("state", filter.state.unwrap_or_default()),
            ("medium", filter.medium.as_ref().map_or("", MediaType::as_str)),
            ("queue", &filter.queue),
            ("agent", &filter.agent),
            ("text", &filter.text),
        ];
        query.extend_pairs(pairs.iter().filter(|(_, value)| !value.is_empty()));
        query.extend_pairs(more);
        query.finish()
    }

    /// The same list with another filter.
    fn of_queue(&self, filter: &Filter) -> String {
        Query { filter, view: self.view }.with(&[])
    }

    /// The same list of another day.
    fn on_day(&self, day: &str) -> String {
        let view = View::Ended { day, before: "", after: None };
        Query { view, filter: self.filter }.with(&[])
    }

    /// The other list with the same filter, apart from the state, which the two do not share.
    fn other(&self) -> String {
        let filter = Filter { state: None, ..self.filter.clone() };
        match self.view {
            View::Open { .. } => Query { filter: &filter, ..*self }.with(&[("view", "ended")]),
            View::Ended { .. } => {
                let view = View::Open { sort: Sort::default(), total: 0 };
                Query { filter: &filter, view }.with(&[])
            }
        }
    }
}
