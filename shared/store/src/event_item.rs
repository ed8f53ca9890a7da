//! One event of the log, as it arrived.
//!
//! The body is stored as its JSON text, byte for byte: a native map would lose nesting beyond 32
//! levels and the difference between 1.0 and 1. The event key is always computed from the whole
//! event, even where the body had to be cut.

use conversation::{History, Known};
use genesys::{Arrival, ConversationId, Event, Timestamp, Topic};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use serde_with::serde_as;

use crate::cut::{fit, shorten_text};
use crate::expiry::{Expiry, Retention};
use crate::keys::{ConversationKey, EventSortKey};
use crate::packed::Text;
use crate::size::MAX_ITEM_BYTES;

/// Longest body that is stored whole, in bytes: DynamoDB's item limit less 8 KB for the other
/// attributes.
pub const MAX_BODY_BYTES: usize = MAX_ITEM_BYTES - 8 * 1024;

/// Longest text of the envelope that is stored, in bytes. AWS's own names and ids are shorter.
const MAX_ENVELOPE_TEXT_BYTES: usize = 256;

/// Fields that say where an event belongs. They stay when a body is cut.
const PLACE: [&str; 10] = [
    "conversationId",
    "participantId",
    "sessionId",
    "userId",
    "queueId",
    "id",
    "recordId",
    "metric",
    "eventTime",
    "metricDate",
];

/// An event as it is stored.
#[serde_as]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EventItem {
    /// Partition key.
    pub pk: ConversationKey,
    /// Sort key: time, topic and event key.
    pub sk: EventSortKey,
    /// The topic.
    pub topic: String,
    /// JSON text of the event body.
    #[serde_as(as = "Text")]
    pub event_body: String,
    /// The Genesys organization that sent the event.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub organization_id: Option<String>,
    /// The envelope's `id`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub envelope_id: Option<String>,
    /// When the event arrived, by the clock of the machine that stored it.
    pub received_at: Timestamp,
    /// Name of the archive replay that first delivered the event.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub replay_name: Option<String>,
    /// When the details document was exported. The version before stored no such time.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub exported_at: Option<Timestamp>,
    /// When DynamoDB may delete the item.
    pub expires_at: Expiry,
    /// Fields that were shortened or dropped: top-level fields of the body, and fields of the
    /// envelope.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub cut: Vec<String>,
}

impl EventItem {
    /// Creates the item of an event that arrived at `received_at`.
    #[must_use]
    pub fn new(arrival: Arrival, received_at: Timestamp, retention: Retention) -> Self {
        let topic = arrival.topic.as_str().to_owned();
        let (event_body, mut cut) = body_that_fits(arrival.body);
        let mut envelope_text = |name: &str, mut text: Option<String>| {
            if text.as_mut().is_some_and(|text| shorten_text(text, MAX_ENVELOPE_TEXT_BYTES)) {
                cut.push(name.to_owned());
            }
            text
        };
        Self {
            pk: ConversationKey(arrival.conversation_id),
            sk: EventSortKey { time: arrival.time, topic: topic.clone(), key: arrival.key },
            topic,
            event_body,
            organization_id: envelope_text("organizationId", arrival.organization_id),
            envelope_id: envelope_text("envelopeId", arrival.envelope_id),
            received_at,
            replay_name: envelope_text("replayName", arrival.replay_name),
            exported_at: arrival.exported_at,
            expires_at: retention.expiry(arrival.time, received_at),
            cut,
        }
    }

    /// The conversation's id.
    #[must_use]
    pub const fn conversation_id(&self) -> &ConversationId {
        &self.pk.0
    }

    /// The set of these distinct events of a conversation.
    #[must_use]
    pub fn history(conversation_id: &ConversationId, events: &[Self]) -> History {
        History::new(conversation_id.clone(), events.iter().map(Self::known))
    }

    /// The event in the domain's form. A body that is not a JSON object counts as empty: the event
    /// itself is still known.
    #[must_use]
    pub fn known(&self) -> Known {
        Known {
            event: Event::read(
                Topic::from_name(&self.sk.topic),
                self.sk.time,
                self.sk.key,
                &self.event_body,
            )
            .exported_at(self.exported_at),
            organization_id: self.organization_id.clone(),
            replay_name: self.replay_name.clone(),
        }
    }
}

