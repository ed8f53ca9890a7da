//! The body of a metric record: `v2.analytics.conversation.{id}.metrics`. The record is the whole
//! `eventBody`. It names a session, but no participant.

use serde_json_borrow::Value;

use crate::fields::{ConversationRecord, ParticipantRecord, SessionFields, SessionRecord};
use crate::ids::{QueueId, SessionId, UserId};
use crate::value::{Fields, id, integer, list, text};
use crate::vocabulary::{Direction, DisconnectType, MediaType, Purpose};

/// One metric of one session: its `value` at `metricDate`, which is the time of the event, and the
/// fields of the session, its participant and the conversation that have a place in the details
/// document. The rest stays in the log.
#[derive(Debug, Clone, PartialEq)]
pub struct MetricRecord {
    /// The metric's name, such as `tTalk`. Names in `t…` are milliseconds, in `n…` counts, in `o…`
    /// other values.
    pub metric: String,
    /// The value, in the unit that the first letter of the name gives.
    pub value: i64,
    /// Role of the participant of the session.
    pub purpose: Option<Purpose>,
    /// Name of the participant of the session.
    pub participant_name: Option<String>,
    /// User of the session.
    pub user_id: Option<UserId>,
    /// External contact of the participant.
    pub external_contact_id: Option<String>,
    /// External organization of the participant.
    pub external_organization_id: Option<String>,
    /// The session at the other end of the connection.
    pub peer_id: Option<SessionId>,
    /// Medium of the session.
    pub media_type: Option<MediaType>,
    /// Direction of the session.
    pub direction: Option<Direction>,
    /// Queue of the session.
    pub queue_id: Option<QueueId>,
    /// How the session ended.
    pub disconnect_type: Option<DisconnectType>,
    /// Wrap-up code.
    pub wrap_up_code: Option<String>,
    /// Divisions of the conversation.
    pub division_ids: Vec<String>,
    /// Direction of the conversation's first session.
    pub originating_direction: Option<Direction>,
    /// The fields of the session that detail events carry, too; `None` if it has none of them.
    pub session: Option<Box<SessionFields>>,
    /// The fields of the session that only records carry; `None` if it has none of them.
    pub recorded: Option<Box<SessionRecord>>,
    /// The fields of the participant that only records carry; `None` if it has none of them.
    pub participant: Option<Box<ParticipantRecord>>,
    /// The fields of the conversation that only records carry; `None` if it has none of them.
    pub conversation: Option<Box<ConversationRecord>>,
}

impl MetricRecord {
    /// `None` when the record lacks its metric or value.
    pub(crate) fn from_fields(body: &Fields<'_>) -> Option<Self> {
        let (mut metric, mut number) = (None, None);
        let mut record = Self::new(String::new(), 0);
        for (name, value) in body.iter() {
            match name {
                "metric" => metric = text(value),
                "value" => number = integer(value),
                "purpose" => record.purpose = Purpose::from_value(value),
                "participantName" => record.participant_name = text(value),
                "userId" => record.user_id = id(value),
                "externalContactId" => record.external_contact_id = text(value),
                "externalOrganizationId" => record.external_organization_id = text(value),
                "peerId" => record.peer_id = id(value),
                "mediaType" => record.media_type = MediaType::from_value(value),
                "direction" => record.direction = Direction::from_value(value),
                "queueId" => record.queue_id = id(value),
                "disconnectType" => record.disconnect_type = disconnect_type(value),
                "wrapUpCode" => record.wrap_up_code = text(value),
                "divisionIds" => record.division_ids = list(value),
                "originatingDirection" => {
                    record.originating_direction = Direction::from_value(value);
                }
                name => {
                    let _is_known = SessionFields::set(&mut record.session, name, value)
                        || SessionRecord::set(&mut record.recorded, name, value)
                        || ParticipantRecord::set(&mut record.participant, name, value)
                        || ConversationRecord::set(&mut record.conversation, name, value);
                }
            }
        }
        Some(Self { metric: metric?, value: number?, ..record })
    }

    const fn new(metric: String, value: i64) -> Self {
        Self {
            metric,
            value,
            purpose: None,
            participant_name: None,
            user_id: None,
            external_contact_id: None,
            external_organization_id: None,
            peer_id: None,
            media_type: None,
            direction: None,
            queue_id: None,
            disconnect_type: None,
            wrap_up_code: None,
            division_ids: Vec::new(),
            originating_direction: None,
            session: None,
            recorded: None,
            participant: None,
            conversation: None,
        }
    }
}

/// Two words of the metrics topic have another order than in documents and detail events.
fn disconnect_type(value: &Value<'_>) -> Option<DisconnectType> {
    match value.as_str() {
        Some("endpointDnd") => Some(DisconnectType::DndEndpoint),
        Some("transferDnd") => Some(DisconnectType::DndTransfer),
        _ => DisconnectType::from_value(value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn record_without_metric_or_value_is_none() {
        let of = |body: serde_json::Value| {
            MetricRecord::from_fields(&Fields::read(&body.to_string()).unwrap())
        };
        assert!(of(json!({"metric": "tTalk"})).is_none());
        assert!(of(json!({"value": 3})).is_none());
        let record =
            of(json!({"metric": "tTalk", "value": 3, "purpose": "agent", "peerId": "p"})).unwrap();
        assert_eq!((record.value, record.purpose), (3, Some(Purpose::Agent)));
        assert_eq!((record.session, record.recorded), (None, None));
    }

    #[test]
    fn fields_of_all_levels_are_read() {
        let body = json!({"metric": "tTalk", "value": 3, "ani": "a", "usedRouting": "Standard",
            "teamId": "t", "selfServed": true, "edgeId": "e", "eligibleAgentCounts": [1, 2.0, "x"],
            "scoredAgents": [{"score": 1}], "disconnectType": "endpointDnd", "queueId": "a b"});
        let record = MetricRecord::from_fields(&Fields::read(&body.to_string()).unwrap()).unwrap();
        let (session, recorded) = (record.session.unwrap(), record.recorded.unwrap());
        assert_eq!(
            (session.ani.as_deref(), session.used_routing),
            (Some("a"), Some(crate::vocabulary::Routing::Standard))
        );
        assert_eq!(session.scored_agents, [json!({"score": 1}).into()]);
        assert_eq!(
            (recorded.edge_id.as_deref(), recorded.eligible_agent_counts),
            (Some("e"), vec![1, 2])
        );
        assert_eq!(record.participant.unwrap().team_id.as_deref(), Some("t"));
        assert_eq!(record.conversation.unwrap().self_served, Some(true));
        assert_eq!(record.disconnect_type, Some(DisconnectType::DndEndpoint));
        assert_eq!(record.queue_id, None);
    }
}
