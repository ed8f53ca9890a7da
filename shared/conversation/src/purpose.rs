//! The purpose of a participant: its role, derived from the strongest family of its sessions.

use genesys::ParticipantId;
use genesys::vocabulary::{FlowType, MediaType, Purpose};

use crate::family::Family;
use crate::known_session::KnownSession;
use crate::view::View;

/// The purpose that detail events give a participant. `sessions` are its sessions, in order.
pub(crate) fn purpose<'a, 'h: 'a>(
    sessions: impl Iterator<Item = &'a KnownSession<'h>> + Clone,
) -> Option<Purpose> {
    let strongest = sessions.clone().filter_map(|session| session.family).max()?;
    let mut own = sessions.filter(|session| session.is(strongest));
    Some(match strongest {
        Family::Acd => Purpose::Acd,
        Family::Voicemail => Purpose::Voicemail,
        Family::Customer => Purpose::Customer,
        Family::User
            if own.any(|session| session.queue_id.is_some() || is_with_customer(session)) =>
        {
            Purpose::Agent
        }
        Family::User => Purpose::User,
        // The flow of a queue runs in the queue's own participant.
        Family::Flow if own.clone().any(KnownSession::is_in_queue_flow) => Purpose::Acd,
        Family::Flow => own.find_map(flow_type).map_or(Purpose::Workflow, of_flow),
    })
}

/// The purpose of a participant as Common Events name it, from the sessions that the view knows.
pub(crate) fn named(view: &View<'_>, participant_id: &ParticipantId) -> String {
    let own = view.sessions_of(participant_id);
    purpose(own).map_or_else(|| "unknown".to_owned(), |purpose| purpose.to_string())
}

/// Whether the session is in a medium in which users always face a customer.
fn is_with_customer(session: &KnownSession<'_>) -> bool {
    matches!(session.media_type, Some(MediaType::Chat | MediaType::Message | MediaType::Email))
}

/// Whether the session runs a voice flow, which the details document shows as one `ivr` segment.
pub(crate) fn is_ivr(session: &KnownSession<'_>) -> bool {
    session.is(Family::Flow) && flow_type(session).map(of_flow) == Some(Purpose::Ivr)
}

fn flow_type<'h>(session: &KnownSession<'h>) -> Option<&'h FlowType> {
    session.latest(|detail| detail.flow_type.as_ref())
}

fn of_flow(flow_type: &FlowType) -> Purpose {
    match flow_type {
        FlowType::InboundCall
        | FlowType::OutboundCall
        | FlowType::InQueueCall
        | FlowType::SecureCall
        | FlowType::Voice => Purpose::Ivr,
        FlowType::Bot | FlowType::DigitalBot => Purpose::Botflow,
        FlowType::VoiceSurvey => Purpose::VoiceSurveyFlow,
        _ => Purpose::Workflow,
    }
}
