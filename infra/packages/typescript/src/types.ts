// Generated from infra/schemas by `python3 infra/packages/generate`; CI fails when the two differ.

/** The version of the contract that these types describe. */
export const SCHEMA_VERSION = 1;

/** A word that a later version may add, or Genesys. */
export type OtherWord = string & {};

/**
 * How a conversation came to an agent. More values may be added.
 *
 * - `queue`: A queue offered the conversation.
 * - `transfer`: Another agent had transferred the conversation, and nobody had answered yet.
 * - `handover`: The agent had joined, and the other agents left.
 * - `direct`: The conversation came to the agent's own number, or as the agent's own callback.
 * - `unknown`: The known events do not show which. Also read for a word that a later version of the
 * contract added.
 */
export type AssignedVia =
  | 'queue'
  | 'transfer'
  | 'handover'
  | 'direct'
  | 'unknown'
  | OtherWord;

/**
 * Origin of a callback. More values may be added.
 *
 * - `campaign`: An outbound campaign.
 * - `inConversation`: The conversation itself, for example a voicemail or an offer to call back.
 * - `webCallback`: A request through the API, for example from a web form.
 * - `unknown`: The known events do not show which. Also read for a word that a later version of the
 * contract added.
 */
export type CallbackOrigin =
  | 'campaign'
  | 'inConversation'
  | 'webCallback'
  | 'unknown'
  | OtherWord;

/**
 * Kind of the destination of a transfer. More values may be added.
 *
 * - `agent`: A user's session.
 * - `queue`: A queue.
 * - `flow`: A flow.
 * - `voicemail`: A voicemail box.
 * - `number`: An outside party, at a number or address.
 * - `unknown`: The known events do not show which. Also read for a word that a later version of the
 * contract added.
 */
export type DestinationKind =
  | 'agent'
  | 'queue'
  | 'flow'
  | 'voicemail'
  | 'number'
  | 'unknown'
  | OtherWord;

/** Words of Genesys for `direction`. Genesys may add others. */
export type Direction =
  | 'inbound'
  | 'outbound'
  | OtherWord;

/** Words of Genesys for `disconnectType`. Genesys may add others. */
export type DisconnectType =
  | 'client'
  | 'conferenceTransfer'
  | 'consultTransfer'
  | 'dndEndpoint'
  | 'dndTransfer'
  | 'endpoint'
  | 'error'
  | 'forwardTransfer'
  | 'inactivity'
  | 'noAnswerTransfer'
  | 'notAvailableTransfer'
  | 'other'
  | 'peer'
  | 'sessionExpired'
  | 'spam'
  | 'system'
  | 'takeover'
  | 'timeout'
  | 'transfer'
  | 'transportFailure'
  | 'uncallable'
  | OtherWord;

/**
 * Who or what ended an episode. More values may be added.
 *
 * - `agent`: An agent.
 * - `customer`: The customer.
 * - `caller`: A user who called in.
 * - `callee`: A user who was called, in a conversation without customer.
 * - `thirdParty`: An outside party that was added later.
 * - `flow`: A flow, which hung up.
 * - `timeout`: A timeout. Also if Switchboard closed the conversation after days without an event.
 * - `inactivity`: Inactivity: nobody did anything for too long.
 * - `sessionExpired`: The session of the medium expired.
 * - `system`: Genesys Cloud.
 * - `error`: An error.
 * - `unknown`: The known events do not show which. Also read for a word that a later version of the
 * contract added.
 */
export type EndedBy =
  | 'agent'
  | 'customer'
  | 'caller'
  | 'callee'
  | 'thirdParty'
  | 'flow'
  | 'timeout'
  | 'inactivity'
  | 'sessionExpired'
  | 'system'
  | 'error'
  | 'unknown'
  | OtherWord;

/** Words of Genesys for `exitReason`. Genesys may add others. */
export type ExitReason =
  | 'DISCONNECT'
  | 'FLOW_DISCONNECT'
  | 'FLOW_EXIT'
  | 'TRANSFER'
  | OtherWord;

