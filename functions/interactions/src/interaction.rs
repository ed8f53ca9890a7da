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
    /// URI of the interaction.
    pub uri: String,
    /// The conversation as a whole.
    #[serde(flatten)]
    pub summary: Summary,
    /// Participants with sessions and segments: all of them for a single interaction, the user
    /// alone in a list of a user, absent in a list of all.
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

/// A page of interactions: URIs, or whole interactions with `fields=*`.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum Interactions {
    /// URIs of the interactions.
    Uris {
        /// In the order of the list.
        uris: Vec<String>,
        /// The value of `next` for the next page; absent on the last page.
        #[serde(skip_serializing_if = "Option::is_none")]
        next: Option<String>,
    },
    /// The interactions.
    Full {
        /// In the order of the list.
        interactions: Vec<Interaction>,
        /// The value of `next` for the next page; absent on the last page.
        #[serde(skip_serializing_if = "Option::is_none")]
        next: Option<String>,
    },
}

/// The Common Events of a conversation.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Events {
    /// The last revision of each Common Event, by time. A withdrawn one has that status.
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
