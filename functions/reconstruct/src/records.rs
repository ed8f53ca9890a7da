//! Which stream records matter: inserted EVENT items. The event source mapping filters already; what it lets through is
//! looked at again, for the command has no such filter.

use std::collections::HashMap;

use aws_lambda_events::dynamodb::{Event, EventRecord};
use genesys::ConversationId;
use store::Image;
use store::keys::{EVENT_PREFIX, SK};

/// What a record says to `reconstruct`.
#[derive(Debug, PartialEq, Eq)]
enum Said {
    /// A conversation has a new event.
    NewEvent(ConversationId),
    /// Something else happened.
    Nothing,
    /// It can never be read.
    Unreadable,
}

impl Said {
    fn by(record: &EventRecord) -> Self {
        let keys = Image(&record.change.keys);
        if keys.text(SK).is_none() {
            return Self::Unreadable;
        }
        if record.event_name != "INSERT" || !keys.is_under(EVENT_PREFIX) {
            return Self::Nothing;
        }
        keys.key().map_or(Self::Unreadable, |(conversation_id, _)| Self::NewEvent(conversation_id))
    }
}

/// What the records of a batch say, by their places in it.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct News {
    /// The conversations with new events and the records of these, in the order of their first.
    pub(crate) conversations: Vec<(ConversationId, Vec<usize>)>,
    /// Records that no attempt can read.
    pub(crate) unreadable: Vec<usize>,
    /// How many records are no new event.
    pub(crate) ignored: u64,
}

impl News {
    pub(crate) fn of(batch: &Event) -> Self {
        let mut news = Self::default();
        let mut places: HashMap<ConversationId, usize> = HashMap::new();
        for (index, record) in batch.records.iter().enumerate() {
            match Said::by(record) {
                Said::NewEvent(conversation_id) => {
                    let place =
                        *places.entry(conversation_id.clone()).or_insert(news.conversations.len());
                    if place == news.conversations.len() {
                        news.conversations.push((conversation_id, Vec::new()));
                    }
                    news.conversations[place].1.push(index);
                }
                Said::Nothing => news.ignored += 1,
                Said::Unreadable => news.unreadable.push(index),
            }
        }
        news
    }
}
