//! The body of a detail event: the fields of the sixteen topics under
//! `v2.detail.events.conversation.{id}.`.

use std::collections::BTreeMap;

use serde_json_borrow::Value;

use crate::ids::{QueueId, UserId};
use crate::time::Timestamp;
use crate::value::{Fields, boolean, duration, epoch, field, id, integer, text, texts};
use crate::vocabulary::{
    AcdOutcome, Direction, DisconnectType, FlowType, MediaType, MessageType, Routing,
};

/// The fields of a detail event's body, except its ids and time. Each topic has its own selection
/// of fields, so all are optional, and those that a topic lacks are `None`. Instants are
/// [`Timestamp`]s, durations are milliseconds.
#[derive(Debug, Clone, Default, PartialEq)]
#[allow(
    missing_docs,
    reason = "the fields are Genesys' own words, in its SDK models for the detail topics"
)]
pub struct Detail {
    pub media_type: Option<MediaType>,
    pub direction: Option<Direction>,
    pub provider: Option<String>,
    pub message_type: Option<MessageType>,
    pub division_id: Option<String>,
    pub utilization_label: Option<String>,
    pub ani: Option<String>,
    pub dnis: Option<String>,
    pub address_to: Option<String>,
    pub address_from: Option<String>,
    pub subject: Option<String>,
    pub callback_user_name: Option<String>,
    pub callback_numbers: Option<Vec<String>>,
    pub callback_scheduled_time: Option<Timestamp>,
    pub external_contact_id: Option<String>,
    pub external_organization_id: Option<String>,
    pub conversation_external_contact_ids: Option<Vec<String>>,
    pub conversation_external_organization_ids: Option<Vec<String>>,

    pub disconnect_type: Option<DisconnectType>,
    pub interacting_duration: Option<i64>,
    pub held_duration: Option<i64>,
    pub alerting_duration: Option<i64>,
    pub contacting_duration: Option<i64>,
    pub dialing_duration: Option<i64>,
    pub callback_duration: Option<i64>,
    pub connected_duration: Option<i64>,
    pub voicemail_duration: Option<i64>,

    pub user_id: Option<UserId>,
    pub queue_id: Option<QueueId>,
    pub acd_outcome: Option<AcdOutcome>,
    pub answered_user_id: Option<UserId>,
    pub requested_routings: Option<Vec<String>>,
    pub used_routing: Option<Routing>,
    pub routing_priority: Option<i64>,
    pub requested_routing_skill_ids: Option<Vec<String>>,
    pub requested_skill_expression_ids: Option<Vec<String>>,
    pub requested_language_id: Option<String>,
    pub requested_routing_user_ids: Option<Vec<String>>,
    pub skill_expression_applied: Option<bool>,

    pub flow_id: Option<String>,
    pub flow_type: Option<FlowType>,
    pub flow_version: Option<String>,
    pub exit_reason: Option<String>,
    pub transfer_type: Option<String>,
    pub flow_outcome_id: Option<String>,
    pub flow_outcome_value: Option<String>,
    pub flow_outcome_start_time: Option<Timestamp>,
    pub flow_outcome_end_time: Option<Timestamp>,
    pub flow_milestones: Vec<FlowMilestone>,

    pub wrapup_code: Option<String>,
    pub wrapup_notes: Option<String>,
    pub wrapup_duration: Option<i64>,

    pub attributes: BTreeMap<String, String>,
    pub outbound_campaign_id: Option<String>,
    pub outbound_contact_list_id: Option<String>,
    pub outbound_contact_id: Option<String>,
}

/// A milestone that a flow passed before it recorded an outcome.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FlowMilestone {
    /// Id of the milestone.
    pub id: String,
    /// When the flow reached the milestone.
    pub time: Option<Timestamp>,
}

impl Detail {
    pub(crate) fn from_fields(body: &Fields<'_>) -> Self {
        let mut detail = Self::default();
        for (name, value) in body.iter() {
            detail.set(name, value);
        }
        detail
    }

