//! Detail events that were never received, but that documents imply.
//!
//! If no event names a session, only the document knows it. All of its events are synthesized, for
//! the tree alone. If events name a session and its end was lost, it ends as its document states,
//! provided that the document is no older than the latest of those events. Common Events follow
//! from such an end, too.

use std::collections::HashMap;

use genesys::{Event, ParticipantId, SessionId, Timestamp, Topic};

use crate::documents::{Document, sessions_of};
use crate::synthesized::synthesize;

/// The synthesized events of documents that are missing among the received events.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct MissingEvents {
    /// Lost ends of sessions that events name.
    pub ends: Vec<Event>,
    /// Events of sessions that no event names.
    pub sessions: Vec<Event>,
}

/// What the received events know of a session.
#[derive(Clone, Copy)]
struct Known {
    latest: Timestamp,
    ended: bool,
}

type Name<'h> = (&'h ParticipantId, &'h SessionId);

impl MissingEvents {
    /// Synthesizes the events that the documents among `events` imply and that are missing.
    /// `events` are ordered by (time, key).
    pub fn find<'h>(events: impl Iterator<Item = &'h Event> + Clone) -> Self {
        let documents: Vec<Document<'h>> =
            events.clone().filter_map(|event| Some((event, event.details()?))).collect();
        if documents.is_empty() {
            return Self::default();
        }
        let known = known(events);
        let newest = newest(&documents);
        let mut missing = Self::default();
        for (index, (document, details)) in documents.iter().enumerate() {
            for synthesized in synthesize(details).events {
                let is_end = is_end(&synthesized.topic);
                let event =
                    Event::new(synthesized.topic, synthesized.time, document.key, synthesized.body);
                let (Some(participant), Some(session)) = (&event.participant_id, &event.session_id)
                else {
                    continue;
                };
                if newest.get(&(participant, session)) != Some(&index) {
                    continue;
                }
                match known.get(&(participant, session)) {
                    None => missing.sessions.push(event),
                    Some(known) if is_end && !known.ended && document.time >= known.latest => {
                        missing.ends.push(event);
                    }
                    Some(_) => {}
                }
            }
        }
        missing.ends.sort_by_key(|event| (event.time, event.key));
        missing.sessions.sort_by_key(|event| (event.time, event.key));
        missing
    }
}

fn known<'h>(events: impl Iterator<Item = &'h Event>) -> HashMap<Name<'h>, Known> {
    let mut known: HashMap<Name<'h>, Known> = HashMap::new();
    for event in events.filter(|event| event.detail().is_some()) {
        let (Some(participant), Some(session)) = (&event.participant_id, &event.session_id) else {
            continue;
        };
        let entry = known
            .entry((participant, session))
            .or_insert(Known { latest: event.time, ended: false });
        entry.latest = entry.latest.max(event.time);
        entry.ended |= is_end(&event.topic);
    }
    known
}

/// The index of the latest document that names each session.
fn newest<'h>(documents: &[Document<'h>]) -> HashMap<Name<'h>, usize> {
    let mut newest = HashMap::new();
    for (index, (_, details)) in documents.iter().enumerate() {
        newest.extend(sessions_of(details).map(|session| (session, index)));
    }
    newest
}

const fn is_end(topic: &Topic) -> bool {
    matches!(
        topic,
        Topic::CustomerEnd | Topic::UserEnd | Topic::AcdEnd | Topic::FlowEnd | Topic::VoicemailEnd
    )
}
