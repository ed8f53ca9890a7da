//! The EventBridge event: the envelope around everything that Genesys sends.
//!
//! Decoding refuses only what the log cannot store: its keys need the id of a conversation and a
//! time. Error texts never quote a value, because values are personal data.

use std::borrow::Cow;

use serde_json::error::Category;
use serde_json::value::RawValue;
use serde_json_borrow::Value;

use crate::details::ConversationDetails;
use crate::ids::{self, ConversationId};
use crate::key::EventKey;
use crate::message::{Message, text};
use crate::time::Timestamp;
use crate::topic::{MAX_TOPIC_BYTES, Topic};
use crate::unknown;
use crate::value::{Fields, epoch, iso};

/// Largest message that SQS and EventBridge carry, in bytes (1 MiB).
pub const MAX_MESSAGE_BYTES: usize = 1_048_576;

/// An event as it arrived, with everything that the log keeps.
#[derive(Debug, Clone, PartialEq)]
pub struct Arrival {
    /// The conversation that the event belongs to.
    pub conversation_id: ConversationId,
    /// The kind of event.
    pub topic: Topic,
    /// The time that Genesys gives the event.
    pub time: Timestamp,
    /// The key by which equal events are recognized.
    pub key: EventKey,
    /// The `eventBody`, byte for byte as it arrived.
    pub body: String,
    /// The Genesys organization, taken from the name of the partner event source.
    pub organization_id: Option<String>,
    /// The envelope's `id`.
    pub envelope_id: Option<String>,
    /// Name of the archive replay that delivered the event. \[assumed: at the top level of the
    /// envelope\]
    pub replay_name: Option<String>,
    /// When the details document was exported, as `detail.exportedAt` says. Only of documents, and
    /// no part of the key.
    pub exported_at: Option<Timestamp>,
}

