//! Which messages a tree adds to those that were told.

use std::collections::BTreeMap;

use conversation::Conversation;
use genesys::UserId;

use super::message::Messages;
use super::state::{State, states};
use crate::base::Base;

/// The messages about an interaction that went out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Told {
    known_events: u64,
    states: BTreeMap<Option<UserId>, State>,
}

impl Told {
    /// Nothing but that this many events are known: who reads the interaction learns the rest.
    #[must_use]
    pub const fn read(known_events: u64) -> Self {
        Self { known_events, states: BTreeMap::new() }
    }

    /// Takes a tree, and returns the messages that it adds. A tree that knows fewer events adds
    /// none. One that knows more adds a message about the interaction as a whole and about each
    /// user who has it now; and any adds one about each state that is not told.
    pub fn take(&mut self, conversation: Conversation, base: &Base) -> Option<Messages> {
        let known_events = conversation.summary.known_events;
        if known_events < self.known_events {
            return None;
        }
        let knows_more = known_events > self.known_events;
        let states = states(&conversation);
        let is_new = |user_id: &Option<UserId>, state: &State| {
            let is_current = user_id.is_none() || state.is_current();
            (knows_more && is_current) || self.states.get(user_id) != Some(state)
        };
        let mut news = states.clone();
        news.retain(|user_id, state| is_new(user_id, state));
        *self = Self { known_events, states };
        (!news.is_empty()).then(|| Messages::new(conversation, news, base))
    }
}
