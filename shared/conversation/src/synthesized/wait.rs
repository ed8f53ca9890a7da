//! Synthesized events of a wait in a queue, and how the wait ended.

use genesys::vocabulary::{AcdOutcome, DisconnectType, MediaType};
use genesys::{Timestamp, Topic, UserId};

use super::body::Party;
use super::span::Span;
use super::{Synthesizer, addressed, ended};

/// An agent's talk that begins this close to the end of a wait, in milliseconds, answers it.
const ANSWER_MS: i64 = 2_000;

impl<'a> Synthesizer<'a> {
    pub(super) fn acd(&mut self, party: Party<'a>, span: &Span<'a>) {
        let session = party.session;
        let skills = span.first(|segment| {
            Some(&segment.requested_routing_skill_ids).filter(|ids| !ids.is_empty())
        });
        let body = |at| {
            addressed(party, at)
                .division(party.conversation)
                .text("queueId", span.queue().map(genesys::QueueId::as_str))
                .carried(&session.rest, "routingPriority")
                .texts("requestedRoutingSkillIds", skills.into_iter().flatten().map(String::as_str))
        };
        self.push(&Topic::AcdStart, span.start, body(span.start));
        if let Some(end) = span.end {
            let answer = self.answer(session.media_type.as_ref(), end);
            let outcome = outcome(answer.is_some(), span.disconnect_type());
            let users = span.first(|segment| {
                Some(&segment.requested_routing_user_ids).filter(|ids| !ids.is_empty())
            });
            let mut body = ended(body(end), span)
                .word("acdOutcome", outcome.as_ref().map(AcdOutcome::wire))
                .text("answeredUserId", answer.map(UserId::as_str))
                .routed(session)
                .text(
                    "requestedLanguageId",
                    span.first(|segment| segment.requested_language_id.as_deref()),
                )
                .texts("requestedRoutingUserIds", users.into_iter().flatten().map(String::as_str))
                .with("connectedDurationMs", span.total("interact"));
            if let Some(kind) = session.flow.as_ref().and_then(|flow| flow.flow_type.as_ref()) {
                body = body.word("flowType", Some(kind.wire()));
            }
            self.push(&Topic::AcdEnd, end, body);
        }
        if session.flow.is_some() {
            self.flow(party, span, session.flow.as_ref());
        }
    }

    /// The user who answered a wait: the one whose talk in the same medium began nearest to its
    /// end.
    fn answer(&self, medium: Option<&MediaType>, end: Timestamp) -> Option<&'a UserId> {
        let talks = self.talks.get(&medium)?;
        let first = talks.partition_point(|(began, ..)| *began < end.minus_ms(ANSWER_MS));
        let near = talks[first..].iter().take_while(|(began, ..)| *began <= end.plus_ms(ANSWER_MS));
        let nearest = near.min_by_key(|(began, place, _)| (began.since(end).abs(), *place));
        nearest.map(|(.., user)| *user)
    }
}

/// The outcome of a wait; `None` if the document has no disconnect type for its session.
fn outcome(answered: bool, how: Option<&DisconnectType>) -> Option<AcdOutcome> {
    if answered {
        return Some(AcdOutcome::Answered);
    }
    how.map(|how| match how {
        DisconnectType::Transfer
        | DisconnectType::ConferenceTransfer
        | DisconnectType::ConsultTransfer
        | DisconnectType::ForwardTransfer
        | DisconnectType::NoAnswerTransfer
        | DisconnectType::NotAvailableTransfer
        | DisconnectType::DndTransfer => AcdOutcome::FlowOut,
        _ => AcdOutcome::Abandon,
    })
}
