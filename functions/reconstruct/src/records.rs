//! Which stream records matter: inserted EVENT items. The event source mapping filters already; what it lets through is
//! looked at again, for the command has no such filter.

use aws_lambda_events::dynamodb::EventRecord;
use genesys::ConversationId;
use store::Image;
use store::keys::{EVENT_PREFIX, SK};

/// What a record says to `reconstruct`.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Said {
    /// A conversation has a new event.
    NewEvent(ConversationId),
    /// Something else happened.
    Nothing,
    /// It can never be read.
    Poison,
}

impl Said {
    pub(crate) fn by(record: &EventRecord) -> Self {
        let keys = Image(&record.change.keys);
        if keys.text(SK).is_none() {
            return Self::Poison;
        }
        if record.event_name != "INSERT" || !keys.is_under(EVENT_PREFIX) {
            return Self::Nothing;
        }
        keys.key().map_or(Self::Poison, |(conversation_id, _)| Self::NewEvent(conversation_id))
    }
}
