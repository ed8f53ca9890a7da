//! Builds a participant of the tree from the stretches of its sessions. The result is a function of
//! the participant's own events, the metric records of its sessions, and the `acd.end` events that
//! name its user as the one who answered. Nothing else that other participants do may change it.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use genesys::fields::ParticipantRecord;
use genesys::vocabulary::DisconnectType;
use genesys::{Detail, Event, ParticipantId, SessionId, UserId};

use crate::known_session::KnownSession;
use crate::live::answer_of_live;
use crate::metrics::measured;
use crate::purpose::purpose;
use crate::segments::pieces;
use crate::sources::Sources;
use crate::tree::{Flow, FlowOutcome, Participant, Segment, SegmentType, Session};
use crate::view::{Record, View};

/// Builds the participant with this id from the stretches of its sessions, in session order, and
/// from its `attributes` events, by (time, key). `named` events and documents name it.
pub(crate) fn participant<'h>(
    id: &'h ParticipantId,
    named: u64,
    stretches: &[&KnownSession<'h>],
    attributes: &[&'h Detail],
    view: &View<'h>,
) -> Participant {
    let mut by_records: Vec<Record<'h>> =
        stretches.iter().flat_map(|stretch| view.records_of(stretch)).copied().collect();
    by_records.sort_by_key(|(event, _)| (event.time, event.key));
    let newest_first = || by_records.iter().rev().map(|(_, record)| record);
    let known_events = named + by_records.len() as u64 + answers_of(id, stretches, view);
    let mut participant = Participant {
        participant_name: newest_first().find_map(|record| record.participant_name.clone()),
        purpose: newest_first()
            .find_map(|record| record.purpose.clone())
            .or_else(|| purpose(stretches.iter().copied())),
        user_id: latest(stretches, |detail| detail.user_id.clone())
            .or_else(|| newest_first().find_map(|record| record.user_id.clone())),
        external_contact_id: latest(stretches, |detail| detail.external_contact_id.clone())
            .or_else(|| newest_first().find_map(|record| record.external_contact_id.clone())),
        external_organization_id: latest(stretches, |detail| {
            detail.external_organization_id.clone()
        })
        .or_else(|| newest_first().find_map(|record| record.external_organization_id.clone())),
        recorded: ParticipantRecord::newest(
            newest_first().filter_map(|record| record.participant.as_deref()),
        ),
        sessions: by_session(stretches).iter().map(|own| session(own, view)).collect(),
        known_events,
        ..Participant::named(id.clone())
    };
    add_attributes(&mut participant, attributes);
    participant
}

/// The number of `acd.end` events that name a user of the participant as the one who answered, of
/// those that may be about the participant's sessions. It only grows, as their last event does. The
/// participant's sessions depend on these events, too. The users of documents count even where
/// events name another one: otherwise an event could lower the number.
fn answers_of(id: &ParticipantId, stretches: &[&KnownSession<'_>], view: &View<'_>) -> u64 {
    let events = || stretches.iter().flat_map(|stretch| &stretch.events);
    let Some(last) = events().map(|event| event.time).max() else { return 0 };
    let details = events().filter_map(|event| event.detail());
    let users: BTreeSet<&UserId> = details
        .filter_map(|detail| detail.user_id.as_ref())
        .chain(view.documented_users(id).iter().copied())
        .collect();
    users.into_iter().map(|user| view.answered_by(user, last).len() as u64).sum()
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

/// Adds what `attributes` events report: the last value written for each key, sessions that no
/// other event names, and when the participant began. \[assumed: an event is a delta, or a snapshot
/// without deletions\]
fn add_attributes(participant: &mut Participant, attributes: &[&Detail]) {
    let mut began = None;
    let mut known: HashSet<SessionId> =
        participant.sessions.iter().map(|session| session.session_id.clone()).collect();
    for detail in attributes {
        for (name, text) in &detail.attributes.texts {
            participant.other_attributes.remove(name);
            participant.attributes.insert(name.clone(), text.clone());
        }
        for (name, value) in &detail.attributes.others {
            participant.set_attribute(name, value);
        }
        for named in &detail.communications {
            if known.insert(named.session_id.clone()) {
                let session = Session::named(named.session_id.clone());
                let media_type = named.media_type.clone();
                participant.sessions.push(Session { media_type, ..session });
            }
        }
        began = detail.participant_start_time.or(began);
    }
    let first = participant.sessions.iter().filter_map(|session| session.start).min();
    participant.participant_start_time =
        began.filter(|began| first.is_none_or(|first| *began < first));
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
    let sources = Sources::new(stretches, view);
    let disconnect_type = last.end.and_then(|end| {
        let reported = end.disconnect_type.cloned();
        reported.or_else(|| sources.of_records(|record| record.disconnect_type.clone()))
    });
    fill_in(&mut segments, disconnect_type.as_ref(), &sources);
    let mut session = Session {
        family: last.family,
        media_type: last
            .media_type
            .cloned()
            .or_else(|| sources.of_records(|record| record.media_type.clone())),
        direction: last
            .direction
            .cloned()
            .or_else(|| sources.of_records(|record| record.direction.clone())),
        start: first.start.map(|start| start.time),
        start_inferred: first.start.is_some_and(|start| start.inferred),
        end: last.end.and_then(|_| {
            stretches.iter().filter_map(|stretch| stretch.end).map(|end| end.time).max()
        }),
        end_inferred: last.end.is_some_and(|end| end.inferred),
        disconnect_type,
        peer_id: sources.of_records(|record| record.peer_id.clone()),
        queue_id: last
            .queue_id
            .cloned()
            .or_else(|| sources.of_records(|record| record.queue_id.clone())),
        recorded: sources.recorded(),
        flow: flow(stretches),
        metrics,
        segments,
        ..Session::named(last.session_id.clone())
    };
    session.set_newest(&sources);
    session
}

/// Fills in what only metric records report of the segments: queue, wrap-up code, and how the
/// session ended.
fn fill_in(segments: &mut [Segment], how: Option<&DisconnectType>, sources: &Sources<'_>) {
    let queue_id = sources.of_records(|record| record.queue_id.as_ref());
    let wrap_up_code = sources.of_records(|record| record.wrap_up_code.as_ref());
    let mut last = None;
    for segment in segments {
        segment.queue_id = segment.queue_id.take().or_else(|| queue_id.cloned());
        if segment.segment_type == SegmentType::Wrapup {
            segment.wrap_up_code = segment.wrap_up_code.take().or_else(|| wrap_up_code.cloned());
        } else {
            last = Some(segment);
        }
    }
    if let Some(last) = last.filter(|last| last.disconnect_type.is_none()) {
        last.disconnect_type = how.cloned();
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