/** Words of Genesys for `value`. Genesys may add others. */
export type FlowOutcomeValue =
  | 'FAILURE'
  | 'SUCCESS'
  | OtherWord;

/** Words of Genesys for `flowType`. Genesys may add others. */
export type FlowType =
  | 'BOT'
  | 'COMMONMODULE'
  | 'DIGITALBOT'
  | 'INBOUNDCALL'
  | 'INBOUNDCHAT'
  | 'INBOUNDEMAIL'
  | 'INBOUNDSHORTMESSAGE'
  | 'INQUEUECALL'
  | 'INQUEUEEMAIL'
  | 'INQUEUESHORTMESSAGE'
  | 'OUTBOUNDCALL'
  | 'SECURECALL'
  | 'SURVEYINVITE'
  | 'VOICE'
  | 'VOICEMAIL'
  | 'VOICESURVEY'
  | 'WORKFLOW'
  | 'WORKITEM'
  | OtherWord;

/** Words of Genesys for `mediaType`. Genesys may add others. */
export type MediaType =
  | 'callback'
  | 'chat'
  | 'cobrowse'
  | 'email'
  | 'internalmessage'
  | 'message'
  | 'screenmonitoring'
  | 'screenshare'
  | 'video'
  | 'voice'
  | OtherWord;

/**
 * Why an agent did not answer. More values may be added.
 *
 * - `callerLeft`: The customer, or the user who called, hung up within two seconds of the end of the
 * agent's session.
 * - `declined`: The agent declined.
 * - `timedOut`: The agent's session alerted for too long.
 * - `movedOn`: Genesys, a forwarding rule or a colleague sent the conversation elsewhere.
 * - `failed`: The offer failed.
 * - `unknown`: The known events do not show which. Also read for a word that a later version of the
 * contract added.
 */
export type NoAnswer =
  | 'callerLeft'
  | 'declined'
  | 'timedOut'
  | 'movedOn'
  | 'failed'
  | 'unknown'
  | OtherWord;

/**
 * How an episode ended. More values may be added.
 *
 * - `handled`: An agent talked.
 * - `voicemail`: A voicemail was left.
 * - `abandoned`: The customer hung up while waiting in a queue.
 * - `notReached`: An agent, a campaign or a callback tried to contact the customer and did not reach them.
 * - `forwarded`: A flow forwarded the conversation to an outside party.
 * - `selfService`: Only flows served the conversation: no queue, and no user other than the caller.
 * - `unknown`: The known events do not show which. Also read for a word that a later version of the
 * contract added.
 */
export type Outcome =
  | 'handled'
  | 'voicemail'
  | 'abandoned'
  | 'notReached'
  | 'forwarded'
  | 'selfService'
  | 'unknown'
  | OtherWord;

/** Words of Genesys for `purpose`. Genesys may add others. */
export type Purpose =
  | 'agent'
  | 'customer'
  | 'user'
  | 'acd'
  | 'botflow'
  | 'ivr'
  | 'voicemail'
  | 'voicesurveyflow'
  | 'workflow'
  | OtherWord;

/**
 * How a wait in a queue ended. More values may be added.
 *
 * - `answered`: An agent answered.
 * - `abandoned`: The other side hung up.
 * - `flowOut`: The in-queue flow sent the conversation elsewhere.
 * - `other`: The wait ended in another way.
 * - `unknown`: The known events do not show which. Also read for a word that a later version of the
 * contract added.
 */
export type QueueOutcome =
  | 'answered'
  | 'abandoned'
  | 'flowOut'
  | 'other'
  | 'unknown'
  | OtherWord;

/**
 * Whether a Common Event still follows from the known events. More values may be added.
 *
 * - `active`: The Common Event follows from the known events.
 * - `withdrawn`: The Common Event no longer follows from the known events. Published once.
 */
