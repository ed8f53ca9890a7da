//! Writes the tree as Genesys' analytics conversation-details document, the form that
//! contact-centre developers know. Fields of our own are under `switchboard`.

use genesys::details::{
    ConversationDetails, EvaluationDetails, FlowDetails, FlowOutcomeDetails, ParticipantDetails,
    SegmentDetails, SessionDetails, SessionMetric,
};
use genesys::vocabulary::Routing;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Number, Value, json};

use crate::documents::merge;
use crate::tree::{
    Conversation, Evaluation, Flow, FlowOutcome, Metric, Participant, Segment, Session, Summary,
};

/// The details document of a tree. Fields of imported documents are given back unchanged.
#[must_use]
pub fn details(conversation: &Conversation) -> ConversationDetails {
    let whole = ConversationDetails {
        participants: conversation.participants.iter().map(participant).collect(),
        ..summary(&conversation.summary)
    };
    as_documented(whole, conversation.summary.documented.as_deref())
}

/// The fields of the whole conversation, without participants.
pub(crate) fn summary(summary: &Summary) -> ConversationDetails {
    ConversationDetails {
        conversation_end: summary.conversation_end,
        conversation_start: summary.conversation_start,
        division_ids: summary.division_ids.clone(),
        originating_direction: summary.originating_direction.clone(),
        evaluations: summary.evaluations.iter().map(evaluation).collect(),
        rest: Map::from_iter([("switchboard".to_owned(), ours(summary))]),
        ..ConversationDetails::new(summary.conversation_id.clone())
    }
}

/// Lets the fields of an imported document override the known ones.
fn as_documented<T: Serialize + DeserializeOwned>(known: T, documented: Option<&T>) -> T {
    let Some(documented) = documented else { return known };
    let merged = || {
        let mut merged = serde_json::to_value(&known).ok()?;
        merge(&mut merged, serde_json::to_value(documented).ok()?);
        serde_json::from_value(merged).ok()
    };
    merged().unwrap_or(known)
}

fn ours(summary: &Summary) -> Value {
    let mut ours = json!({
        "status": summary.status,
        "episodes": summary.episodes,
        "directions": summary.directions,
        "mediaTypes": summary.media_types,
        "knownEvents": summary.known_events,
    });
    if summary.timed_out {
        ours["timedOut"] = Value::Bool(true);
    }
    let optional = [
        ("endedAt", summary.ended_at.map(|time| json!(time))),
        ("callbackOrigin", summary.callback_origin.map(|origin| json!(origin))),
        ("externalContactIds", some(&summary.external_contact_ids)),
        ("externalOrganizationIds", some(&summary.external_organization_ids)),
    ];
    for (name, value) in optional {
        if let Some(value) = value {
            ours[name] = value;
        }
    }
    ours
}

fn some(texts: &[String]) -> Option<Value> {
    (!texts.is_empty()).then(|| json!(texts))
}

fn evaluation(evaluation: &Evaluation) -> EvaluationDetails {
    let score = |score: Option<f64>| score.and_then(Number::from_f64);
    EvaluationDetails {
        evaluation_id: Some(evaluation.evaluation_id.clone()),
        evaluation_status: evaluation.evaluation_status.clone(),
        event_time: Some(evaluation.event_time),
        form_id: evaluation.form_id.clone(),
        form_name: evaluation.form_name.clone(),
        user_id: evaluation.user_id.as_ref().and_then(|id| id.parse().ok()),
        o_total_score: score(evaluation.total_score),
        o_total_critical_score: score(evaluation.total_critical_score),
        ..EvaluationDetails::default()
    }
}

fn participant(participant: &Participant) -> ParticipantDetails {
    let known = ParticipantDetails {
        external_contact_id: participant.external_contact_id.clone(),
        external_organization_id: participant.external_organization_id.clone(),
        participant_id: Some(participant.participant_id.clone()),
        participant_name: participant.participant_name.clone(),
        purpose: participant.purpose.clone(),
        user_id: participant.user_id.clone(),
        attributes: participant.attributes.clone(),
        sessions: participant.sessions.iter().map(documented_session).collect(),
        ..ParticipantDetails::default()
    };
    as_documented(known, participant.documented.as_deref())
}

