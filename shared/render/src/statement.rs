//! A parsed Common Event: its metadata, its subject, and its payload. A payload that this version
//! of the contract cannot parse is left out; the Common Event is still shown.

use common_events::event::ConversationFacts;
use common_events::{CommonEvent, Metadata, Particulars, Status, Subject};
use genesys::SessionId;
use serde::Deserialize;

/// A parsed Common Event.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Statement {
    /// Id, type, revision, time and causes.
    pub metadata: Metadata,
    /// Facts of the conversation at that time.
    pub facts: ConversationFacts,
    /// The party that the Common Event is about.
    pub subject: Subject,
    /// The payload. `None` if it cannot be parsed.
    pub particulars: Option<Particulars>,
}

impl Statement {
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
            particulars: event.particulars().ok(),
        }
    }

    /// Whether the Common Event is withdrawn.
    pub fn is_withdrawn(&self) -> bool {
        self.metadata.status == Status::Withdrawn
    }
}

/// The Common Events of a conversation, in order of time.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Ledger(Vec<Statement>);

impl Ledger {
    /// Parses Common Events, which must be the last revision of each id.
    pub fn of(events: &[CommonEvent]) -> Self {
        let mut statements: Vec<Statement> = events.iter().map(Statement::of).collect();
        statements.sort_by_key(|statement| {
            (statement.metadata.occurred_at, statement.metadata.event_type)
        });
        Self(statements)
    }

    /// All Common Events, withdrawn ones included.
    pub fn all(&self) -> &[Statement] {
        &self.0
    }

    /// The active Common Events, with their payloads.
    pub fn active(&self) -> impl Iterator<Item = (&Statement, &Particulars)> {
        let active = self.0.iter().filter(|statement| !statement.is_withdrawn());
        active.filter_map(|statement| Some((statement, statement.particulars.as_ref()?)))
    }

    /// The active Common Events about a session.
    pub fn about<'a>(
        &'a self,
        session_id: &'a SessionId,
    ) -> impl Iterator<Item = (&'a Statement, &'a Particulars)> {
        self.active()
            .filter(move |(statement, _)| statement.subject.session_id.as_ref() == Some(session_id))
    }
}
