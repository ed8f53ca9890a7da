//! Synthesized events of a flow: its start, its outcomes and its end.

use genesys::details::FlowDetails;
use genesys::vocabulary::{MediaType, Purpose};
use genesys::{Timestamp, Topic};

use super::body::{Body, Party};
use super::span::Span;
use super::{Synthesizer, ended};

impl<'a> Synthesizer<'a> {
    pub(super) fn flow(&mut self, party: Party<'a>, span: &Span<'a>, flow: Option<&FlowDetails>) {
        let otherwise = flow_type(party);
        let body = |at| {
            Body::for_session(party, at)
                .addresses(party.session)
                .division(party.conversation)
                .flow(flow, otherwise)
        };
        self.push(&Topic::FlowStart, span.start, body(span.start));
        for outcome in flow.into_iter().flat_map(|flow| &flow.outcomes) {
            let (begin, end) =
                (outcome.flow_outcome_start_timestamp, outcome.flow_outcome_end_timestamp);
            let Some(at) = end.or(begin).or(span.end) else { continue };
            let body = body(at)
                .text("flowOutcomeId", outcome.flow_outcome_id.as_deref())
                .number("flowOutcomeStartTime", begin.map(Timestamp::ms))
                .number("flowOutcomeEndTime", end.map(Timestamp::ms))
                .word("flowOutcomeValue", outcome.flow_outcome_value.as_deref())
                .carried(&outcome.rest, "flowMilestones");
            self.push(&Topic::FlowOutcome, at, body);
        }
        if let Some(end) = span.end {
            let body = ended(body(end), span)
                .with("connectedDurationMs", span.total("ivr") + span.total("interact"))
                .word("exitReason", flow.and_then(|flow| flow.exit_reason.as_deref()))
                .word("transferType", flow.and_then(|flow| flow.transfer_type.as_deref()));
            self.push(&Topic::FlowEnd, end, body);
        }
    }
}

/// The flow type for a document that does not name the flow. It maps back to the participant's
/// purpose.
fn flow_type(party: Party<'_>) -> &'static str {
    match (party.participant.purpose.as_ref(), party.session.media_type.as_ref()) {
        (Some(Purpose::Ivr), _) => "INBOUNDCALL",
        (Some(Purpose::Botflow), Some(MediaType::Voice)) => "BOT",
        (Some(Purpose::Botflow), _) => "DIGITALBOT",
        (Some(Purpose::VoiceSurveyFlow), _) => "VOICESURVEY",
        (Some(Purpose::Acd), Some(MediaType::Voice)) => "INQUEUECALL",
        (_, Some(MediaType::Chat)) => "INBOUNDCHAT",
        (_, Some(MediaType::Message)) => "INBOUNDSHORTMESSAGE",
        (_, Some(MediaType::Email)) => "INBOUNDEMAIL",
        _ => "WORKFLOW",
    }
}
