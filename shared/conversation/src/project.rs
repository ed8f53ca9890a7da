//! `project`: turns everything known about a conversation into its tree.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use genesys::fields::ConversationRecord;
use genesys::{Detail, Event, ParticipantId};

use crate::callback;
use crate::documented;
use crate::documents::Documents;
use crate::ends::Ends;
use crate::episodes::episodes;
use crate::family::Family;
use crate::history::History;
use crate::known_session::KnownSession;
use crate::participant::participant;
use crate::roles::Roles;
use crate::transfers::is_transferred;
use crate::tree::{
    Conversation, Counts, Episode, Evaluation, InferredEnd, Participant, Status, Summary,
};
use crate::view::View;

/// The tree of a history.
#[must_use]
pub fn project(history: &History) -> Conversation {
    let view = View::with_document_sessions(history);
    let documents = Documents::new(&view.documents);
    let mut participants = participants(&view);
    if let Some(documents) = &documents {
        documented::participants(&mut participants, documents, &view);
    }
    let mut summary = summary(history, &view, &participants);
    if let Some(documents) = &documents {
        documented::summary(&mut summary, documents, &view);
    }
    Conversation { summary, participants }
}

/// Every participant that an event names, in the order of their first sessions. Participants
/// without a known session come last.
fn participants(view: &View<'_>) -> Vec<Participant> {
    let mut sessions: BTreeMap<&ParticipantId, Vec<&KnownSession<'_>>> = BTreeMap::new();
    for (_, session) in
        view.sessions().chain(view.all().filter(|(_, session)| !session.has_start()))
    {
        sessions.entry(session.participant_id).or_default().push(session);
    }
    let mut attributes: HashMap<&ParticipantId, Vec<&Detail>> = HashMap::new();
    for (event, detail) in &view.attributes {
        if let Some(id) = &event.participant_id {
            attributes.entry(id).or_default().push(detail);
        }
    }
    let of = |id: &_| sessions.get(id).map_or(&[][..], Vec::as_slice);
    let attributes_of = |id: &_| attributes.get(id).map_or(&[][..], Vec::as_slice);
    let named = view.participants();
    let mut participants: Vec<Participant> = named
        .into_iter()
        .map(|(id, named)| participant(id, named, of(id), attributes_of(id), view))
        .collect();
    let first_start =
        |participant: &Participant| participant.sessions.iter().find_map(|session| session.start);
    participants.sort_by_cached_key(|participant| {
        let start = first_start(participant);
        (
            start.is_none(),
            start,
            participant.sessions.first().and_then(|session| session.family.map(Family::rank)),
        )
    });
    participants
}

fn summary(history: &History, view: &View<'_>, participants: &[Participant]) -> Summary {
    let roles = Roles::new(view);
    let ends = Ends::new(view, &roles);
    let episodes = episodes(view, &roles, &ends);
    let ended_at = episodes.last().and_then(|episode| episode.ended_at);
    let segments =
        || participants.iter().flat_map(|p| &p.sessions).flat_map(|session| &session.segments);
    let all_ended = !view.is_empty() && view.sessions().all(|(_, session)| session.end.is_some());
    let conversation_start =
        view.sessions().next().and_then(|(_, session)| session.start).map(|start| start.time);
    let last_end =
        segments().filter_map(|segment| segment.segment_end).max().max(conversation_start);
    let directions = distinct(view.sessions().filter_map(|(_, session)| session.direction));
    let details = || history.events().filter_map(Event::detail);
    Summary {
        conversation_id: history.conversation_id().clone(),
        conversation_start,
        conversation_end: last_end.filter(|_| all_ended),
        status: if ended_at.is_some() { Status::Ended } else { Status::Open },
        ended_at,
        timed_out: episodes.last().is_some_and(|episode| episode.timed_out),
        originating_direction: history
            .events()
            .rev()
            .find_map(|event| event.metric()?.originating_direction.clone())
            .or_else(|| directions.first().cloned()),
        directions,
        media_types: distinct(view.sessions().filter_map(|(_, session)| session.media_type)),
        division_ids: distinct(history.events().flat_map(divisions)),
        external_contact_ids: listed(details(), |detail| {
            detail.conversation_external_contact_ids.as_ref()
        }),
        external_organization_ids: listed(details(), |detail| {
            detail.conversation_external_organization_ids.as_ref()
        }),
        callback_origin: callback::callbacks(view)
            .next()
            .map(|(id, session)| callback::origin(view, id, session)),
        episodes: episodes.iter().filter_map(|episode| named(view, episode)).collect(),
        inferred_ends: inferred_ends(view, &ends),
        counts: counts(view, &roles, participants),
        evaluations: evaluations(view),
        recorded: ConversationRecord::newest(
            history.events().rev().filter_map(|event| event.metric()?.conversation.as_deref()),
        ),
        documented: None,
        completed_by: None,
        known_events: history.known_events(),
    }
}

