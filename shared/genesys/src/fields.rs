//! The fields that events, documents and the tree share, each in one row of a table.
//!
//! [`session_fields!`](crate::session_fields) lists the fields of a session that detail events
//! carry. A row makes a field of [`Detail`](crate::Detail), of [`SessionFields`] and of the tree's
//! session, and decides how a document has it. [`SessionRecord`], [`ParticipantRecord`] and
//! [`ConversationRecord`] are the fields that only metric records carry (and the journey that
//! `customer.start` names); the tree holds them as they are.
//!
//! Sources: the SDK models of the detail topics, of the metrics topic and of
//! `AnalyticsConversationWithoutAttributes`. Fields of a record without a place in that document
//! stay in the log: `activeRouting`, `convertedFrom`, `convertedTo`, `externalMediaCount`,
//! `firstQueue`, `interactionType`, `recordId`, `stationId`, `videoPresent`.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json_borrow::Value as Borrowed;

use crate::details::field::{Field, Written};
use crate::ids::UserId;
use crate::json::{Json, JsonMap};
use crate::time::Timestamp;
use crate::value::{boolean, integer, integers, list, text, values};
use crate::vocabulary::{AcdOutcome, MessageType, Routing};

/// Calls a macro with the table of the fields of a session, after the tokens that follow the
/// macro's name.
///
/// A row is `field "name": Type = reader, place;`. The name is that of detail events, records and
/// documents alike. The reader takes the value from the body of an event. The place says how a
/// document has the field:
///
/// - `session` and a group of topics: it is a field of the session, and the events that a document
///   implies carry it: `every` topic, those of `written` media (all but voicemail), `callback`
///   (neither flows nor voicemail), `routed` (the end of a wait), `campaign` (`outbound`);
/// - `elsewhere`: the document has it in another form or not at all, and code of its own maps it.
#[macro_export]
macro_rules! session_fields {
    ($callback:ident $(, $($before:tt)*)?) => {
        $callback! {
            $($($before)*)?
            /// Who provides the medium.
            provider "provider": Option<String> = $crate::value::text, session every;
            /// Channel of a message.
            message_type "messageType": Option<$crate::vocabulary::MessageType> =
                $crate::vocabulary::MessageType::from_value, session written;
            /// Division.
            division_id "divisionId": Option<String> = $crate::value::text, elsewhere;
            /// Utilization label.
            utilization_label "utilizationLabel": Option<String> = $crate::value::text, elsewhere;
            /// Calling number or address.
            ani "ani": Option<String> = $crate::value::text, session every;
            /// Called number or address.
            dnis "dnis": Option<String> = $crate::value::text, session every;
            /// Receiving address.
            address_to "addressTo": Option<String> = $crate::value::text, session written;
            /// Sending address.
            address_from "addressFrom": Option<String> = $crate::value::text, session written;
            /// Subject, of an e-mail.
            subject "subject": Option<String> = $crate::value::text, elsewhere;
            /// Name to ask for, of a callback.
            callback_user_name "callbackUserName": Option<String> =
                $crate::value::text, session callback;
            /// Numbers to call back.
            callback_numbers "callbackNumbers": Vec<String> =
                $crate::value::list, session callback;
            /// When to call back.
            callback_scheduled_time "callbackScheduledTime": Option<$crate::Timestamp> =
                $crate::value::epoch, session callback;
            /// How the wait in the queue ended.
            acd_outcome "acdOutcome": Option<$crate::vocabulary::AcdOutcome> =
                $crate::vocabulary::AcdOutcome::from_value, elsewhere;
            /// The user who answered from the queue.
            answered_user_id "answeredUserId": Option<$crate::UserId> =
                $crate::value::id, elsewhere;
            /// Ways of routing asked for.
            requested_routings "requestedRoutings": Vec<$crate::vocabulary::Routing> =
                $crate::vocabulary::Routing::list_from_value, session routed;
            /// Way of routing used.
            used_routing "usedRouting": Option<$crate::vocabulary::Routing> =
                $crate::vocabulary::Routing::from_value, session routed;
            /// Routing priority.
            routing_priority "routingPriority": Option<i64> = $crate::value::integer, elsewhere;
            /// Skills asked for.
            requested_routing_skill_ids "requestedRoutingSkillIds": Vec<String> =
                $crate::value::list, elsewhere;
            /// Users asked for.
            requested_routing_user_ids "requestedRoutingUserIds": Vec<String> =
                $crate::value::list, elsewhere;
            /// Language asked for.
            requested_language_id "requestedLanguageId": Option<String> =
                $crate::value::text, elsewhere;
            /// Outbound campaign.
            outbound_campaign_id "outboundCampaignId": Option<String> =
                $crate::value::text, session campaign;
            /// Outbound contact list.
            outbound_contact_list_id "outboundContactListId": Option<String> =
                $crate::value::text, session campaign;
            /// Outbound contact.
            outbound_contact_id "outboundContactId": Option<String> =
                $crate::value::text, session campaign;
            /// Error that ended the session, which only metric records carry.
            error_code "errorCode": Option<String> = $crate::value::text, elsewhere;
            /// Group that was called, which only metric records carry.
            group_id "groupId": Option<String> = $crate::value::text, elsewhere;
            /// Agents that the routing compared, which only metric records carry.
            scored_agents "scoredAgents": Vec<$crate::Json> = $crate::value::values, elsewhere;
        }
    };
}

