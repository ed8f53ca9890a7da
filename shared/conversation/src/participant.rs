//! Builds a participant of the tree from the stretches of its sessions. The result is a function of
//! the participant's own events, the metric records of its sessions, and the `acd.end` events that
//! name its user as the one who answered. Nothing else that other participants do may change it.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use genesys::{Detail, Event, ParticipantId, SessionId, UserId};

use crate::known_session::KnownSession;
use crate::live::answer_of_live;
use crate::metrics::measured;
use crate::purpose::purpose;
use crate::segments::pieces;
use crate::tree::{Flow, FlowOutcome, Participant, Session};
use crate::view::{Record, View};

/// Builds the participant with this id from the stretches of its sessions, in session order.
pub(crate) fn participant<'h>(
    id: &'h ParticipantId,
    stretches: &[&KnownSession<'h>],
    view: &View<'h>,
) -> Participant {
    let mut by_records: Vec<Record<'h>> =
        stretches.iter().flat_map(|stretch| view.records_of(stretch)).copied().collect();
    by_records.sort_by_key(|(event, _)| (event.time, event.key));
    let newest_first = || by_records.iter().rev().map(|(_, record)| record);
    let named = view.participants.get(id).copied().unwrap_or(0);
    let known_events = named + by_records.len() as u64 + answers_of(stretches, view);
    Participant {
        participant_id: id.clone(),
        participant_name: newest_first().find_map(|record| record.participant_name.clone()),
        purpose: newest_first()
            .find_map(|record| record.purpose.clone())
            .or_else(|| purpose(stretches.iter().copied())),
        user_id: latest(stretches, |detail| detail.user_id.as_ref()).cloned(),
        external_contact_id: latest(stretches, |detail| detail.external_contact_id.clone()),
        external_organization_id: latest(stretches, |detail| {
            detail.external_organization_id.clone()
        }),
        attributes: attributes(id, view),
        sessions: by_session(stretches).iter().map(|own| session(own, view)).collect(),
        documented: None,
        known_events,
    }
}

