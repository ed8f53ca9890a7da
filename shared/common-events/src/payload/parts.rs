//! Types that several payloads use.

use std::collections::BTreeMap;

use genesys::{ParticipantId, QueueId, SessionId, Timestamp, UserId};
use serde::{Deserialize, Serialize};

use super::payloads;
use super::words::DestinationKind;

payloads! {
    /// An agent and their part in the talk of an episode.
    AgentTalk {
        /// The user.
        user_id: Option<UserId>,
        /// Time talked, without hold, over their sessions of the episode.
        talk_ms: i64,
        /// Time the other side was on hold, over their sessions of the episode.
        hold_ms: i64,
    }

    /// An outcome that a flow recorded.
    FlowOutcome {
        /// The outcome.
        flow_outcome_id: String,
        /// `SUCCESS` or `FAILURE`.
        value: Option<String>,
    }

    /// Participant attributes. All names; values only of those whose publication the operator
    /// allows.
    Attributes {
        /// The names.
        names: Vec<String>,
        /// Values of published attributes, by name.
        values: BTreeMap<String, String>,
        /// Whether names or values were left out because there was too much of them.
        cut: bool,
    }

    /// How long an episode spent in each phase, over all its sessions. Each moment counts once: in
    /// a flow inside a flow, or in two queues at once; what agents do, once per agent.
    Phases {
        /// In flows. The flow of a queue, which runs beside the wait, does not count.
        flow_ms: i64,
        /// In queues.
        queue_ms: i64,
        /// Alerting agents.
        alert_ms: i64,
        /// Talking with agents, without hold.
        talk_ms: i64,
        /// On hold.
        hold_ms: i64,
        /// After-call work that was told of before the end.
        wrap_up_ms: i64,
    }

    /// A milestone of a flow outcome.
    Milestone {
        /// The milestone.
        milestone_id: String,
        /// When it was reached.
        time: Option<Timestamp>,
    }
}

/// A session of an agent.
#[serde_with::skip_serializing_none]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct AgentSession {
    /// The user.
    pub user_id: Option<UserId>,
    /// The participant.
    pub participant_id: ParticipantId,
    /// The session.
    pub session_id: SessionId,
}

/// A party of a conference.
#[serde_with::skip_serializing_none]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Party {
    /// The participant.
    pub participant_id: ParticipantId,
    /// Its session.
    pub session_id: SessionId,
    /// `customer`, `agent` or `user`.
    pub purpose: String,
    /// The user, of an agent or user.
    pub user_id: Option<UserId>,
}

/// Where a transfer went.
#[serde_with::skip_serializing_none]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Destination {
    /// What kind of destination; tells which of the other ids to expect.
    #[serde(rename = "type")]
    pub kind: DestinationKind,
    /// The participant that the transfer made, or found there.
    pub participant_id: ParticipantId,
    /// Its session.
    pub session_id: SessionId,
    /// The user: of an agent, or of a user's voicemail box.
    pub user_id: Option<UserId>,
    /// The queue: itself, that of an agent's session, or that of a queue's voicemail box.
    pub queue_id: Option<QueueId>,
    /// The flow.
    pub flow_id: Option<String>,
    /// The number or address that was reached, of a number.
    pub number: Option<String>,
}
