//! Adds the fields of imported documents to the tree. Exact values of a document override computed
//! ones, as long as no newer event of the session is known. Values that only a document has are
//! kept unchanged, including fields that this code does not know.

use std::collections::HashMap;

use genesys::detail::Attributes;
use genesys::details::{
    ConversationDetails, Part, ParticipantDetails, SegmentDetails, SessionDetails,
};
use genesys::vocabulary::{Direction, MediaType};
use genesys::{Detail, ParticipantId, SessionId, Timestamp};

use crate::details;
use crate::documents::Documents;
use crate::synthesized::span::Span;
use crate::tree::{CompletedBy, Metric, Participant, Segment, SegmentType, Session, Summary};
use crate::view::View;

/// What the detail events report.
struct Reported<'h> {
    /// Time of the latest event of every session.
    sessions: HashMap<(&'h ParticipantId, &'h SessionId), Timestamp>,
    /// The events of every participant and of its sessions, by time.
    participants: HashMap<&'h ParticipantId, Vec<(Timestamp, &'h Detail)>>,
}

impl<'h> Reported<'h> {
    fn new(view: &View<'h>) -> Self {
        let mut reported = Self { sessions: HashMap::new(), participants: HashMap::new() };
        for (_, session) in view.all() {
            let events = reported.participants.entry(session.participant_id).or_default();
            events.extend(
                session.events.iter().filter_map(|event| Some((event.time, event.detail()?))),
            );
            let latest = session.events.iter().map(|event| event.time).max();
            reported.sessions.extend(
                latest.map(|latest| ((session.participant_id, session.session_id), latest)),
            );
        }
        for (event, detail) in &view.attributes {
            if let Some(id) = &event.participant_id {
                reported.participants.entry(id).or_default().push((event.time, detail));
            }
        }
        reported.participants.values_mut().for_each(|events| events.sort_by_key(|(time, _)| *time));
        reported
    }
}

/// Adds the documents' fields of participants and their sessions.
pub(crate) fn participants<'h>(
    participants: &mut [Participant],
    documents: &Documents<'h>,
    view: &View<'h>,
) {
    let reported = Reported::new(view);
    let places: HashMap<ParticipantId, usize> = participants
        .iter()
        .enumerate()
        .map(|(place, known)| (known.participant_id.clone(), place))
        .collect();
    for own in &documents.merged.participants {
        if let Some(place) = own.participant_id.as_ref().and_then(|id| places.get(id)) {
            participant(&mut participants[*place], own, documents, &reported);
        }
    }
}

fn participant(
    known: &mut Participant,
    own: &ParticipantDetails,
    documents: &Documents<'_>,
    reported: &Reported<'_>,
) {
    prefer(&mut known.participant_name, &own.participant_name);
    prefer(&mut known.purpose, &own.purpose);
    prefer(&mut known.user_id, &own.user_id);
    let own_id = known.participant_id.clone();
    let events = reported.participants.get(&own_id).map_or(&[][..], Vec::as_slice);
    let is_newer = |has: &dyn Fn(&ParticipantDetails) -> bool,
                    reports: &dyn Fn(&Detail) -> bool| {
        let as_of = documents.participant_as_of(&own_id, has);
        let mut newer = events.iter().rev().take_while(|(time, _)| Some(*time) > as_of);
        newer.any(|(_, detail)| reports(detail))
    };
    if !is_newer(&|own| own.external_contact_id.is_some(), &|detail| {
        detail.external_contact_id.is_some()
    }) {
        prefer(&mut known.external_contact_id, &own.external_contact_id);
    }
    if !is_newer(&|own| own.external_organization_id.is_some(), &|detail| {
        detail.external_organization_id.is_some()
    }) {
        prefer(&mut known.external_organization_id, &own.external_organization_id);
    }
    for (name, value) in &own.attributes {
        if !is_newer(&|own| own.attributes.contains_key(name), &|detail| {
            detail.attributes.contains(name)
        }) {
            known.set_attribute(name, value);
        }
    }
    // What the document keeps in its own spelling has precedence over typed fields, so it yields to
    // newer events here.
    let mut rest = own.rest.clone();
    type Reports = fn(&Detail) -> bool;
    let odd: [(&str, Reports); 3] = [
        ("externalContactId", |detail| detail.external_contact_id.is_some()),
        ("externalOrganizationId", |detail| detail.external_organization_id.is_some()),
        ("attributes", |detail| detail.attributes != Attributes::default()),
    ];
    for (name, reports) in odd {
        if is_newer(&|own| own.get(name).is_some(), &reports) {
            rest.remove(name);
        }
    }
    let named = known.sessions.iter().enumerate();
    let mut places: HashMap<SessionId, usize> =
        named.rev().map(|(place, session)| (session.session_id.clone(), place)).collect();
    for documented in &own.sessions {
        let Some(id) = &documented.session_id else { continue };
        let name = (&known.participant_id, id);
        let is_current =
            reported.sessions.get(&name).copied() <= documents.session_as_of(name.0, name.1);
        match places.get(id).map(|place| &mut known.sessions[*place]) {
            Some(session) if is_current => replace(session, documented),
            Some(session) => {
                session.documented = without(documented, &details::session(session)).map(Box::new);
            }
            None => {
                let mut session = Session::named(id.clone());
                replace(&mut session, documented);
                places.insert(id.clone(), known.sessions.len());
                known.sessions.push(session);
            }
        }
    }
    let named = |session: &SessionDetails| match &session.session_id {
        Some(id) => SessionDetails { session_id: Some(id.clone()), ..SessionDetails::default() },
        None => session.clone(),
    };
    known.documented = Some(Box::new(ParticipantDetails {
        sessions: own.sessions.iter().map(named).collect(),
        attributes: known.attributes_in_document(),
        external_contact_id: known.external_contact_id.clone(),
        external_organization_id: known.external_organization_id.clone(),
        rest,
        ..own.clone()
    }));
}

