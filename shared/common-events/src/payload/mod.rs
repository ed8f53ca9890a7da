//! The payload of each Common Event type: its data besides the common part. Instants are ISO 8601,
//! durations milliseconds.
//!
//! [`parts`] has the types that several payloads use, [`words`] the enumerations.

pub mod parts;
pub mod words;

use genesys::{Timestamp, UserId};
use serde::{Deserialize, Serialize};

pub use parts::{
    AgentSession, AgentTalk, Attributes, Destination, FlowOutcome, Milestone, Party, Phases,
};
pub use words::{
    AssignedVia, CallbackOrigin, DestinationKind, EndedBy, NoAnswer, Outcome, QueueOutcome,
    TransferKind,
};

macro_rules! payloads {
    ($($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $type:ty,)* })*) => {
        $($(#[$doc])*
        #[serde_with::skip_serializing_none]
        #[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(rename_all = "camelCase")]
        pub struct $name {
            $($(#[$field_doc])* pub $field: $type,)*
        })*
    };
}
pub(crate) use payloads;

payloads! {
    /// The first session of a conversation is known.
    ConversationCreated {
        /// Number or address of the calling party of the first session.
        ani: Option<String>,
        /// Number or address that was called.
        dnis: Option<String>,
        /// Address the first session was sent to.
        address_to: Option<String>,
        /// Address the first session was sent from.
        address_from: Option<String>,
    }

    /// The first session of a participant is known.
    ParticipantAdded {
        /// `customer`, `agent`, `user`, `acd`, `ivr`, `workflow`, `botflow`, `voicesurveyflow` or
        /// `voicemail`.
        purpose: String,
    }

    /// An agent who talked handed the conversation on.
    AgentTransferredConversation {
        /// How.
        kind: TransferKind,
        /// The immediate destination, where it is known.
        to: Option<Destination>,
        /// Genesys' word for how the agent's session ended.
        disconnect_type: String,
    }

    /// An agent who talked hung up.
    AgentDisconnected {
        /// `client`: in the UI; `endpoint`: with the phone.
        disconnect_type: String,
        /// Whether two seconds later a customer was still there, together with an agent, a third
        /// party, a queue, a flow or a voicemail box.
        conversation_continues: bool,
    }

    /// No counted session is live any more.
    ConversationEnded {
        /// When the episode began.
        started_at: Option<Timestamp>,
        /// From the episode's start to its end.
        duration_ms: i64,
        /// Who or what ended it.
        ended_by: EndedBy,
        /// What became of it.
        outcome: Outcome,
        /// The agents who talked, in the order of their sessions.
        agents: Vec<AgentTalk>,
        /// The outcomes that flows recorded.
        flow_outcomes: Vec<FlowOutcome>,
        /// The participant attributes known by then, of all participants.
        attributes: Attributes,
        /// Time by phase, over all sessions of the episode; each moment counts once.
        phases: Phases,
    }

    /// A later episode began.
    ConversationReopened {}

    /// The conversation entered a queue.
    ConversationQueued {
        /// Routing priority.
        priority: Option<i64>,
        /// Skills asked for.
        skill_ids: Vec<String>,
        /// Whether an agent sent it there: was talking in the same medium when it began, or had
        /// transferred within five seconds before.
        by_transfer: bool,
    }

    /// The conversation left a queue.
    ConversationDequeued {
        /// How.
        outcome: QueueOutcome,
        /// How long it waited.
        waited_ms: i64,
        /// The user who answered.
        answered_user_id: Option<UserId>,
    }

    /// The customer gave up in a queue.
    ConversationAbandoned {
        /// How long it waited.
        waited_ms: i64,
    }

    /// The conversation was offered to an agent, or handed over to them. This type says which agent
    /// has the conversation.
    AgentAssigned {
        /// By which way. All but `handover` are told when it rings.
        via: AssignedVia,
    }

    /// An agent joined while another agent was talking. Published once it is known that they did
    /// not only listen.
    AgentJoined {}

    /// An agent made the contact: called, or wrote first.
    AgentInitiatedContact {}

    /// An agent answered.
    AgentAnswered {}

    /// An agent was offered the conversation and did not answer.
    AgentDidNotAnswer {
        /// How.
        how: NoAnswer,
        /// Genesys' word for how the agent's session ended.
        disconnect_type: Option<String>,
        /// How long it alerted.
        alert_ms: i64,
    }

    /// An agent who talked is out of the conversation.
    AgentLeft {
        /// Genesys' word for how the agent's session ended.
        disconnect_type: Option<String>,
        /// Time talked, without hold.
        talk_ms: i64,
        /// Time the other side was on hold.
        hold_ms: i64,
        /// Time it alerted before.
        alert_ms: i64,
        /// Whether two seconds later a customer was still there, together with an agent, a third
        /// party, a queue, a flow or a voicemail box.
        conversation_continues: bool,
    }

    /// An agent answered a conversation that another had transferred.
    TransferAnswered {
        /// Who answered.
        agent: Option<AgentSession>,
        /// From the transfer to the answer; 0 when the target had answered before.
        waited_ms: i64,
    }

    /// The customer hung up.
    CustomerDisconnected {
        /// `endpoint` or `client`.
        disconnect_type: String,
    }

    /// Three parties are present in one medium. Only later events show whether one of them was on
    /// hold.
    ConferenceStarted {
        /// The parties, in the order in which they joined.
        parties: Vec<Party>,
    }

    /// Fewer than three are left.
    ConferenceEnded {
        /// When it began.
        started_at: Option<Timestamp>,
        /// How long it lasted.
        duration_ms: i64,
    }

    /// Participant attributes were set.
    AttributesUpdated {
        /// The attributes of the event.
        attributes: Attributes,
    }

    /// An external contact was associated.
    ContactAssociated {
        /// The external contact.
        external_contact_id: String,
        /// Its organization.
        external_organization_id: Option<String>,
    }

    /// After-call work ended, or a wrap-up code was set. A later change of the code publishes it
    /// again.
    WrapUpCompleted {
        /// The wrap-up code.
        wrap_up_code: Option<String>,
        /// How long the after-call work took.
        duration_ms: Option<i64>,
        /// Whether there is a note; its text does not leave.
        has_note: bool,
    }

    /// A callback was scheduled.
    CallbackScheduled {
        /// When to call back; absent means as soon as an agent is free.
        scheduled_time: Option<Timestamp>,
        /// Where it came from.
        origin: CallbackOrigin,
    }

    /// A voicemail was left.
    VoicemailLeft {
        /// Length of the recording.
        duration_ms: i64,
    }

    /// A flow ended.
    FlowEnded {
        /// The flow.
        flow_id: Option<String>,
        /// Its type, in upper case.
        flow_type: Option<String>,
        /// Its version.
        flow_version: Option<String>,
        /// Why it ended.
        exit_reason: Option<String>,
        /// What it transferred to, if it did.
        transfer_type: Option<String>,
    }

    /// A flow recorded an outcome.
    FlowOutcomeRecorded {
        /// The flow.
        flow_id: Option<String>,
        /// The outcome.
        flow_outcome_id: String,
        /// `SUCCESS` or `FAILURE`.
        value: Option<String>,
        /// The milestones on the way.
        milestones: Vec<Milestone>,
    }

    /// The conversation was parked by an agent.
    ConversationParked {
        /// For how long.
        duration_ms: i64,
    }

    /// A survey was completed.
    SurveyCompleted {
        /// The survey.
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
    EvaluationCompleted {
        /// The evaluation.
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
