"""The types of Common Events.

Generated from infra/schemas by `python3 infra/packages/generate`; CI fails when the two
differ.
"""

from typing import Generic, Literal, TypeVar

from .base import Count, Envelope, EventKey, Flag, Id, Instant, Integer, Model, Number, Positive, Uuid

SCHEMA_VERSION = 1
"""The version of the contract that these types describe."""

T = TypeVar("T", bound=str)


AssignedVia = (
    Literal[
        "queue",
        "transfer",
        "handover",
        "direct",
        "unknown",
    ]
    | str
)
"""How a conversation came to an agent. More values may be added.

- `queue`: A queue offered the conversation.
- `transfer`: Another agent had transferred the conversation, and nobody had answered yet.
- `handover`: The agent had joined, and the other agents left.
- `direct`: The conversation came to the agent's own number, or as the agent's own callback.
- `unknown`: The known events do not show which. Also read for a word that a later version of the
contract added.
"""


CallbackOrigin = (
    Literal[
        "campaign",
        "inConversation",
        "webCallback",
        "unknown",
    ]
    | str
)
"""Origin of a callback. More values may be added.

- `campaign`: An outbound campaign.
- `inConversation`: The conversation itself, for example a voicemail or an offer to call back.
- `webCallback`: A request through the API, for example from a web form.
- `unknown`: The known events do not show which. Also read for a word that a later version of the
contract added.
"""


DestinationKind = (
    Literal[
        "agent",
        "queue",
        "flow",
        "voicemail",
        "number",
        "unknown",
    ]
    | str
)
"""Kind of the destination of a transfer. More values may be added.

- `agent`: A user's session.
- `queue`: A queue.
- `flow`: A flow.
- `voicemail`: A voicemail box.
- `number`: An outside party, at a number or address.
- `unknown`: The known events do not show which. Also read for a word that a later version of the
contract added.
"""


Direction = (
    Literal[
        "inbound",
        "outbound",
    ]
    | str
)
"""Words of Genesys for `direction`. Genesys may add others."""


DisconnectType = (
    Literal[
        "client",
        "conferenceTransfer",
        "consultTransfer",
        "dndEndpoint",
        "dndTransfer",
        "endpoint",
        "error",
        "forwardTransfer",
        "inactivity",
        "noAnswerTransfer",
        "notAvailableTransfer",
        "other",
        "peer",
        "sessionExpired",
        "spam",
        "system",
        "takeover",
        "timeout",
        "transfer",
        "transportFailure",
        "uncallable",
    ]
    | str
)
"""Words of Genesys for `disconnectType`. Genesys may add others."""


EndedBy = (
    Literal[
        "agent",
        "customer",
        "caller",
        "callee",
        "thirdParty",
        "flow",
        "timeout",
        "inactivity",
        "sessionExpired",
        "system",
        "error",
        "unknown",
    ]
    | str
)
"""Who or what ended an episode. More values may be added.

- `agent`: An agent.
- `customer`: The customer.
- `caller`: A user who called in.
- `callee`: A user who was called, in a conversation without customer.
- `thirdParty`: An outside party that was added later.
- `flow`: A flow, which hung up.
- `timeout`: A timeout. Also if Switchboard closed the conversation after days without an event.
- `inactivity`: Inactivity: nobody did anything for too long.
- `sessionExpired`: The session of the medium expired.
- `system`: Genesys Cloud.
- `error`: An error.
- `unknown`: The known events do not show which. Also read for a word that a later version of the
contract added.
"""


ExitReason = (
    Literal[
        "DISCONNECT",
        "FLOW_DISCONNECT",
        "FLOW_EXIT",
        "TRANSFER",
    ]
    | str
)
"""Words of Genesys for `exitReason`. Genesys may add others."""


FlowOutcomeValue = (
    Literal[
        "FAILURE",
        "SUCCESS",
    ]
    | str
)
"""Words of Genesys for `value`. Genesys may add others."""


FlowType = (
    Literal[
        "BOT",
        "COMMONMODULE",
        "DIGITALBOT",
        "INBOUNDCALL",
        "INBOUNDCHAT",
        "INBOUNDEMAIL",
        "INBOUNDSHORTMESSAGE",
        "INQUEUECALL",
        "INQUEUEEMAIL",
        "INQUEUESHORTMESSAGE",
        "OUTBOUNDCALL",
        "SECURECALL",
        "SURVEYINVITE",
        "VOICE",
        "VOICEMAIL",
        "VOICESURVEY",
        "WORKFLOW",
        "WORKITEM",
    ]
    | str
)
"""Words of Genesys for `flowType`. Genesys may add others."""


MediaType = (
    Literal[
        "callback",
        "chat",
        "cobrowse",
        "email",
        "internalmessage",
        "message",
        "screenmonitoring",
        "screenshare",
        "video",
        "voice",
    ]
    | str
)
"""Words of Genesys for `mediaType`. Genesys may add others."""


NoAnswer = (
    Literal[
        "callerLeft",
        "declined",
        "timedOut",
        "movedOn",
        "failed",
        "unknown",
    ]
    | str
)
"""Why an agent did not answer. More values may be added.

- `callerLeft`: The customer, or the user who called, hung up within two seconds of the end of the
agent's session.
- `declined`: The agent declined.
- `timedOut`: The agent's session alerted for too long.
- `movedOn`: Genesys, a forwarding rule or a colleague sent the conversation elsewhere.
- `failed`: The offer failed.
- `unknown`: The known events do not show which. Also read for a word that a later version of the
contract added.
"""


