//! The body of a detail event: the fields of the sixteen topics under
//! `v2.detail.events.conversation.{id}.`.

use std::collections::BTreeMap;

use serde_json_borrow::Value;

use crate::fields::SessionRecord;
use crate::ids::{QueueId, SessionId, UserId};
use crate::json::JsonMap;
use crate::session_fields;
use crate::time::Timestamp;
use crate::value::{boolean, duration, epoch, field, id, json, list, text, texts};
use crate::vocabulary::{Direction, DisconnectType, FlowType, MediaType};

/// Defines [`Detail`] from its own rows, followed by the table of the fields of sessions.
macro_rules! detail {
    (
        own { $($own:ident $own_name:literal: $own_type:ty = $own_read:path;)* }
        $(
            $(#[$doc:meta])*
            $field:ident $name:literal: $type:ty = $read:path, $($place:ident)+;
        )*
    ) => {
        /// The fields of a detail event's body, except its ids and time. Each topic has its own
        /// selection of fields, so all are optional, and those that a topic lacks are `None` or
        /// empty. Instants are [`Timestamp`]s, durations are milliseconds.
        #[derive(Debug, Clone, Default, PartialEq)]
        #[allow(
            missing_docs,
            reason = "the fields are Genesys' own words, in its SDK models for the detail topics"
        )]
        pub struct Detail {
            $(pub $own: $own_type,)*
            $($(#[$doc])* pub $field: $type,)*
            /// Fields of the session that otherwise only metric records carry: the journey context.
            pub recorded: Option<Box<SessionRecord>>,
        }

        impl Detail {
            /// Sets the field with this name, if there is one.
            pub(crate) fn set(&mut self, name: &str, value: &Value<'_>) {
                match name {
                    $($own_name => self.$own = $own_read(value),)*
                    $($name => self.$field = $read(value),)*
                    "journeyContext" => self.recorded = journey(value),
                    _ => {}
                }
            }
        }
    };
}

session_fields! {
    detail,
    own {
        media_type "mediaType": Option<MediaType> = MediaType::from_value;
        direction "direction": Option<Direction> = Direction::from_value;
        external_contact_id "externalContactId": Option<String> = text;
        external_organization_id "externalOrganizationId": Option<String> = text;
        conversation_external_contact_ids "conversationExternalContactIds":
            Option<Vec<String>> = texts;
        conversation_external_organization_ids "conversationExternalOrganizationIds":
            Option<Vec<String>> = texts;

        disconnect_type "disconnectType": Option<DisconnectType> = DisconnectType::from_value;
        interacting_duration "interactingDurationMs": Option<i64> = duration;
        held_duration "heldDurationMs": Option<i64> = duration;
        alerting_duration "alertingDurationMs": Option<i64> = duration;
        contacting_duration "contactingDurationMs": Option<i64> = duration;
        dialing_duration "dialingDurationMs": Option<i64> = duration;
        callback_duration "callbackDurationMs": Option<i64> = duration;
        connected_duration "connectedDurationMs": Option<i64> = duration;
        voicemail_duration "voicemailDurationMs": Option<i64> = duration;

        user_id "userId": Option<UserId> = id;
        queue_id "queueId": Option<QueueId> = id;
        requested_skill_expression_ids "requestedSkillExpressionIds": Vec<String> = list;
        skill_expression_applied "skillExpressionApplied": Option<bool> = boolean;

        flow_id "flowId": Option<String> = text;
        flow_type "flowType": Option<FlowType> = FlowType::from_value;
        flow_version "flowVersion": Option<String> = text;
        exit_reason "exitReason": Option<String> = text;
        transfer_type "transferType": Option<String> = text;
        flow_outcome_id "flowOutcomeId": Option<String> = text;
        flow_outcome_value "flowOutcomeValue": Option<String> = text;
        flow_outcome_start_time "flowOutcomeStartTime": Option<Timestamp> = epoch;
        flow_outcome_end_time "flowOutcomeEndTime": Option<Timestamp> = epoch;
        flow_milestones "flowMilestones": Vec<FlowMilestone> = milestones;

        wrapup_code "wrapupCode": Option<String> = text;
        wrapup_notes "wrapupNotes": Option<String> = text;
        wrapup_duration "wrapupDurationMs": Option<i64> = duration;

        attributes "attributes": Attributes = Attributes::from_value;
        communications "communications": Vec<Communication> = communications;
        participant_start_time "participantStartTime": Option<Timestamp> = epoch;
    }
}

/// The attributes that an event sets. An empty text counts as a value, because a script may clear a
/// field with it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Attributes {
    /// The texts. Genesys' model has no other values.
    pub texts: BTreeMap<String, String>,
    /// All other values, as they came.
    pub others: JsonMap,
}

/// A session of a participant, as an event of the participant names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Communication {
    /// The session.
    pub session_id: SessionId,
    /// Its medium.
    pub media_type: Option<MediaType>,
}

