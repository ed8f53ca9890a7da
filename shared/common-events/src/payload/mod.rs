//! The types of Common Events, each with its settle class and its payload: the data besides the
//! common part. Instants are ISO 8601, durations milliseconds.
//!
//! [`parts`] has the types that several payloads use, [`words`] the enumerations.

#[macro_use]
mod define;
pub mod parts;
pub mod words;

use std::str::FromStr;

use genesys::{Timestamp, UserId};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::address::Address;
use crate::catalogue::{SettleClass, UnknownType};

pub use parts::{
    AgentSession, AgentTalk, Attributes, Destination, FlowOutcome, Milestone, Party, Phases,
};
pub use words::{
    AssignedVia, CallbackOrigin, DestinationKind, EndedBy, NoAnswer, Outcome, QueueOutcome,
    TransferKind,
};

common_events! {
    /// The first session of a conversation is known.
    Prompt ConversationCreated {
        /// Number or address of the calling party of the first session.
        ani: Option<Address>,
        /// Number or address that was called in the first session.
        dnis: Option<Address>,
        /// Address to which the first session was sent.
        address_to: Option<Address>,
        /// Address from which the first session was sent.
        address_from: Option<Address>,
    }

    /// The first session of a participant is known.
    Prompt ParticipantAdded {
        /// Purpose of the participant: `customer`, `agent`, `user`, `acd`, `ivr`, `workflow`,
        /// `botflow`, `voicesurveyflow` or `voicemail`.
        purpose: String,
    }

    /// An agent who talked transferred the conversation.
    Settled AgentTransferredConversation {
        /// How.
        kind: TransferKind,
        /// The immediate destination, if it is known.
        to: Option<Destination>,
        /// Genesys' word for how the agent's session ended.
        disconnect_type: String,
    }

    /// An agent who talked hung up. Others may stay: this does not mean that the conversation
    /// ended.
    Settled AgentDisconnected {
        /// How the agent hung up: `client` is in the UI, `endpoint` is with the phone.
        disconnect_type: String,
        /// Whether two seconds later a customer was still connected, together with an agent, a
        /// third party, a queue, a flow or a voicemail box.
        conversation_continues: bool,
    }

    /// An episode ended: no session is live any more, except those of third parties and auxiliary
    /// sessions such as a screen share or a listener.
    Ending ConversationEnded {
        /// When the episode began.
        started_at: Option<Timestamp>,
        /// Time from the start of the episode to its end.
        duration_ms: i64,
        /// Who or what ended the episode.
        ended_by: EndedBy,
        /// How the episode ended.
        outcome: Outcome,
        /// The agents who talked in the episode, each once, in the order of their sessions.
        agents: Vec<AgentTalk>,
        /// The outcomes that flows recorded in the episode.
        flow_outcomes: Vec<FlowOutcome>,
        /// The attributes of all participants that were known at the end of the episode.
        attributes: Attributes,
        /// Time by phase, over all sessions of the episode.
        phases: Phases,
    }

    /// A later episode began: the conversation is open again.
    Ending ConversationReopened {}

    /// The conversation entered a queue.
    Prompt ConversationQueued {
        /// Routing priority of the conversation in the queue.
        priority: Option<i64>,
        /// Ids of the skills that the routing asks for.
        skill_ids: Vec<String>,
        /// Whether an agent sent the conversation to the queue: an agent was talking in the same
        /// medium when the wait began, or had transferred the conversation at most five seconds
        /// before.
        by_transfer: bool,
    }

    /// The conversation left a queue.
    Prompt ConversationDequeued {
        /// How.
        outcome: QueueOutcome,
        /// How long the conversation waited in the queue.
        waited_ms: i64,
        /// Id of the user who answered.
        answered_user_id: Option<UserId>,
    }

    /// The customer hung up while waiting in a queue.
    Settled ConversationAbandoned {
        /// How long the conversation waited in the queue.
        waited_ms: i64,
    }

    /// The conversation was offered to an agent, or handed over to them. Only this type tells which
    /// agent has the conversation.
    Prompt AgentAssigned {
        /// How the conversation came to the agent. All but `handover` are published when the
        /// agent's session starts to alert.
        via: AssignedVia,
    }

    /// An agent joined while another agent was talking: to be consulted, to help or to take over.
    /// Published once it is known that the agent was not only listening.
    Settled AgentJoined {}

    /// An agent initiated the contact: called, or wrote first.
    Settled AgentInitiatedContact {}

    /// An agent answered.
    Prompt AgentAnswered {}

    /// An agent was offered the conversation and did not answer.
    Settled AgentDidNotAnswer {
        /// How.
        how: NoAnswer,
        /// Genesys' word for how the agent's session ended.
        disconnect_type: Option<String>,
        /// How long the agent's session alerted.
        alert_ms: i64,
    }

    /// An agent who talked left the conversation, in any way.
    Settled AgentLeft {
        /// Genesys' word for how the agent's session ended.
        disconnect_type: Option<String>,
        /// Time the agent talked, without hold.
        talk_ms: i64,
        /// Time the agent had the other side on hold.
        hold_ms: i64,
        /// Time the agent's session alerted before the answer.
        alert_ms: i64,
        /// Whether two seconds later a customer was still connected, together with an agent, a
        /// third party, a queue, a flow or a voicemail box.
        conversation_continues: bool,
    }

    /// An agent answered a conversation that another agent had transferred.
    Settled TransferAnswered {
        /// The session of the agent who answered.
        agent: Option<AgentSession>,
        /// Time from the transfer to the answer. 0 if the agent had answered before the transfer.
        waited_ms: i64,
    }

    /// The customer hung up.
    Settled CustomerDisconnected {
        /// Genesys' word for how the customer hung up: `endpoint` or `client`.
        disconnect_type: String,
    }

    /// Three parties are present in one medium. Only later events show whether one of them was on
    /// hold.
    Settled ConferenceStarted {
        /// The parties, in the order in which they joined.
        parties: Vec<Party>,
    }

    /// Fewer than three parties are left in a conference.
    Settled ConferenceEnded {
        /// When the conference began.
        started_at: Option<Timestamp>,
        /// How long the conference lasted.
        duration_ms: i64,
    }

    /// Participant attributes were set.
    Prompt AttributesUpdated {
        /// The attributes that were set.
        attributes: Attributes,
    }

    /// An external contact was associated with the conversation.
    Prompt ContactAssociated {
        /// Id of the external contact.
        external_contact_id: String,
        /// Id of the external contact's organization.
        external_organization_id: Option<String>,
    }

    /// After-call work ended, or a wrap-up code was set. A later change of the code publishes the
    /// next revision.
    Prompt WrapUpCompleted {
        /// Id of the wrap-up code that was set last.
        wrap_up_code: Option<String>,
        /// How long the after-call work took.
        duration_ms: Option<i64>,
        /// Whether there is a note. The text of the note is not published.
        has_note: bool,
    }

    /// A callback was scheduled.
    Settled CallbackScheduled {
        /// When to call back. Absent means as soon as an agent is free.
        scheduled_time: Option<Timestamp>,
        /// Origin of the callback.
        origin: CallbackOrigin,
    }

    /// A voicemail was left.
    Prompt VoicemailLeft {
        /// Length of the recording.
        duration_ms: i64,
    }

    /// A flow ended.
    Settled FlowEnded {
        /// Id of the flow.
        flow_id: Option<String>,
        /// Type of the flow, in upper case.
        flow_type: Option<String>,
        /// Version of the flow.
        flow_version: Option<String>,
        /// Why the flow ended.
        exit_reason: Option<String>,
        /// What the flow transferred to, if it transferred the conversation.
        transfer_type: Option<String>,
    }

    /// A flow recorded an outcome.
    Prompt FlowOutcomeRecorded {
        /// Id of the flow.
        flow_id: Option<String>,
        /// Id of the outcome.
        flow_outcome_id: String,
        /// Value of the outcome: `SUCCESS` or `FAILURE`.
        value: Option<String>,
        /// The milestones that the flow reached for this outcome.
        milestones: Vec<Milestone>,
    }

    /// An agent parked the conversation.
    Prompt ConversationParked {
        /// How long the conversation was parked.
        duration_ms: i64,
    }

    /// A survey was completed. Only an imported details document reports this.
    Prompt SurveyCompleted {
        /// Id of the survey.
        survey_id: String,
        /// Its form.
        survey_form_id: Option<String>,
        /// Name of its form.
        survey_form_name: Option<String>,
        /// Score over all questions, in percent, to six decimals.
        total_score: Option<f64>,
        /// Net promoter score, 0 to 10.
        promoter_score: Option<i64>,
    }

    /// An evaluation was finished.
    Prompt EvaluationCompleted {
        /// Id of the evaluation.
        evaluation_id: String,
        /// Its form.
        evaluation_form_id: Option<String>,
        /// Name of its form.
        evaluation_form_name: Option<String>,
        /// Score over all questions, in percent, to six decimals.
        total_score: Option<f64>,
        /// Score over the critical questions, in percent, to six decimals.
        total_critical_score: Option<f64>,
    }
}