Outcome = (
    Literal[
        "handled",
        "voicemail",
        "abandoned",
        "notReached",
        "forwarded",
        "selfService",
        "unknown",
    ]
    | str
)
"""How an episode ended. More values may be added.

- `handled`: An agent talked.
- `voicemail`: A voicemail was left.
- `abandoned`: The customer hung up while waiting in a queue.
- `notReached`: An agent, a campaign or a callback tried to contact the customer and did not reach them.
- `forwarded`: A flow forwarded the conversation to an outside party.
- `selfService`: Only flows served the conversation: no queue, and no user other than the caller.
- `unknown`: The known events do not show which. Also read for a word that a later version of the
contract added.
"""


Purpose = (
    Literal[
        "agent",
        "customer",
        "user",
        "acd",
        "botflow",
        "ivr",
        "voicemail",
        "voicesurveyflow",
        "workflow",
    ]
    | str
)
"""Words of Genesys for `purpose`. Genesys may add others."""


QueueOutcome = (
    Literal[
        "answered",
        "abandoned",
        "flowOut",
        "other",
        "unknown",
    ]
    | str
)
"""How a wait in a queue ended. More values may be added.

- `answered`: An agent answered.
- `abandoned`: The other side hung up.
- `flowOut`: The in-queue flow sent the conversation elsewhere.
- `other`: The wait ended in another way.
- `unknown`: The known events do not show which. Also read for a word that a later version of the
contract added.
"""


Status = (
    Literal[
        "active",
        "withdrawn",
    ]
    | str
)
"""Whether a Common Event still follows from the known events. More values may be added.

- `active`: The Common Event follows from the known events.
- `withdrawn`: The Common Event no longer follows from the known events. Published once.
"""


TransferKind = (
    Literal[
        "consult",
        "blind",
        "conference",
        "takeover",
        "unknown",
    ]
    | str
)
"""How an agent transferred a conversation. More values may be added.

- `consult`: The agent talked to the destination first.
- `blind`: The agent did not talk to the destination first.
- `conference`: The agent left a conference.
- `takeover`: Another user took the conversation over.
- `unknown`: The known events do not show which. Also read for a word that a later version of the
contract added.
"""


TransferType = (
    Literal[
        "ACD",
        "ACD_VOICEMAIL",
    ]
    | str
)
"""Words of Genesys for `transferType`. Genesys may add others."""


class Metadata(Model, Generic[T]):
    """What identifies, orders and explains a Common Event."""

    id: Uuid
    """Id of the Common Event. Stable forever: the same fact has the same id after any retry,
    replay or upgrade.
    """
    type: T
    """Type of the Common Event, equal to the `detail-type`."""
    schema_version: Literal[1]
    """Version of the contract."""
    revision: Positive
    """Counts the revisions under this id: 1, 2, 3 … Each differs from the one before."""
    status: Status
    """Whether the Common Event still follows from the known events."""
    conversation_id: Id
    """Id of the conversation."""
    occurred_at: Instant
    """When the fact happened, by Genesys' own timestamps."""
    known_events: Count
    """Number of distinct events of the conversation that were known when the Common Event was
    derived. Orders all Common Events of a conversation: the larger number knew more.
    """
    causes: list[EventKey]
    """Keys of the events that the Common Event rests on."""
    organization_id: str | None = None
    """Id of the Genesys organization, if the events name one."""
    replay: str | None = None
    """Name of the archive replay, only if a replay delivered all causes."""


class AgentSession(Model):
    """A session of an agent."""

    participant_id: Id
    """Id of the participant."""
    session_id: Id
    """Id of the session."""
    user_id: Id | None = None
    """Id of the user."""


class AgentTalk(Model):
    """An agent who talked in an episode, and for how long."""

    hold_ms: Integer
    """Time the agent had the other side on hold, over the agent's sessions of the episode."""
    talk_ms: Integer
    """Time the agent talked, without hold, over the agent's sessions of the episode."""
    user_id: Id | None = None
    """Id of the user."""


class Attributes(Model):
    """Participant attributes: all names, but values only of those that the operator publishes."""

    cut: Flag
    """Whether names or values were left out because they are too large in total."""
    names: list[str]
    """Names of the attributes."""
    values: dict[str, str]
    """Values of the published attributes, by name."""


class ConversationFacts(Model):
    """Facts of the conversation, as they were known when the Common Event was derived. They are
    context: a later change of one of them alone publishes nothing.
    """

    episode: Positive
    """Number of the episode in which the fact happened, from 1. An episode is a period in which
    the conversation is open.
    """
    campaign_id: str | None = None
    """Id of the outbound campaign."""
    customer_participant_id: Id | None = None
    """Id of the customer's participant."""
    customer_session_id: Id | None = None
    """Id of the customer's session at that time, of the same medium if there is one: the
    *communication id* that requests to the Conversations API need.
    """
    direction: Direction | None = None
    """Direction of the first session that has one: `inbound` or `outbound`. Genesys may add others."""
    division_id: str | None = None
    """Division of the first session that has one."""
    media_type: MediaType | None = None
    """Medium of the first session that has one. Genesys may add others."""


