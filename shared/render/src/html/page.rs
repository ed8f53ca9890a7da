//! The page of a conversation.

use askama::Template;
use common_events::CommonEvent;
use conversation::Conversation;
use conversation::why::Reasons;
use genesys::{Directory, Timestamp};

use super::super::answers::{AnswerPart, NOTHING_KNOWN, answered};
use super::super::line::Line;
use super::super::names::Names;
use super::super::parsed_event::Ledger;
use super::super::status::{source, status};
use super::super::style::Paint;
use super::super::text::short;
use super::super::time::length;
use super::super::tree::title;
use super::details::{SegmentRow, SessionRow, segment_rows, session_rows};
use super::error::PageError;
use super::limits::{SAID, TEXT};
use super::policy::{OF_TIMELINE, TIMELINE_SCRIPT, TIMELINE_STYLE};
use super::rows::Rows;
use super::served::{Served, Zoom, present};
use super::spans::{Span, spans};
use super::tables::{Attribute, EventRow, attributes, event_rows};
use super::timeline::{Timeline, timeline};

#[derive(Debug, Template)]
#[template(path = "page.html")]
struct Page {
    policy: &'static str,
    style: &'static str,
    script: &'static str,
    short: String,
    status: &'static str,
    id: String,
    /// Status and times, shown under the id.
    facts: Vec<Vec<Span>>,
    /// How long the conversation has been open, and the instant from which that counts.
    elapsed: Option<(String, i64)>,
    /// Start and end in milliseconds since 1970, for the local time.
    start_ms: Option<i64>,
    end_ms: Option<i64>,
    /// What the conversation is known from.
    source: &'static str,
    answers: Vec<Answer>,
    timeline: Option<Timeline>,
    segments: Rows<SegmentRow>,
    sessions: Rows<SessionRow>,
    events: Rows<EventRow>,
    attributes: Rows<Attribute>,
    known_events: u64,
    served: Option<Links>,
}

/// What only a served page has.
#[derive(Debug)]
struct Links {
    poll_seconds: Option<u32>,
    /// The list, and its conversations before and after this one.
    back: String,
    previous: Option<String>,
    next: Option<String>,
    zooms: [Zoom; 6],
    zoom: Zoom,
    /// The parameter that remembers the list, after `?` and after `&`. Empty without one.
    first: String,
    also: String,
}

/// A question and its answer.
#[derive(Debug)]
struct Answer {
    question: &'static str,
    entries: Vec<Entry>,
}

/// A part of an answer.
#[derive(Debug)]
struct Entry {
    at: Option<String>,
    parts: Vec<Part>,
}

/// A piece of an answer. Its last span may be a time that still grows, which counts from an
/// instant.
#[derive(Debug)]
struct Part {
    spans: Vec<Span>,
    elapsed: Option<(String, i64)>,
}

/// The page of a conversation for a file: without a present, and without links to other pages.
/// `common_events` has the last revision of each Common Event; `reasons` explain them.
///
/// # Errors
/// See [`PageError`].
pub fn page(
    conversation: &Conversation,
    common_events: &[CommonEvent],
    reasons: &Reasons,
) -> Result<String, PageError> {
    page_with_names(conversation, common_events, reasons, &Directory::default())
}

/// The page of a conversation for a file, with names for what the conversation does not name.
///
/// # Errors
/// See [`PageError`].
pub fn page_with_names(
    conversation: &Conversation,
    common_events: &[CommonEvent],
    reasons: &Reasons,
    names: &Directory,
) -> Result<String, PageError> {
    rendered(conversation, common_events, names, None, Some(reasons))
}

/// The page of a conversation from a server that also serves the list and the other conversations.
/// While the conversation is open, the page follows it: with a script by asking the server every
/// two seconds, without one by loading itself again.
///
/// # Errors
/// See [`PageError`].
pub fn served_page(
    conversation: &Conversation,
    common_events: &[CommonEvent],
    served: &Served,
) -> Result<String, PageError> {
    rendered(conversation, common_events, &served.names, Some(served), None)
}

