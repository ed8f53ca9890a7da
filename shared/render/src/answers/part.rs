//! The parts of an answer, and what every answer is made from.

use conversation::Conversation;
use genesys::Timestamp;

use super::super::line::Line;
use super::super::names::Names;
use super::super::parsed_event::Ledger;
use super::super::spent::Spent;
use super::super::style::Paint;
use super::super::time::length;

/// A part of an answer: its text and, if it has one, its time.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct AnswerPart {
    /// Time since the start of the conversation.
    pub at: Option<String>,
    /// The text, in pieces that may be broken onto separate lines.
    pub parts: Vec<Line>,
    /// The pieces whose last span is a time that still grows, each with the instant from which it
    /// counts. Only where the present is known.
    pub running: Vec<(usize, Timestamp)>,
}

impl AnswerPart {
    /// Adds a piece that ends with how long something took. Without the present, the piece of a
    /// phase that goes on says what is over, and that more follows.
    pub(super) fn push_spent(&mut self, label: Line, spent: Spent, now: Option<Timestamp>) {
        let said = match (now.filter(|_| spent.open.is_some()), spent) {
            (Some(now), spent) => {
                self.running.extend(spent.running_since().map(|since| (self.parts.len(), since)));
                length(spent.until(now))
            }
            (None, Spent { ms: 0, open: Some(_) }) => "has begun".to_owned(),
            (None, Spent { ms, open: Some(_) }) => format!("{}+", length(ms)),
            (None, Spent { ms, open: None }) => length(ms),
        };
        self.parts.push(label.with(Paint::Plain, " ").with(Paint::Plain, said));
    }

    /// A part without a time.
    pub(super) const fn of(parts: Vec<Line>) -> Self {
        Self { at: None, parts, running: Vec::new() }
    }
}

/// The input of every answer.
pub(super) struct Known<'a> {
    pub conversation: &'a Conversation,
    pub ledger: &'a Ledger,
    pub names: &'a Names<'a>,
    /// The present, if it is known.
    pub now: Option<Timestamp>,
    /// Columns of a line.
    pub width: usize,
}
