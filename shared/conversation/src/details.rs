//! Writes the tree as Genesys' analytics conversation-details document, the form that
//! contact-centre developers know. Fields of our own are under `switchboard`.

use genesys::details::{
    ConversationDetails, EvaluationDetails, FlowDetails, FlowOutcomeDetails, Part,
    ParticipantDetails, SegmentDetails, SessionDetails, SessionMetric,
};
use genesys::fields::SessionField;
use genesys::{Json, JsonMap};
use serde_json::{Number, Value, json};

use crate::documents::merge;
use crate::tree::{
    Conversation, Evaluation, Flow, FlowOutcome, Metric, Participant, Segment, SegmentType,
    Session, Summary,
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
    let mut details = ConversationDetails {
        conversation_end: summary.conversation_end,
        conversation_start: summary.conversation_start,
        division_ids: summary.division_ids.clone(),
        originating_direction: summary.originating_direction.clone(),
        evaluations: summary.evaluations.iter().map(evaluation).collect(),
        rest: JsonMap::from([("switchboard".to_owned(), ours(summary).into())]),
        ..ConversationDetails::new(summary.conversation_id.clone())
    };
    details.rest.extend(summary.recorded.iter().flat_map(|recorded| recorded.in_document()));
    details
}

/// Lets the fields of an imported document override the known ones.
fn as_documented<T: Part>(known: T, documented: Option<&T>) -> T {
    match documented {
        Some(documented) => with_fields(known, documented.to_fields()),
        None => known,
    }
}

/// Lets `fields` override the known ones.
fn with_fields<T: Part>(known: T, fields: JsonMap) -> T {
    let mut merged = Json::Object(known.to_fields());
    merge(&mut merged, Json::Object(fields));
    match merged {
        Json::Object(fields) => T::from_fields(fields).unwrap_or(known),
        _ => known,
    }
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
        ("completedBy", summary.completed_by.map(|document| json!(document))),
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
        evaluator_id: evaluation.evaluator_id.clone(),
        context_id: evaluation.context_id.clone(),
        calibration_id: evaluation.calibration_id.clone(),
        rescored: evaluation.rescored,
        rest: in_rest([
            ("assigneeId", evaluation.assignee_id.as_deref().map(Json::from)),
            ("assigneeApplicable", evaluation.assignee_applicable.map(Json::Bool)),
        ]),
        o_total_score: score(evaluation.total_score),
        o_total_critical_score: score(evaluation.total_critical_score),
        ..EvaluationDetails::default()
    }
}

/// The fields that the document's types do not have.
fn in_rest<const N: usize>(fields: [(&str, Option<Json>); N]) -> JsonMap {
    fields.into_iter().filter_map(|(name, json)| Some((name.to_owned(), json?))).collect()
}

fn participant(participant: &Participant) -> ParticipantDetails {
    let known = ParticipantDetails {
        external_contact_id: participant.external_contact_id.clone(),
        external_organization_id: participant.external_organization_id.clone(),
        participant_id: Some(participant.participant_id.clone()),
        participant_name: participant.participant_name.clone(),
        purpose: participant.purpose.clone(),
        user_id: participant.user_id.clone(),
        attributes: participant.attributes_in_document(),
        sessions: participant.sessions.iter().map(documented_session).collect(),
        ..ParticipantDetails::default()
    };
    let known = match &participant.recorded {
        Some(recorded) => with_fields(known, recorded.in_document()),
        None => known,
    };
    as_documented(known, participant.documented.as_deref())
}

fn documented_session(known: &Session) -> SessionDetails {
    as_documented(session(known), known.documented.as_deref())
}

/// The document's session from the tree's own fields, without imported ones.
pub(crate) fn session(session: &Session) -> SessionDetails {
    let known = SessionDetails::from_fields(session.fields_in_document()).unwrap_or_default();
    SessionDetails {
        direction: session.direction.clone(),
        media_type: session.media_type.clone(),
        peer_id: session.peer_id.clone(),
        selected_agent_id: known
            .selected_agent_id
            .or_else(|| session.answered_user_id.as_ref().map(ToString::to_string)),
        session_id: Some(session.session_id.clone()),
        flow: session.flow.as_ref().map(flow),
        metrics: session.metrics.iter().map(metric).collect(),
        segments: segments(session),
        ..known
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

fn segments(session: &Session) -> Vec<SegmentDetails> {
    let mut segments: Vec<SegmentDetails> =
        session.segments.iter().map(|piece| segment(session, piece)).collect();
    let last = session.segments.iter().rposition(|piece| piece.segment_type != SegmentType::Wrapup);
    if let Some(last) = last {
        segments[last].error_code.clone_from(&session.error_code);
    }
    segments
}

fn segment(session: &Session, segment: &Segment) -> SegmentDetails {
    SegmentDetails {
        disconnect_type: segment.disconnect_type.clone(),
        group_id: session.group_id.clone(),
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
        rest: in_rest([
            ("synthetic", segment.synthetic.then_some(Json::Bool(true))),
            ("scoredAgents", session.scored_agents.in_document()),
        ]),
        ..SegmentDetails::default()
    }
}
