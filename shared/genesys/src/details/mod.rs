//! The analytics conversation-details document, which Genesys' analytics API returns for one
//! conversation.
//!
//! The same types read and write the document without loss. Fields that the tree uses are typed;
//! every other field stays in `rest`. So a document that is read and written again is the same
//! value. Only the conversation's id is required. A field that is absent or of an unexpected type
//! reads as absent, and absent fields are not written. Fields are in the order of the published
//! model (`AnalyticsConversationWithoutAttributes`): by name, with the lists of parts last.

mod documents;
mod field;
mod flow;
mod participant;
mod parts;
mod quality;
mod session;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::ids::ConversationId;
use crate::time::Timestamp;
use crate::vocabulary::Direction;
use field::Field;

pub use documents::{NoDocument, WITHOUT_IDS, documents, envelope, lacks_ids};
pub use flow::{FlowDetails, FlowOutcomeDetails};
pub use participant::ParticipantDetails;
pub use parts::parts;
pub use quality::{EvaluationDetails, ResolutionDetails, SurveyDetails};
pub use session::{SegmentDetails, SessionDetails, SessionMetric};

/// Defines a part of the document. Each field is an `Option`, a `Vec` or a map, and counts as
/// absent when empty.
macro_rules! part {
    ($(#[$doc:meta])* $name:ident { $($(#[$field_meta:meta])* $field:ident: $type:ty,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Default, PartialEq, serde::Serialize, serde::Deserialize)]
        #[serde(rename_all = "camelCase", default)]
        #[allow(
            missing_docs,
            reason = "the fields are Genesys' own words, in its published model of the document"
        )]
        pub struct $name {
            $(
                $(#[$field_meta])*
                #[serde(
                    deserialize_with = "crate::details::field::read",
                    skip_serializing_if = "crate::details::field::Field::is_absent"
                )]
                pub $field: $type,
            )*
            /// Every field that has no typed field here, as it came.
            #[serde(flatten)]
            pub rest: serde_json::Map<String, serde_json::Value>,
        }
    };
}
pub(crate) use part;

/// The document of one conversation.
///
/// ```
/// use genesys::details::ConversationDetails;
/// let text = r#"{"conversationId":"c-1","selfServed":true}"#;
/// let details: ConversationDetails = serde_json::from_str(text)?;
/// assert_eq!(details.rest["selfServed"], true);
/// assert_eq!(serde_json::to_string(&details)?, text);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[allow(
    missing_docs,
    reason = "the fields are Genesys' own words, in its published model of the document"
)]
pub struct ConversationDetails {
    /// When more than two parties first talked at the same time.
    #[serde(default, deserialize_with = "field::read", skip_serializing_if = "Field::is_absent")]
    pub conference_start: Option<Timestamp>,
    /// The latest end of a segment, wrap-up included. Absent while a session is live.
    #[serde(default, deserialize_with = "field::read", skip_serializing_if = "Field::is_absent")]
    pub conversation_end: Option<Timestamp>,
    pub conversation_id: ConversationId,
    #[serde(default, deserialize_with = "field::read", skip_serializing_if = "Field::is_absent")]
    pub conversation_start: Option<Timestamp>,
    #[serde(default, deserialize_with = "field::read", skip_serializing_if = "Field::is_absent")]
    pub division_ids: Vec<String>,
    /// Direction of the first session that has one.
    #[serde(default, deserialize_with = "field::read", skip_serializing_if = "Field::is_absent")]
    pub originating_direction: Option<Direction>,
    #[serde(default, deserialize_with = "field::read", skip_serializing_if = "Field::is_absent")]
    pub evaluations: Vec<EvaluationDetails>,
    #[serde(default, deserialize_with = "field::read", skip_serializing_if = "Field::is_absent")]
    pub surveys: Vec<SurveyDetails>,
    #[serde(default, deserialize_with = "field::read", skip_serializing_if = "Field::is_absent")]
    pub resolutions: Vec<ResolutionDetails>,
    #[serde(default, deserialize_with = "field::read", skip_serializing_if = "Field::is_absent")]
    pub participants: Vec<ParticipantDetails>,
    /// Every field that has no typed field here, as it came.
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

impl ConversationDetails {
    /// A document with nothing but the id of its conversation.
    #[must_use]
    pub fn new(conversation_id: ConversationId) -> Self {
        Self {
            conference_start: None,
            conversation_end: None,
            conversation_id,
            conversation_start: None,
            division_ids: Vec::new(),
            originating_direction: None,
            evaluations: Vec::new(),
            surveys: Vec::new(),
            resolutions: Vec::new(),
            participants: Vec::new(),
            rest: Map::new(),
        }
    }