fn rendered(
    conversation: &Conversation,
    common_events: &[CommonEvent],
    directory: &Directory,
    served: Option<&Served>,
    reasons: Option<&Reasons>,
) -> Result<String, PageError> {
    let names = Names::of(conversation, directory);
    let ledger = Ledger::of(common_events);
    let brief = names.clone().brief();
    let summary = &conversation.summary;
    let now = present(conversation, served);
    let answers = answered(conversation, &ledger, &names, now, TEXT);
    let answer = |(question, parts): (&'static str, Vec<AnswerPart>)| Answer {
        question,
        entries: entries(parts),
    };
    let zoom = served.map(|served| served.zoom).unwrap_or_default();
    let timeline = timeline(conversation, &ledger, &names, zoom, now);
    let marked: Vec<usize> =
        timeline.iter().flat_map(|timeline| &timeline.marks).map(|mark| mark.number).collect();
    let elapsed = |start: Timestamp| {
        let now = now.filter(|_| summary.ended_at.is_none())?;
        Some((length(now.since(start).max(0)), start.ms()))
    };
    let page = Page {
        policy: &OF_TIMELINE,
        style: TIMELINE_STYLE,
        script: TIMELINE_SCRIPT,
        short: short(summary.conversation_id.as_str()),
        status: status(summary).1,
        id: summary.conversation_id.as_str().to_owned(),
        facts: title(summary).into_iter().skip(1).map(|line| spans(line, TEXT)).collect(),
        elapsed: summary.conversation_start.and_then(elapsed),
        start_ms: summary.conversation_start.map(Timestamp::ms),
        end_ms: summary.ended_at.map(Timestamp::ms),
        source: source(summary.source()),
        answers: answers.into_iter().map(answer).collect(),
        segments: segment_rows(conversation, timeline.as_ref(), &brief, now),
        sessions: session_rows(conversation, &brief),
        events: event_rows(conversation, &ledger, &brief, (&marked, reasons)),
        timeline,
        attributes: attributes(conversation, &brief),
        known_events: summary.known_events,
        served: served.map(|served| links(conversation, served)),
    };
    Ok(page.render()?)
}

fn links(conversation: &Conversation, served: &Served) -> Links {
    let remembered = |mark: &str| {
        served.list_parameter().map(|list| format!("{mark}{list}")).unwrap_or_default()
    };
    Links {
        poll_seconds: served.poll_seconds(conversation),
        back: served.back(),
        previous: served.previous.as_ref().map(|id| served.neighbour(id)),
        next: served.next.as_ref().map(|id| served.neighbour(id)),
        zooms: Zoom::ALL,
        zoom: served.zoom,
        first: remembered("?"),
        also: remembered("&"),
    }
}

fn entries(said: Vec<AnswerPart>) -> Vec<Entry> {
    let part = |line: Line| Part { spans: spans(line, TEXT), elapsed: None };
    let of = |line: Line| Entry { at: None, parts: vec![part(line)] };
    if said.is_empty() {
        return vec![of(Line::of(Paint::Faint, NOTHING_KNOWN))];
    }
    let more = |more: usize| Line::of(Paint::Faint, format!("and {more} more"));
    let all = said.len();
    let entry = |said: AnswerPart| {
        let all = said.parts.len();
        let mut parts: Vec<Part> = said.parts.into_iter().take(SAID).map(part).collect();
        for (index, since) in said.running {
            if let Some(part) = parts.get_mut(index)
                && let Some(last) = part.spans.pop()
            {
                part.elapsed = Some((last.text, since.ms()));
            }
        }
        if all > parts.len() {
            parts.push(part(more(all - parts.len())));
        }
        Entry { at: said.at, parts }
    };
    let mut entries: Vec<Entry> = said.into_iter().take(SAID).map(entry).collect();
    if all > entries.len() {
        entries.push(of(more(all - entries.len())));
    }
    entries
}
