//! The made-up conversation: a call that a customer ends at once.
//!
//! Each probe has an id of its own, and the same organization, which no customer of Genesys Cloud
//! has. So subscribers can tell it apart, and its Common Events name nobody.

use common_events::catalogue::{Selection, SettleClass};
use common_events::{EventType, id::common_event_id};
use conversation::{History, derive};
use genesys::envelope::{Arrival, EnvelopeError};
use genesys::{ConversationId, Timestamp};
use serde_json::{Value, json};
use store::{EventItem, Retention};

/// The organization of every probe: `metadata.organizationId` of its Common Events.
pub const ORGANIZATION: &str = "00000000-0000-4000-8000-0000000070be";

/// A made-up conversation.
#[derive(Debug, Clone)]
pub struct MadeUp {
    /// Its id.
    pub id: ConversationId,
    /// Its events, as EventBridge delivers them.
    pub messages: Vec<String>,
    /// The Common Events that follow from it.
    pub expected: Vec<Expected>,
}

/// A Common Event that follows from the made-up conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expected {
    /// Its id.
    pub id: String,
    /// Its type.
    pub event_type: EventType,
    /// How long it is held back.
    pub settles_ms: i64,
}

impl MadeUp {
    /// Makes up a conversation that ended just before `now`. `selection` and `settle_seconds` are
    /// those of the deployed functions.
    ///
    /// # Errors
    /// An event would be refused by receive. Every event made here is well-formed.
    pub fn new(
        now: Timestamp,
        selection: &Selection,
        settle_seconds: u32,
    ) -> Result<Self, EnvelopeError> {
        let random = || {
            let bits = fastrand::u128(..);
            // Version 4, variant 1.
            let bits = (bits & !(0xf << 76) & !(0x3 << 62)) | (0x4 << 76) | (0x2 << 62);
            let hex = format!("{bits:032x}");
            let parts = [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]];
            parts.join("-")
        };
        let (conversation, participant, session) = (random(), random(), random());
        let event = |topic: &str, time: Timestamp, more: Value| {
            let mut body = json!({
                "conversationId": conversation,
                "participantId": participant,
                "sessionId": session,
                "eventTime": time.ms(),
                "mediaType": "VOICE",
                "direction": "INBOUND",
            });
            if let (Some(body), Value::Object(more)) = (body.as_object_mut(), more) {
                body.extend(more);
            }
            let of = format!("v2.detail.events.conversation.{{id}}.{topic}");
            json!({
                "version": "0",
                "id": random(),
                "detail-type": of,
                "source": format!("aws.partner/genesys.com/cloud/{ORGANIZATION}/switchboard-probe"),
                "account": "000000000000",
                "time": now.to_string(),
                "region": "probe",
                "resources": [],
                "detail": {
                    "topicName": of.replace("{id}", &conversation),
                    "version": "2",
                    "eventBody": body,
                    "timestamp": now.to_string(),
                },
            })
            .to_string()
        };
        let ended = json!({"disconnectType": "ENDPOINT", "interactingDurationMs": 1_000});
        let messages = vec![
            event("customer.start", now.minus_ms(1_000), json!({})),
            event("customer.end", now, ended),
        ];
        let mut known = Vec::new();
        let mut id: Option<ConversationId> = None;
        for message in &messages {
            let arrival = Arrival::decode(message)?;
            id.get_or_insert_with(|| arrival.conversation_id.clone());
            known.push(EventItem::new(arrival, now, Retention::days(1)).known());
        }
        let id = id.ok_or(EnvelopeError::Id("conversationId"))?;
        let settle_ms = i64::from(settle_seconds) * 1_000;
        let derived = derive(&History::new(id.clone(), known), selection);
        let expected = derived.iter().map(|event| Expected {
            id: common_event_id(&id, event.event_type(), &event.subject).to_string(),
            event_type: event.event_type(),
            settles_ms: match (event.settles, event.inferred) {
                (_, true) | (SettleClass::Unresolved, _) => 120_000,
                (SettleClass::Prompt, _) => 0,
                (SettleClass::Settled, _) => settle_ms,
                (SettleClass::Ending, _) => 2 * settle_ms,
            },
        });
        Ok(Self { expected: expected.collect(), id, messages })
    }

    /// The longest time for which one of its Common Events is held back, in ms.
    #[must_use]
    pub fn settles_ms(&self) -> i64 {
        self.expected.iter().map(|expected| expected.settles_ms).max().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_ms(1_772_442_000_000);

    #[test]
    fn a_probe_begins_ends_and_is_told_apart() {
        let made_up = MadeUp::new(NOW, &Selection::all(), 5).unwrap();
        let types: Vec<EventType> = made_up.expected.iter().map(|it| it.event_type).collect();
        assert!(types.contains(&EventType::ConversationCreated), "{types:?}");
        assert!(types.contains(&EventType::ConversationEnded), "{types:?}");
        assert_eq!(made_up.settles_ms(), 10_000, "nothing is inferred");
        for message in &made_up.messages {
            let arrival = Arrival::decode(message).unwrap();
            assert_eq!(arrival.organization_id.as_deref(), Some(ORGANIZATION));
            assert_eq!(arrival.conversation_id, made_up.id);
        }
    }

    #[test]
    fn every_probe_is_another_conversation() {
        let one = MadeUp::new(NOW, &Selection::all(), 5).unwrap();
        let other = MadeUp::new(NOW, &Selection::all(), 5).unwrap();
        assert_ne!(one.id, other.id);
        let only = "WrapUpCompleted".parse().unwrap();
        assert_eq!(MadeUp::new(NOW, &only, 5).unwrap().expected, []);
    }
}