class Destination(Model):
    """Where a transfer went."""

    type: DestinationKind
    """Kind of the destination. The other ids depend on it."""
    participant_id: Id
    """Id of the participant at the destination, new or already in the conversation."""
    session_id: Id
    """Id of the participant's session."""
    user_id: Id | None = None
    """Id of the user: of the agent, or of the voicemail box of a user."""
    queue_id: Id | None = None
    """Id of the queue: of the destination itself, of the agent's session, or of the voicemail box
    of a queue.
    """
    flow_id: str | None = None
    """Id of the flow."""
    number: str | None = None
    """The number or address, if the destination is one."""


class FlowOutcome(Model):
    """An outcome that a flow recorded."""

    flow_outcome_id: str
    """Id of the outcome."""
    value: FlowOutcomeValue | None = None
    """Value of the outcome: `SUCCESS` or `FAILURE`. Genesys may add others."""


class Milestone(Model):
    """A milestone of a flow outcome."""

    milestone_id: str
    """Id of the milestone."""
    time: Instant | None = None
    """When the milestone was reached."""


class Party(Model):
    """A party of a conference."""

    participant_id: Id
    """Id of the participant."""
    session_id: Id
    """Id of the participant's session."""
    purpose: Purpose
    """Purpose of the participant: `customer`, `agent` or `user`. Genesys may add others."""
    user_id: Id | None = None
    """Id of the user, if the party is an agent or a user."""


class Phases(Model):
    """How long an episode spent in each phase, over all its sessions. Each moment counts once per
    phase, also in a flow inside a flow or in two queues at once. Alerting, talking, hold and
    after-call work count once per agent.
    """

    alert_ms: Integer
    """Time in which agents were alerted."""
    flow_ms: Integer
    """Time in flows. The in-queue flow, which runs during the wait in a queue, does not count."""
    hold_ms: Integer
    """Time in which agents had the other side on hold."""
    queue_ms: Integer
    """Time in queues."""
    talk_ms: Integer
    """Time in which agents talked, without hold."""
    wrap_up_ms: Integer
    """Time of after-call work, as far as it was reported at most two seconds after the end of
    the episode.
    """


class CommonData(Model):
    """The fields of `data` that every type of Common Event has."""

    conversation: ConversationFacts
    """Facts of the conversation, as they were known when the Common Event was derived. A rule
    cannot look them up elsewhere.
    """
    participant_id: Id | None = None
    """Id of the participant."""
    session_id: Id | None = None
    """Id of the session."""
    user_id: Id | None = None
    """Id of the user."""
    queue_id: Id | None = None
    """Id of the queue."""
    direction: Direction | None = None
    """Direction of the session: `inbound` or `outbound`. Genesys may add others."""
    inferred: Flag | None = None
    """Present and true if the Common Event rests on an inferred end of a session: no event
    reported the end, other events imply it.
    """
    media_type: MediaType | None = None
    """Medium of the session. Genesys may add others."""
    stretch: Count | None = None
    """Number of the stretch of the session, from 2. A session that ends and starts again has
    several stretches. Absent for the first.
    """


class AgentAnsweredData(CommonData):
    """The data of `AgentAnswered`."""


class AgentAnswered(Model):
    """An agent answered."""

    metadata: Metadata[Literal["AgentAnswered"]]
    data: AgentAnsweredData


class AgentAnsweredEvent(Envelope):
    """`AgentAnswered` as a rule delivers it."""

    detail_type: Literal["AgentAnswered"]
    detail: AgentAnswered


class AgentAssignedData(CommonData):
    """The data of `AgentAssigned`."""

    via: AssignedVia
    """How the conversation came to the agent. All but `handover` are published when the
    agent's session starts to alert.
    """


class AgentAssigned(Model):
    """The conversation was offered to an agent, or handed over to them. Only this type tells which
    agent has the conversation.
    """

    metadata: Metadata[Literal["AgentAssigned"]]
    data: AgentAssignedData


class AgentAssignedEvent(Envelope):
    """`AgentAssigned` as a rule delivers it."""

    detail_type: Literal["AgentAssigned"]
    detail: AgentAssigned


class AgentDidNotAnswerData(CommonData):
    """The data of `AgentDidNotAnswer`."""

    alert_ms: Integer
    """How long the agent's session alerted."""
    how: NoAnswer
    """How."""
    disconnect_type: DisconnectType | None = None
    """Genesys' word for how the agent's session ended. Genesys may add others."""


class AgentDidNotAnswer(Model):
    """An agent was offered the conversation and did not answer."""

    metadata: Metadata[Literal["AgentDidNotAnswer"]]
    data: AgentDidNotAnswerData


class AgentDidNotAnswerEvent(Envelope):
    """`AgentDidNotAnswer` as a rule delivers it."""

    detail_type: Literal["AgentDidNotAnswer"]
    detail: AgentDidNotAnswer


class AgentDisconnectedData(CommonData):
    """The data of `AgentDisconnected`."""

    conversation_continues: Flag
    """Whether two seconds later a customer was still connected, together with an agent, a
    third party, a queue, a flow or a voicemail box.
    """
    disconnect_type: DisconnectType
    """How the agent hung up: `client` is in the UI, `endpoint` is with the phone. Genesys may add others."""