/// Lets the document describe a session for which no newer event is known.
fn replace(session: &mut Session, documented: &SessionDetails) {
    let (media_type, direction) = (documented.media_type.clone(), documented.direction.clone());
    prefer(&mut session.media_type, &media_type.filter(MediaType::is_informative));
    prefer(&mut session.direction, &direction.filter(Direction::is_informative));
    prefer(&mut session.peer_id, &documented.peer_id);
    if let Some(span) = Span::from_session(documented) {
        session.start = Some(span.start);
        session.start_inferred = false;
        if let Some(end) = span.end {
            session.end = Some(end);
            session.end_inferred = false;
            session.disconnect_type =
                span.disconnect_type().cloned().or(session.disconnect_type.take());
        }
        session.start = session.start.min(session.end.or(session.start));
    }
    if !documented.segments.is_empty() {
        session.segments = documented.segments.iter().filter_map(segment).collect();
    }
    if !documented.metrics.is_empty() {
        session.metrics = documented.metrics.iter().filter_map(metric).collect();
        session.metrics.sort();
    }
    session.documented = Some(Box::new(documented.clone()));
}

/// A segment, if its start is known. It never ends before it begins.
fn segment(documented: &SegmentDetails) -> Option<Segment> {
    let segment_start = documented.segment_start?;
    Some(Segment {
        segment_type: SegmentType::parse(documented.segment_type.as_deref().unwrap_or_default()),
        segment_start,
        segment_end: documented.segment_end.map(|end| end.max(segment_start)),
        disconnect_type: documented.disconnect_type.clone(),
        queue_id: documented.queue_id.clone(),
        wrap_up_code: documented.wrap_up_code.clone(),
        wrap_up_note: documented.wrap_up_note.clone(),
        synthetic: false,
    })
}

fn metric(documented: &genesys::details::SessionMetric) -> Option<Metric> {
    Some(Metric {
        emit_date: documented.emit_date?,
        name: documented.name.clone()?,
        value: documented.value?,
    })
}

/// Adds the documents' fields of the whole conversation.
pub(crate) fn summary(summary: &mut Summary, documents: &Documents<'_>, view: &View<'_>) {
    let named = |participant: &ParticipantDetails| match &participant.participant_id {
        Some(id) => {
            ParticipantDetails { participant_id: Some(id.clone()), ..ParticipantDetails::default() }
        }
        None => participant.clone(),
    };
    let order: Vec<ParticipantDetails> = documents.merged.participants.iter().map(named).collect();
    let own = ConversationDetails { participants: order, ..documents.merged.clone() };
    let latest_event =
        view.all().flat_map(|(_, session)| &session.events).map(|event| event.time).max();
    let own = if latest_event <= documents.as_of {
        Some(own)
    } else {
        // The events decide whether the conversation is over, whatever an older document states.
        let mut own = ConversationDetails { conversation_end: None, ..own };
        own.rest.remove("conversationEnd");
        without(&own, &details::summary(summary))
    };
    summary.documented = own.map(Box::new);
    summary.completed_by = Some(CompletedBy { exported_at: documents.exported_at });
}

fn prefer<T: Clone>(known: &mut Option<T>, documented: &Option<T>) {
    if documented.is_some() {
        known.clone_from(documented);
    }
}

/// Removes from a document the fields that are known otherwise, except those that identify it.
fn without<T: Part>(documented: &T, known: &T) -> Option<T> {
    let (mut fields, known) = (documented.to_fields(), known.to_fields());
    fields.retain(|name, _| {
        !known.contains_key(name)
            || matches!(name.as_str(), "sessionId" | "conversationId" | "participants")
    });
    T::from_fields(fields)
}