export type Status =
  | 'active'
  | 'withdrawn'
  | OtherWord;

/**
 * How an agent transferred a conversation. More values may be added.
 *
 * - `consult`: The agent talked to the destination first.
 * - `blind`: The agent did not talk to the destination first.
 * - `conference`: The agent left a conference.
 * - `takeover`: Another user took the conversation over.
 * - `unknown`: The known events do not show which. Also read for a word that a later version of the
 * contract added.
 */
export type TransferKind =
  | 'consult'
  | 'blind'
  | 'conference'
  | 'takeover'
  | 'unknown'
  | OtherWord;

/** Words of Genesys for `transferType`. Genesys may add others. */
export type TransferType =
  | 'ACD'
  | 'ACD_VOICEMAIL'
  | OtherWord;

/** What identifies, orders and explains a Common Event. */
export interface Metadata<T extends string = EventType> {
  /**
   * Id of the Common Event. Stable forever: the same fact has the same id after any retry,
   * replay or upgrade.
   */
  id: string;
  /** Type of the Common Event, equal to the `detail-type`. */
  type: T;
  /** Version of the contract. */
  schemaVersion: typeof SCHEMA_VERSION;
  /** Counts the revisions under this id: 1, 2, 3 … Each differs from the one before. */
  revision: number;
  /** Whether the Common Event still follows from the known events. */
  status: Status;
  /** Id of the conversation. */
  conversationId: string;
  /** Id of the Genesys organization, if the events name one. */
  organizationId?: string;
  /** When the fact happened, by Genesys' own timestamps. */
  occurredAt: string;
  /**
   * Number of distinct events of the conversation that were known when the Common Event was
   * derived. Orders all Common Events of a conversation: the larger number knew more.
   */
  knownEvents: number;
  /** Keys of the events that the Common Event rests on. */
  causes: string[];
  /** Name of the archive replay, only if a replay delivered all causes. */
  replay?: string;
}

/** A session of an agent. */
export interface AgentSession {
  /** Id of the participant. */
  participantId: string;
  /** Id of the session. */
  sessionId: string;
  /** Id of the user. */
  userId?: string;
}

/** An agent who talked in an episode, and for how long. */
export interface AgentTalk {
  /** Id of the user. */
  userId?: string;
  /** Time the agent had the other side on hold, over the agent's sessions of the episode. */
  holdMs: number;
  /** Time the agent talked, without hold, over the agent's sessions of the episode. */
  talkMs: number;
}

/** Participant attributes: all names, but values only of those that the operator publishes. */
export interface Attributes {
  /** Whether names or values were left out because they are too large in total. */
  cut: boolean;
  /** Names of the attributes. */
  names: string[];
  /** Values of the published attributes, by name. */
  values: Record<string, string>;
}

/**
 * Facts of the conversation, as they were known when the Common Event was derived. They are
 * context: a later change of one of them alone publishes nothing.
 */
export interface ConversationFacts {
  /** Id of the outbound campaign. */
  campaignId?: string;
  /** Id of the customer's participant. */
  customerParticipantId?: string;
  /**
   * Id of the customer's session at that time, of the same medium if there is one: the
   * *communication id* that requests to the Conversations API need.
   */
  customerSessionId?: string;
  /** Direction of the first session that has one: `inbound` or `outbound`. Genesys may add others. */
  direction?: Direction;
  /** Division of the first session that has one. */
  divisionId?: string;
  /**
   * Number of the episode in which the fact happened, from 1. An episode is a period in which
   * the conversation is open.
   */
  episode: number;
  /** Medium of the first session that has one. Genesys may add others. */
  mediaType?: MediaType;
}

