//! What the body of a record asks for: the messages that a Common Event causes, or the content of a
//! workbin.

use std::collections::BTreeMap;

use aws_lambda_events::sqs::SqsMessage;
use genesys::{ConversationId, UserId};
use interactions::notifications::{Cause, WorkbinRecord};
use serde::Deserialize;

/// What the body of a record is. A Common Event comes from the rule, which sends its `detail`; a
/// workbin from the function `interactions`.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Body {
    CommonEvent { metadata: Metadata, data: Data },
    Workbin(WorkbinRecord),
}

/// The fields that are read of a Common Event. Its type is a text, so that a type of a later
/// version is no fault.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Metadata {
    #[serde(rename = "type")]
    event_type: String,
    conversation_id: ConversationId,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Data {
    user_id: Option<UserId>,
}

/// What is asked about one conversation.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Asked {
    /// What has changed in it.
    Change(ConversationId),
    /// That it is in the workbin of a user.
    Workbin(UserId, ConversationId),
}

impl Asked {
    /// The conversation.
    #[must_use]
    pub const fn conversation_id(&self) -> &ConversationId {
        match self {
            Self::Change(id) | Self::Workbin(_, id) => id,
        }
    }
}

/// What a batch of records asks for.
#[derive(Debug, Default)]
pub struct Requests {
    /// By what is asked: the cause, and the indexes of the records that ask it.
    pub asked: BTreeMap<Asked, (Cause, Vec<usize>)>,
    /// Indexes of the records that can never be read.
    pub unreadable: Vec<usize>,
}

impl Requests {
    /// Reads a batch. Records about one conversation are taken together.
    #[must_use]
    pub fn of(records: &[SqsMessage]) -> Self {
        let mut requests = Self::default();
        for (index, record) in records.iter().enumerate() {
            match serde_json::from_str(record.body.as_deref().unwrap_or_default()) {
                Ok(Body::CommonEvent { metadata, data }) => {
                    let asked = Asked::Change(metadata.conversation_id);
                    requests.add(asked, index).add(&metadata.event_type, data.user_id);
                }
                Ok(Body::Workbin(WorkbinRecord { workbin })) => {
                    for id in workbin.conversation_ids {
                        requests.add(Asked::Workbin(workbin.user_id.clone(), id), index);
                    }
                }
                Err(_) => requests.unreadable.push(index),
            }
        }
        requests
    }

    fn add(&mut self, asked: Asked, index: usize) -> &mut Cause {
        let (cause, records) = self.asked.entry(asked).or_default();
        records.push(index);
        cause
    }
}