class AgentDisconnected(Model):
    """An agent who talked hung up. Others may stay: this does not mean that the conversation
    ended.
    """

    metadata: Metadata[Literal["AgentDisconnected"]]
    data: AgentDisconnectedData


class AgentDisconnectedEvent(Envelope):
    """`AgentDisconnected` as a rule delivers it."""

    detail_type: Literal["AgentDisconnected"]
    detail: AgentDisconnected


class AgentInitiatedContactData(CommonData):
    """The data of `AgentInitiatedContact`."""


class AgentInitiatedContact(Model):
    """An agent initiated the contact: called, or wrote first."""

    metadata: Metadata[Literal["AgentInitiatedContact"]]
    data: AgentInitiatedContactData


class AgentInitiatedContactEvent(Envelope):
    """`AgentInitiatedContact` as a rule delivers it."""

    detail_type: Literal["AgentInitiatedContact"]
    detail: AgentInitiatedContact


class AgentJoinedData(CommonData):
    """The data of `AgentJoined`."""


class AgentJoined(Model):
    """An agent joined while another agent was talking: to be consulted, to help or to take over.
    Published once it is known that the agent was not only listening.
    """

    metadata: Metadata[Literal["AgentJoined"]]
    data: AgentJoinedData


class AgentJoinedEvent(Envelope):
    """`AgentJoined` as a rule delivers it."""

    detail_type: Literal["AgentJoined"]
    detail: AgentJoined


class AgentLeftData(CommonData):
    """The data of `AgentLeft`."""

    alert_ms: Integer
    """Time the agent's session alerted before the answer."""
    conversation_continues: Flag
    """Whether two seconds later a customer was still connected, together with an agent, a
    third party, a queue, a flow or a voicemail box.
    """
    hold_ms: Integer
    """Time the agent had the other side on hold."""
    talk_ms: Integer
    """Time the agent talked, without hold."""
    disconnect_type: DisconnectType | None = None
    """Genesys' word for how the agent's session ended. Genesys may add others."""


class AgentLeft(Model):
    """An agent who talked left the conversation, in any way."""

    metadata: Metadata[Literal["AgentLeft"]]
    data: AgentLeftData


class AgentLeftEvent(Envelope):
    """`AgentLeft` as a rule delivers it."""

    detail_type: Literal["AgentLeft"]
    detail: AgentLeft


class AgentTransferredConversationData(CommonData):
    """The data of `AgentTransferredConversation`."""

    disconnect_type: DisconnectType
    """Genesys' word for how the agent's session ended. Genesys may add others."""
    kind: TransferKind
    """How."""
    to: Destination | None = None
    """The immediate destination, if it is known."""


class AgentTransferredConversation(Model):
    """An agent who talked transferred the conversation."""

    metadata: Metadata[Literal["AgentTransferredConversation"]]
    data: AgentTransferredConversationData


class AgentTransferredConversationEvent(Envelope):
    """`AgentTransferredConversation` as a rule delivers it."""

    detail_type: Literal["AgentTransferredConversation"]
    detail: AgentTransferredConversation


class AttributesUpdatedData(CommonData):
    """The data of `AttributesUpdated`."""

    attributes: Attributes
    """The attributes that were set."""


class AttributesUpdated(Model):
    """Participant attributes were set."""

    metadata: Metadata[Literal["AttributesUpdated"]]
    data: AttributesUpdatedData


class AttributesUpdatedEvent(Envelope):
    """`AttributesUpdated` as a rule delivers it."""

    detail_type: Literal["AttributesUpdated"]
    detail: AttributesUpdated


class CallbackScheduledData(CommonData):
    """The data of `CallbackScheduled`."""

    origin: CallbackOrigin
    """Origin of the callback."""
    scheduled_time: Instant | None = None
    """When to call back. Absent means as soon as an agent is free."""


class CallbackScheduled(Model):
    """A callback was scheduled."""

    metadata: Metadata[Literal["CallbackScheduled"]]
    data: CallbackScheduledData


class CallbackScheduledEvent(Envelope):
    """`CallbackScheduled` as a rule delivers it."""

    detail_type: Literal["CallbackScheduled"]
    detail: CallbackScheduled


class ConferenceEndedData(CommonData):
    """The data of `ConferenceEnded`."""

    duration_ms: Integer
    """How long the conference lasted."""
    started_at: Instant | None = None
    """When the conference began."""


class ConferenceEnded(Model):
    """Fewer than three parties are left in a conference."""

    metadata: Metadata[Literal["ConferenceEnded"]]
    data: ConferenceEndedData


class ConferenceEndedEvent(Envelope):
    """`ConferenceEnded` as a rule delivers it."""

    detail_type: Literal["ConferenceEnded"]
    detail: ConferenceEnded


class ConferenceStartedData(CommonData):
    """The data of `ConferenceStarted`."""

    parties: list[Party]
    """The parties, in the order in which they joined."""


class ConferenceStarted(Model):
    """Three parties are present in one medium. Only later events show whether one of them was on
    hold.
    """

    metadata: Metadata[Literal["ConferenceStarted"]]
    data: ConferenceStartedData