/** Where a transfer went. */
export interface Destination {
  /** Kind of the destination. The other ids depend on it. */
  type: DestinationKind;
  /** Id of the participant at the destination, new or already in the conversation. */
  participantId: string;
  /** Id of the participant's session. */
  sessionId: string;
  /** Id of the user: of the agent, or of the voicemail box of a user. */
  userId?: string;
  /**
   * Id of the queue: of the destination itself, of the agent's session, or of the voicemail box
   * of a queue.
   */
  queueId?: string;
  /** Id of the flow. */
  flowId?: string;
  /** The number or address, if the destination is one. */
  number?: string;
}

/** An outcome that a flow recorded. */
export interface FlowOutcome {
  /** Id of the outcome. */
  flowOutcomeId: string;
  /** Value of the outcome: `SUCCESS` or `FAILURE`. Genesys may add others. */
  value?: FlowOutcomeValue;
}

/** A milestone of a flow outcome. */
export interface Milestone {
  /** When the milestone was reached. */
  time?: string;
  /** Id of the milestone. */
  milestoneId: string;
}

/** A party of a conference. */
export interface Party {
  /** Id of the participant. */
  participantId: string;
  /** Id of the participant's session. */
  sessionId: string;
  /** Id of the user, if the party is an agent or a user. */
  userId?: string;
  /** Purpose of the participant: `customer`, `agent` or `user`. Genesys may add others. */
  purpose: Purpose;
}

/**
 * How long an episode spent in each phase, over all its sessions. Each moment counts once per
 * phase, also in a flow inside a flow or in two queues at once. Alerting, talking, hold and
 * after-call work count once per agent.
 */
export interface Phases {
  /** Time in which agents were alerted. */
  alertMs: number;
  /** Time in flows. The in-queue flow, which runs during the wait in a queue, does not count. */
  flowMs: number;
  /** Time in which agents had the other side on hold. */
  holdMs: number;
  /** Time in queues. */
  queueMs: number;
  /** Time in which agents talked, without hold. */
  talkMs: number;
  /**
   * Time of after-call work, as far as it was reported at most two seconds after the end of
   * the episode.
   */
  wrapUpMs: number;
}

/** The fields of `data` that every type of Common Event has. */
export interface CommonData {
  /**
   * Facts of the conversation, as they were known when the Common Event was derived. A rule
   * cannot look them up elsewhere.
   */
  conversation: ConversationFacts;
  /** Id of the participant. */
  participantId?: string;
  /** Id of the session. */
  sessionId?: string;
  /** Id of the user. */
  userId?: string;
  /** Id of the queue. */
  queueId?: string;
  /** Direction of the session: `inbound` or `outbound`. Genesys may add others. */
  direction?: Direction;
  /**
   * Present and true if the Common Event rests on an inferred end of a session: no event
   * reported the end, other events imply it.
   */
  inferred?: boolean;
  /** Medium of the session. Genesys may add others. */
  mediaType?: MediaType;
  /**
   * Number of the stretch of the session, from 2. A session that ends and starts again has
   * several stretches. Absent for the first.
   */
  stretch?: number;
}

/** The data of `AgentAnswered`. */
export type AgentAnsweredData = CommonData;

/** An agent answered. */
export interface AgentAnswered {
  metadata: Metadata<'AgentAnswered'>;
  data: AgentAnsweredData;
}

/** The data of `AgentAssigned`. */
export interface AgentAssignedData extends CommonData {
  /**
   * How the conversation came to the agent. All but `handover` are published when the
   * agent's session starts to alert.
   */
  via: AssignedVia;
}

/**
 * The conversation was offered to an agent, or handed over to them. Only this type tells which
 * agent has the conversation.
 */
export interface AgentAssigned {
  metadata: Metadata<'AgentAssigned'>;
  data: AgentAssignedData;
}

/** The data of `AgentDidNotAnswer`. */
export interface AgentDidNotAnswerData extends CommonData {
  /** How long the agent's session alerted. */
  alertMs: number;
  /** Genesys' word for how the agent's session ended. Genesys may add others. */
  disconnectType?: DisconnectType;
  /** How. */
  how: NoAnswer;
}

