//! The five questions that people ask of a conversation, answered in their order. The tree answers most of them; what
//! needs the whole history — who answered, who ended it — comes from the Common Events that still stand.

mod conclusion;
mod parties;
mod who;
mod why;

use conversation::Conversation;

use super::line::{Line, flow};
use super::names::Names;
use super::page::Page;
use super::phase::{Phase, spent};
use super::statement::Ledger;
use super::style::Paint;
use super::time::length;

const LABEL: usize = 15;

/// What an answer is found in.
struct Known<'a> {
    conversation: &'a Conversation,
    ledger: &'a Ledger,
    names: &'a Names<'a>,
    /// Columns of a line.
    width: usize,
}

/// Writes the five answers.
pub(super) fn answers(page: &mut Page<'_>, conversation: &Conversation, ledger: &Ledger, names: &Names<'_>) {
    let known = Known { conversation, ledger, names, width: page.columns().saturating_sub(LABEL) };
    let answers = [
        ("From and to", parties::answer(&known)),
        ("Who answered", who::answer(&known)),
        ("Why", why::answer(&known)),
        ("How long", how_long(&known)),
        ("How concluded", conclusion::answer(&known)),
    ];
    page.gap();
    for (question, mut answer) in answers {
        if answer.is_empty() {
            answer.push(Line::of(Paint::Faint, "nothing known"));
        }
        page.labelled(question, LABEL, answer);
    }
}

/// Time by phase, over all sessions; a phase that goes on has a `+`.
fn how_long(known: &Known<'_>) -> Vec<Line> {
    let spent = spent(known.conversation).into_iter().filter(|(phase, _)| *phase != Phase::Connected);
    let part = |(phase, spent): (Phase, super::phase::Spent)| {
        let said = match (spent.ms, spent.open) {
            (0, true) => "has begun".to_owned(),
            (ms, true) => format!("{}+", length(ms)),
            (ms, false) => length(ms),
        };
        Line::of(phase.paint(), phase.name()).with(Paint::Plain, " ").with(Paint::Plain, said)
    };
    flow(spent.map(part).collect(), known.width)
}