class ConferenceStartedEvent(Envelope):
    """`ConferenceStarted` as a rule delivers it."""

    detail_type: Literal["ConferenceStarted"]
    detail: ConferenceStarted


class ContactAssociatedData(CommonData):
    """The data of `ContactAssociated`."""

    external_contact_id: str
    """Id of the external contact."""
    external_organization_id: str | None = None
    """Id of the external contact's organization."""


class ContactAssociated(Model):
    """An external contact was associated with the conversation."""

    metadata: Metadata[Literal["ContactAssociated"]]
    data: ContactAssociatedData


class ContactAssociatedEvent(Envelope):
    """`ContactAssociated` as a rule delivers it."""

    detail_type: Literal["ContactAssociated"]
    detail: ContactAssociated


class ConversationAbandonedData(CommonData):
    """The data of `ConversationAbandoned`."""

    waited_ms: Integer
    """How long the conversation waited in the queue."""


class ConversationAbandoned(Model):
    """The customer hung up while waiting in a queue."""

    metadata: Metadata[Literal["ConversationAbandoned"]]
    data: ConversationAbandonedData


class ConversationAbandonedEvent(Envelope):
    """`ConversationAbandoned` as a rule delivers it."""

    detail_type: Literal["ConversationAbandoned"]
    detail: ConversationAbandoned


class ConversationCreatedData(CommonData):
    """The data of `ConversationCreated`."""

    address_from: str | None = None
    """Address from which the first session was sent."""
    address_to: str | None = None
    """Address to which the first session was sent."""
    ani: str | None = None
    """Number or address of the calling party of the first session."""
    dnis: str | None = None
    """Number or address that was called in the first session."""


class ConversationCreated(Model):
    """The first session of a conversation is known."""

    metadata: Metadata[Literal["ConversationCreated"]]
    data: ConversationCreatedData


class ConversationCreatedEvent(Envelope):
    """`ConversationCreated` as a rule delivers it."""

    detail_type: Literal["ConversationCreated"]
    detail: ConversationCreated


class ConversationDequeuedData(CommonData):
    """The data of `ConversationDequeued`."""

    outcome: QueueOutcome
    """How."""
    waited_ms: Integer
    """How long the conversation waited in the queue."""
    answered_user_id: Id | None = None
    """Id of the user who answered."""


class ConversationDequeued(Model):
    """The conversation left a queue."""

    metadata: Metadata[Literal["ConversationDequeued"]]
    data: ConversationDequeuedData


class ConversationDequeuedEvent(Envelope):
    """`ConversationDequeued` as a rule delivers it."""

    detail_type: Literal["ConversationDequeued"]
    detail: ConversationDequeued


class ConversationEndedData(CommonData):
    """The data of `ConversationEnded`."""

    agents: list[AgentTalk]
    """The agents who talked in the episode, each once, in the order of their sessions."""
    attributes: Attributes
    """The attributes of all participants that were known at the end of the episode."""
    duration_ms: Integer
    """Time from the start of the episode to its end."""
    ended_by: EndedBy
    """Who or what ended the episode."""
    flow_outcomes: list[FlowOutcome]
    """The outcomes that flows recorded in the episode."""
    outcome: Outcome
    """How the episode ended."""
    phases: Phases
    """Time by phase, over all sessions of the episode."""
    started_at: Instant | None = None
    """When the episode began."""


class ConversationEnded(Model):
    """An episode ended: no session is live any more, except those of third parties and auxiliary
    sessions such as a screen share or a listener.
    """

    metadata: Metadata[Literal["ConversationEnded"]]
    data: ConversationEndedData


class ConversationEndedEvent(Envelope):
    """`ConversationEnded` as a rule delivers it."""

    detail_type: Literal["ConversationEnded"]
    detail: ConversationEnded


class ConversationParkedData(CommonData):
    """The data of `ConversationParked`."""

    duration_ms: Integer
    """How long the conversation was parked."""


class ConversationParked(Model):
    """An agent parked the conversation."""

    metadata: Metadata[Literal["ConversationParked"]]
    data: ConversationParkedData


class ConversationParkedEvent(Envelope):
    """`ConversationParked` as a rule delivers it."""

    detail_type: Literal["ConversationParked"]
    detail: ConversationParked


class ConversationQueuedData(CommonData):
    """The data of `ConversationQueued`."""

    by_transfer: Flag
    """Whether an agent sent the conversation to the queue: an agent was talking in the same
    medium when the wait began, or had transferred the conversation at most five seconds
    before.
    """
    skill_ids: list[str]
    """Ids of the skills that the routing asks for."""
    priority: Integer | None = None
    """Routing priority of the conversation in the queue."""


class ConversationQueued(Model):
    """The conversation entered a queue."""

    metadata: Metadata[Literal["ConversationQueued"]]
    data: ConversationQueuedData


class ConversationQueuedEvent(Envelope):
    """`ConversationQueued` as a rule delivers it."""

    detail_type: Literal["ConversationQueued"]
    detail: ConversationQueued


class ConversationReopenedData(CommonData):
    """The data of `ConversationReopened`."""


class ConversationReopened(Model):
    """A later episode began: the conversation is open again."""

    metadata: Metadata[Literal["ConversationReopened"]]
    data: ConversationReopenedData


