//! A participant of the tree, from the legs that are its sessions. A function of its own events and of the metric
//! records of its sessions; nothing that other participants do may change it.

use std::collections::BTreeMap;

use genesys::{Detail, Event, ParticipantId};

use crate::leg::Leg;
use crate::metrics::metrics;
use crate::purpose::purpose;
use crate::segments::segments;
use crate::tree::{Flow, FlowOutcome, Participant, Session};
use crate::view::{Record, View};

/// The participant of an id, from its legs in their order.
pub(crate) fn participant<'h>(id: &'h ParticipantId, legs: &[&Leg<'h>], view: &View<'h>) -> Participant {
    let records = |leg: &Leg<'h>| view.records.get(leg.session_id).map_or(&[][..], Vec::as_slice);
    let mut by_records: Vec<Record<'h>> = legs.iter().flat_map(|leg| records(leg)).copied().collect();
    by_records.sort_by_key(|(event, _)| (event.time, event.key));
    let newest_first = || by_records.iter().rev().map(|(_, record)| record);
    let basis = view.participants.get(id).copied().unwrap_or(0) + by_records.len() as u64;
    Participant {
        participant_id: id.clone(),
        participant_name: newest_first().find_map(|record| record.participant_name.clone()),
        purpose: newest_first().find_map(|record| record.purpose.clone()).or_else(|| purpose(legs.iter().copied())),
        user_id: latest(legs, |detail| detail.user_id.as_ref()).cloned(),
        external_contact_id: latest(legs, |detail| detail.external_contact_id.clone()),
        external_organization_id: latest(legs, |detail| detail.external_organization_id.clone()),
        attributes: attributes(id, view),
        sessions: legs.iter().map(|leg| session(leg, records(leg))).collect(),
        documented: None,
        basis,
    }
}

/// The latest value of a field over several legs.
fn latest<'h, T>(legs: &[&Leg<'h>], field: impl Fn(&'h Detail) -> Option<T>) -> Option<T> {
    let events = legs.iter().flat_map(|leg| &leg.events);
    let has_field = events.filter(|event| event.detail().is_some_and(|detail| field(detail).is_some()));
    has_field.max_by_key(|event| (event.time, event.key)).and_then(|event| event.detail()).and_then(&field)
}

/// The last writer of each key. \[assumed: an event is a delta, or a snapshot without deletions\]
fn attributes(id: &ParticipantId, view: &View<'_>) -> BTreeMap<String, String> {
    let own = view.attributes.iter().filter(|(event, _)| event.participant_id.as_ref() == Some(id));
    own.flat_map(|(_, detail)| detail.attributes.clone()).collect()
}

fn session(leg: &Leg<'_>, records: &[Record<'_>]) -> Session {
    let segments = segments(leg, records);
    let text = |field: fn(&Detail) -> &Option<String>| leg.latest(|detail| field(detail).clone());
    let texts =
        |field: fn(&Detail) -> &Option<Vec<String>>| leg.latest(|detail| field(detail).clone()).unwrap_or_default();
    let peer_id = records.iter().rev().find_map(|(_, record)| record.peer_id.as_ref()?.parse().ok());
    Session {
        session_id: leg.session_id.clone(),
        family: leg.family,
        media_type: leg.media_type.cloned(),
        direction: leg.direction.cloned(),
        start: leg.start.map(|start| start.time),
        start_inferred: leg.start.is_some_and(|start| start.inferred),
        end: leg.end.map(|end| end.time),
        end_inferred: leg.end.is_some_and(|end| end.inferred),
        disconnect_type: leg.end.and_then(|end| end.disconnect_type.cloned()),
        peer_id,
        provider: text(|detail| &detail.provider),
        message_type: leg.latest(|detail| detail.message_type.clone()),
        division_id: text(|detail| &detail.division_id),
        utilization_label: text(|detail| &detail.utilization_label),
        ani: text(|detail| &detail.ani),
        dnis: text(|detail| &detail.dnis),
        address_to: text(|detail| &detail.address_to),
        address_from: text(|detail| &detail.address_from),
        subject: text(|detail| &detail.subject),
        callback_user_name: text(|detail| &detail.callback_user_name),
        callback_numbers: texts(|detail| &detail.callback_numbers),
        callback_scheduled_time: leg.latest(|detail| detail.callback_scheduled_time),
        queue_id: leg.queue_id.cloned(),
        acd_outcome: leg.latest(|detail| detail.acd_outcome.clone()),
        answered_user_id: leg.latest(|detail| detail.answered_user_id.clone()),
        requested_routings: texts(|detail| &detail.requested_routings),
        used_routing: leg.latest(|detail| detail.used_routing.clone()),
        routing_priority: leg.latest(|detail| detail.routing_priority),
        requested_routing_skill_ids: texts(|detail| &detail.requested_routing_skill_ids),
        requested_routing_user_ids: texts(|detail| &detail.requested_routing_user_ids),
        requested_language_id: text(|detail| &detail.requested_language_id),
        outbound_campaign_id: text(|detail| &detail.outbound_campaign_id),
        outbound_contact_list_id: text(|detail| &detail.outbound_contact_list_id),
        outbound_contact_id: text(|detail| &detail.outbound_contact_id),
        flow: flow(leg),
        metrics: metrics(leg, records, &segments),
        segments,
        documented: None,
    }
}

fn flow(leg: &Leg<'_>) -> Option<Flow> {
    let flow = Flow {
        flow_id: leg.latest(|detail| detail.flow_id.clone()),
        flow_type: leg.latest(|detail| detail.flow_type.clone()),
        flow_version: leg.latest(|detail| detail.flow_version.clone()),
        exit_reason: leg.latest(|detail| detail.exit_reason.clone()),
        transfer_type: leg.latest(|detail| detail.transfer_type.clone()),
        outcomes: outcomes(leg),
    };
    (flow != Flow::default()).then_some(flow)
}

fn outcomes(leg: &Leg<'_>) -> Vec<FlowOutcome> {
    let outcome = |(id, (_, detail)): (&str, (&Event, &Detail))| FlowOutcome {
        flow_outcome_id: id.to_owned(),
        flow_outcome_value: detail.flow_outcome_value.clone(),
        flow_outcome_start_timestamp: detail.flow_outcome_start_time,
        flow_outcome_end_timestamp: detail.flow_outcome_end_time,
    };
    leg.outcomes().into_iter().map(outcome).collect()
}