/** An agent was offered the conversation and did not answer. */
export interface AgentDidNotAnswer {
  metadata: Metadata<'AgentDidNotAnswer'>;
  data: AgentDidNotAnswerData;
}

/** The data of `AgentDisconnected`. */
export interface AgentDisconnectedData extends CommonData {
  /**
   * Whether two seconds later a customer was still connected, together with an agent, a
   * third party, a queue, a flow or a voicemail box.
   */
  conversationContinues: boolean;
  /** How the agent hung up: `client` is in the UI, `endpoint` is with the phone. Genesys may add others. */
  disconnectType: DisconnectType;
}

/**
 * An agent who talked hung up. Others may stay: this does not mean that the conversation
 * ended.
 */
export interface AgentDisconnected {
  metadata: Metadata<'AgentDisconnected'>;
  data: AgentDisconnectedData;
}

/** The data of `AgentInitiatedContact`. */
export type AgentInitiatedContactData = CommonData;

/** An agent initiated the contact: called, or wrote first. */
export interface AgentInitiatedContact {
  metadata: Metadata<'AgentInitiatedContact'>;
  data: AgentInitiatedContactData;
}

/** The data of `AgentJoined`. */
export type AgentJoinedData = CommonData;

/**
 * An agent joined while another agent was talking: to be consulted, to help or to take over.
 * Published once it is known that the agent was not only listening.
 */
export interface AgentJoined {
  metadata: Metadata<'AgentJoined'>;
  data: AgentJoinedData;
}

/** The data of `AgentLeft`. */
export interface AgentLeftData extends CommonData {
  /** Time the agent's session alerted before the answer. */
  alertMs: number;
  /**
   * Whether two seconds later a customer was still connected, together with an agent, a
   * third party, a queue, a flow or a voicemail box.
   */
  conversationContinues: boolean;
  /** Genesys' word for how the agent's session ended. Genesys may add others. */
  disconnectType?: DisconnectType;
  /** Time the agent had the other side on hold. */
  holdMs: number;
  /** Time the agent talked, without hold. */
  talkMs: number;
}

/** An agent who talked left the conversation, in any way. */
export interface AgentLeft {
  metadata: Metadata<'AgentLeft'>;
  data: AgentLeftData;
}

/** The data of `AgentTransferredConversation`. */
export interface AgentTransferredConversationData extends CommonData {
  /** Genesys' word for how the agent's session ended. Genesys may add others. */
  disconnectType: DisconnectType;
  /** How. */
  kind: TransferKind;
  /** The immediate destination, if it is known. */
  to?: Destination;
}

/** An agent who talked transferred the conversation. */
export interface AgentTransferredConversation {
  metadata: Metadata<'AgentTransferredConversation'>;
  data: AgentTransferredConversationData;
}

/** The data of `AttributesUpdated`. */
export interface AttributesUpdatedData extends CommonData {
  /** The attributes that were set. */
  attributes: Attributes;
}

/** Participant attributes were set. */
export interface AttributesUpdated {
  metadata: Metadata<'AttributesUpdated'>;
  data: AttributesUpdatedData;
}

/** The data of `CallbackScheduled`. */
export interface CallbackScheduledData extends CommonData {
  /** Origin of the callback. */
  origin: CallbackOrigin;
  /** When to call back. Absent means as soon as an agent is free. */
  scheduledTime?: string;
}

/** A callback was scheduled. */
export interface CallbackScheduled {
  metadata: Metadata<'CallbackScheduled'>;
  data: CallbackScheduledData;
}

/** The data of `ConferenceEnded`. */
export interface ConferenceEndedData extends CommonData {
  /** How long the conference lasted. */
  durationMs: number;
  /** When the conference began. */
  startedAt?: string;
}

/** Fewer than three parties are left in a conference. */
export interface ConferenceEnded {
  metadata: Metadata<'ConferenceEnded'>;
  data: ConferenceEndedData;
}