class ConversationReopenedEvent(Envelope):
    """`ConversationReopened` as a rule delivers it."""

    detail_type: Literal["ConversationReopened"]
    detail: ConversationReopened


class CustomerDisconnectedData(CommonData):
    """The data of `CustomerDisconnected`."""

    disconnect_type: DisconnectType
    """Genesys' word for how the customer hung up: `endpoint` or `client`. Genesys may add others."""


class CustomerDisconnected(Model):
    """The customer hung up."""

    metadata: Metadata[Literal["CustomerDisconnected"]]
    data: CustomerDisconnectedData


class CustomerDisconnectedEvent(Envelope):
    """`CustomerDisconnected` as a rule delivers it."""

    detail_type: Literal["CustomerDisconnected"]
    detail: CustomerDisconnected


class EvaluationCompletedData(CommonData):
    """The data of `EvaluationCompleted`."""

    evaluation_id: str
    """Id of the evaluation."""
    evaluation_form_id: str | None = None
    """Its form."""
    evaluation_form_name: str | None = None
    """Name of its form."""
    total_critical_score: Number | None = None
    """Score over the critical questions, in percent, to six decimals."""
    total_score: Number | None = None
    """Score over all questions, in percent, to six decimals."""


class EvaluationCompleted(Model):
    """An evaluation was finished."""

    metadata: Metadata[Literal["EvaluationCompleted"]]
    data: EvaluationCompletedData


class EvaluationCompletedEvent(Envelope):
    """`EvaluationCompleted` as a rule delivers it."""

    detail_type: Literal["EvaluationCompleted"]
    detail: EvaluationCompleted


class FlowEndedData(CommonData):
    """The data of `FlowEnded`."""

    exit_reason: ExitReason | None = None
    """Why the flow ended. Genesys may add others."""
    flow_id: str | None = None
    """Id of the flow."""
    flow_type: FlowType | None = None
    """Type of the flow, in upper case. Genesys may add others."""
    flow_version: str | None = None
    """Version of the flow."""
    transfer_type: TransferType | None = None
    """What the flow transferred to, if it transferred the conversation. Genesys may add others."""


class FlowEnded(Model):
    """A flow ended."""

    metadata: Metadata[Literal["FlowEnded"]]
    data: FlowEndedData


class FlowEndedEvent(Envelope):
    """`FlowEnded` as a rule delivers it."""

    detail_type: Literal["FlowEnded"]
    detail: FlowEnded


class FlowOutcomeRecordedData(CommonData):
    """The data of `FlowOutcomeRecorded`."""

    flow_outcome_id: str
    """Id of the outcome."""
    milestones: list[Milestone]
    """The milestones that the flow reached for this outcome."""
    flow_id: str | None = None
    """Id of the flow."""
    value: FlowOutcomeValue | None = None
    """Value of the outcome: `SUCCESS` or `FAILURE`. Genesys may add others."""


class FlowOutcomeRecorded(Model):
    """A flow recorded an outcome."""

    metadata: Metadata[Literal["FlowOutcomeRecorded"]]
    data: FlowOutcomeRecordedData


class FlowOutcomeRecordedEvent(Envelope):
    """`FlowOutcomeRecorded` as a rule delivers it."""

    detail_type: Literal["FlowOutcomeRecorded"]
    detail: FlowOutcomeRecorded


class ParticipantAddedData(CommonData):
    """The data of `ParticipantAdded`."""

    purpose: Purpose
    """Purpose of the participant: `customer`, `agent`, `user`, `acd`, `ivr`, `workflow`,
    `botflow`, `voicesurveyflow` or `voicemail`. Genesys may add others.
    """


class ParticipantAdded(Model):
    """The first session of a participant is known."""

    metadata: Metadata[Literal["ParticipantAdded"]]
    data: ParticipantAddedData


class ParticipantAddedEvent(Envelope):
    """`ParticipantAdded` as a rule delivers it."""

    detail_type: Literal["ParticipantAdded"]
    detail: ParticipantAdded


class SurveyCompletedData(CommonData):
    """The data of `SurveyCompleted`."""

    survey_id: str
    """Id of the survey."""
    promoter_score: Integer | None = None
    """Net promoter score, 0 to 10."""
    survey_form_id: str | None = None
    """Its form."""
    survey_form_name: str | None = None
    """Name of its form."""
    total_score: Number | None = None
    """Score over all questions, in percent, to six decimals."""


class SurveyCompleted(Model):
    """A survey was completed. Only an imported details document reports this."""

    metadata: Metadata[Literal["SurveyCompleted"]]
    data: SurveyCompletedData


class SurveyCompletedEvent(Envelope):
    """`SurveyCompleted` as a rule delivers it."""

    detail_type: Literal["SurveyCompleted"]
    detail: SurveyCompleted


class TransferAnsweredData(CommonData):
    """The data of `TransferAnswered`."""

    waited_ms: Integer
    """Time from the transfer to the answer. 0 if the agent had answered before the transfer."""
    agent: AgentSession | None = None
    """The session of the agent who answered."""


class TransferAnswered(Model):
    """An agent answered a conversation that another agent had transferred."""

    metadata: Metadata[Literal["TransferAnswered"]]
    data: TransferAnsweredData


class TransferAnsweredEvent(Envelope):
    """`TransferAnswered` as a rule delivers it."""

    detail_type: Literal["TransferAnswered"]
    detail: TransferAnswered