/// The type of a field of the table. A field is absent if it is `None` or empty.
pub trait SessionField: Sized {
    /// Whether the field is absent.
    fn is_absent(&self) -> bool;
    /// The value in a document; `None` if it is absent.
    fn in_document(&self) -> Option<Json>;
    /// Reads the value of a document.
    fn from_document(json: Json) -> Self;
    /// The value in the body of a detail event; `None` if it is absent.
    fn in_event(&self) -> Option<Value>;
}

macro_rules! field_types {
    ($($type:ty = $in_event:expr;)*) => {
        $(impl SessionField for $type {
            fn is_absent(&self) -> bool {
                Written::is_absent(self)
            }

            fn in_document(&self) -> Option<Json> {
                self.write()
            }

            fn from_document(json: Json) -> Self {
                Self::read(json).0
            }

            fn in_event(&self) -> Option<Value> {
                let in_event: fn(&Self) -> Option<Value> = $in_event;
                in_event(self).filter(|_| !Written::is_absent(self))
            }
        })*
    };
}

field_types! {
    Option<String> = |text| text.clone().filter(|text| !text.is_empty()).map(Value::from);
    Option<bool> = |flag| flag.map(Value::from);
    Option<i64> = |number| number.map(Value::from);
    Option<Timestamp> = |time| time.map(Timestamp::ms).map(Value::from);
    Option<UserId> = |id| id.as_ref().map(|id| Value::from(id.as_str()));
    Option<MessageType> = |word| word.as_ref().map(|word| in_events(word.wire()));
    Option<AcdOutcome> = |word| word.as_ref().map(|word| in_events(word.wire()));
    Option<Routing> = |word| word.as_ref().map(|word| in_events(word.wire()));
    Vec<String> = |texts| Some(distinct(texts.iter().map(|text| text.as_str().into())));
    Vec<i64> = |numbers| Some(numbers.clone().into());
    Vec<Routing> = |words| Some(distinct(words.iter().map(|word| in_events(word.wire()))));
    Vec<Json> = |values| Some(values.iter().map(Value::from).collect());
}

fn distinct(values: impl Iterator<Item = Value>) -> Value {
    let mut distinct = Vec::new();
    for value in values {
        if !distinct.contains(&value) {
            distinct.push(value);
        }
    }
    Value::Array(distinct)
}

