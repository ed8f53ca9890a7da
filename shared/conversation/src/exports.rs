//! The order of the exports of one conversation: which document wins.
//!
//! The later export wins, whatever the instants in the documents, because Genesys corrects old
//! conversations. A document that was stored without the time of its export counts as older than
//! all others. How an export changes what the exports before it report:
//!
//! - Within 48 hours of the latest instant that is known, it *adds*: it overrides what it has, and
//!   what it leaves out stays. Analytics data arrive over hours, and an export may not have all of
//!   them yet.
//! - After that time it *replaces* them. Genesys corrects conversations in a nightly job, which
//!   takes those that are at least 48 hours old. \[fact: "Why can my data change?",
//!   help.genesys.cloud\] So what a later export leaves out was taken back.
//! - It *yields*, so that it adds only what the others leave out, if it shows an older state of the
//!   conversation: it is exported within 48 hours, ends before the latest instant that is known,
//!   and has a session that is live.

use std::collections::VecDeque;

use genesys::details::ConversationDetails;
use genesys::{Event, Timestamp};

use crate::synthesized::span::Span;

/// How old a conversation is when Genesys' nightly job corrects it.
const CORRECTED_AFTER_MS: i64 = 48 * 3_600_000;

/// An event that brought a document, and the document.
pub(crate) type Document<'h> = (&'h Event, &'h ConversationDetails);

/// The documents with one time of export. A document that was too large for one item comes in
/// parts, which are merged first.
#[derive(Debug, Clone)]
pub(crate) struct Export<'h> {
    /// By (time, key), each with the time up to which it is complete. A later export is complete at
    /// least up to where an earlier one is.
    documents: Vec<(Timestamp, Document<'h>)>,
}

impl<'h> Export<'h> {
    /// When the documents were exported, if that is known.
    pub fn exported_at(&self) -> Option<Timestamp> {
        self.documents.first()?.1.0.exported_at
    }

    /// Whether the documents show a conversation that has not ended, if they say anything of the
    /// conversation.
    pub fn is_under_way(&self) -> bool {
        self.documents().any(|(_, details)| has_fields_of_conversation(details))
            && is_under_way(self.documents())
    }

    /// The documents, by (time, key).
    pub fn documents(&self) -> impl Iterator<Item = Document<'h>> + Clone {
        self.documents.iter().map(|(_, document)| *document)
    }
}

/// Exports, ranked.
#[derive(Debug, Clone, Default)]
pub(crate) struct Exports<'h> {
    replaced: VecDeque<Export<'h>>,
    in_force: VecDeque<Export<'h>>,
}

impl<'h> Exports<'h> {
    /// Ranks the documents of a whole conversation. A part of a document that is unchanged is a
    /// duplicate and belongs to an earlier export. So an export without fields of the conversation
    /// replaces none.
    pub fn of_conversation(documents: &[Document<'h>]) -> Self {
        Self::rank(documents.iter().copied(), has_fields_of_conversation)
    }

    /// Ranks the documents that name a participant.
    pub fn of_participant(documents: Vec<Document<'h>>) -> Self {
        Self::rank(documents, |_| true)
    }

    fn rank(
        documents: impl IntoIterator<Item = Document<'h>>,
        is_whole: impl Fn(&ConversationDetails) -> bool,
    ) -> Self {
        let mut documents: Vec<Document<'h>> = documents.into_iter().collect();
        documents.sort_by_key(|(event, _)| (event.exported_at, event.time, event.key));
        let mut ranked = Self::default();
        let mut known: Option<Timestamp> = None;
        for documents in documents.chunk_by(|(a, _), (b, _)| a.exported_at == b.exported_at) {
            let exported_at = documents.first().and_then(|(event, _)| event.exported_at);
            let latest = documents.iter().map(|(event, _)| event.time).max();
            let is_late = known
                .zip(exported_at)
                .is_some_and(|(known, at)| at.since(known) >= CORRECTED_AFTER_MS);
            let replaces = is_late && documents.iter().any(|(_, details)| is_whole(details));
            let yields = !is_late && latest < known && is_under_way(documents.iter().copied());
            let complete = |event_time: Timestamp| match known {
                Some(known) if !yields => event_time.max(known),
                _ => event_time,
            };
            let dated = documents.iter().map(|document| (complete(document.0.time), *document));
            let export = Export { documents: dated.collect() };
            if replaces {
                ranked.replaced.append(&mut ranked.in_force);
            }
            if yields {
                ranked.in_force.push_front(export);
            } else {
                ranked.in_force.push_back(export);
            }
            known = known.max(latest);
        }
        ranked
    }

    /// The exports that still contribute a value, the weakest first.
    pub fn in_force(&self) -> impl DoubleEndedIterator<Item = &Export<'h>> {
        self.in_force.iter()
    }

    /// All exports, the weakest first; those that a later one replaced come before all others.
    pub fn all(&self) -> impl DoubleEndedIterator<Item = &Export<'h>> {
        self.replaced.iter().chain(&self.in_force)
    }

    /// The export that overrides all others.
    pub fn strongest(&self) -> Option<&Export<'h>> {
        self.in_force.back()
    }

    /// All documents, the strongest first, each with the time up to which it is complete, and
    /// whether a later export replaced it.
    pub fn strongest_first(&self) -> impl Iterator<Item = (Timestamp, Document<'h>, bool)> {
        let in_force = self.in_force.iter().rev().map(|export| (export, false));
        let replaced = self.replaced.iter().rev().map(|export| (export, true));
        in_force.chain(replaced).flat_map(|(export, is_replaced)| {
            let documents = export.documents.iter().rev();
            documents.map(move |(as_of, document)| (*as_of, *document, is_replaced))
        })
    }
}

/// Whether documents of one export show a conversation that has not ended.
fn is_under_way<'h>(documents: impl Iterator<Item = Document<'h>> + Clone) -> bool {
    let has_ended = documents.clone().any(|(_, details)| details.conversation_end.is_some());
    let mut documents = documents;
    !has_ended && documents.any(|(_, details)| has_live_session(details))
}

/// Whether a document has fields of the conversation itself, other than its id.
fn has_fields_of_conversation(details: &ConversationDetails) -> bool {
    let ConversationDetails { conference_start, conversation_end, conversation_start, .. } =
        details;
    conference_start.or(*conversation_end).or(*conversation_start).is_some()
        || !details.division_ids.is_empty()
        || details.originating_direction.is_some()
        || !details.evaluations.is_empty()
        || !details.surveys.is_empty()
        || !details.resolutions.is_empty()
        || details.rest.keys().any(|name| name != "participants")
}

fn has_live_session(details: &ConversationDetails) -> bool {
    let mut sessions = details.participants.iter().flat_map(|participant| &participant.sessions);
    sessions.any(|session| Span::from_session(session).is_some_and(|span| span.end.is_none()))
}
