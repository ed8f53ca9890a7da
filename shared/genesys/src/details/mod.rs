//! The analytics conversation-details document, which Genesys' analytics API returns for one
//! conversation.
//!
//! The same types read and write the document without loss. Fields that the tree uses are typed.
//! Every other field stays in `rest`, and so does a value that its typed field would not write
//! exactly as it came: `null`, an empty list, a number spelled `1.0`, an instant without
//! milliseconds. So a document that is read and written again has the same text, but for spaces and
//! the order of fields. Only the conversation's id is required. A field that is absent or of an
//! unexpected type reads as absent. Fields are written in the order of the published model
//! (`AnalyticsConversationWithoutAttributes`): by name, with the lists of parts last.

mod documents;
pub(crate) mod field;
mod flow;
mod participant;
mod parts;
mod quality;
mod session;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

use crate::ids::ConversationId;
use crate::json::JsonMap;
use crate::time::Timestamp;
use crate::vocabulary::Direction;
use field::{camel, take, write_part};

pub use documents::{NoDocument, WITHOUT_IDS, documents, envelope, lacks_ids};
pub use flow::{FlowDetails, FlowOutcomeDetails};
pub use participant::ParticipantDetails;
pub use parts::parts;
pub use quality::{EvaluationDetails, ResolutionDetails, SurveyDetails};
pub use session::{SegmentDetails, SessionDetails, SessionMetric};

/// A part of the document, or the whole, as a JSON object.
pub trait Part: Sized {
    /// Reads a part from the fields of an object; `None` if a required one is missing or invalid.
    fn from_fields(fields: JsonMap) -> Option<Self>;
    /// The fields of the object; the same as those that were read.
    fn to_fields(&self) -> JsonMap;
}

/// Defines a part of the document. Each field is an `Option`, a `Vec` or a map, and counts as
/// absent when empty.
macro_rules! part {
    ($(#[$doc:meta])* $name:ident { $($(#[$field_meta:meta])* $field:ident: $type:ty,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Default, PartialEq)]
        #[allow(
            missing_docs,
            reason = "the fields are Genesys' own words, in its published model of the document"
        )]
        pub struct $name {
            $($(#[$field_meta])* pub $field: $type,)*
            /// Every field that has no typed field here, and every value that the typed field would
            /// not write exactly as it came: these have precedence when the part is written.
            pub rest: $crate::json::JsonMap,
        }

        impl $crate::details::Part for $name {
            fn from_fields(rest: $crate::JsonMap) -> Option<Self> {
                Some(Self::read_fields(rest))
            }

            fn to_fields(&self) -> $crate::JsonMap {
                self.write_fields()
            }
        }

        impl $name {
            fn read_fields(mut rest: $crate::JsonMap) -> Self {
                use $crate::details::field::{camel, take};
                Self { $($field: take(&mut rest, camel!($field)),)* rest }
            }
        }

        impl $crate::details::field::Element for $name {
            fn read(json: $crate::Json) -> (Option<Self>, Option<$crate::Json>) {
                match json {
                    $crate::Json::Object(fields) => (Some(Self::read_fields(fields)), None),
                    other => (None, Some(other)),
                }
            }

            fn write(&self) -> $crate::Json {
                $crate::Json::Object(self.write_fields())
            }

            fn normalize(&mut self) {
                self.normalize();
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                serde::Deserialize::deserialize(deserializer).map(Self::read_fields)
            }
        }

        $crate::details::field::write_part!($name { $($field)* });
    };
}
pub(crate) use part;

/// The document of one conversation.
///
/// ```
/// use genesys::Json;
/// use genesys::details::ConversationDetails;
/// let text = r#"{"conversationId":"c-1","divisionIds":[],"selfServed":null}"#;
/// let details: ConversationDetails = serde_json::from_str(text)?;
/// assert_eq!(details.rest["selfServed"], Json::Null);
/// assert_eq!(serde_json::to_string(&details)?, text);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[allow(
    missing_docs,
    reason = "the fields are Genesys' own words, in its published model of the document"
)]
pub struct ConversationDetails {
    /// When more than two parties first talked at the same time.
    pub conference_start: Option<Timestamp>,
    /// The latest end of a segment, wrap-up included. Absent while a session is live.
    pub conversation_end: Option<Timestamp>,
    pub conversation_id: ConversationId,
    pub conversation_start: Option<Timestamp>,
    pub division_ids: Vec<String>,
    /// Direction of the first session that has one.
    pub originating_direction: Option<Direction>,
    pub evaluations: Vec<EvaluationDetails>,
    pub surveys: Vec<SurveyDetails>,
    pub resolutions: Vec<ResolutionDetails>,
    pub participants: Vec<ParticipantDetails>,
    /// Every field that has no typed field here, and every value that the typed field would not
    /// write exactly as it came: these have precedence when the document is written.
    pub rest: JsonMap,
}

