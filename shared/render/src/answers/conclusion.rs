//! How the conversation concluded: who ended it and its outcome, wrap-up codes and notes,
//! evaluations and surveys.

use common_events::Payload;
use common_events::payload::{ConversationEnded, EndedBy, Outcome};
use conversation::tree::SegmentType;
use conversation::{Participant, Session, Status};
use genesys::Timestamp;

use super::super::line::Line;
use super::super::payload::{summary, word};
use super::super::style::Paint;
use super::super::text::{folded, harmless};
use super::super::time::{length, offset};
use super::part::{AnswerPart, Known};

/// Most lines of a note.
const NOTE_LINES: usize = 4;

pub(super) fn answer(known: &Known<'_>) -> Vec<AnswerPart> {
    let mut endings = endings(known);
    let mut lines = Vec::new();
    for participant in &known.conversation.participants {
        lines.extend(
            participant.sessions.iter().flat_map(|session| wrapped_up(known, participant, session)),
        );
    }
    lines.extend(known.conversation.summary.evaluations.iter().map(|evaluation| {
        let form = evaluation.form_name.as_deref().unwrap_or(&evaluation.evaluation_id);
        let score = evaluation.total_score.map(|score| format!("{score:.1} %"));
        let status = evaluation.evaluation_status.clone();
        let said: Vec<String> = score.into_iter().chain(status).collect();
        let line =
            Line::of(Paint::Faint, "evaluation ").with(Paint::Plain, form).with(Paint::Plain, "  ");
        line.with(Paint::Plain, said.join(", "))
    }));
    for (parsed, payload) in known.ledger.active() {
        if matches!(payload, Payload::SurveyCompleted(_)) {
            lines.push(
                Line::of(Paint::Faint, "survey ").with(Paint::Plain, summary(parsed, known.names)),
            );
        }
    }
    endings.extend(lines.into_iter().map(|line| AnswerPart::of(vec![line])));
    endings
}

/// One line per episode that ended, and one line if the conversation is open.
fn endings(known: &Known<'_>) -> Vec<AnswerPart> {
    let summary = &known.conversation.summary;
    let since = |at: Timestamp| {
        summary.conversation_start.map(|start| offset(at.since(start))).unwrap_or_default()
    };
    let mut endings: Vec<AnswerPart> = known
        .ledger
        .active()
        .filter_map(|(parsed, payload)| match payload {
            Payload::ConversationEnded(ending) => {
                Some((since(parsed.metadata.occurred_at), ending))
            }
            _ => None,
        })
        .map(|(at, ending)| AnswerPart::of(ended(&at, ending)))
        .collect();
    let none = endings.is_empty();
    let mut say = |line| endings.push(AnswerPart::of(vec![line]));
    match (summary.status, summary.ended_at) {
        (Status::Open, _) => say(Line::of(Paint::Hold, "still open")),
        (Status::Ended, Some(at)) if none => say(Line::plain(format!("ended at {}", since(at)))),
        (Status::Ended, _) => {}
    }
    if summary.timed_out {
        say(Line::of(Paint::Hold, "closed as timed out: no event arrived since"));
    }
    endings
}

fn ended(at: &str, ending: &ConversationEnded) -> Vec<Line> {
    let by = match ending.ended_by {
        EndedBy::Agent | EndedBy::Customer | EndedBy::Caller | EndedBy::Callee | EndedBy::Flow => {
            format!("ended by the {}", word(&ending.ended_by))
        }
        EndedBy::ThirdParty => "ended by a third party".to_owned(),
        EndedBy::System => "ended by the system".to_owned(),
        EndedBy::Timeout | EndedBy::Inactivity | EndedBy::Error => {
            format!("ended by {}", word(&ending.ended_by))
        }
        EndedBy::SessionExpired => "ended because the session expired".to_owned(),
        EndedBy::Unknown => "ended by an unknown party".to_owned(),
    };
    let outcome = match ending.outcome {
        Outcome::Handled => Line::of(Paint::Talk, "handled"),
        Outcome::Voicemail => Line::of(Paint::Flow, "voicemail left"),
        Outcome::Abandoned => Line::of(Paint::Alert, "abandoned"),
        Outcome::NotReached => Line::of(Paint::Alert, "customer not reached"),
        Outcome::Forwarded => Line::of(Paint::Flow, "forwarded"),
        Outcome::SelfService => Line::of(Paint::Flow, "self service"),
        Outcome::Unknown => Line::of(Paint::Faint, "outcome unknown"),
    };
    vec![Line::of(Paint::Strong, by), outcome, Line::of(Paint::Faint, "at ").with(Paint::Plain, at)]
}

/// The wrap-up of a session: code, length, agent and note.
fn wrapped_up(known: &Known<'_>, participant: &Participant, session: &Session) -> Vec<Line> {
    let wrap_ups =
        session.segments.iter().filter(|segment| segment.segment_type == SegmentType::Wrapup);
    let Some(last) = wrap_ups.clone().next_back() else { return Vec::new() };
    let ms: i64 = wrap_ups
        .filter_map(|segment| Some(segment.segment_end?.since(segment.segment_start)))
        .sum();
    let code = last.wrap_up_code.as_deref();
    let code = code.map_or_else(|| "without code".to_owned(), |it| known.names.wrap_up_code(it));
    let line = Line::of(Paint::Faint, "wrap-up ").with(Paint::Strong, code);
    let line = line.with(Paint::Faint, " by ").and(known.names.titled(participant));
    let mut lines =
        vec![if ms > 0 { line.with(Paint::Plain, format!(", {}", length(ms))) } else { line }];
    let note = harmless(last.wrap_up_note.as_deref().unwrap_or_default());
    let mut folded = folded(&note, known.width.saturating_sub(2));
    if folded.len() > NOTE_LINES {
        folded.truncate(NOTE_LINES);
        folded.push("…".to_owned());
    }
    lines.extend(folded.into_iter().map(|part| Line::plain("  ").with(Paint::Plain, part)));
    lines
}
