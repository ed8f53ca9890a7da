//! The five questions that people ask about a conversation, and their answers in that order. The
//! tree answers most of them. What needs the whole history (who answered, who ended the
//! conversation) comes from the active Common Events.

mod conclusion;
mod parties;
mod who;
mod why;

use conversation::Conversation;

use super::line::{Line, flow};
use super::names::Names;
use super::page::Page;
use super::parsed_event::Ledger;
use super::phase::{Phase, spent};
use super::style::Paint;
use super::time::length;

const LABEL: usize = 15;
/// Columns between a time and its text.
const GAP: usize = 2;

/// Text of an unknown answer.
pub(super) const NOTHING_KNOWN: &str = "nothing known";

/// A part of an answer: its text and, if it has one, its time.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct AnswerPart {
    /// Time since the start of the conversation.
    pub at: Option<String>,
    /// The text, in pieces that may be broken onto separate lines.
    pub parts: Vec<Line>,
}

impl AnswerPart {
    /// A part without a time.
    const fn of(parts: Vec<Line>) -> Self {
        Self { at: None, parts }
    }
}

/// The input of every answer.
struct Known<'a> {
    conversation: &'a Conversation,
    ledger: &'a Ledger,
    names: &'a Names<'a>,
    /// Columns of a line.
    width: usize,
}

/// The five questions and their answers. A note is folded to `width` columns. An empty answer is
/// unknown.
pub(super) fn answered(
    conversation: &Conversation,
    ledger: &Ledger,
    names: &Names<'_>,
    width: usize,
) -> [(&'static str, Vec<AnswerPart>); 5] {
    let known = Known { conversation, ledger, names, width };
    let mut answers = [
        ("From and to", vec![parties::answer(&known)]),
        ("Who answered", who::answer(&known)),
        ("Why", why::answer(&known)),
        ("How long", vec![how_long(&known)]),
        ("How concluded", conclusion::answer(&known)),
    ];
    for (_, answer) in &mut answers {
        answer.iter_mut().for_each(|said| said.parts.retain(|part| !part.is_empty()));
        answer.retain(|said| !said.parts.is_empty());
    }
    answers
}

/// Writes the five answers.
pub(super) fn answers(
    page: &mut Page<'_>,
    conversation: &Conversation,
    ledger: &Ledger,
    names: &Names<'_>,
) {
    let width = page.columns().saturating_sub(LABEL);
    page.gap();
    for (question, answer) in answered(conversation, ledger, names, width) {
        let mut lines = folded(answer, width);
        if lines.is_empty() {
            lines.push(Line::of(Paint::Faint, NOTHING_KNOWN));
        }
        page.labelled(question, LABEL, lines);
    }
}

/// The lines of an answer: the text beside its time, folded to `width` columns.
fn folded(answer: Vec<AnswerPart>, width: usize) -> Vec<Line> {
    let gap = |at: &Option<String>| at.as_ref().map_or(0, |at| at.len() + GAP);
    let indent = answer.iter().map(|said| gap(&said.at)).max().unwrap_or(0);
    let timed = |said: AnswerPart| {
        let mut time = Line::of(Paint::Faint, said.at.unwrap_or_default());
        let lines = flow(said.parts, width.saturating_sub(indent));
        lines.into_iter().map(move |line| std::mem::take(&mut time).pad(indent).and(line))
    };
    answer.into_iter().flat_map(timed).collect()
}

/// Time by phase, over all sessions. A `+` marks a phase that has not ended.
fn how_long(known: &Known<'_>) -> AnswerPart {
    let spent =
        spent(known.conversation).into_iter().filter(|(phase, _)| *phase != Phase::Connected);
    let part = |(phase, spent): (Phase, super::phase::Spent)| {
        let said = match (spent.ms, spent.open) {
            (0, true) => "has begun".to_owned(),
            (ms, true) => format!("{}+", length(ms)),
            (ms, false) => length(ms),
        };
        Line::of(phase.paint(), phase.name()).with(Paint::Plain, " ").with(Paint::Plain, said)
    };
    AnswerPart::of(spent.map(part).collect())
}