    /// Reads a document. `None` when the conversation's id is missing or invalid.
    #[must_use]
    pub fn from_body(body: Map<String, Value>) -> Option<Self> {
        serde_json::from_value(Value::Object(body)).ok()
    }

    /// The latest instant in the document; the document is complete up to then. A later document of
    /// the same conversation has a later instant, or the same data. `None` when the document holds
    /// no instant.
    #[must_use]
    pub fn evidence(&self) -> Option<Timestamp> {
        let sessions = || self.participants.iter().flat_map(|participant| &participant.sessions);
        let segments = sessions().flat_map(|session| &session.segments);
        let pieces = segments.flat_map(|segment| [segment.segment_start, segment.segment_end]);
        let metrics =
            sessions().flat_map(|session| &session.metrics).map(|metric| metric.emit_date);
        let surveys = self
            .surveys
            .iter()
            .flat_map(|survey| [survey.event_time, survey.survey_completed_date]);
        let evaluations = self.evaluations.iter().map(|evaluation| evaluation.event_time);
        let resolutions = self.resolutions.iter().map(|resolution| resolution.event_time);
        let whole = [self.conversation_start, self.conversation_end].into_iter();
        whole
            .chain(pieces)
            .chain(metrics)
            .chain(surveys)
            .chain(evaluations)
            .chain(resolutions)
            .flatten()
            .max()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vocabulary::{DisconnectType, MediaType, Purpose, Routing};
    use serde_json::json;

    fn cases() -> Vec<(String, Value)> {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fixtures/cases");
        let case = |entry: std::fs::DirEntry| {
            let text = std::fs::read_to_string(entry.path()).unwrap();
            (entry.path().display().to_string(), serde_json::from_str(&text).unwrap())
        };
        std::fs::read_dir(folder).unwrap().map(|entry| case(entry.unwrap())).collect()
    }

    #[test]
    fn every_case_round_trips() {
        let cases = cases();
        assert!(cases.len() >= 11);
        for (name, value) in cases {
            let details: ConversationDetails = serde_json::from_value(value.clone()).unwrap();
            assert_eq!(serde_json::to_value(&details).unwrap(), value, "{name}");
        }
    }

    #[test]
    fn fields_that_the_tree_uses_are_typed() {
        let typed = |(_, value): (String, Value)| {
            serde_json::from_value::<ConversationDetails>(value).unwrap()
        };
        for details in cases().into_iter().map(typed) {
            assert!(details.rest.is_empty());
            for participant in &details.participants {
                assert!(participant.rest.is_empty() && participant.participant_id.is_some());
                let segments = participant.sessions.iter().flat_map(|session| &session.segments);
                assert!(segments.clone().all(|segment| segment.segment_start.is_some()));
                assert!(
                    participant
                        .purpose
                        .as_ref()
                        .is_some_and(|purpose| Purpose::KNOWN.contains(purpose))
                );
            }
        }
    }

    /// All other fields are optional, and values of unexpected types count as absent.
    #[test]
    fn only_the_id_is_required() {
        let read = |value: Value| serde_json::from_value::<ConversationDetails>(value);
        assert!(read(json!({})).is_err());
        assert!(read(json!({"conversationId": "a#b"})).is_err());
        let id = "c-1".parse().unwrap();
        assert_eq!(read(json!({"conversationId": "c-1"})).unwrap(), ConversationDetails::new(id));
        let details = read(json!({
            "conversationId": "c-1", "conversationStart": 7, "participants": [3, {
                "participantId": "a b", "userId": "u",
                "attributes": {"a": "1", "b": 2}, "sessions": [{
                    "mediaType": "VOICE", "usedRouting": "Standard",
                    "metrics": [{"name": "tTalk", "value": 5.0}],
                    "segments": [{"disconnectType": "dndTransfer", "x": null}],
                }],
            }],
        }))
        .unwrap();
        assert_eq!((details.conversation_start, details.participants.len()), (None, 1));
        let participant = &details.participants[0];
        assert_eq!((participant.participant_id.is_none(), participant.attributes.len()), (true, 1));
        let session = &participant.sessions[0];
        assert_eq!(
            (&session.media_type, &session.used_routing),
            (&Some(MediaType::Voice), &Some(Routing::Standard))
        );
        assert_eq!(session.metrics[0].value, Some(5));
        assert_eq!(session.segments[0].disconnect_type, Some(DisconnectType::DndTransfer));
        assert_eq!(session.segments[0].rest["x"], Value::Null);
    }
}
