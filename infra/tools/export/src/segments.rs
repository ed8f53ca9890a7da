//! The table `segments`.

use conversation::tree::Segment;
use conversation::{Participant, Session};
use genesys::vocabulary::{Direction, DisconnectType, MediaType, Purpose};
use genesys::{ConversationId, ParticipantId, QueueId, SessionId, UserId};

use crate::column::Column;
use crate::column::Read::{Day, Flag, Instant, Integer, Text};

/// A segment, and the facts of its session and participant.
pub(crate) struct Row {
    conversation_id: ConversationId,
    participant_id: ParticipantId,
    purpose: Option<Purpose>,
    user_id: Option<UserId>,
    session_id: SessionId,
    media_type: Option<MediaType>,
    direction: Option<Direction>,
    queue_id: Option<QueueId>,
    segment: Segment,
    number: i64,
}

impl Row {
    /// The rows of a session.
    pub fn of_session(
        conversation_id: &ConversationId,
        participant: &Participant,
        session: &Session,
    ) -> impl Iterator<Item = Self> {
        session.segments.iter().zip(1..).map(|(segment, number)| Self {
            conversation_id: conversation_id.clone(),
            participant_id: participant.participant_id.clone(),
            purpose: participant.purpose.clone(),
            user_id: participant.user_id.clone(),
            session_id: session.session_id.clone(),
            media_type: session.media_type.clone(),
            direction: session.direction.clone(),
            queue_id: segment.queue_id.clone().or_else(|| session.queue_id.clone()),
            segment: segment.clone(),
            number,
        })
    }

    fn disconnect_type(&self) -> Option<&DisconnectType> {
        self.segment.disconnect_type.as_ref()
    }
}

pub(crate) const MEANING: &str = "One row for each segment: a period of a session with one kind of \
    activity, such as alert, interact, hold, wrap-up. Notes are left out.";

pub(crate) const COLUMNS: &[Column<Row>] = &[
    Column::new(
        "conversation_id",
        Text(|row| Some(row.conversation_id.to_string())),
        "Id of the conversation.",
    ),
    Column::new(
        "participant_id",
        Text(|row| Some(row.participant_id.to_string())),
        "Id of the participant.",
    ),
    Column::new("session_id", Text(|row| Some(row.session_id.to_string())), "Id of the session."),
    Column::new(
        "number",
        Integer(|row| Some(row.number)),
        "1, 2, 3 … within the session. The key of the table, with the three ids before.",
    ),
    Column::new(
        "purpose",
        Text(|row| row.purpose.as_ref().map(ToString::to_string)),
        "Purpose of the participant: `customer`, `agent`, `acd` …",
    ),
    Column::new(
        "user_id",
        Text(|row| row.user_id.as_ref().map(ToString::to_string)),
        "Id of the user, of an agent or user.",
    ),
    Column::new(
        "queue_id",
        Text(|row| row.queue_id.as_ref().map(ToString::to_string)),
        "Id of the queue.",
    ),
    Column::new(
        "media_type",
        Text(|row| row.media_type.as_ref().map(ToString::to_string)),
        "Medium of the session.",
    ),
    Column::new(
        "direction",
        Text(|row| row.direction.as_ref().map(ToString::to_string)),
        "Direction of the session: `inbound` or `outbound`.",
    ),
    Column::new(
        "type",
        Text(|row| Some(row.segment.segment_type.as_str().to_owned())),
        "Type, such as `alert`, `interact`, `hold`, `wrapup`, `ivr`.",
    ),
    Column::new("started_at", Instant(|row| Some(row.segment.segment_start)), "When it began."),
    Column::new("day", Day(|row| Some(row.segment.segment_start)), "Day of `started_at`."),
    Column::new(
        "ended_at",
        Instant(|row| row.segment.segment_end),
        "When it ended; null while it is live.",
    ),
    Column::new(
        "lasted_ms",
        Integer(|row| Some(row.segment.segment_end?.since(row.segment.segment_start))),
        "Milliseconds from `started_at` to `ended_at`.",
    ),
    Column::new(
        "disconnect_type",
        Text(|row| row.disconnect_type().map(ToString::to_string)),
        "How the session ended; on its last segment before wrap-up.",
    ),
    Column::new(
        "wrap_up_code",
        Text(|row| row.segment.wrap_up_code.clone()),
        "Id of the wrap-up code, of a wrap-up.",
    ),
    Column::new(
        "synthetic",
        Flag(|row| Some(row.segment.synthetic)),
        "Whether only its length is exact, not its borders.",
    ),
];
