//! A Common Event as it is read back: its metadata, who it is about, and what is particular to its type. What a later
//! edition of the contract says otherwise is shown without particulars, not refused.

use common_events::event::ConversationFacts;
use common_events::{CommonEvent, Metadata, Particulars, Status, Subject};
use genesys::SessionId;
use serde::Deserialize;

/// A Common Event, read.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Statement {
    /// What identifies and orders it.
    pub metadata: Metadata,
    /// Facts of the conversation when it happened.
    pub facts: ConversationFacts,
    /// Who it is about.
    pub subject: Subject,
    /// What its type says.
    pub particulars: Option<Particulars>,
}

impl Statement {
    /// Reads a Common Event.
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

    /// Whether it no longer follows.
    pub fn is_withdrawn(&self) -> bool {
        self.metadata.status == Status::Withdrawn
    }
}

/// The ledger of a conversation, in the order in which things happened.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Ledger(Vec<Statement>);

impl Ledger {
    /// Reads the last statement of each id.
    pub fn of(events: &[CommonEvent]) -> Self {
        let mut statements: Vec<Statement> = events.iter().map(Statement::of).collect();
        statements.sort_by_key(|statement| {
            (statement.metadata.occurred_at, statement.metadata.event_type)
        });
        Self(statements)
    }

    /// Everything that was ever stated.
    pub fn all(&self) -> &[Statement] {
        &self.0
    }

    /// What still follows, with its particulars.
    pub fn standing(&self) -> impl Iterator<Item = (&Statement, &Particulars)> {
        let standing = self.0.iter().filter(|statement| !statement.is_withdrawn());
        standing.filter_map(|statement| Some((statement, statement.particulars.as_ref()?)))
    }

    /// What still follows about a session.
    pub fn about<'a>(
        &'a self,
        session_id: &'a SessionId,
    ) -> impl Iterator<Item = (&'a Statement, &'a Particulars)> {
        self.standing()
            .filter(move |(statement, _)| statement.subject.session_id.as_ref() == Some(session_id))
    }
}
