//! The catalogue: the list of all Common Event types.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::payload::{
    AgentAnswered, AgentAssigned, AgentDidNotAnswer, AgentDisconnected, AgentInitiatedContact,
    AgentJoined, AgentLeft, AgentTransferredConversation, AttributesUpdated, CallbackScheduled,
    ConferenceEnded, ConferenceStarted, ContactAssociated, ConversationAbandoned,
    ConversationCreated, ConversationDequeued, ConversationEnded, ConversationParked,
    ConversationQueued, ConversationReopened, CustomerDisconnected, EvaluationCompleted, FlowEnded,
    FlowOutcomeRecorded, ParticipantAdded, SurveyCompleted, TransferAnswered, VoicemailLeft,
    WrapUpCompleted,
};

/// A text that is not the name of a Common Event type.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no type of Common Event")]
pub struct UnknownType(pub String);

macro_rules! catalogue {
    ($($(#[$doc:meta])* $name:ident,)*) => {
        /// A type of Common Event. Its name is the `detail-type` on the bus.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        pub enum EventType {
            $($(#[$doc])* $name,)*
        }

        impl EventType {
            /// Every type, in the order of the catalogue.
            pub const ALL: &'static [EventType] = &[$(EventType::$name,)*];

            /// The name of the type.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => stringify!($name),)*
                }
            }
        }

        #[cfg(feature = "schema")]
        impl EventType {
            /// JSON Schema of the `data` of this type, as it is serialized.
            #[must_use]
            pub fn data_schema(
                self,
                generator: &mut schemars::SchemaGenerator,
            ) -> schemars::Schema {
                use schemars::JsonSchema;
                match self {
                    $(Self::$name => crate::Data::<$name>::json_schema(generator),)*
                }
            }
        }

        impl FromStr for EventType {
            type Err = UnknownType;
            fn from_str(text: &str) -> Result<Self, UnknownType> {
                match text {
                    $(stringify!($name) => Ok(Self::$name),)*
                    other => Err(UnknownType(other.to_owned())),
                }
            }
        }

        /// The payload of a Common Event, by type: the data besides the common part.
        #[derive(Debug, Clone, PartialEq, Serialize)]
        #[serde(untagged)]
        #[allow(missing_docs, reason = "one variant per type; see EventType")]
        pub enum Payload {
            $($name($name),)*
        }

        impl Payload {
            /// The type that this payload belongs to.
            #[must_use]
            pub const fn event_type(&self) -> EventType {
                match self {
                    $(Self::$name(_) => EventType::$name,)*
                }
            }

            /// Reads the payload of a type from `data` and ignores other fields.
            ///
            /// # Errors
            /// A required field is missing, or a field has another type.
            pub fn read(event_type: EventType, data: &Value) -> Result<Self, serde_json::Error> {
                match event_type {
                    $(EventType::$name => $name::deserialize(data).map(Self::$name),)*
                }
            }
        }

        $(impl From<$name> for Payload {
            fn from(payload: $name) -> Self {
                Self::$name(payload)
            }
        })*
    };
}

catalogue! {
    /// The first session of a conversation is known.
    ConversationCreated,
    /// The first session of a participant is known.
    ParticipantAdded,
    /// An agent who talked transferred the conversation.
    AgentTransferredConversation,
    /// An agent who talked hung up. Others may stay: this does not mean that the conversation
    /// ended.
    AgentDisconnected,
    /// An episode ended: no session is live any more, except those of third parties and auxiliary
    /// sessions such as a screen share or a listener.
    ConversationEnded,
    /// A later episode began: the conversation is open again.
    ConversationReopened,
    /// The conversation entered a queue.
    ConversationQueued,
    /// The conversation left a queue.
    ConversationDequeued,
    /// The customer hung up while waiting in a queue.
    ConversationAbandoned,
    /// The conversation was offered to an agent, or handed over to them.
    AgentAssigned,
    /// An agent joined while another agent was talking: to be consulted, to listen in or to take
    /// over.
    AgentJoined,
    /// An agent initiated the contact: called, or wrote first.
    AgentInitiatedContact,
    /// An agent answered.
    AgentAnswered,
    /// An agent was offered the conversation and did not answer.
    AgentDidNotAnswer,
    /// An agent who talked left the conversation, in any way.
    AgentLeft,
    /// An agent answered a conversation that another agent had transferred.
    TransferAnswered,
    /// The customer hung up.
    CustomerDisconnected,
    /// Three parties are present in one medium.
    ConferenceStarted,
    /// Fewer than three parties are left in a conference.
    ConferenceEnded,
    /// Participant attributes were set.
    AttributesUpdated,
    /// An external contact was associated with the conversation.
    ContactAssociated,
    /// After-call work ended, or a wrap-up code was set.
    WrapUpCompleted,
    /// A callback was scheduled.
    CallbackScheduled,
    /// A voicemail was left.
    VoicemailLeft,
    /// A flow ended.
    FlowEnded,
    /// A flow recorded an outcome.
    FlowOutcomeRecorded,
    /// An agent parked the conversation.
    ConversationParked,
    /// A survey was completed. Only an imported details document reports this.
    SurveyCompleted,
    /// An evaluation was finished.
    EvaluationCompleted,
}

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

impl EventType {
    /// How long a Common Event of this type waits before publication.
    #[must_use]
    pub const fn settle_class(self) -> SettleClass {
        match self {
            Self::ConversationCreated
            | Self::ParticipantAdded
            | Self::AgentAssigned
            | Self::AgentAnswered
            | Self::ConversationQueued
            | Self::ConversationDequeued
            | Self::AttributesUpdated
            | Self::ContactAssociated
            | Self::WrapUpCompleted
            | Self::VoicemailLeft
            | Self::FlowOutcomeRecorded
            | Self::ConversationParked
            | Self::SurveyCompleted
            | Self::EvaluationCompleted => SettleClass::Prompt,
            Self::AgentTransferredConversation
            | Self::TransferAnswered
            | Self::AgentDisconnected
            | Self::AgentLeft
            | Self::AgentDidNotAnswer
            | Self::AgentInitiatedContact
            | Self::AgentJoined
            | Self::ConversationAbandoned
            | Self::CustomerDisconnected
            | Self::CallbackScheduled
            | Self::ConferenceStarted
            | Self::ConferenceEnded
            | Self::FlowEnded => SettleClass::Settled,
            Self::ConversationEnded | Self::ConversationReopened => SettleClass::Ending,
        }
    }
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
