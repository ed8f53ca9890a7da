//! Which stream records matter: inserted EVENT items. The event source mapping filters already; the
//! check here is for the command, which has no such filter.

use std::collections::HashMap;

use aws_lambda_events::dynamodb::{Event, EventRecord};
use genesys::ConversationId;
use store::Image;
use store::keys::{EVENT_PREFIX, EventSortKey, SK, SortKey};

/// What a record means for `reconstruct`.
#[derive(Debug, PartialEq, Eq)]
enum RecordKind {
    /// The conversation has a new event.
    NewEvent(ConversationId, EventSortKey),
    /// The record is not a new event.
    Nothing,
    /// The record can never be read.
    Unreadable,
}

impl RecordKind {
    fn of(record: &EventRecord) -> Self {
        let keys = Image(&record.change.keys);
        if keys.text(SK).is_none() {
            return Self::Unreadable;
        }
        if record.event_name != "INSERT" || !keys.is_under(EVENT_PREFIX) {
            return Self::Nothing;
        }
        match keys.key() {
            Ok((conversation_id, SortKey::Event(key))) => Self::NewEvent(conversation_id, key),
            _ => Self::Unreadable,
        }
    }
}

/// What the records of a batch mean, by their index in the batch.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct NewEvents {
    /// The conversations with new events, in the order of their first record.
    pub(crate) conversations: Vec<NewEventsOf>,
    /// Indexes of the records that can never be read.
    pub(crate) unreadable: Vec<usize>,
    /// Number of records that are not new events.
    pub(crate) ignored: u64,
}

/// The new events of a conversation.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct NewEventsOf {
    pub(crate) conversation_id: ConversationId,
    /// Their sort keys.
    pub(crate) keys: Vec<EventSortKey>,
    /// Indexes of their records.
    pub(crate) indexes: Vec<usize>,
}

impl NewEvents {
    pub(crate) fn of(batch: &Event) -> Self {
        let mut new_events = Self::default();
        let mut positions: HashMap<ConversationId, usize> = HashMap::new();
        for (index, record) in batch.records.iter().enumerate() {
            match RecordKind::of(record) {
                RecordKind::NewEvent(conversation_id, key) => {
                    let position = *positions
                        .entry(conversation_id.clone())
                        .or_insert(new_events.conversations.len());
                    if position == new_events.conversations.len() {
                        let (keys, indexes) = (Vec::new(), Vec::new());
                        new_events.conversations.push(NewEventsOf {
                            conversation_id,
                            keys,
                            indexes,
                        });
                    }
                    new_events.conversations[position].keys.push(key);
                    new_events.conversations[position].indexes.push(index);
                }
                RecordKind::Nothing => new_events.ignored += 1,
                RecordKind::Unreadable => new_events.unreadable.push(index),
            }
        }
        new_events
    }
}
