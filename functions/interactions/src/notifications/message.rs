//! The message, and to whom it goes.

use std::collections::{BTreeMap, BTreeSet};

use common_events::EventType;
use conversation::Conversation;
use genesys::{ConversationId, UserId};
use serde::Serialize;
use serde_with::skip_serializing_none;

use super::state::{State, states};
use crate::base::Base;
use crate::caller::took_part;
use crate::interaction::Interaction;

/// The state of an interaction changed, or the interaction itself. The states of a user say whose
/// they are; those of the interaction as a whole go to administrators alone.
#[skip_serializing_none]
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "InteractionStateMessage"))]
#[serde(rename_all = "camelCase")]
pub struct InteractionStateMessage<'a> {
    /// `InteractionStateMessage`.
    #[cfg_attr(feature = "schema", schemars(extend("const" = "InteractionStateMessage")))]
    pub message_type_name: &'static str,
    /// The interaction.
    pub id: &'a ConversationId,
    /// Its state: for the user, or without one as a whole.
    pub state: State,
    /// Whose state it is.
    pub user_id: Option<&'a UserId>,
    /// The interaction as it is now. `knownEvents` orders the messages of an interaction: one with
    /// a smaller number is older. Absent if it is too large for a message: then read it.
    pub interaction: Option<&'a Interaction>,
}

/// A message and to whom it goes.
#[derive(Debug, Clone, PartialEq)]
pub struct Addressed<'a> {
    /// The message. It goes to its user, if it has one.
    pub message: InteractionStateMessage<'a>,
    /// Whether it goes to administrators as well. Only the content of a workbin does not.
    pub to_administrators: bool,
}

/// The messages that follow from one tree.
#[derive(Debug, Clone, PartialEq)]
pub struct Messages {
    interaction: Interaction,
    states: BTreeMap<Option<UserId>, State>,
    to_administrators: bool,
}

/// Which Common Events of a conversation cause messages.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cause {
    /// The users that they name.
    pub users: BTreeSet<UserId>,
    /// Whether one says that the conversation ended or began again, which concerns all its users.
    pub concerns_all: bool,
}

impl Cause {
    /// Adds a Common Event of this type, about this user.
    pub fn add(&mut self, event_type: &str, user_id: Option<UserId>) {
        self.users.extend(user_id);
        self.concerns_all |= [EventType::ConversationEnded, EventType::ConversationReopened]
            .iter()
            .any(|known| known.as_str() == event_type);
    }

    fn concerns(&self, user_id: Option<&UserId>) -> bool {
        self.concerns_all || user_id.is_none_or(|user_id| self.users.contains(user_id))
    }
}

impl Messages {
    /// The messages about a tree with these states.
    pub(super) fn new(
        conversation: Conversation,
        states: BTreeMap<Option<UserId>, State>,
        base: &Base,
    ) -> Self {
        Self { interaction: Interaction::new(conversation, base), states, to_administrators: true }
    }

    /// The messages that Common Events cause: about the interaction as a whole, about each user who
    /// has it now, and about those whom the Common Events concern.
    #[must_use]
    pub fn caused(conversation: Conversation, base: &Base, cause: &Cause) -> Self {
        let mut states = states(&conversation);
        states.retain(|user_id, state| state.is_current() || cause.concerns(user_id.as_ref()));
        Self::new(conversation, states, base)
    }

    /// The message about an interaction in the workbin of a user. `None` if they did not take part
    /// in it.
    #[must_use]
    pub fn of_workbin(conversation: Conversation, base: &Base, user_id: &UserId) -> Option<Self> {
        if !took_part(&conversation, user_id) {
            return None;
        }
        let states = [(Some(user_id.clone()), State::Parked)].into();
        Some(Self { to_administrators: false, ..Self::new(conversation, states, base) })
    }

    /// The interaction that they are about.
    #[must_use]
    pub const fn interaction(&self) -> &Interaction {
        &self.interaction
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.states.is_empty()
    }

    /// The messages: about the interaction as a whole first.
    pub fn iter(&self) -> impl Iterator<Item = Addressed<'_>> {
        self.states.iter().map(|(user_id, state)| Addressed {
            message: InteractionStateMessage {
                message_type_name: "InteractionStateMessage",
                id: &self.interaction.summary.conversation_id,
                state: *state,
                user_id: user_id.as_ref(),
                interaction: Some(&self.interaction),
            },
            to_administrators: self.to_administrators,
        })
    }
}

impl InteractionStateMessage<'_> {
    /// The message as JSON.
    ///
    /// # Errors
    /// The interaction cannot be written as JSON, which never happens to a stored one.
    pub fn json(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string(self)
    }
}
