//! The decoded event, as the domain sees it.

use serde_json::{Map, Value};

use crate::detail::Detail;
use crate::details::ConversationDetails;
use crate::evaluation::Evaluation;
use crate::ids::{ParticipantId, SessionId};
use crate::key::EventKey;
use crate::metric::MetricRecord;
use crate::sweep::Sweep;
use crate::time::Timestamp;
use crate::topic::Topic;
use crate::value::{field, id, object};

/// One thing that Genesys said about a conversation.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// What makes it distinct.
    pub key: EventKey,
    /// Genesys' own time of it.
    pub time: Timestamp,
    /// What it is about.
    pub topic: Topic,
    /// The participant it names; metric records and evaluations name none.
    pub participant_id: Option<ParticipantId>,
    /// The session it names; `attributes` names none.
    pub session_id: Option<SessionId>,
    /// What it says.
    pub content: Content,
}

/// What an event says, by kind of topic.
#[derive(Debug, Clone, PartialEq)]
pub enum Content {
    /// One of the sixteen detail topics.
    Detail(Box<Detail>),
    /// A metric record.
    Metric(MetricRecord),
    /// A quality evaluation.
    Evaluation(Evaluation),
    /// A conversation-details document.
    Details(Box<ConversationDetails>),
    /// A conversation was given up for ended.
    Sweep(Sweep),
    /// An unknown topic, or a record without what makes it one: kept in the log and ignored.
    Ignored,
}

impl Event {
    /// The event of a topic, its time and key, and its `eventBody`.
    #[must_use]
    pub fn new(topic: Topic, time: Timestamp, key: EventKey, body: Map<String, Value>) -> Self {
        Self::read(topic, time, key, &Value::Object(body).to_string())
    }

    /// The same of the text of an `eventBody`. One that is no JSON object counts as empty.
    #[must_use]
    pub fn read(topic: Topic, time: Timestamp, key: EventKey, body: &str) -> Self {
        let body = &object(body).unwrap_or_default();
        let content = match topic {
            Topic::Unknown(_) => Content::Ignored,
            Topic::Metrics => MetricRecord::of(body).map_or(Content::Ignored, Content::Metric),
            Topic::Details => {
                let details = ConversationDetails::of(body.into());
                details.map_or(Content::Ignored, |details| Content::Details(Box::new(details)))
            }
            Topic::Sweep => Sweep::of(body).map_or(Content::Ignored, Content::Sweep),
            Topic::Evaluations => {
                Evaluation::of(body).map_or(Content::Ignored, Content::Evaluation)
            }
            _ => Content::Detail(Box::new(Detail::of(body))),
        };
        let participant_id = field(body, "participantId").and_then(id);
        let session_id = field(body, "sessionId").and_then(id);
        Self { key, time, topic, participant_id, session_id, content }
    }

    /// The document of an imported one.
    #[must_use]
    pub fn details(&self) -> Option<&ConversationDetails> {
        match &self.content {
            Content::Details(details) => Some(details),
            _ => None,
        }
    }

    /// The body of a detail event.
    #[must_use]
    pub fn detail(&self) -> Option<&Detail> {
        match &self.content {
            Content::Detail(detail) => Some(detail),
            _ => None,
        }
    }
}