/// A word in the spelling of detail events: `conferenceTransfer` is `CONFERENCE_TRANSFER`. Words in
/// upper case stay as they are.
#[must_use]
pub fn upper_snake(word: &str) -> String {
    let mut snake = String::with_capacity(word.len() + 4);
    let mut after_lower = false;
    for letter in word.chars() {
        if letter.is_uppercase() && after_lower {
            snake.push('_');
        }
        after_lower = letter.is_lowercase();
        snake.extend(letter.to_uppercase());
    }
    snake
}

fn in_events(word: &str) -> Value {
    upper_snake(word).into()
}

/// Defines a struct with a row for each field.
macro_rules! fields {
    (
        $(#[$struct_doc:meta])* $struct:ident;
        $(
            $(#[$doc:meta])*
            $field:ident $name:literal: $type:ty = $read:path $(, $($place:ident)+)?;
        )*
    ) => {
        $(#[$struct_doc])*
        #[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(default)]
        pub struct $struct {
            $(
                $(#[$doc])*
                #[serde(rename = $name, skip_serializing_if = "SessionField::is_absent")]
                pub $field: $type,
            )*
        }

        impl $struct {
            /// The names of the fields in records and documents.
            pub const NAMES: &'static [&'static str] = &[$($name,)*];

            /// Reads a field of a body, if it is one of these; returns whether it is. `fields` is
            /// `None` as long as every field is absent.
            pub(crate) fn set(
                fields: &mut Option<Box<Self>>,
                name: &str,
                value: &Borrowed<'_>,
            ) -> bool {
                match name {
                    $($name => {
                        let read: $type = $read(value);
                        if fields.is_some() || !SessionField::is_absent(&read) {
                            fields.get_or_insert_default().$field = read;
                        }
                        true
                    })*
                    _ => false,
                }
            }

            /// The newest value of each field; `None` if all are absent.
            #[must_use]
            pub fn newest<'a>(newest_first: impl Iterator<Item = &'a Self>) -> Option<Box<Self>> {
                let mut newest: Option<Box<Self>> = None;
                for fields in newest_first {
                    let newest = newest.get_or_insert_default();
                    $(if SessionField::is_absent(&newest.$field) {
                        newest.$field.clone_from(&fields.$field);
                    })*
                }
                newest.filter(|newest| **newest != Self::default())
            }

            /// The fields as a document has them.
            #[must_use]
            pub fn in_document(&self) -> JsonMap {
                let mut fields = JsonMap::new();
                $(if let Some(json) = self.$field.in_document() {
                    fields.insert($name.to_owned(), json);
                })*
                fields
            }
        }
    };
}

session_fields! {
    fields,
    /// The fields of a session that detail events carry, as a metric record has them.
    SessionFields;
}

fields! {
    /// The fields of a session that only metric records carry, as the newest record has them. The
    /// session's own spelling is that of the details document.
    SessionRecord;
    /// Skills that the routing was looking for at last.
    active_skill_ids "activeSkillIds": Vec<String> = list;
    /// Agent assistant.
    agent_assistant_id "agentAssistantId": Option<String> = text;
    /// Bullseye ring of the agent.
    agent_bullseye_ring "agentBullseyeRing": Option<i64> = integer;
    /// Whether the callback belongs to an agent.
    agent_owned "agentOwned": Option<bool> = boolean;
    /// Who assigned the conversation by hand.
    assigner_id "assignerId": Option<String> = text;
    /// Whether the customer was authenticated.
    authenticated "authenticated": Option<bool> = boolean;
    /// Delivery of the message.
    delivery_status "deliveryStatus": Option<String> = text;
    /// Receiving addresses.
    destination_addresses "destinationAddresses": Vec<String> = list;
    /// Edge.
    edge_id "edgeId": Option<String> = text;
    /// Number of eligible agents, for each attempt of the predictive routing.
    eligible_agent_counts "eligibleAgentCounts": Vec<i64> = integers;
    /// Details of the delivery.
    extended_delivery_status "extendedDeliveryStatus": Option<String> = text;
    /// How the conversation came in from a flow.
    flow_in_type "flowInType": Option<String> = text;
    /// How the conversation left to a flow.
    flow_out_type "flowOutType": Option<String> = text;
    /// Action of the journey.
    journey_action_id "journeyActionId": Option<String> = text;
    /// Action map of the journey.
    journey_action_map_id "journeyActionMapId": Option<String> = text;
    /// Version of the action map.
    journey_action_map_version "journeyActionMapVersion": Option<i64> = integer;
    /// Customer of the journey.
    journey_customer_id "journeyCustomerId": Option<String> = text;
    /// Type of the customer's id.
    journey_customer_id_type "journeyCustomerIdType": Option<String> = text;
    /// Session of the journey.
    journey_customer_session_id "journeyCustomerSessionId": Option<String> = text;
    /// Type of the journey's session.
    journey_customer_session_id_type "journeyCustomerSessionIdType": Option<String> = text;
    /// Number of media items.
    media_count "mediaCount": Option<i64> = integer;
    /// Agents that the routing proposed.
    proposed_agents "proposedAgents": Vec<Json> = values;
    /// Name of the other side.
    remote "remote": Option<String> = text;
    /// Skills that the bullseye routing gave up.
    removed_skill_ids "removedSkillIds": Vec<String> = list;
    /// Room.
    room_id "roomId": Option<String> = text;
    /// Bullseye ring.
    routing_ring "routingRing": Option<i64> = integer;
    /// Rule of the conditional or preferred routing.
    routing_rule "routingRule": Option<String> = text;
    /// Type of the rule.
    routing_rule_type "routingRuleType": Option<String> = text;
    /// Agent that was selected.
    selected_agent_id "selectedAgentId": Option<String> = text;
    /// Rank of the agent that was selected.
    selected_agent_rank "selectedAgentRank": Option<i64> = integer;
    /// Number that was called in this session.
    session_dnis "sessionDnis": Option<String> = text;
    /// Skill expression.
    skill_expression_id "skillExpressionId": Option<String> = text;
    /// Number of waiting interactions, for each attempt of the predictive routing.
    waiting_interaction_counts "waitingInteractionCounts": Vec<i64> = integers;
}

fields! {
    /// The fields of a participant that only metric records carry, as the newest record has them.
    ParticipantRecord;
    /// Why the participant was flagged.
    flagged_reason "flaggedReason": Option<String> = text;
    /// Team of the user.
    team_id "teamId": Option<String> = text;
}

fields! {
    /// The fields of a conversation that only metric records carry, as the newest record has them.
    ConversationRecord;
    /// Role of the party that began the conversation.
    conversation_initiator "conversationInitiator": Option<String> = text;
    /// Whether a customer took part.
    customer_participation "customerParticipation": Option<bool> = boolean;
    /// Tag that an integration set.
    external_tag "externalTag": Option<String> = text;
    /// Knowledge bases that were used.
    knowledge_base_ids "knowledgeBaseIds": Vec<String> = list;
    /// Whether the conversation began in public social media.
    originating_social_media_public "originatingSocialMediaPublic": Option<bool> = boolean;
    /// Whether the customer helped themselves.
    self_served "selfServed": Option<bool> = boolean;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_become_upper_snake() {
        for (word, wire) in [
            ("peer", "PEER"),
            ("dndTransfer", "DND_TRANSFER"),
            ("NO_ANSWER_TRANSFER", "NO_ANSWER_TRANSFER"),
        ] {
            assert_eq!(upper_snake(word), wire);
        }
    }

    #[test]
    fn newest_value_of_each_field_is_taken() {
        let of = |team: Option<&str>, flag: Option<&str>| ParticipantRecord {
            team_id: team.map(str::to_owned),
            flagged_reason: flag.map(str::to_owned),
        };
        let records = [of(None, None), of(Some("new"), None), of(Some("old"), Some("general"))];
        let newest = ParticipantRecord::newest(records.iter());
        assert_eq!(newest.as_deref(), Some(&of(Some("new"), Some("general"))));
        assert_eq!(ParticipantRecord::newest(records[..1].iter()), None);
    }
}
