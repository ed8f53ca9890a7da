//! The table `participants`.

use conversation::{Participant, Session};
use genesys::{ConversationId, Timestamp};

use crate::column::Column;
use crate::column::Read::{Instant, Integer, Text, Texts};

/// A participant.
pub(crate) struct Row {
    conversation_id: ConversationId,
    participant: Participant,
}

impl Row {
    /// The row of a participant.
    pub fn new(conversation_id: &ConversationId, participant: &Participant) -> Self {
        Self { conversation_id: conversation_id.clone(), participant: participant.clone() }
    }

    fn sessions(&self) -> impl Iterator<Item = &Session> {
        self.participant.sessions.iter()
    }

    /// The latest end; `None` while a session that has begun has not ended.
    fn ended_at(&self) -> Option<Timestamp> {
        let begun = || self.sessions().filter(|session| session.start.is_some());
        let all_ended = begun().all(|session| session.end.is_some());
        begun().filter_map(|session| session.end).max().filter(|_| all_ended)
    }
}

pub(crate) const MEANING: &str = "One row for each participant of a conversation: a customer, a \
    user, a queue, a flow, a voicemail box. Names and values of attributes are left out.";

pub(crate) const COLUMNS: &[Column<Row>] = &[
    Column::new(
        "conversation_id",
        Text(|row| Some(row.conversation_id.to_string())),
        "Id of the conversation.",
    ),
    Column::new(
        "participant_id",
        Text(|row| Some(row.participant.participant_id.to_string())),
        "Id of the participant. The key of the table, with `conversation_id`.",
    ),
    Column::new(
        "purpose",
        Text(|row| row.participant.purpose.as_ref().map(ToString::to_string)),
        "`customer`, `agent`, `user`, `acd`, `ivr`, `workflow`, `voicemail` …",
    ),
    Column::new(
        "user_id",
        Text(|row| row.participant.user_id.as_ref().map(ToString::to_string)),
        "Id of the user, of an agent or user.",
    ),
    Column::new(
        "external_contact_id",
        Text(|row| row.participant.external_contact_id.clone()),
        "Id of the external contact, of a customer.",
    ),
    Column::new(
        "external_organization_id",
        Text(|row| row.participant.external_organization_id.clone()),
        "Id of the external organization, of a customer.",
    ),
    Column::new(
        "started_at",
        Instant(|row| row.sessions().filter_map(|session| session.start).min()),
        "Start of its first session.",
    ),
    Column::new(
        "ended_at",
        Instant(Row::ended_at),
        "End of its last session; null while one is live.",
    ),
    Column::new(
        "sessions",
        Integer(|row| i64::try_from(row.participant.sessions.len()).ok()),
        "Number of its sessions.",
    ),
    Column::new(
        "attribute_names",
        Texts(|row| row.participant.attributes.keys().cloned().collect()),
        "Names of its attributes.",
    ),
];