fn documented_session(known: &Session) -> SessionDetails {
    as_documented(session(known), known.documented.as_deref())
}

/// The document's session from the tree's own fields, without imported ones.
pub(crate) fn session(session: &Session) -> SessionDetails {
    SessionDetails {
        address_from: session.address_from.clone(),
        address_to: session.address_to.clone(),
        ani: session.ani.clone(),
        callback_numbers: session.callback_numbers.clone(),
        callback_scheduled_time: session.callback_scheduled_time,
        callback_user_name: session.callback_user_name.clone(),
        direction: session.direction.clone(),
        dnis: session.dnis.clone(),
        media_type: session.media_type.clone(),
        message_type: session.message_type.clone(),
        outbound_campaign_id: session.outbound_campaign_id.clone(),
        outbound_contact_id: session.outbound_contact_id.clone(),
        outbound_contact_list_id: session.outbound_contact_list_id.clone(),
        peer_id: session.peer_id.clone(),
        provider: session.provider.clone(),
        requested_routings: session
            .requested_routings
            .iter()
            .map(|routing| Routing::parse(routing))
            .collect(),
        selected_agent_id: session.answered_user_id.as_ref().map(ToString::to_string),
        session_id: Some(session.session_id.clone()),
        used_routing: session.used_routing.clone(),
        flow: session.flow.as_ref().map(flow),
        metrics: session.metrics.iter().map(metric).collect(),
        segments: session.segments.iter().map(|piece| segment(session, piece)).collect(),
        ..SessionDetails::default()
    }
}

fn flow(flow: &Flow) -> FlowDetails {
    FlowDetails {
        exit_reason: flow.exit_reason.clone(),
        flow_id: flow.flow_id.clone(),
        flow_type: flow.flow_type.clone(),
        flow_version: flow.flow_version.clone(),
        transfer_type: flow.transfer_type.clone(),
        outcomes: flow.outcomes.iter().map(outcome).collect(),
        ..FlowDetails::default()
    }
}

fn outcome(outcome: &FlowOutcome) -> FlowOutcomeDetails {
    FlowOutcomeDetails {
        flow_outcome_id: Some(outcome.flow_outcome_id.clone()),
        flow_outcome_value: outcome.flow_outcome_value.clone(),
        flow_outcome_start_timestamp: outcome.flow_outcome_start_timestamp,
        flow_outcome_end_timestamp: outcome.flow_outcome_end_timestamp,
        ..FlowOutcomeDetails::default()
    }
}

fn metric(metric: &Metric) -> SessionMetric {
    SessionMetric {
        emit_date: Some(metric.emit_date),
        name: Some(metric.name.clone()),
        value: Some(metric.value),
        ..SessionMetric::default()
    }
}

fn segment(session: &Session, segment: &Segment) -> SegmentDetails {
    let synthetic = segment.synthetic.then(|| ("synthetic".to_owned(), Value::Bool(true)));
    SegmentDetails {
        disconnect_type: segment.disconnect_type.clone(),
        queue_id: segment.queue_id.clone(),
        requested_language_id: session.requested_language_id.clone(),
        requested_routing_skill_ids: session.requested_routing_skill_ids.clone(),
        requested_routing_user_ids: session.requested_routing_user_ids.clone(),
        segment_end: segment.segment_end,
        segment_start: Some(segment.segment_start),
        segment_type: Some(segment.segment_type.as_str().to_owned()),
        subject: session.subject.clone(),
        wrap_up_code: segment.wrap_up_code.clone(),
        wrap_up_note: segment.wrap_up_note.clone(),
        rest: synthetic.into_iter().collect(),
        ..SegmentDetails::default()
    }
}
