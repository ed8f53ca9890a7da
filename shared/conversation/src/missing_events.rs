//! Detail events that were never received, but that documents imply. Of several documents that have
//! a session, the strongest one that has its segments counts.
//!
//! If no event names a session, only the document knows it. All of its events are synthesized, for
//! the tree alone. If events name a session and its end was lost, it ends as its document states,
//! provided that the document is no older than the latest of those events. Common Events follow
//! from such an end, too.

use std::collections::HashMap;

use genesys::{Event, EventKey, ParticipantId, SessionId, Timestamp, Topic};

use crate::documents::{Parts, of_participants};
use crate::exports::Document;
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
        let standing = standing(&documents);
        let mut missing = Self::default();
        for (document, details) in documents {
            for synthesized in synthesize(details).events {
                let is_end = is_end(&synthesized.topic);
                let event =
                    Event::new(synthesized.topic, synthesized.time, document.key, synthesized.body);
                let (Some(participant), Some(session)) = (&event.participant_id, &event.session_id)
                else {
                    continue;
                };
                let standing = standing.get(&(participant, session));
                let Some(standing) = standing.filter(|it| it.document == document.key) else {
                    continue;
                };
                match known.get(&(participant, session)) {
                    None if standing.is_replaced => {}
                    None => missing.sessions.push(event),
                    Some(known) if is_end && !known.ended && standing.as_of >= known.latest => {
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

/// The document that counts for a session.
struct Standing {
    document: EventKey,
    as_of: Timestamp,
    /// Whether a later export leaves the session out, so that it was taken back.
    is_replaced: bool,
    has_segments: bool,
}

/// The strongest document that has each session. One that has its segments is stronger than one
/// that only names it.
fn standing<'h>(documents: &[Document<'h>]) -> HashMap<Name<'h>, Standing> {
    let mut standing: HashMap<Name<'h>, Standing> = HashMap::new();
    let parts = Parts::new(documents);
    for (participant, exports) in of_participants(documents) {
        for (as_of, document, is_replaced) in exports.strongest_first() {
            let own = parts.about(participant, document).iter();
            for session in own.flat_map(|own| &own.sessions) {
                let Some(id) = &session.session_id else { continue };
                let has_segments = !session.segments.is_empty();
                let known = standing.get(&(participant, id));
                if known.is_none_or(|known| has_segments && !known.has_segments) {
                    // Named by an export in force, the session itself was not taken back.
                    let is_replaced = known.map_or(is_replaced, |it| it.is_replaced);
                    let document = document.0.key;
                    let found = Standing { document, as_of, is_replaced, has_segments };
                    standing.insert((participant, id), found);
                }
            }
        }
    }
    standing
}

const fn is_end(topic: &Topic) -> bool {
    matches!(
        topic,
        Topic::CustomerEnd | Topic::UserEnd | Topic::AcdEnd | Topic::FlowEnd | Topic::VoicemailEnd
    )
}
