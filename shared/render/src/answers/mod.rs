//! The five questions that people ask about a conversation, and their answers in that order. The
//! tree answers most of them. What needs the whole history (who answered, who ended the
//! conversation) comes from the active Common Events.

mod conclusion;
mod part;
mod parties;
mod who;
mod why;

use conversation::Conversation;
use genesys::Timestamp;

use super::line::{Line, flow};
use super::names::Names;
use super::page::Page;
use super::parsed_event::Ledger;
use super::phase::Phase;
use super::spent::spent;
use super::style::Paint;
use part::Known;

pub(super) use part::AnswerPart;

const LABEL: usize = 15;
/// Columns between a time and its text.
const GAP: usize = 2;

/// Text of an unknown answer.
pub(super) const NOTHING_KNOWN: &str = "nothing known";

/// The five questions and their answers. A note is folded to `width` columns. An empty answer is
/// unknown. With `now`, times that still grow are up to then.
pub(super) fn answered(
    conversation: &Conversation,
    ledger: &Ledger,
    names: &Names<'_>,
    now: Option<Timestamp>,
    width: usize,
) -> [(&'static str, Vec<AnswerPart>); 5] {
    let known = Known { conversation, ledger, names, now, width };
    let mut answers = [
        ("From and to", vec![parties::answer(&known)]),
        ("Who answered", who::answer(&known)),
        ("Why", why::answer(&known)),
        ("How long", vec![how_long(&known)]),
        ("How concluded", conclusion::answer(&known)),
    ];
    for (_, answer) in &mut answers {
        let plain = answer.iter_mut().filter(|said| said.running.is_empty());
        plain.for_each(|said| said.parts.retain(|part| !part.is_empty()));
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
    for (question, answer) in answered(conversation, ledger, names, None, width) {
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

/// The phases whose lengths nobody asks for: the customer is always connected, and the rest is how
/// Genesys Cloud works.
const NOT_ASKED: [Phase; 7] = [
    Phase::Connected,
    Phase::Converting,
    Phase::Delay,
    Phase::System,
    Phase::Transmitting,
    Phase::Uploading,
    Phase::Unknown,
];

/// Time by phase, over all sessions.
fn how_long(known: &Known<'_>) -> AnswerPart {
    let mut answer = AnswerPart::of(Vec::new());
    for (phase, spent) in spent(known.conversation) {
        if !NOT_ASKED.contains(&phase) {
            answer.push_spent(Line::of(phase.paint(), phase.name()), spent, known.now);
        }
    }
    answer
}
