//! Response bodies of the queries.

use common_events::CommonEvent;
use conversation::why::Why;
use conversation::{Conversation, Participant, Summary};
use genesys::Directory;
use serde::Serialize;
use serde_with::skip_serializing_none;

use crate::base::Base;

/// A conversation. It has this form in lists, single reads and notifications.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Interaction {
    /// Absolute URI of the interaction.
    pub uri: String,
    /// The conversation as a whole.
    #[serde(flatten)]
    pub summary: Summary,
    /// All participants with their sessions and segments, in the order of their first sessions.
    pub participants: Vec<Participant>,
    /// Names of what the interaction mentions by id, as far as they are known. Absent if the
    /// deployment keeps no names.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub names: Option<Directory>,
}

impl Interaction {
    /// A conversation, in an API at `base`. The copies of details documents (`documented`) are left
    /// out: `?view=details` gives them.
    #[must_use]
    pub fn new(conversation: Conversation, base: &Base) -> Self {
        let Conversation { mut summary, mut participants } = conversation;
        summary.documented = None;
        for participant in &mut participants {
            participant.documented = None;
            participant.sessions.iter_mut().for_each(|session| session.documented = None);
        }
        Self { uri: base.uri(&summary.conversation_id), summary, participants, names: None }
    }

    /// The interaction with these names.
    #[must_use]
    pub fn with_names(self, names: Option<Directory>) -> Self {
        Self { names: names.filter(|names| !names.is_empty()), ..self }
    }
}

/// A page of a list: URIs, or whole interactions with `fields=*`.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum Interactions {
    /// Without `fields`.
    Uris(UriPage),
    /// With `fields=*`.
    Whole(InteractionPage),
}

/// A page of URIs.
#[skip_serializing_none]
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct UriPage {
    /// Always 0: the list was read.
    #[cfg_attr(feature = "schema", schemars(extend("const" = 0)))]
    pub status_code: u8,
    /// Absolute URIs of the interactions, in the order of the list.
    pub uris: Vec<String>,
    /// The value of `next` for the next page; absent on the last page.
    pub next: Option<String>,
}

/// A page of whole interactions.
#[skip_serializing_none]
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct InteractionPage {
    /// Always 0: the list was read.
    #[cfg_attr(feature = "schema", schemars(extend("const" = 0)))]
    pub status_code: u8,
    /// The interactions, in the order of the list.
    pub interactions: Vec<Interaction>,
    /// The value of `next` for the next page; absent on the last page.
    pub next: Option<String>,
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

/// One Common Event with its explanation.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Explanation {
    /// The last revision of the Common Event.
    pub common_event: CommonEvent,
    /// Why it follows.
    #[serde(flatten)]
    pub why: Why,
}
