//! The decoded event, as the domain uses it.

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
use crate::value::{Fields, for_each_field, id};

/// One event of a conversation.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// The key by which equal events are recognized.
    pub key: EventKey,
    /// The time that Genesys gives the event.
    pub time: Timestamp,
    /// The kind of event.
    pub topic: Topic,
    /// The participant that the event names. Metric records and evaluations name none.
    pub participant_id: Option<ParticipantId>,
    /// The session that the event names. `attributes` names none.
    pub session_id: Option<SessionId>,
    /// The decoded body.
    pub content: Content,
    /// When the details document was exported; `None` if that is not known, and of other events.
    /// No part of the key.
    pub exported_at: Option<Timestamp>,
}

/// The decoded body of an event, by kind of topic.
#[derive(Debug, Clone, PartialEq)]
pub enum Content {
    /// One of the sixteen detail topics.
    Detail(Box<Detail>),
    /// A metric record.
    Metric(Box<MetricRecord>),
    /// A quality evaluation.
    Evaluation(Box<Evaluation>),
    /// A conversation-details document.
    Details(Box<ConversationDetails>),
    /// The sweep closed the conversation.
    Sweep(Sweep),
    /// An unknown topic, or a record that lacks a required field. It is kept in the log and
    /// ignored.
    Ignored,
}

impl Event {
    /// Decodes an event from its topic, time, key and `eventBody`.
    #[must_use]
    pub fn new(topic: Topic, time: Timestamp, key: EventKey, body: Map<String, Value>) -> Self {
        Self::read(topic, time, key, &Value::Object(body).to_string())
    }

    /// As [`Event::new`], from the text of an `eventBody`. A text that is no JSON object counts as
    /// an empty body.
    #[must_use]
    pub fn read(topic: Topic, time: Timestamp, key: EventKey, body: &str) -> Self {
        let (mut participant_id, mut session_id) = (None, None);
        let content = match topic {
            Topic::Unknown(_) | Topic::Metrics | Topic::Evaluations | Topic::Sweep => {
                let body = &Fields::read(body).unwrap_or_default();
                participant_id = body.get("participantId").and_then(id);
                session_id = body.get("sessionId").and_then(id);
                match topic {
                    Topic::Metrics => MetricRecord::from_fields(body)
                        .map_or(Content::Ignored, |record| Content::Metric(Box::new(record))),
                    Topic::Evaluations => Evaluation::from_fields(body)
                        .map_or(Content::Ignored, |it| Content::Evaluation(Box::new(it))),
                    Topic::Sweep => {
                        Sweep::from_fields(body).map_or(Content::Ignored, Content::Sweep)
                    }
                    _ => Content::Ignored,
                }
            }
            Topic::Details => ConversationDetails::read(body)
                .map_or(Content::Ignored, |details| Content::Details(Box::new(details))),
            _ => {
                let mut detail = Box::<Detail>::default();
                let is_object = for_each_field(body, |name, value| match name.as_ref() {
                    "participantId" => participant_id = id(&value),
                    "sessionId" => session_id = id(&value),
                    name => detail.set(name, &value),
                });
                if !is_object {
                    (participant_id, session_id, detail) = Default::default();
                }
                Content::Detail(detail)
            }
        };
        Self { key, time, topic, participant_id, session_id, content, exported_at: None }
    }

    /// The same event of a document that was exported at this time.
    #[must_use]
    pub fn exported_at(self, exported_at: Option<Timestamp>) -> Self {
        Self { exported_at, ..self }
    }

    /// The document, if this is the event of an imported document.
    #[must_use]
    pub fn details(&self) -> Option<&ConversationDetails> {
        match &self.content {
            Content::Details(details) => Some(details),
            _ => None,
        }
    }

    /// The record, if this is a metric record.
    #[must_use]
    pub fn metric(&self) -> Option<&MetricRecord> {
        match &self.content {
            Content::Metric(record) => Some(record),
            _ => None,
        }
    }

    /// The body, if this is a detail event.
    #[must_use]
    pub fn detail(&self) -> Option<&Detail> {
        match &self.content {
            Content::Detail(detail) => Some(detail),
            _ => None,
        }
    }
}