/// A milestone that a flow passed before it recorded an outcome.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FlowMilestone {
    /// Id of the milestone.
    pub id: String,
    /// When the flow reached the milestone.
    pub time: Option<Timestamp>,
}

impl Attributes {
    /// Whether the event sets an attribute.
    #[must_use]
    pub fn contains(&self, name: &str) -> bool {
        self.texts.contains_key(name) || self.others.contains_key(name)
    }

    fn from_value(value: &Value<'_>) -> Self {
        let fields: BTreeMap<&str, &Value<'_>> =
            value.iter_object().into_iter().flatten().collect();
        let mut attributes = Self::default();
        for (name, value) in fields {
            match value.as_str() {
                Some(text) => attributes.texts.insert(name.to_owned(), text.to_owned()).is_some(),
                None => attributes.others.insert(name.to_owned(), json(value)).is_some(),
            };
        }
        attributes
    }
}

fn communications(value: &Value<'_>) -> Vec<Communication> {
    let communication = |value: &Value<'_>| {
        let fields = value.as_object()?;
        Some(Communication {
            session_id: field(fields, "id").and_then(id)?,
            media_type: field(fields, "mediaType").and_then(MediaType::from_value),
        })
    };
    value.as_array().unwrap_or_default().iter().filter_map(communication).collect()
}

/// The journey context of `customer.start`. Records and documents have the same four fields under
/// longer names.
fn journey(value: &Value<'_>) -> Option<Box<SessionRecord>> {
    let context = value.as_object()?;
    let mut recorded = None;
    for (name, value) in context.iter() {
        let name = match name {
            "sessionId" => "journeyCustomerSessionId",
            "sessionIdType" => "journeyCustomerSessionIdType",
            "actionId" => "journeyActionId",
            "actionMapId" => "journeyActionMapId",
            _ => continue,
        };
        SessionRecord::set(&mut recorded, name, value);
    }
    recorded
}

fn milestones(value: &Value<'_>) -> Vec<FlowMilestone> {
    let milestone = |value: &Value<'_>| {
        let fields = value.as_object()?;
        Some(FlowMilestone {
            id: field(fields, "milestoneId").and_then(text)?,
            time: field(fields, "milestoneTime").and_then(epoch),
        })
    };
    value.as_array().unwrap_or_default().iter().filter_map(milestone).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::for_each_field;
    use serde_json::json;

    fn detail(body: serde_json::Value) -> Detail {
        let mut detail = Detail::default();
        assert!(for_each_field(&body.to_string(), |name, value| detail.set(&name, &value)));
        detail
    }

    #[test]
    fn odd_and_unknown_fields_affect_nothing_else() {
        let read = detail(json!({
            "mediaType": "voice", "ani": 7, "interactingDurationMs": "12", "heldDurationMs": 5.0,
            "hologram": {"a": 1}, "disconnectType": null, "userId": "not an id",
            "attributes": {"a": "1", "b": 2, "c": ""},
        }));
        assert_eq!(read.media_type, Some(MediaType::Voice));
        assert_eq!(
            (read.ani, read.interacting_duration, read.held_duration),
            (None, None, Some(5))
        );
        assert_eq!((read.disconnect_type, read.user_id), (None, None));
        assert_eq!(
            read.attributes.texts,
            BTreeMap::from([("a".to_owned(), "1".to_owned()), ("c".to_owned(), String::new())])
        );
        assert_eq!(read.attributes.others, JsonMap::from([("b".to_owned(), json!(2).into())]));
        assert!(["a", "b", "c"].iter().all(|name| read.attributes.contains(name)));
        assert!(!read.attributes.contains("d"));
    }

    #[test]
    fn journey_and_communications_are_read() {
        let read = detail(json!({
            "journeyContext": {"sessionId": "j", "sessionIdType": "web", "actionId": 7,
                "actionMapId": "m", "x": "y"},
            "communications": [{"id": "s", "mediaType": "VOICE"}, {"id": "t"}, {"id": "a b"}, 7],
            "participantStartTime": 1_772_442_000_000_i64,
        }));
        let expected = SessionRecord {
            journey_customer_session_id: Some("j".to_owned()),
            journey_customer_session_id_type: Some("web".to_owned()),
            journey_action_map_id: Some("m".to_owned()),
            ..SessionRecord::default()
        };
        assert_eq!(read.recorded.as_deref(), Some(&expected));
        let named: Vec<_> =
            read.communications.iter().map(|it| (it.session_id.as_str(), &it.media_type)).collect();
        assert_eq!(named, [("s", &Some(MediaType::Voice)), ("t", &None)]);
        assert_eq!(read.participant_start_time, Some(Timestamp::from_ms(1_772_442_000_000)));
        assert_eq!(detail(json!({"journeyContext": {}})).recorded, None);
    }
}
