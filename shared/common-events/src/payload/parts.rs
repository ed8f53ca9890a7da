//! Types that several payloads use.

use std::collections::BTreeMap;

use genesys::{ParticipantId, QueueId, SessionId, Timestamp, UserId};
use serde::{Deserialize, Serialize};

use super::words::DestinationKind;
use crate::address::{Address, Addresses, without_addresses};

payload! {
    /// An agent who talked in an episode, and for how long.
    AgentTalk {
        /// Id of the user.
        user_id: Option<UserId>,
        /// Time the agent talked, without hold, over the agent's sessions of the episode.
        talk_ms: i64,
        /// Time the agent had the other side on hold, over the agent's sessions of the episode.
        hold_ms: i64,
    }

    /// An outcome that a flow recorded.
    FlowOutcome {
        /// Id of the outcome.
        flow_outcome_id: String,
        /// Value of the outcome: `SUCCESS` or `FAILURE`.
        value: Option<String>,
    }

    /// Participant attributes: all names, but values only of those that the operator publishes.
    Attributes {
        /// Names of the attributes.
        names: Vec<String>,
        /// Values of the published attributes, by name.
        values: BTreeMap<String, String>,
        /// Whether names or values were left out because they are too large in total.
        cut: bool,
    }

    /// How long an episode spent in each phase, over all its sessions. Each moment counts once per
    /// phase, also in a flow inside a flow or in two queues at once. Alerting, talking, hold and
    /// after-call work count once per agent.
    Phases {
        /// Time in flows. The in-queue flow, which runs during the wait in a queue, does not count.
        flow_ms: i64,
        /// Time in queues.
        queue_ms: i64,
        /// Time in which agents were alerted.
        alert_ms: i64,
        /// Time in which agents talked, without hold.
        talk_ms: i64,
        /// Time in which agents had the other side on hold.
        hold_ms: i64,
        /// Time of after-call work, as far as it was reported at most two seconds after the end of
        /// the episode.
        wrap_up_ms: i64,
    }

    /// A milestone of a flow outcome.
    Milestone {
        /// Id of the milestone.
        milestone_id: String,
        /// When the milestone was reached.
        time: Option<Timestamp>,
    }
}

/// A session of an agent.
#[serde_with::skip_serializing_none]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct AgentSession {
    /// Id of the user.
    pub user_id: Option<UserId>,
    /// Id of the participant.
    pub participant_id: ParticipantId,
    /// Id of the session.
    pub session_id: SessionId,
}

/// A party of a conference.
#[serde_with::skip_serializing_none]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Party {
    /// Id of the participant.
    pub participant_id: ParticipantId,
    /// Id of the participant's session.
    pub session_id: SessionId,
    /// Purpose of the participant: `customer`, `agent` or `user`.
    pub purpose: String,
    /// Id of the user, if the party is an agent or a user.
    pub user_id: Option<UserId>,
}

/// Where a transfer went.
#[serde_with::skip_serializing_none]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Destination {
    /// Kind of the destination. The other ids depend on it.
    #[serde(rename = "type")]
    pub kind: DestinationKind,
    /// Id of the participant at the destination, new or already in the conversation.
    pub participant_id: ParticipantId,
    /// Id of the participant's session.
    pub session_id: SessionId,
    /// Id of the user: of the agent, or of the voicemail box of a user.
    pub user_id: Option<UserId>,
    /// Id of the queue: of the destination itself, of the agent's session, or of the voicemail box
    /// of a queue.
    pub queue_id: Option<QueueId>,
    /// Id of the flow.
    pub flow_id: Option<String>,
    /// The number or address, if the destination is one.
    pub number: Option<Address>,
}

without_addresses!(AgentSession, Party);

impl Addresses for Destination {
    fn collect(path: &str, into: &mut Vec<String>) {
        <Option<Address>>::collect(&format!("{path}/number"), into);
    }
}