fn counts(view: &View<'_>, roles: &Roles<'_>, participants: &[Participant]) -> Counts {
    let transfers = view
        .of_family(Family::User)
        .filter(|(id, session)| is_transferred(roles, *id, session))
        .count();
    let sessions: usize = participants.iter().map(|participant| participant.sessions.len()).sum();
    Counts {
        participants: participants.len() as u64,
        sessions: sessions as u64,
        transfers: transfers as u64,
    }
}

/// The ends that follow from the sessions of other participants.
fn inferred_ends(view: &View<'_>, ends: &Ends<'_>) -> Vec<InferredEnd> {
    let inferred = ends.inferred().filter_map(|(id, end)| {
        let session = view.session(id)?;
        Some(InferredEnd {
            participant_id: session.participant_id.clone(),
            session_id: session.session_id.clone(),
            end: end.time,
        })
    });
    inferred.collect()
}

fn named(view: &View<'_>, episode: &crate::episodes::Episode) -> Option<Episode> {
    Some(Episode {
        session_id: view.session(episode.first)?.session_id.clone(),
        started_at: episode.started_at,
        ended_at: episode.ended_at,
    })
}

/// The different values of a sequence, in the order of their first occurrence.
fn distinct<'a, T: Clone + Ord + 'a>(values: impl Iterator<Item = &'a T>) -> Vec<T> {
    let mut seen = BTreeSet::new();
    values.filter(|value| seen.insert(*value)).cloned().collect()
}

/// The divisions that an event names.
fn divisions(event: &Event) -> impl Iterator<Item = &String> {
    let of_detail = event.detail().and_then(|detail| detail.division_id.as_ref());
    let of_record = event.metric().map_or(&[][..], |record| &record.division_ids);
    of_detail.into_iter().chain(of_record)
}

fn listed<'a>(
    details: impl Iterator<Item = &'a Detail>,
    field: impl Fn(&'a Detail) -> Option<&'a Vec<String>>,
) -> Vec<String> {
    distinct(details.filter_map(field).flatten())
}

/// The latest state of every evaluation, by id.
fn evaluations(view: &View<'_>) -> Vec<Evaluation> {
    let mut by_id = BTreeMap::new();
    for (event, evaluation) in &view.evaluations {
        by_id.insert(
            evaluation.id.clone(),
            Evaluation {
                evaluation_id: evaluation.id.clone(),
                evaluation_status: evaluation.status.clone(),
                event_time: event.time,
                form_id: evaluation.form_id.clone(),
                form_name: evaluation.form_name.clone(),
                user_id: evaluation.agent_id.clone(),
                evaluator_id: evaluation.evaluator_id.clone(),
                assignee_id: evaluation.assignee_id.clone(),
                assignee_applicable: evaluation.assignee_applicable,
                context_id: evaluation.context_id.clone(),
                calibration_id: evaluation.calibration_id.clone(),
                rescored: evaluation.rescored,
                total_score: evaluation.total_score,
                total_critical_score: evaluation.total_critical_score,
            },
        );
    }
    by_id.into_values().collect()
}