/** The data of `ConferenceStarted`. */
export interface ConferenceStartedData extends CommonData {
  /** The parties, in the order in which they joined. */
  parties: Party[];
}

/**
 * Three parties are present in one medium. Only later events show whether one of them was on
 * hold.
 */
export interface ConferenceStarted {
  metadata: Metadata<'ConferenceStarted'>;
  data: ConferenceStartedData;
}

/** The data of `ContactAssociated`. */
export interface ContactAssociatedData extends CommonData {
  /** Id of the external contact. */
  externalContactId: string;
  /** Id of the external contact's organization. */
  externalOrganizationId?: string;
}

/** An external contact was associated with the conversation. */
export interface ContactAssociated {
  metadata: Metadata<'ContactAssociated'>;
  data: ContactAssociatedData;
}

/** The data of `ConversationAbandoned`. */
export interface ConversationAbandonedData extends CommonData {
  /** How long the conversation waited in the queue. */
  waitedMs: number;
}

/** The customer hung up while waiting in a queue. */
export interface ConversationAbandoned {
  metadata: Metadata<'ConversationAbandoned'>;
  data: ConversationAbandonedData;
}

/** The data of `ConversationCreated`. */
export interface ConversationCreatedData extends CommonData {
  /** Address from which the first session was sent. */
  addressFrom?: string;
  /** Address to which the first session was sent. */
  addressTo?: string;
  /** Number or address of the calling party of the first session. */
  ani?: string;
  /** Number or address that was called in the first session. */
  dnis?: string;
}

/** The first session of a conversation is known. */
export interface ConversationCreated {
  metadata: Metadata<'ConversationCreated'>;
  data: ConversationCreatedData;
}

/** The data of `ConversationDequeued`. */
export interface ConversationDequeuedData extends CommonData {
  /** Id of the user who answered. */
  answeredUserId?: string;
  /** How. */
  outcome: QueueOutcome;
  /** How long the conversation waited in the queue. */
  waitedMs: number;
}

/** The conversation left a queue. */
export interface ConversationDequeued {
  metadata: Metadata<'ConversationDequeued'>;
  data: ConversationDequeuedData;
}

/** The data of `ConversationEnded`. */
export interface ConversationEndedData extends CommonData {
  /** The agents who talked in the episode, each once, in the order of their sessions. */
  agents: AgentTalk[];
  /** The attributes of all participants that were known at the end of the episode. */
  attributes: Attributes;
  /** Time from the start of the episode to its end. */
  durationMs: number;
  /** Who or what ended the episode. */
  endedBy: EndedBy;
  /** The outcomes that flows recorded in the episode. */
  flowOutcomes: FlowOutcome[];
  /** How the episode ended. */
  outcome: Outcome;
  /** Time by phase, over all sessions of the episode. */
  phases: Phases;
  /** When the episode began. */
  startedAt?: string;
}

/**
 * An episode ended: no session is live any more, except those of third parties and auxiliary
 * sessions such as a screen share or a listener.
 */
export interface ConversationEnded {
  metadata: Metadata<'ConversationEnded'>;
  data: ConversationEndedData;
}

/** The data of `ConversationParked`. */
export interface ConversationParkedData extends CommonData {
  /** How long the conversation was parked. */
  durationMs: number;
}

/** An agent parked the conversation. */
export interface ConversationParked {
  metadata: Metadata<'ConversationParked'>;
  data: ConversationParkedData;
}

/** The data of `ConversationQueued`. */
export interface ConversationQueuedData extends CommonData {
  /**
   * Whether an agent sent the conversation to the queue: an agent was talking in the same
   * medium when the wait began, or had transferred the conversation at most five seconds
   * before.
   */
  byTransfer: boolean;
  /** Routing priority of the conversation in the queue. */
  priority?: number;
  /** Ids of the skills that the routing asks for. */
  skillIds: string[];
}