fn body_that_fits(body: String) -> (String, Vec<String>) {
    if body.len() <= MAX_BODY_BYTES {
        return (body, Vec::new());
    }
    let Ok(mut fields) = serde_json::from_str::<Map<String, Value>>(&body) else {
        return ("{}".to_owned(), vec!["eventBody".to_owned()]);
    };
    let cut = fit(&mut fields, MAX_BODY_BYTES, &PLACE);
    (Value::Object(fields).to_string(), cut)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::size;
    use genesys::ParticipantId;
    use serde_json::json;

    const RECEIVED: Timestamp = Timestamp::from_ms(1_772_442_060_000);

    fn arrival(body: &Value, replay: Option<&str>) -> Arrival {
        let mut event = json!({
            "id": "e1", "detail-type": "v2.detail.events.conversation.{id}.attributes",
            "source": "aws.partner/genesys.com/cloud/org-1/bus", "detail": {"eventBody": body},
        });
        if let Some(name) = replay {
            event["replay-name"] = json!(name);
        }
        Arrival::decode(&event.to_string()).unwrap()
    }

    fn item(body: &Value) -> EventItem {
        EventItem::new(arrival(body, None), RECEIVED, Retention::days(400))
    }

    fn stored_size(item: &EventItem) -> usize {
        size::of_item(&serde_dynamo::to_item(item).unwrap())
    }

    #[test]
    fn event_round_trips_through_the_table() {
        let body = json!({
            "conversationId": "c-1", "eventTime": 1_772_442_000_123_i64, "participantId": "p-1",
            "x": 1.0,
        });
        let mut stored =
            EventItem::new(arrival(&body, Some("backfill")), RECEIVED, Retention::days(1));
        assert_eq!(stored.expires_at.seconds(), 1_772_442_060 + 86_400);
        let attributes: std::collections::HashMap<_, aws_sdk_dynamodb::types::AttributeValue> =
            serde_dynamo::to_item(&stored).unwrap();
        let read: EventItem = serde_dynamo::from_item(attributes).unwrap();
        assert_eq!(read, stored);
        assert!(read.cut.is_empty());
        let known = read.known();
        assert_eq!(known.event.topic, Topic::Attributes);
        assert_eq!(known.event.participant_id.map(|id| id.to_string()).as_deref(), Some("p-1"));
        assert_eq!(known.replay_name.as_deref(), Some("backfill"));
        stored.event_body = "no json".to_owned();
        assert_eq!(stored.known().event.key, known.event.key);
    }

    /// The version before stored no time of export, and other events have none.
    #[test]
    fn time_of_export_is_stored_beside_the_document() {
        let exported_at = Some(Timestamp::from_ms(1_772_500_000_123));
        let body = json!({"conversationId": "c-1", "conversationStart": "2026-03-02T09:00:00Z"});
        let fields: genesys::JsonMap = serde_json::from_value(body).unwrap();
        let item = |exported_at| {
            let envelope = genesys::details::envelope(fields.clone(), exported_at);
            EventItem::new(Arrival::decode(&envelope).unwrap(), RECEIVED, Retention::days(1))
        };
        let (dated, undated) = (item(exported_at), item(None));
        assert_eq!(
            (dated.sk.clone(), dated.event_body.clone()),
            (undated.sk.clone(), undated.event_body.clone())
        );
        let attributes: std::collections::HashMap<_, aws_sdk_dynamodb::types::AttributeValue> =
            serde_dynamo::to_item(&dated).unwrap();
        let mut former = attributes.clone();
        let text = former.remove("exportedAt").unwrap();
        assert_eq!(text.as_s().unwrap(), "2026-03-03T01:06:40.123Z");
        let read: EventItem = serde_dynamo::from_item(attributes).unwrap();
        assert_eq!(read.known().event.exported_at, exported_at);
        assert_eq!(serde_dynamo::from_item::<_, EventItem>(former).unwrap(), undated);
        assert_eq!(undated.known().event.exported_at, None);
        assert_eq!(stored_size(&dated) - stored_size(&undated), 34);
    }

    #[test]
    fn cut_event_keeps_the_key_of_the_whole() {
        let attributes: Map<String, Value> =
            (0..20).map(|n| (format!("a{n}"), json!("v".repeat(40_000)))).collect();
        let body = json!({
            "conversationId": "c-1", "eventTime": 5, "participantId": "p-1",
            "attributes": attributes,
        });
        let whole = arrival(&body, None);
        let item = item(&body);
        assert_eq!(item.cut, ["attributes"]);
        assert_eq!(item.sk.key, whole.key);
        assert!(stored_size(&item) <= MAX_ITEM_BYTES);
        let known = item.known();
        let kept = known.event.detail().unwrap();
        assert_eq!(known.event.participant_id.as_ref().map(ParticipantId::as_str), Some("p-1"));
        assert!(format!("{kept:?}").contains("a19"), "every attribute is still named");
    }

    #[test]
    fn long_envelope_fields_are_shortened() {
        let numbers = json!({"conversationId": "c-1", "eventTime": 5, "list": vec![1; 500_000]});
        let mut large = arrival(&numbers, Some(&"r".repeat(20_000)));
        large.envelope_id = Some("i".repeat(300_000));
        let item = EventItem::new(large, RECEIVED, Retention::days(400));
        assert_eq!(item.cut, ["list", "envelopeId", "replayName"]);
        assert!(stored_size(&item) <= MAX_ITEM_BYTES);
    }
}
