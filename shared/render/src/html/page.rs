//! The page of a conversation.

use askama::Template;
use common_events::CommonEvent;
use conversation::Conversation;

use super::super::answers::{AnswerPart, NOTHING_KNOWN, answered};
use super::super::line::Line;
use super::super::names::Names;
use super::super::parsed_event::Ledger;
use super::super::style::Paint;
use super::super::text::short;
use super::super::tree::title;
use super::error::PageError;
use super::limits::{SAID, TEXT};
use super::policy::{OF_PAGE, STYLE};
use super::spans::{Span, spans};
use super::tables::{Attribute, EventRow, Rows, attributes, event_rows};
use super::timeline::{Timeline, timeline};

#[derive(Debug, Template)]
#[template(path = "page.html")]
struct Page {
    policy: &'static str,
    style: &'static str,
    short: String,
    status: &'static str,
    id: String,
    /// Status and times, shown under the id.
    facts: Vec<Vec<Span>>,
    answers: Vec<Answer>,
    timeline: Option<Timeline>,
    events: Rows<EventRow>,
    attributes: Rows<Attribute>,
    known_events: u64,
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
    parts: Vec<Vec<Span>>,
}

/// The page of a conversation. `common_events` has the last revision of each Common Event.
///
/// # Errors
/// See [`PageError`].
pub fn page(
    conversation: &Conversation,
    common_events: &[CommonEvent],
) -> Result<String, PageError> {
    let names = Names::of(conversation);
    let ledger = Ledger::of(common_events);
    let brief = names.clone().brief();
    let summary = &conversation.summary;
    let answers = answered(conversation, &ledger, &names, TEXT);
    let answer = |(question, parts): (&'static str, Vec<AnswerPart>)| Answer {
        question,
        entries: entries(parts),
    };
    let page = Page {
        policy: &OF_PAGE,
        style: STYLE,
        short: short(summary.conversation_id.as_str()),
        status: super::super::status::status(summary).1,
        id: summary.conversation_id.as_str().to_owned(),
        facts: title(summary).into_iter().skip(1).map(|line| spans(line, TEXT)).collect(),
        answers: answers.into_iter().map(answer).collect(),
        timeline: timeline(conversation, &ledger, &names),
        events: event_rows(conversation, &ledger, &brief),
        attributes: attributes(conversation, &brief),
        known_events: summary.known_events,
    };
    Ok(page.render()?)
}

fn entries(said: Vec<AnswerPart>) -> Vec<Entry> {
    let of = |line: Line| Entry { at: None, parts: vec![spans(line, TEXT)] };
    if said.is_empty() {
        return vec![of(Line::of(Paint::Faint, NOTHING_KNOWN))];
    }
    let more = |more: usize| Line::of(Paint::Faint, format!("and {more} more"));
    let all = said.len();
    let entry = |said: AnswerPart| {
        let all = said.parts.len();
        let mut parts: Vec<_> =
            said.parts.into_iter().take(SAID).map(|part| spans(part, TEXT)).collect();
        if all > parts.len() {
            parts.push(spans(more(all - parts.len()), TEXT));
        }
        Entry { at: said.at, parts }
    };
    let mut entries: Vec<Entry> = said.into_iter().take(SAID).map(entry).collect();
    if all > entries.len() {
        entries.push(of(more(all - entries.len())));
    }
    entries
}