class VoicemailLeftData(CommonData):
    """The data of `VoicemailLeft`."""

    duration_ms: Integer
    """Length of the recording."""


class VoicemailLeft(Model):
    """A voicemail was left."""

    metadata: Metadata[Literal["VoicemailLeft"]]
    data: VoicemailLeftData


class VoicemailLeftEvent(Envelope):
    """`VoicemailLeft` as a rule delivers it."""

    detail_type: Literal["VoicemailLeft"]
    detail: VoicemailLeft


class WrapUpCompletedData(CommonData):
    """The data of `WrapUpCompleted`."""

    has_note: Flag
    """Whether there is a note. The text of the note is not published."""
    duration_ms: Integer | None = None
    """How long the after-call work took."""
    wrap_up_code: str | None = None
    """Id of the wrap-up code that was set last."""


class WrapUpCompleted(Model):
    """After-call work ended, or a wrap-up code was set. A later change of the code publishes the
    next revision.
    """

    metadata: Metadata[Literal["WrapUpCompleted"]]
    data: WrapUpCompletedData


class WrapUpCompletedEvent(Envelope):
    """`WrapUpCompleted` as a rule delivers it."""

    detail_type: Literal["WrapUpCompleted"]
    detail: WrapUpCompleted


CommonEvent = (
    AgentAnswered
    | AgentAssigned
    | AgentDidNotAnswer
    | AgentDisconnected
    | AgentInitiatedContact
    | AgentJoined
    | AgentLeft
    | AgentTransferredConversation
    | AttributesUpdated
    | CallbackScheduled
    | ConferenceEnded
    | ConferenceStarted
    | ContactAssociated
    | ConversationAbandoned
    | ConversationCreated
    | ConversationDequeued
    | ConversationEnded
    | ConversationParked
    | ConversationQueued
    | ConversationReopened
    | CustomerDisconnected
    | EvaluationCompleted
    | FlowEnded
    | FlowOutcomeRecorded
    | ParticipantAdded
    | SurveyCompleted
    | TransferAnswered
    | VoicemailLeft
    | WrapUpCompleted
)
"""A Common Event of a known type: the `detail` of an event on the bus."""

BusEvent = (
    AgentAnsweredEvent
    | AgentAssignedEvent
    | AgentDidNotAnswerEvent
    | AgentDisconnectedEvent
    | AgentInitiatedContactEvent
    | AgentJoinedEvent
    | AgentLeftEvent
    | AgentTransferredConversationEvent
    | AttributesUpdatedEvent
    | CallbackScheduledEvent
    | ConferenceEndedEvent
    | ConferenceStartedEvent
    | ContactAssociatedEvent
    | ConversationAbandonedEvent
    | ConversationCreatedEvent
    | ConversationDequeuedEvent
    | ConversationEndedEvent
    | ConversationParkedEvent
    | ConversationQueuedEvent
    | ConversationReopenedEvent
    | CustomerDisconnectedEvent
    | EvaluationCompletedEvent
    | FlowEndedEvent
    | FlowOutcomeRecordedEvent
    | ParticipantAddedEvent
    | SurveyCompletedEvent
    | TransferAnsweredEvent
    | VoicemailLeftEvent
    | WrapUpCompletedEvent
)
"""An event on the bus, of a known type."""


COMMON_EVENTS: dict[str, type[CommonEvent]] = {
    "AgentAnswered": AgentAnswered,
    "AgentAssigned": AgentAssigned,
    "AgentDidNotAnswer": AgentDidNotAnswer,
    "AgentDisconnected": AgentDisconnected,
    "AgentInitiatedContact": AgentInitiatedContact,
    "AgentJoined": AgentJoined,
    "AgentLeft": AgentLeft,
    "AgentTransferredConversation": AgentTransferredConversation,
    "AttributesUpdated": AttributesUpdated,
    "CallbackScheduled": CallbackScheduled,
    "ConferenceEnded": ConferenceEnded,
    "ConferenceStarted": ConferenceStarted,
    "ContactAssociated": ContactAssociated,
    "ConversationAbandoned": ConversationAbandoned,
    "ConversationCreated": ConversationCreated,
    "ConversationDequeued": ConversationDequeued,
    "ConversationEnded": ConversationEnded,
    "ConversationParked": ConversationParked,
    "ConversationQueued": ConversationQueued,
    "ConversationReopened": ConversationReopened,
    "CustomerDisconnected": CustomerDisconnected,
    "EvaluationCompleted": EvaluationCompleted,
    "FlowEnded": FlowEnded,
    "FlowOutcomeRecorded": FlowOutcomeRecorded,
    "ParticipantAdded": ParticipantAdded,
    "SurveyCompleted": SurveyCompleted,
    "TransferAnswered": TransferAnswered,
    "VoicemailLeft": VoicemailLeft,
    "WrapUpCompleted": WrapUpCompleted,
}