/** The conversation entered a queue. */
export interface ConversationQueued {
  metadata: Metadata<'ConversationQueued'>;
  data: ConversationQueuedData;
}

/** The data of `ConversationReopened`. */
export type ConversationReopenedData = CommonData;

/** A later episode began: the conversation is open again. */
export interface ConversationReopened {
  metadata: Metadata<'ConversationReopened'>;
  data: ConversationReopenedData;
}

/** The data of `CustomerDisconnected`. */
export interface CustomerDisconnectedData extends CommonData {
  /** Genesys' word for how the customer hung up: `endpoint` or `client`. Genesys may add others. */
  disconnectType: DisconnectType;
}

/** The customer hung up. */
export interface CustomerDisconnected {
  metadata: Metadata<'CustomerDisconnected'>;
  data: CustomerDisconnectedData;
}

/** The data of `EvaluationCompleted`. */
export interface EvaluationCompletedData extends CommonData {
  /** Its form. */
  evaluationFormId?: string;
  /** Name of its form. */
  evaluationFormName?: string;
  /** Id of the evaluation. */
  evaluationId: string;
  /** Score over the critical questions, in percent, to six decimals. */
  totalCriticalScore?: number;
  /** Score over all questions, in percent, to six decimals. */
  totalScore?: number;
}

/** An evaluation was finished. */
export interface EvaluationCompleted {
  metadata: Metadata<'EvaluationCompleted'>;
  data: EvaluationCompletedData;
}

/** The data of `FlowEnded`. */
export interface FlowEndedData extends CommonData {
  /** Why the flow ended. Genesys may add others. */
  exitReason?: ExitReason;
  /** Id of the flow. */
  flowId?: string;
  /** Type of the flow, in upper case. Genesys may add others. */
  flowType?: FlowType;
  /** Version of the flow. */
  flowVersion?: string;
  /** What the flow transferred to, if it transferred the conversation. Genesys may add others. */
  transferType?: TransferType;
}

/** A flow ended. */
export interface FlowEnded {
  metadata: Metadata<'FlowEnded'>;
  data: FlowEndedData;
}

/** The data of `FlowOutcomeRecorded`. */
export interface FlowOutcomeRecordedData extends CommonData {
  /** Id of the flow. */
  flowId?: string;
  /** Id of the outcome. */
  flowOutcomeId: string;
  /** The milestones that the flow reached for this outcome. */
  milestones: Milestone[];
  /** Value of the outcome: `SUCCESS` or `FAILURE`. Genesys may add others. */
  value?: FlowOutcomeValue;
}

/** A flow recorded an outcome. */
export interface FlowOutcomeRecorded {
  metadata: Metadata<'FlowOutcomeRecorded'>;
  data: FlowOutcomeRecordedData;
}

/** The data of `ParticipantAdded`. */
export interface ParticipantAddedData extends CommonData {
  /**
   * Purpose of the participant: `customer`, `agent`, `user`, `acd`, `ivr`, `workflow`,
   * `botflow`, `voicesurveyflow` or `voicemail`. Genesys may add others.
   */
  purpose: Purpose;
}

/** The first session of a participant is known. */
export interface ParticipantAdded {
  metadata: Metadata<'ParticipantAdded'>;
  data: ParticipantAddedData;
}

/** The data of `SurveyCompleted`. */
export interface SurveyCompletedData extends CommonData {
  /** Net promoter score, 0 to 10. */
  promoterScore?: number;
  /** Its form. */
  surveyFormId?: string;
  /** Name of its form. */
  surveyFormName?: string;
  /** Id of the survey. */
  surveyId: string;
  /** Score over all questions, in percent, to six decimals. */
  totalScore?: number;
}

/** A survey was completed. Only an imported details document reports this. */
export interface SurveyCompleted {
  metadata: Metadata<'SurveyCompleted'>;
  data: SurveyCompletedData;
}