    fn set(&mut self, name: &str, value: &Value<'_>) {
        match name {
            "mediaType" => self.media_type = MediaType::from_value(value),
            "direction" => self.direction = Direction::from_value(value),
            "provider" => self.provider = text(value),
            "messageType" => self.message_type = MessageType::from_value(value),
            "divisionId" => self.division_id = text(value),
            "utilizationLabel" => self.utilization_label = text(value),
            "ani" => self.ani = text(value),
            "dnis" => self.dnis = text(value),
            "addressTo" => self.address_to = text(value),
            "addressFrom" => self.address_from = text(value),
            "subject" => self.subject = text(value),
            "callbackUserName" => self.callback_user_name = text(value),
            "callbackNumbers" => self.callback_numbers = texts(value),
            "callbackScheduledTime" => self.callback_scheduled_time = epoch(value),
            "externalContactId" => self.external_contact_id = text(value),
            "externalOrganizationId" => self.external_organization_id = text(value),
            "conversationExternalContactIds" => {
                self.conversation_external_contact_ids = texts(value);
            }
            "conversationExternalOrganizationIds" => {
                self.conversation_external_organization_ids = texts(value);
            }
            "disconnectType" => self.disconnect_type = DisconnectType::from_value(value),
            "interactingDurationMs" => self.interacting_duration = duration(value),
            "heldDurationMs" => self.held_duration = duration(value),
            "alertingDurationMs" => self.alerting_duration = duration(value),
            "contactingDurationMs" => self.contacting_duration = duration(value),
            "dialingDurationMs" => self.dialing_duration = duration(value),
            "callbackDurationMs" => self.callback_duration = duration(value),
            "connectedDurationMs" => self.connected_duration = duration(value),
            "voicemailDurationMs" => self.voicemail_duration = duration(value),
            "userId" => self.user_id = id(value),
            "queueId" => self.queue_id = id(value),
            "acdOutcome" => self.acd_outcome = AcdOutcome::from_value(value),
            "answeredUserId" => self.answered_user_id = id(value),
            "requestedRoutings" => self.requested_routings = texts(value),
            "usedRouting" => self.used_routing = Routing::from_value(value),
            "routingPriority" => self.routing_priority = integer(value),
            "requestedRoutingSkillIds" => self.requested_routing_skill_ids = texts(value),
            "requestedSkillExpressionIds" => self.requested_skill_expression_ids = texts(value),
            "requestedLanguageId" => self.requested_language_id = text(value),
            "requestedRoutingUserIds" => self.requested_routing_user_ids = texts(value),
            "skillExpressionApplied" => self.skill_expression_applied = boolean(value),
            "flowId" => self.flow_id = text(value),
            "flowType" => self.flow_type = FlowType::from_value(value),
            "flowVersion" => self.flow_version = text(value),
            "exitReason" => self.exit_reason = text(value),
            "transferType" => self.transfer_type = text(value),
            "flowOutcomeId" => self.flow_outcome_id = text(value),
            "flowOutcomeValue" => self.flow_outcome_value = text(value),
            "flowOutcomeStartTime" => self.flow_outcome_start_time = epoch(value),
            "flowOutcomeEndTime" => self.flow_outcome_end_time = epoch(value),
            "flowMilestones" => self.flow_milestones = milestones(value),
            "wrapupCode" => self.wrapup_code = text(value),
            "wrapupNotes" => self.wrapup_notes = text(value),
            "wrapupDurationMs" => self.wrapup_duration = duration(value),
            "attributes" => self.attributes = attributes(value),
            "outboundCampaignId" => self.outbound_campaign_id = text(value),
            "outboundContactListId" => self.outbound_contact_list_id = text(value),
            "outboundContactId" => self.outbound_contact_id = text(value),
            _ => {}
        }
    }
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

/// Attribute values are texts. An empty text counts as a value, because a script may clear a field
/// with it.
fn attributes(value: &Value<'_>) -> BTreeMap<String, String> {
    let fields: BTreeMap<&str, &Value<'_>> = value.iter_object().into_iter().flatten().collect();
    let text =
        |(name, value): (&str, &Value<'_>)| Some((name.to_owned(), value.as_str()?.to_owned()));
    fields.into_iter().filter_map(text).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::object;
    use serde_json::json;

    fn detail(body: serde_json::Value) -> Detail {
        Detail::from_fields(&object(&body.to_string()).unwrap())
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
            read.attributes,
            BTreeMap::from([("a".to_owned(), "1".to_owned()), ("c".to_owned(), String::new())])
        );
    }
}