/// Why a message cannot be stored.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EnvelopeError {
    /// The message is larger than SQS can carry.
    #[error("{0} bytes are more than the {MAX_MESSAGE_BYTES} that EventBridge and SQS carry")]
    TooLarge(usize),
    /// The message is not JSON. The position counts within the message.
    #[error("not JSON (line {line}, column {column}): send whole EventBridge events")]
    NotJson {
        /// Line of the first error, from 1.
        line: usize,
        /// Column of the first error, from 1.
        column: usize,
    },
    /// The message is JSON, but not an object.
    #[error("not an object: an EventBridge event is a JSON object with detail-type and detail")]
    NotAnObject,
    /// The `detail-type` that names the topic is missing or unusable.
    #[error(
        "detail-type is missing, not a text, or longer than {MAX_TOPIC_BYTES} bytes after the \
         conversation id"
    )]
    DetailType,
    /// The body is missing or unusable.
    #[error(
        "detail.eventBody is missing, not an object, nested deeper than 127 levels, or has half of \
         a surrogate pair or a number beyond 1.8e308"
    )]
    EventBody,
    /// An id is missing or malformed.
    #[error("{0} is missing or not an id of 1 to 64 letters, digits and hyphens")]
    Id(&'static str),
    /// The time is missing or out of range.
    #[error("{0}")]
    Time(&'static str),
}

impl Arrival {
    /// Decodes one EventBridge event.
    ///
    /// # Errors
    /// See [`EnvelopeError`]. Unknown topics, unknown fields, unknown enum values and absent
    /// optional fields are no errors.
    pub fn decode(message: &str) -> Result<Self, EnvelopeError> {
        if message.len() > MAX_MESSAGE_BYTES {
            return Err(EnvelopeError::TooLarge(message.len()));
        }
        let envelope: Message<'_> =
            serde_json::from_str(message).map_err(|error| match error.classify() {
                Category::Data if message.trim_start().starts_with('{') => EnvelopeError::EventBody,
                Category::Data => EnvelopeError::NotAnObject,
                Category::Io | Category::Syntax | Category::Eof => {
                    EnvelopeError::NotJson { line: error.line(), column: error.column() }
                }
            })?;
        let detail_type = text(envelope.detail_type).ok_or(EnvelopeError::DetailType)?;
        let topic = Topic::from_detail_type(&detail_type).ok_or(EnvelopeError::DetailType)?;
        let raw = envelope.event_body.ok_or(EnvelopeError::EventBody)?.get();
        let body = Fields::read(raw).ok_or(EnvelopeError::EventBody)?;
        let conversation_id = check_ids(&body)?
            .or_else(|| unknown::conversation(&topic, &detail_type, &body))
            .ok_or(EnvelopeError::Id("conversationId"))?;
        let time = event_time(&topic, raw, &body, envelope.time)?;
        let key = EventKey::from_fields(&topic, &body).map_err(|_| EnvelopeError::EventBody)?;
        let exported_at =
            envelope.exported_at.filter(|_| topic == Topic::Details).and_then(instant);
        Ok(Self {
            conversation_id,
            topic,
            time,
            key,
            body: raw.to_owned(),
            organization_id: text(envelope.source).and_then(|source| organization(&source)),
            envelope_id: text(envelope.id).map(Cow::into_owned),
            replay_name: text(envelope.replay_name).map(Cow::into_owned),
            exported_at,
        })
    }
}

/// Checks the ids of a body, because all of them become parts of keys. Returns `conversationId`, if
/// the body has one.
fn check_ids(body: &Fields<'_>) -> Result<Option<ConversationId>, EnvelopeError> {
    let of = |name: &str| match body.get(name) {
        None | Some(Value::Null) => None,
        Some(value) => Some(value.as_str().unwrap_or_default()),
    };
    if of("participantId").is_some_and(|id| !ids::is_id(id)) {
        return Err(EnvelopeError::Id("participantId"));
    }
    if of("sessionId").is_some_and(|id| !ids::is_id(id)) {
        return Err(EnvelopeError::Id("sessionId"));
    }
    match of("conversationId") {
        None => Ok(None),
        Some(id) => id.parse().map(Some).map_err(|_| EnvelopeError::Id("conversationId")),
    }
}

fn event_time(
    topic: &Topic,
    raw: &str,
    body: &Fields<'_>,
    sent: Option<&RawValue>,
) -> Result<Timestamp, EnvelopeError> {
    let at = |name: &str| body.get(name);
    match topic {
        Topic::Metrics => at("metricDate").and_then(iso).ok_or(EnvelopeError::Time(
            "metricDate is missing or not an ISO 8601 instant between 1970 and 2286",
        )),
        Topic::Evaluations => at("eventTime")
            .and_then(|value| iso(value).or_else(|| epoch(value)))
            .ok_or(EnvelopeError::Time(
                "eventTime is missing or not an ISO 8601 instant between 1970 and 2286",
            )),
        Topic::Details => ConversationDetails::read(raw)
            .and_then(|details| details.evidence())
            .filter(|time| time.is_event_time())
            .ok_or(EnvelopeError::Time("the document has no time between 1970 and 2286")),
        Topic::Unknown(_) => at("eventTime")
            .and_then(|value| epoch(value).or_else(|| iso(value)))
            .or_else(|| text(sent)?.parse().ok().filter(|time: &Timestamp| time.is_event_time()))
            .ok_or(EnvelopeError::Time(
                "neither eventTime nor the envelope's time is an instant between 1970 and 2286",
            )),
        _ => at("eventTime").and_then(epoch).ok_or(EnvelopeError::Time(
            "eventTime is missing or not a number of epoch milliseconds between 1970 and 2286",
        )),
    }
}

/// An instant, in ISO 8601 or epoch milliseconds; `None` for any other value.
fn instant(raw: &RawValue) -> Option<Timestamp> {
    let value: Value<'_> = serde_json::from_str(raw.get()).ok()?;
    iso(&value).or_else(|| epoch(&value))
}

/// `aws.partner/genesys.com/cloud/<organizationId>/<suffix>`
fn organization(source: &str) -> Option<String> {
    let rest = source.strip_prefix("aws.partner/genesys.com/cloud/")?;
    let id = rest.split('/').next()?;
    (!id.is_empty()).then(|| id.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn event(body: Value) -> Value {
        json!({
            "version": "0", "id": "e1",
            "detail-type": "v2.detail.events.conversation.{id}.user.end",
            "source": "aws.partner/genesys.com/cloud/org-1/bus",
            "account": "1", "time": "2026-03-02T09:00:00Z",
            "region": "eu-central-1", "resources": [],
            "detail": {
                "topicName": "odd", "version": "2", "eventBody": body,
                "metadata": {"CorrelationId": "c"},
            },
        })
    }

    fn decode(value: &Value) -> Result<Arrival, EnvelopeError> {
        Arrival::decode(&value.to_string())
    }

    #[test]
    fn decode_keeps_the_body_byte_for_byte() {
        let mut sent = event(json!({"conversationId": "c-1", "eventTime": 1_772_442_000_123_i64}));
        sent["replay-name"] = json!("backfill");
        let body = r#"{"eventTime":1772442000123,  "conversationId":"c-1","x":1.0}"#;
        let text = sent.to_string().replace(&sent["detail"]["eventBody"].to_string(), body);
        let arrival = Arrival::decode(&text).unwrap();
        assert_eq!(arrival.body, body);
        assert_eq!(arrival.topic, Topic::UserEnd);
        assert_eq!(arrival.time, Timestamp::from_ms(1_772_442_000_123));
        assert_eq!(arrival.organization_id.as_deref(), Some("org-1"));
        assert_eq!(arrival.replay_name.as_deref(), Some("backfill"));
    }

    #[test]
    fn the_last_of_duplicate_fields_wins() {
        let text = event(json!({"conversationId": "c-1", "eventTime": 5})).to_string();
        let twice = text.replacen('{', "{\"detail\":{\"eventBody\":{}},\"\\u0069d\":\"e0\",", 1);
        assert_eq!(Arrival::decode(&twice), Arrival::decode(&text));
    }

    #[test]
    fn the_key_ignores_the_envelope() {
        let mut one = event(json!({"conversationId": "c-1", "eventTime": 5}));
        let first = decode(&one).unwrap();
        one["id"] = json!("e2");
        one["replay-name"] = json!("again");
        assert_eq!(decode(&one).unwrap().key, first.key);
    }

    #[test]
    fn what_the_log_cannot_store_is_refused() {
        let id = |field| Err(EnvelopeError::Id(field));
        assert_eq!(decode(&event(json!({"eventTime": 5}))), id("conversationId"));
        for odd in [json!(7), json!(""), json!("a#b"), json!("x".repeat(65)), json!(null)] {
            assert_eq!(
                decode(&event(json!({"conversationId": odd, "eventTime": 5}))),
                id("conversationId")
            );
        }
        let body = json!({"conversationId": "c", "eventTime": 5, "participantId": "a b"});
        assert_eq!(decode(&event(body)), id("participantId"));
        for odd in [
            json!(null),
            json!("5"),
            json!(0),
            json!(-5),
            json!(1.5),
            json!(10_000_000_000_000_i64),
            json!([]),
        ] {
            let refused = decode(&event(json!({"conversationId": "c", "eventTime": odd})));
            assert!(matches!(refused, Err(EnvelopeError::Time(_))), "{odd}");
        }
        for text in ["7", "null", "[]", "\"x\""] {
            assert_eq!(Arrival::decode(text), Err(EnvelopeError::NotAnObject), "{text}");
        }
        assert!(matches!(Arrival::decode("{\"a\":"), Err(EnvelopeError::NotJson { line: 1, .. })));
        assert_eq!(Arrival::decode("{}"), Err(EnvelopeError::DetailType));
        for text in ["{\"detail\":7}", "{\"detail\":[{\"eventBody\":{}}]}"] {
            assert_eq!(Arrival::decode(text), Err(EnvelopeError::EventBody), "{text}");
        }
        assert_eq!(decode(&event(json!([]))), Err(EnvelopeError::EventBody));
        let deep = "[".repeat(200_000) + &"]".repeat(200_000);
        let text = event(json!({"conversationId": "c", "eventTime": 5, "x": 0})).to_string();
        assert_eq!(
            Arrival::decode(&text.replace("\"x\":0", &format!("\"x\":{deep}"))),
            Err(EnvelopeError::EventBody)
        );
        let large = "x".repeat(MAX_MESSAGE_BYTES + 1);
        assert_eq!(Arrival::decode(&large), Err(EnvelopeError::TooLarge(large.len())));
    }

    /// The grammar of JSON allows these values, but the parser cannot read them.
    #[test]
    fn lone_surrogate_and_huge_number_are_named() {
        let text = event(json!({"conversationId": "c", "eventTime": 5, "x": 0})).to_string();
        for (odd, named) in
            [("\"\\ud83d\"", "surrogate"), ("\"\\udc00 \"", "surrogate"), ("1e999", "1.8e308")]
        {
            let refused =
                Arrival::decode(&text.replace("\"x\":0", &format!("\"x\":{odd}"))).unwrap_err();
            assert_eq!(refused, EnvelopeError::EventBody, "{odd}");
            assert!(refused.to_string().contains(named), "{odd}: {refused}");
        }
    }

    /// Of other events, and where it is no instant, the time of export is absent.
    #[test]
    fn only_documents_have_a_time_of_export() {
        let of = |topic: &str, exported_at: Value| {
            let body = json!({"conversationId": "c", "conversationStart": "2026-03-02T09:00:00Z",
                "eventTime": 5});
            let detail = json!({"eventBody": body, "exportedAt": exported_at});
            let arrival = decode(&json!({"detail-type": topic, "detail": detail})).unwrap();
            arrival.exported_at.map(Timestamp::ms)
        };
        assert_eq!(of("details", json!("1970-01-01T01:00:00.005+01:00")), Some(5));
        assert_eq!(of("details", json!(5)), Some(5));
        for odd in
            [json!(null), json!("yesterday"), json!(-5), json!({}), json!("1960-01-01T00:00:00Z")]
        {
            assert_eq!(of("details", odd.clone()), None, "{odd}");
        }
        let detail_event = "v2.detail.events.conversation.{id}.user.end";
        assert_eq!(of(detail_event, json!("1970-01-01T00:00:00.005Z")), None);
    }

    #[test]
    fn errors_never_quote_the_message() {
        for text in ["\"secret\"", "{\"detail-type\": secret}", "{\"secret\":1}"] {
            assert!(!Arrival::decode(text).unwrap_err().to_string().contains("secret"));
        }
    }

    #[test]
    fn each_kind_of_topic_has_its_own_time() {
        let with = |detail_type: &str, body: Value| {
            let mut event = event(body);
            event["detail-type"] = json!(detail_type);
            decode(&event).map(|arrival| arrival.time.ms())
        };
        let metrics = "v2.analytics.conversation.{id}.metrics";
        assert_eq!(
            with(metrics, json!({"conversationId": "c", "metricDate": "1970-01-01T00:00:00.005Z"})),
            Ok(5)
        );
        assert!(
            with(metrics, json!({"conversationId": "c", "metricDate": 5, "eventTime": 5})).is_err()
        );
        let evaluations = "v2.quality.evaluations";
        assert_eq!(
            with(
                evaluations,
                json!({"conversationId": "c", "eventTime": "1970-01-01T00:00:00.005Z"})
            ),
            Ok(5)
        );
        let unknown = "v2.detail.events.conversation.{id}.hologram";
        assert_eq!(with(unknown, json!({"conversationId": "c", "eventTime": 5})), Ok(5));
        assert_eq!(with(unknown, json!({"conversationId": "c"})), Ok(1_772_442_000_000));
        assert_eq!(with("v2.conversations.{id}", json!({"id": "c"})), Ok(1_772_442_000_000));
    }
}