BUS_EVENTS: dict[str, type[BusEvent]] = {
    "AgentAnswered": AgentAnsweredEvent,
    "AgentAssigned": AgentAssignedEvent,
    "AgentDidNotAnswer": AgentDidNotAnswerEvent,
    "AgentDisconnected": AgentDisconnectedEvent,
    "AgentInitiatedContact": AgentInitiatedContactEvent,
    "AgentJoined": AgentJoinedEvent,
    "AgentLeft": AgentLeftEvent,
    "AgentTransferredConversation": AgentTransferredConversationEvent,
    "AttributesUpdated": AttributesUpdatedEvent,
    "CallbackScheduled": CallbackScheduledEvent,
    "ConferenceEnded": ConferenceEndedEvent,
    "ConferenceStarted": ConferenceStartedEvent,
    "ContactAssociated": ContactAssociatedEvent,
    "ConversationAbandoned": ConversationAbandonedEvent,
    "ConversationCreated": ConversationCreatedEvent,
    "ConversationDequeued": ConversationDequeuedEvent,
    "ConversationEnded": ConversationEndedEvent,
    "ConversationParked": ConversationParkedEvent,
    "ConversationQueued": ConversationQueuedEvent,
    "ConversationReopened": ConversationReopenedEvent,
    "CustomerDisconnected": CustomerDisconnectedEvent,
    "EvaluationCompleted": EvaluationCompletedEvent,
    "FlowEnded": FlowEndedEvent,
    "FlowOutcomeRecorded": FlowOutcomeRecordedEvent,
    "ParticipantAdded": ParticipantAddedEvent,
    "SurveyCompleted": SurveyCompletedEvent,
    "TransferAnswered": TransferAnsweredEvent,
    "VoicemailLeft": VoicemailLeftEvent,
    "WrapUpCompleted": WrapUpCompletedEvent,
}


__all__ = [
    "AgentAnswered",
    "AgentAnsweredData",
    "AgentAnsweredEvent",
    "AgentAssigned",
    "AgentAssignedData",
    "AgentAssignedEvent",
    "AgentDidNotAnswer",
    "AgentDidNotAnswerData",
    "AgentDidNotAnswerEvent",
    "AgentDisconnected",
    "AgentDisconnectedData",
    "AgentDisconnectedEvent",
    "AgentInitiatedContact",
    "AgentInitiatedContactData",
    "AgentInitiatedContactEvent",
    "AgentJoined",
    "AgentJoinedData",
    "AgentJoinedEvent",
    "AgentLeft",
    "AgentLeftData",
    "AgentLeftEvent",
    "AgentSession",
    "AgentTalk",
    "AgentTransferredConversation",
    "AgentTransferredConversationData",
    "AgentTransferredConversationEvent",
    "AssignedVia",
    "Attributes",
    "AttributesUpdated",
    "AttributesUpdatedData",
    "AttributesUpdatedEvent",
    "BUS_EVENTS",
    "BusEvent",
    "COMMON_EVENTS",
    "CallbackOrigin",
    "CallbackScheduled",
    "CallbackScheduledData",
    "CallbackScheduledEvent",
    "CommonData",
    "CommonEvent",
    "ConferenceEnded",
    "ConferenceEndedData",
    "ConferenceEndedEvent",
    "ConferenceStarted",
    "ConferenceStartedData",
    "ConferenceStartedEvent",
    "ContactAssociated",
    "ContactAssociatedData",
    "ContactAssociatedEvent",
    "ConversationAbandoned",
    "ConversationAbandonedData",
    "ConversationAbandonedEvent",
    "ConversationCreated",
    "ConversationCreatedData",
    "ConversationCreatedEvent",
    "ConversationDequeued",
    "ConversationDequeuedData",
    "ConversationDequeuedEvent",
    "ConversationEnded",
    "ConversationEndedData",
    "ConversationEndedEvent",
    "ConversationFacts",
    "ConversationParked",
    "ConversationParkedData",
    "ConversationParkedEvent",
    "ConversationQueued",
    "ConversationQueuedData",
    "ConversationQueuedEvent",
    "ConversationReopened",
    "ConversationReopenedData",
    "ConversationReopenedEvent",
    "CustomerDisconnected",
    "CustomerDisconnectedData",
    "CustomerDisconnectedEvent",
    "Destination",
    "DestinationKind",
    "Direction",
    "DisconnectType",
    "EndedBy",
    "EvaluationCompleted",
    "EvaluationCompletedData",
    "EvaluationCompletedEvent",
    "ExitReason",
    "FlowEnded",
    "FlowEndedData",
    "FlowEndedEvent",
    "FlowOutcome",
    "FlowOutcomeRecorded",
    "FlowOutcomeRecordedData",
    "FlowOutcomeRecordedEvent",
    "FlowOutcomeValue",
    "FlowType",
    "MediaType",
    "Metadata",
    "Milestone",
    "NoAnswer",
    "Outcome",
    "ParticipantAdded",
    "ParticipantAddedData",
    "ParticipantAddedEvent",
    "Party",
    "Phases",
    "Purpose",
    "QueueOutcome",
    "SCHEMA_VERSION",
    "Status",
    "SurveyCompleted",
    "SurveyCompletedData",
    "SurveyCompletedEvent",
    "TransferAnswered",
    "TransferAnsweredData",
    "TransferAnsweredEvent",
    "TransferKind",
    "TransferType",
    "VoicemailLeft",
    "VoicemailLeftData",
    "VoicemailLeftEvent",
    "WrapUpCompleted",
    "WrapUpCompletedData",
    "WrapUpCompletedEvent",
]