/// The number of `acd.end` events that name a user of the participant as the one who answered. The
/// participant's sessions depend on these events, too.
fn answers_of(stretches: &[&KnownSession<'_>], view: &View<'_>) -> u64 {
    let details =
        stretches.iter().flat_map(|stretch| &stretch.events).filter_map(|event| event.detail());
    let users: BTreeSet<&UserId> = details.filter_map(|detail| detail.user_id.as_ref()).collect();
    users.into_iter().map(|user| view.answered_by(user).len() as u64).sum()
}

/// Groups stretches by session. Sessions are in the order of their first starts, stretches in their
/// own order.
fn by_session<'v, 'h>(stretches: &[&'v KnownSession<'h>]) -> Vec<Vec<&'v KnownSession<'h>>> {
    let mut sessions: Vec<Vec<&KnownSession<'h>>> = Vec::new();
    let mut indexes: HashMap<&SessionId, usize> = HashMap::new();
    for stretch in stretches {
        let index = *indexes.entry(stretch.session_id).or_insert(sessions.len());
        if index == sessions.len() {
            sessions.push(Vec::new());
        }
        sessions[index].push(stretch);
    }
    sessions.iter_mut().for_each(|own| own.sort_by_key(|one| one.stretch));
    sessions
}

/// The latest value of a field over several stretches.
fn latest<'h, T>(
    stretches: &[&KnownSession<'h>],
    field: impl Fn(&'h Detail) -> Option<T>,
) -> Option<T> {
    let events = stretches.iter().flat_map(|stretch| &stretch.events);
    let has_field =
        events.filter(|event| event.detail().is_some_and(|detail| field(detail).is_some()));
    has_field
        .max_by_key(|event| (event.time, event.key))
        .and_then(|event| event.detail())
        .and_then(&field)
}

/// The last value written for each key. \[assumed: an event is a delta, or a snapshot without
/// deletions\]
fn attributes(id: &ParticipantId, view: &View<'_>) -> BTreeMap<String, String> {
    let own = view.attributes.iter().filter(|(event, _)| event.participant_id.as_ref() == Some(id));
    own.flat_map(|(_, detail)| detail.attributes.clone()).collect()
}

/// Builds a session from its stretches, which are in order. The start is that of the first stretch,
/// the end that of the last; the segments are those of all stretches.
fn session(stretches: &[&KnownSession<'_>], view: &View<'_>) -> Session {
    let last = stretches[stretches.len() - 1];
    let first = stretches
        .iter()
        .min_by_key(|stretch| stretch.start.map(|start| start.time))
        .unwrap_or(&last);
    let (mut segments, mut metrics) = (Vec::new(), Vec::new());
    for stretch in stretches {
        let own = pieces(stretch, view.records_of(stretch), answer_of_live(stretch, view));
        metrics.extend(measured(stretch, view.records_of(stretch), &own));
        segments.extend(own);
    }
    metrics.sort();
    let text =
        |field: fn(&Detail) -> &Option<String>| latest(stretches, |detail| field(detail).clone());
    let texts = |field: fn(&Detail) -> &Option<Vec<String>>| {
        latest(stretches, |detail| field(detail).clone()).unwrap_or_default()
    };
    let records = stretches.iter().rev().flat_map(|stretch| view.records_of(stretch).iter().rev());
    let peer_id = records.into_iter().find_map(|(_, record)| record.peer_id.as_ref()?.parse().ok());
    Session {
        session_id: last.session_id.clone(),
        family: last.family,
        media_type: last.media_type.cloned(),
        direction: last.direction.cloned(),
        start: first.start.map(|start| start.time),
        start_inferred: first.start.is_some_and(|start| start.inferred),
        end: last.end.and_then(|_| {
            stretches.iter().filter_map(|stretch| stretch.end).map(|end| end.time).max()
        }),
        end_inferred: last.end.is_some_and(|end| end.inferred),
        disconnect_type: last.end.and_then(|end| end.disconnect_type.cloned()),
        peer_id,
        provider: text(|detail| &detail.provider),
        message_type: latest(stretches, |detail| detail.message_type.clone()),
        division_id: text(|detail| &detail.division_id),
        utilization_label: text(|detail| &detail.utilization_label),
        ani: text(|detail| &detail.ani),
        dnis: text(|detail| &detail.dnis),
        address_to: text(|detail| &detail.address_to),
        address_from: text(|detail| &detail.address_from),
        subject: text(|detail| &detail.subject),
        callback_user_name: text(|detail| &detail.callback_user_name),
        callback_numbers: texts(|detail| &detail.callback_numbers),
        callback_scheduled_time: latest(stretches, |detail| detail.callback_scheduled_time),
        queue_id: last.queue_id.cloned(),
        acd_outcome: latest(stretches, |detail| detail.acd_outcome.clone()),
        answered_user_id: latest(stretches, |detail| detail.answered_user_id.clone()),
        requested_routings: texts(|detail| &detail.requested_routings),
        used_routing: latest(stretches, |detail| detail.used_routing.clone()),
        routing_priority: latest(stretches, |detail| detail.routing_priority),
        requested_routing_skill_ids: texts(|detail| &detail.requested_routing_skill_ids),
        requested_routing_user_ids: texts(|detail| &detail.requested_routing_user_ids),
        requested_language_id: text(|detail| &detail.requested_language_id),
        outbound_campaign_id: text(|detail| &detail.outbound_campaign_id),
        outbound_contact_list_id: text(|detail| &detail.outbound_contact_list_id),
        outbound_contact_id: text(|detail| &detail.outbound_contact_id),
        flow: flow(stretches),
        metrics,
        segments,
        documented: None,
    }
}

fn flow(stretches: &[&KnownSession<'_>]) -> Option<Flow> {
    let flow = Flow {
        flow_id: latest(stretches, |detail| detail.flow_id.clone()),
        flow_type: latest(stretches, |detail| detail.flow_type.clone()),
        flow_version: latest(stretches, |detail| detail.flow_version.clone()),
        exit_reason: latest(stretches, |detail| detail.exit_reason.clone()),
        transfer_type: latest(stretches, |detail| detail.transfer_type.clone()),
        outcomes: outcomes(stretches),
    };
    (flow != Flow::default()).then_some(flow)
}

fn outcomes(stretches: &[&KnownSession<'_>]) -> Vec<FlowOutcome> {
    let outcome = |(id, (_, detail)): (&str, (&Event, &Detail))| FlowOutcome {
        flow_outcome_id: id.to_owned(),
        flow_outcome_value: detail.flow_outcome_value.clone(),
        flow_outcome_start_timestamp: detail.flow_outcome_start_time,
        flow_outcome_end_timestamp: detail.flow_outcome_end_time,
    };
    let recorded: BTreeMap<_, _> =
        stretches.iter().flat_map(|stretch| stretch.outcomes()).collect();
    recorded.into_iter().map(outcome).collect()
}
