//! The table `common_events`.

use common_events::{CommonEvent, ConversationFacts, Subject};
use emit::PublishRules;
use serde::Deserialize;
use store::LedgerEntry;

use crate::column::Read::{Day, Flag, Instant, Integer, Text, Texts};
use crate::column::{Column, count, texts, word};

/// A Common Event as it is published, and the fields that the data of every type has.
pub(crate) struct Row {
    event: CommonEvent,
    conversation: ConversationFacts,
    subject: Subject,
}

impl Row {
    /// The row of a ledger entry, in the form in which emit publishes it.
    pub fn new(entry: &LedgerEntry, rules: &PublishRules) -> Self {
        let event = rules.common_event(entry);
        let conversation = ConversationFacts::deserialize(&event.data["conversation"]);
        let subject = Subject::deserialize(&event.data);
        Self {
            conversation: conversation.unwrap_or_default(),
            subject: subject.unwrap_or_default(),
            event,
        }
    }
}

pub(crate) const MEANING: &str = "One row for each Common Event: its last revision, as it was \
    published. `status` tells those that are in force from those that were withdrawn.";

pub(crate) const COLUMNS: &[Column<Row>] = &[
    Column::new(
        "id",
        Text(|row| Some(row.event.metadata.id.to_string())),
        "Id of the Common Event, stable forever. The key of the table.",
    ),
    Column::new(
        "type",
        Text(|row| Some(row.event.metadata.event_type.to_string())),
        "Type, such as `AgentAssigned`.",
    ),
    Column::new(
        "schema_version",
        Integer(|row| Some(row.event.metadata.schema_version.into())),
        "Version of the contract.",
    ),
    Column::new(
        "revision",
        Integer(|row| count(row.event.metadata.revision)),
        "The last revision: 1, 2, 3 …",
    ),
    Column::new(
        "status",
        Text(|row| word(&row.event.metadata.status)),
        "`active`, or `withdrawn` if it no longer follows from the events.",
    ),
    Column::new(
        "conversation_id",
        Text(|row| Some(row.event.metadata.conversation_id.to_string())),
        "Id of the conversation.",
    ),
    Column::new(
        "organization_id",
        Text(|row| row.event.metadata.organization_id.clone()),
        "Id of the Genesys organization.",
    ),
    Column::new(
        "occurred_at",
        Instant(|row| Some(row.event.metadata.occurred_at)),
        "When the fact happened, by Genesys' timestamps.",
    ),
    Column::new("day", Day(|row| Some(row.event.metadata.occurred_at)), "Day of `occurred_at`."),
    Column::new(
        "known_events",
        Integer(|row| count(row.event.metadata.known_events)),
        "Number of events of the conversation that were known when this was derived.",
    ),
    Column::new(
        "causes",
        Texts(|row| texts(&row.event.metadata.causes)),
        "Keys of the events that it rests on.",
    ),
    Column::new(
        "replay",
        Text(|row| row.event.metadata.replay.clone()),
        "Name of the archive replay; null unless a replay delivered all causes.",
    ),
    Column::new(
        "inferred",
        Flag(|row| Some(row.event.data["inferred"] == true)),
        "Whether it rests on an end of a session that no event reported.",
    ),
    Column::new(
        "episode",
        Integer(|row| Some(row.conversation.episode.into())),
        "Number of the episode, from 1: the period in which the conversation was open.",
    ),
    Column::new(
        "conversation_media_type",
        Text(|row| row.conversation.media_type.clone()),
        "Medium of the conversation's first session.",
    ),
    Column::new(
        "conversation_direction",
        Text(|row| row.conversation.direction.clone()),
        "Direction of the conversation's first session: `inbound` or `outbound`.",
    ),
    Column::new(
        "division_id",
        Text(|row| row.conversation.division_id.clone()),
        "Division of the conversation's first session.",
    ),
    Column::new(
        "campaign_id",
        Text(|row| row.conversation.campaign_id.clone()),
        "Id of the outbound campaign.",
    ),
    Column::new(
        "customer_participant_id",
        Text(|row| row.conversation.customer_participant_id.as_ref().map(ToString::to_string)),
        "Id of the customer's participant.",
    ),
    Column::new(
        "customer_session_id",
        Text(|row| row.conversation.customer_session_id.as_ref().map(ToString::to_string)),
        "Id of the customer's session at that time.",
    ),
    Column::new(
        "participant_id",
        Text(|row| row.subject.participant_id.as_ref().map(ToString::to_string)),
        "Id of the participant that it is about.",
    ),
    Column::new(
        "session_id",
        Text(|row| row.subject.session_id.as_ref().map(ToString::to_string)),
        "Id of the session that it is about.",
    ),
    Column::new(
        "stretch",
        Integer(|row| row.subject.stretch.map(i64::from)),
        "Number of the stretch of the session, from 2; null for the first.",
    ),
    Column::new("media_type", Text(|row| row.subject.media_type.clone()), "Medium of the session."),
    Column::new(
        "direction",
        Text(|row| row.subject.direction.clone()),
        "Direction of the session: `inbound` or `outbound`.",
    ),
    Column::new(
        "user_id",
        Text(|row| row.subject.user_id.as_ref().map(ToString::to_string)),
        "Id of the user.",
    ),
    Column::new(
        "queue_id",
        Text(|row| row.subject.queue_id.as_ref().map(ToString::to_string)),
        "Id of the queue.",
    ),
    Column::new(
        "data",
        Text(|row| Some(row.event.data.to_string())),
        "The whole `data` as JSON. [The catalogue](../schemas/README.md) has the fields of each \
         type.",
    ),
];