write_part! {
    ConversationDetails {
        conference_start
        conversation_end
        conversation_id
        conversation_start
        division_ids
        originating_direction
        evaluations
        surveys
        resolutions
        participants
    }
}

impl<'de> Deserialize<'de> for ConversationDetails {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let fields = JsonMap::deserialize(deserializer)?;
        Self::from_fields(fields).ok_or_else(|| D::Error::custom("no valid conversationId"))
    }
}

impl Part for ConversationDetails {
    fn from_fields(mut rest: JsonMap) -> Option<Self> {
        let id = rest.remove(camel!(conversation_id))?.scalar()?;
        Some(Self {
            conference_start: take(&mut rest, camel!(conference_start)),
            conversation_end: take(&mut rest, camel!(conversation_end)),
            conversation_start: take(&mut rest, camel!(conversation_start)),
            division_ids: take(&mut rest, camel!(division_ids)),
            originating_direction: take(&mut rest, camel!(originating_direction)),
            evaluations: take(&mut rest, camel!(evaluations)),
            surveys: take(&mut rest, camel!(surveys)),
            resolutions: take(&mut rest, camel!(resolutions)),
            participants: take(&mut rest, camel!(participants)),
            rest,
            ..Self::new(id)
        })
    }

    fn to_fields(&self) -> JsonMap {
        self.write_fields()
    }
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
            rest: JsonMap::new(),
        }
    }

    /// Reads a document from its JSON text. `None` when the text is no JSON object, or the
    /// conversation's id is missing or invalid.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
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
    use crate::Json;
    use crate::vocabulary::{DisconnectType, MediaType, Purpose, Routing};
    use serde_json::{Value, json};

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
        assert_eq!((participant.participant_id.is_none(), participant.attributes.len()), (true, 2));
        let session = &participant.sessions[0];
        assert_eq!(
            (&session.media_type, &session.used_routing),
            (&Some(MediaType::Voice), &Some(Routing::Standard))
        );
        assert_eq!(session.metrics[0].value, Some(5));
        assert_eq!(session.segments[0].disconnect_type, Some(DisconnectType::DndTransfer));
        assert_eq!(session.segments[0].rest["x"], Json::Null);
    }

    /// Whatever its values are, a document is written as it was read.
    #[test]
    fn odd_values_are_written_as_they_came() {
        let text = concat!(
            r#"{"conversationEnd":null,"conversationId":"c-1","#,
            r#""conversationStart":"2026-03-02T09:00:00Z","divisionIds":[],"#,
            r#""evaluations":[{"oTotalScore":9.50}],"mediaStatsMinConversationMos":4.90,"#,
            r#""originatingDirection":"INBOUND","participants":[null,{"#,
            r#""attributes":{"a":"1","b":2.50,"c":null},"participantId":"a b","sessions":[{"#,
            r#""callbackNumbers":["1",2,""],"flow":[],"mediaType":null,"#,
            r#""metrics":[{"emitDate":5,"name":"tTalk","value":1E3}],"recording":"yes","#,
            r#""segments":[{"sipResponseCodes":[],"wrapUpTags":{}}],"#,
            r#""timeoutSeconds":12345678901234567890123}]}],"surveys":{}}"#,
        );
        let details = ConversationDetails::read(text).unwrap();
        assert_eq!(details.participants[0].sessions[0].metrics[0].value, Some(1_000));
        assert_eq!(Json::Object(details.to_fields()).to_string(), text);
        let written = serde_json::to_string(&details).unwrap();
        assert_eq!(Json::parse(&written).unwrap().to_string(), text);
        assert_eq!(ConversationDetails::read(&written).unwrap(), details);
    }

    #[test]
    fn normal_form_keeps_values_and_no_spelling() {
        let mut details = ConversationDetails::read(
            r#"{"conversationId":"c","conversationStart":"2026-03-02T09:00:00Z","divisionIds":[],
                "x":1.0,"participants":[{"userId":null,"sessions":[{"mediaType":"VOICE",
                "timeoutSeconds":5.0,"flow":{"flowType":"workflow","y":[]}}]}]}"#,
        )
        .unwrap();
        details.normalize();
        assert_eq!(
            serde_json::to_string(&details).unwrap(),
            concat!(
                r#"{"conversationId":"c","conversationStart":"2026-03-02T09:00:00.000Z","#,
                r#""participants":[{"sessions":[{"mediaType":"voice","timeoutSeconds":5,"#,
                r#""flow":{"flowType":"WORKFLOW","y":[]}}]}],"x":1.0}"#,
            )
        );
        let session = &details.participants[0].sessions[0];
        assert_eq!(session.get("mediaType"), Some("voice".into()));
        assert_eq!((session.get("ani"), session.get("x")), (None, None));
    }
}
