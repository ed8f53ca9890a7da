//! Response bodies of the queries.

use common_events::CommonEvent;
use conversation::{Conversation, Participant, Summary};
use genesys::ConversationId;
use serde::Serialize;
use serde_with::skip_serializing_none;

/// A conversation.
#[skip_serializing_none]
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Interaction {
    /// Where it is.
    pub uri: String,
    /// What is said of the whole.
    #[serde(flatten)]
    pub summary: Summary,
    /// Who took part, with sessions and segments: everybody, where one interaction was asked for; the user alone, where his
    /// were; absent in a list of all.
    pub participants: Option<Vec<Participant>>,
}

impl Interaction {
    /// A conversation with these participants. The copies of details documents (`documented`) are
    /// left out: `?view=details` gives them.
    #[must_use]
    pub fn new(mut summary: Summary, participants: Option<Vec<Participant>>) -> Self {
        summary.documented = None;
        Self { uri: uri(&summary.conversation_id), summary, participants: participants.map(plain) }
    }
}

impl From<Conversation> for Interaction {
    fn from(conversation: Conversation) -> Self {
        Self::new(conversation.summary, Some(conversation.participants))
    }
}

fn plain(mut participants: Vec<Participant>) -> Vec<Participant> {
    for participant in &mut participants {
        participant.documented = None;
        participant.sessions.iter_mut().for_each(|session| session.documented = None);
    }
    participants
}

/// A page of interactions: where they are, or, with `fields=*`, what they are.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum Interactions {
    /// Where they are.
    Uris {
        /// In the order of the list.
        uris: Vec<String>,
        /// What `next` is for the next page; absent on the last.
        #[serde(skip_serializing_if = "Option::is_none")]
        next: Option<String>,
    },
    /// What they are.
    Full {
        /// In the order of the list.
        interactions: Vec<Interaction>,
        /// What `next` is for the next page; absent on the last.
        #[serde(skip_serializing_if = "Option::is_none")]
        next: Option<String>,
    },
}

/// The Common Events of a conversation.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Events {
    /// Of each the last revision, in the order in which they happened; what was withdrawn says so in its status.
    pub events: Vec<CommonEvent>,
}

impl Events {
    /// These Common Events, sorted by time.
    #[must_use]
    pub fn new(mut events: Vec<CommonEvent>) -> Self {
        events.sort_by_key(|event| {
            (event.metadata.occurred_at, event.metadata.event_type.as_str(), event.metadata.id)
        });
        Self { events }
    }
}

/// The path of a conversation.
#[must_use]
pub fn uri(conversation_id: &ConversationId) -> String {
    format!("/interactions/{conversation_id}")
}