/** The data of `TransferAnswered`. */
export interface TransferAnsweredData extends CommonData {
  /** The session of the agent who answered. */
  agent?: AgentSession;
  /** Time from the transfer to the answer. 0 if the agent had answered before the transfer. */
  waitedMs: number;
}

/** An agent answered a conversation that another agent had transferred. */
export interface TransferAnswered {
  metadata: Metadata<'TransferAnswered'>;
  data: TransferAnsweredData;
}

/** The data of `VoicemailLeft`. */
export interface VoicemailLeftData extends CommonData {
  /** Length of the recording. */
  durationMs: number;
}

/** A voicemail was left. */
export interface VoicemailLeft {
  metadata: Metadata<'VoicemailLeft'>;
  data: VoicemailLeftData;
}

/** The data of `WrapUpCompleted`. */
export interface WrapUpCompletedData extends CommonData {
  /** How long the after-call work took. */
  durationMs?: number;
  /** Whether there is a note. The text of the note is not published. */
  hasNote: boolean;
  /** Id of the wrap-up code that was set last. */
  wrapUpCode?: string;
}

/**
 * After-call work ended, or a wrap-up code was set. A later change of the code publishes the
 * next revision.
 */
export interface WrapUpCompleted {
  metadata: Metadata<'WrapUpCompleted'>;
  data: WrapUpCompletedData;
}

/** Every type of Common Event, by its name. */
export interface CommonEvents {
  AgentAnswered: AgentAnswered;
  AgentAssigned: AgentAssigned;
  AgentDidNotAnswer: AgentDidNotAnswer;
  AgentDisconnected: AgentDisconnected;
  AgentInitiatedContact: AgentInitiatedContact;
  AgentJoined: AgentJoined;
  AgentLeft: AgentLeft;
  AgentTransferredConversation: AgentTransferredConversation;
  AttributesUpdated: AttributesUpdated;
  CallbackScheduled: CallbackScheduled;
  ConferenceEnded: ConferenceEnded;
  ConferenceStarted: ConferenceStarted;
  ContactAssociated: ContactAssociated;
  ConversationAbandoned: ConversationAbandoned;
  ConversationCreated: ConversationCreated;
  ConversationDequeued: ConversationDequeued;
  ConversationEnded: ConversationEnded;
  ConversationParked: ConversationParked;
  ConversationQueued: ConversationQueued;
  ConversationReopened: ConversationReopened;
  CustomerDisconnected: CustomerDisconnected;
  EvaluationCompleted: EvaluationCompleted;
  FlowEnded: FlowEnded;
  FlowOutcomeRecorded: FlowOutcomeRecorded;
  ParticipantAdded: ParticipantAdded;
  SurveyCompleted: SurveyCompleted;
  TransferAnswered: TransferAnswered;
  VoicemailLeft: VoicemailLeft;
  WrapUpCompleted: WrapUpCompleted;
}

/** The name of a type of Common Event. */
export type EventType = keyof CommonEvents;

/** The names of all types. */
export const EVENT_TYPES: readonly EventType[] = [
  'AgentAnswered',
  'AgentAssigned',
  'AgentDidNotAnswer',
  'AgentDisconnected',
  'AgentInitiatedContact',
  'AgentJoined',
  'AgentLeft',
  'AgentTransferredConversation',
  'AttributesUpdated',
  'CallbackScheduled',
  'ConferenceEnded',
  'ConferenceStarted',
  'ContactAssociated',
  'ConversationAbandoned',
  'ConversationCreated',
  'ConversationDequeued',
  'ConversationEnded',
  'ConversationParked',
  'ConversationQueued',
  'ConversationReopened',
  'CustomerDisconnected',
  'EvaluationCompleted',
  'FlowEnded',
  'FlowOutcomeRecorded',
  'ParticipantAdded',
  'SurveyCompleted',
  'TransferAnswered',
  'VoicemailLeft',
  'WrapUpCompleted',
];
