//! A parsed Common Event: its metadata, its subject, and its payload. A payload that this version
//! of the contract cannot parse is left out; the Common Event is still shown.

use common_events::event::ConversationFacts;
use common_events::{CommonEvent, Metadata, Payload, Status, Subject};
use genesys::SessionId;
use serde::Deserialize;

/// A parsed Common Event.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct ParsedEvent {
    /// Id, type, revision, time and causes.
    pub metadata: Metadata,
    /// Facts of the conversation at that time.
    pub facts: ConversationFacts,
    /// The party that the Common Event is about.
    pub subject: Subject,
    /// The payload. `None` if it cannot be parsed.
    pub payload: Option<Payload>,
}

impl ParsedEvent {
    /// Parses a Common Event.
    pub fn of(event: &CommonEvent) -> Self {
        let facts = event
            .data
            .get("conversation")
            .and_then(|facts| ConversationFacts::deserialize(facts).ok());
        Self {
            metadata: event.metadata.clone(),
            facts: facts.unwrap_or_default(),
            subject: Subject::deserialize(&event.data).unwrap_or_default(),
            payload: event.payload().ok(),
        }
    }

    /// Whether the Common Event is withdrawn.
    pub fn is_withdrawn(&self) -> bool {
        self.metadata.status == Status::Withdrawn
    }
}

/// The Common Events of a conversation, in order of time.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Ledger(Vec<ParsedEvent>);

impl Ledger {
    /// Parses Common Events, which must be the last revision of each id.
    pub fn of(events: &[CommonEvent]) -> Self {
        let mut parsed: Vec<ParsedEvent> = events.iter().map(ParsedEvent::of).collect();
        parsed.sort_by_key(|parsed| (parsed.metadata.occurred_at, parsed.metadata.event_type));
        Self(parsed)
    }

    /// All Common Events, withdrawn ones included.
    pub fn all(&self) -> &[ParsedEvent] {
        &self.0
    }

    /// The active Common Events, with their payloads.
    pub fn active(&self) -> impl Iterator<Item = (&ParsedEvent, &Payload)> {
        let active = self.0.iter().filter(|parsed| !parsed.is_withdrawn());
        active.filter_map(|parsed| Some((parsed, parsed.payload.as_ref()?)))
    }

    /// The active Common Events about a session.
    pub fn about<'a>(
        &'a self,
        session_id: &'a SessionId,
    ) -> impl Iterator<Item = (&'a ParsedEvent, &'a Payload)> {
        self.active()
            .filter(move |(parsed, _)| parsed.subject.session_id.as_ref() == Some(session_id))
    }
}
