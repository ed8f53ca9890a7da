//! Who answered or placed the contact: queues, agents and transfers, in order of time.

use common_events::Payload;
use common_events::payload::AgentTransferredConversation;
use conversation::tree::Segment;
use conversation::{Family, Participant, Session, Status};
use genesys::Timestamp;
use genesys::vocabulary::AcdOutcome;

use super::super::line::Line;
use super::super::parsed_event::ParsedEvent;
use super::super::payload::{destination, word};
use super::super::phase::{Phase, current};
use super::super::spent::{spent_in, waited as waited_in};
use super::super::style::Paint;
use super::super::time::{length, offset};
use super::part::{AnswerPart, Known};

/// The phases of a user that an answer gives the length of.
const AT_WORK: [Phase; 6] =
    [Phase::Talk, Phase::Callback, Phase::Hold, Phase::Monitoring, Phase::Coaching, Phase::Barging];

pub(super) fn answer(known: &Known<'_>) -> Vec<AnswerPart> {
    let mut happened: Vec<(Option<Timestamp>, AnswerPart)> = Vec::new();
    for participant in &known.conversation.participants {
        for session in &participant.sessions {
            match session.family {
                Some(Family::Acd) => {
                    happened.push((session.start, waited(known, participant, session)));
                }
                Some(Family::User) => happened.push(took_part(known, participant, session)),
                Some(Family::Voicemail) => {
                    let line =
                        known.names.titled(participant).with(Paint::Plain, "  took a message");
                    happened.push((session.start, AnswerPart::of(vec![line])));
                }
                _ => {}
            }
        }
    }
    for (parsed, payload) in known.ledger.active() {
        if let Payload::AgentTransferredConversation(transfer) = payload {
            let transferred = AnswerPart::of(handed_on(known, parsed, transfer));
            happened.push((Some(parsed.metadata.occurred_at), transferred));
        }
    }
    happened.sort_by_key(|(at, _)| (at.is_none(), *at));
    let start = known.conversation.summary.conversation_start;
    let since = |at: Option<Timestamp>| {
        at.zip(start).map(|(at, start)| offset(at.since(start))).unwrap_or_default()
    };
    happened.into_iter().map(|(at, part)| AnswerPart { at: Some(since(at)), ..part }).collect()
}

/// A queue, and how the wait in it ended.
fn waited(known: &Known<'_>, participant: &Participant, session: &Session) -> AnswerPart {
    let how = match (&session.acd_outcome, session.end) {
        (Some(AcdOutcome::Answered), _) => "answered",
        (Some(AcdOutcome::Abandon), _) => "abandoned",
        (Some(AcdOutcome::FlowOut), _) => "sent elsewhere by the flow",
        (Some(AcdOutcome::Unknown(text)), _) => text,
        (None, Some(_)) => "left",
        (None, None) if known.conversation.summary.status == Status::Open => "waits",
        (None, None) => "end unknown",
    };
    let by =
        session.answered_user_id.as_ref().map(|user| format!(" by {}", known.names.user(user)));
    let queue =
        Line::of(Paint::Queue, "queue ").with(Paint::Plain, known.names.participant(participant));
    let line = queue
        .with(Paint::Plain, "  ")
        .with(Paint::Plain, how)
        .with(Paint::Plain, by.unwrap_or_default());
    let mut part = AnswerPart::of(vec![line]);
    if let Some(waited) = waited_in(session)
        && (session.end.is_some() || known.now.is_some())
    {
        part.push_spent(Line::of(Paint::Faint, "waited"), waited, known.now);
    }
    part
}

/// A user: when they answered or initiated the contact, and how long they talked.
fn took_part(
    known: &Known<'_>,
    participant: &Participant,
    session: &Session,
) -> (Option<Timestamp>, AnswerPart) {
    let of = |phase| move |segment: &&Segment| Phase::of(session, segment) == phase;
    let first_talk = session
        .segments
        .iter()
        .find(of(Phase::Talk))
        .or(session.segments.iter().find(of(Phase::Callback)));
    let reported =
        known.ledger.about(&session.session_id).find_map(|(parsed, payload)| match payload {
            Payload::AgentAnswered(_) => Some((parsed.metadata.occurred_at, "answered".to_owned())),
            Payload::AgentDidNotAnswer(it) if quiet(session).is_none() => {
                Some((parsed.metadata.occurred_at, format!("did not answer: {}", word(&it.how))))
            }
            _ => None,
        });
    let (at, what) = match (reported, session.end, first_talk) {
        (Some((at, what)), ..) => (Some(at), what),
        (None, None, _) => {
            (session.start, current(session).map_or("offered", Phase::now).to_owned())
        }
        (None, Some(_), Some(talk)) => (Some(talk.segment_start), "took part".to_owned()),
        (None, Some(_), None) => {
            (session.start, quiet(session).unwrap_or("did not talk").to_owned())
        }
    };
    let line = known.names.titled(participant).with(Paint::Plain, "  ").with(Paint::Strong, what);
    let queue = session.queue_id.as_ref().filter(|_| first_talk.is_some());
    let queue = queue.map(|queue| format!(" from {}", known.names.queue(queue)));
    let mut part = AnswerPart::of(vec![line.with(Paint::Plain, queue.unwrap_or_default())]);
    let unanswered = first_talk.is_none().then_some(Phase::Alert);
    for phase in unanswered.into_iter().chain(AT_WORK) {
        let spent = spent_in(session, &[phase]);
        if spent.ms > 0 || (spent.open.is_some() && known.now.is_some()) {
            part.push_spent(Line::of(Paint::Faint, phase.name()), spent, known.now);
        }
    }
    (at, part)
}

/// What a supervisor did who was no agent.
fn quiet(session: &Session) -> Option<&'static str> {
    let did = |phase| session.segments.iter().any(|segment| Phase::of(session, segment) == phase);
    let listened = [
        (Phase::Barging, "joined as a supervisor"),
        (Phase::Coaching, "coached"),
        (Phase::Monitoring, "listened"),
        (Phase::ScreenMonitoring, "watched the screen"),
    ];
    listened.into_iter().find(|(phase, _)| did(*phase)).map(|(_, did)| did)
}

/// A transfer, and who answered it.
fn handed_on(
    known: &Known<'_>,
    left: &ParsedEvent,
    transfer: &AgentTransferredConversation,
) -> Vec<Line> {
    let to = transfer.to.as_ref().map(|to| format!(" to {}", destination(to, known.names)));
    let same = |parsed: &&ParsedEvent| parsed.subject.session_id == left.subject.session_id;
    let answer = known.ledger.active().find_map(|(parsed, payload)| match payload {
        Payload::TransferAnswered(answer) if same(&parsed) => Some(answer),
        _ => None,
    });
    let answer = answer.map(|answer| {
        let by = answer.agent.as_ref().and_then(|agent| agent.user_id.as_ref());
        let by = by.map(|user| format!(" by {}", known.names.user(user))).unwrap_or_default();
        let after = if answer.waited_ms > 0 {
            format!(" after {}", length(answer.waited_ms))
        } else {
            String::new()
        };
        Line::plain(format!("answered{by}{after}"))
    });
    let line = Line::of(Paint::Hold, format!("{} transfer", word(&transfer.kind)));
    let line = line.with(Paint::Plain, to.unwrap_or_default()).with(Paint::Plain, " by ");
    std::iter::once(line.and(known.names.subject(&left.subject))).chain(answer).collect()
}
