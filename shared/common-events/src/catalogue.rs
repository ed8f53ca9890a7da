//! Groups of Common Event types: the core, those that a deployment selects, and those that settle
//! for the same time.

use std::fmt;
use std::str::FromStr;

pub use crate::payload::{EventType, Payload};

/// A text that is not the name of a Common Event type.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no type of Common Event")]
pub struct UnknownType(pub String);

impl EventType {
    /// The types that most subscribers need. The configuration calls them `core`.
    pub const CORE: &'static [EventType] = &[
        EventType::ConversationCreated,
        EventType::ParticipantAdded,
        EventType::AgentTransferredConversation,
        EventType::AgentDisconnected,
        EventType::ConversationEnded,
        EventType::ConversationReopened,
        EventType::AgentAssigned,
        EventType::AgentAnswered,
        EventType::TransferAnswered,
    ];
}

/// How long publication waits after the last cause of a Common Event was received. The wait makes
/// the first published revision right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SettleClass {
    /// No wait: a fact of one event, on which people act at once.
    Prompt,
    /// The settle time: the Common Event depends on several events, which may arrive in any order.
    Settled,
    /// Twice the settle time: the conversation may continue.
    Ending,
    /// Held back for two minutes: an event that it needs has not come and may be late.
    Unresolved,
}

impl fmt::Display for EventType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// The types that are derived at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selection(Vec<EventType>);

impl Selection {
    /// Every type.
    #[must_use]
    pub fn all() -> Self {
        Self(EventType::ALL.to_vec())
    }

    /// Whether a type is selected.
    #[must_use]
    pub fn has(&self, event_type: EventType) -> bool {
        self.0.contains(&event_type)
    }
}

impl FromStr for Selection {
    type Err = UnknownType;

    /// Parses `all`, `core`, or names separated by commas. A list may mix these.
    fn from_str(text: &str) -> Result<Self, UnknownType> {
        let mut types = Vec::new();
        for name in text.split(',').map(str::trim).filter(|name| !name.is_empty()) {
            match name {
                "all" => types.extend(EventType::ALL),
                "core" => types.extend(EventType::CORE),
                name => types.push(name.parse()?),
            }
        }
        types.sort_unstable();
        types.dedup();
        Ok(Self(types))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Tables of types print the names with a width.
    #[test]
    fn names_are_padded_like_text() {
        for event_type in EventType::ALL {
            assert_eq!(format!("{event_type:<30}|"), format!("{:<30}|", event_type.as_str()));
        }
    }

    #[test]
    fn names_round_trip_and_selections_take_groups() {
        for event_type in EventType::ALL {
            assert_eq!(event_type.as_str().parse(), Ok(*event_type));
        }
        let some: Selection = "core, WrapUpCompleted".parse().unwrap();
        assert!(some.has(EventType::WrapUpCompleted) && some.has(EventType::AgentAnswered));
        assert!(!some.has(EventType::FlowEnded));
        assert_eq!("all".parse(), Ok(Selection::all()));
        assert_eq!("Nonsense".parse::<Selection>(), Err(UnknownType("Nonsense".to_owned())));
    }
}
