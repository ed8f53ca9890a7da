// Generated from template.yaml by `npm run generate`; a test fails when the two differ.
import type { Declared } from './declared';

/** Values for the parameters of the template. */
export interface SwitchboardParameters {
  /**
   * Name of the partner event source that the Genesys Cloud integration created in this account and Region, as the
   * EventBridge console lists it.
   */
  readonly partnerEventSourceName: string;

  /**
   * Whether this stack creates the event bus of the partner event source (and so accepts the source), or reuses an
   * existing one.
   *
   * @default create
   */
  readonly partnerBus?: 'create' | 'reuse';

  /**
   * Which events of the partner bus the archive keeps: all, or those of conversations alone, as the intake rule takes
   * them. What the archive did not keep cannot be replayed.
   *
   * @default all
   */
  readonly archivedEvents?: 'all' | 'conversations';

  /**
   * How many days the archive keeps what Genesys sent, for replays; 0 keeps it forever. Do not set more than
   * EventRetentionDays: replaying events that the table has deleted changes nothing.
   *
   * @default 400
   */
  readonly archiveDays?: number;

  /**
   * Name of the bus that Common Events are published on; the schema registry is named after it.
   *
   * @default switchboard
   */
  readonly busName?: string;

  /**
   * Accounts whose teams may create rules on the bus; empty for this account alone.
   *
   * @default none
   */
  readonly subscriberAccounts?: string[];

  /**
   * Organization (o-…) whose accounts may all create rules on the bus; empty for none.
   *
   * @default none
   */
  readonly subscriberOrganization?: string;

  /**
   * Which Common Events are derived: all, core, or names separated by commas. Each costs a write and an entry on the
   * bus.
   *
   * @default all
   */
  readonly commonEventTypes?: string;

  /**
   * How long a Common Event that rests on several events is held back after the last of them was received, so that its
   * first revision is right. Most such types wait this long, ends and reopenings of a conversation twice as long, and
   * Common Events that rest on an inferred end 120 s. Facts of one event do not wait. 0 holds nothing back, and
   * publishes everything at once.
   *
   * @default 5
   */
  readonly settleSeconds?: number;

  /**
   * Patterns of participant attributes whose values may be published, separated by commas (order.*, tier). Empty
   * publishes names alone.
   *
   * @default none
   */
  readonly publishedAttributes?: string;

  /**
   * How phone numbers and e-mail addresses are published: clear; masked, the last four digits or the domain; hashed,
   * so that equal addresses can be joined (needs AddressKeySecretArn); none.
   *
   * @default clear
   */
  readonly publishedAddresses?: 'clear' | 'masked' | 'hashed' | 'none';

  /**
   * Secret with the key of hashed addresses, by its full ARN: random text of at least 32 letters. Only
   * PublishedAddresses=hashed reads it.
   *
   * @default none
   */
  readonly addressKeySecretArn?: string;

  /**
   * Whether Common Events that follow only from replayed events are published.
   *
   * @default true
   */
  readonly publishReplayed?: boolean;

  /**
   * How many days the archive of Common Events keeps them, for subscribers that catch up; 0 keeps them forever.
   *
   * @default 90
   */
  readonly commonEventArchiveDays?: number;

  /**
   * Issuer (OIDC) of the tokens that callers of the HTTP API present, exactly as in their claim iss; empty for no API
   * at all.
   *
   * @default none
   */
  readonly tokenIssuer?: string;

  /**
   * Audience that such a token must have: its claim aud, or client_id if it has no aud. Several are separated by
   * commas. Needed with TokenIssuer.
   *
   * @default none
   */
  readonly tokenAudience?: string;

  /**
   * The claim of a token that names the caller's Genesys Cloud user, by id.
   *
   * @default genesys_user_id
   */
  readonly userIdClaim?: string;

  /**
   * The claim of a token that lists the caller's roles (agent, admin).
   *
   * @default switchboard_roles
   */
  readonly rolesClaim?: string;

  /**
   * Which interactions agents may read: all, or only their own, in which they took part. Administrators read all.
   *
   * @default all
   */
  readonly agentVisibility?: 'all' | 'own';

  /**
   * Origins of web pages that may call the API (https://portal.example.com), separated by commas; empty for none.
   *
   * @default none
   */
  readonly allowedOrigins?: string;

  /**
   * Whether callers of the API can also subscribe to what changes, through a WebSocket of AWS AppSync Events: agents
   * to what is theirs, administrators to all. Only with TokenIssuer.
   *
   * @default true
   */
  readonly pushNotifications?: boolean;

  /**
   * Domain of the Genesys Cloud region (mypurecloud.de) for operations; empty for no operations.
   *
   * @default none
   */
  readonly genesysDomain?: string;

  /**
   * Secret with the OAuth client of Genesys Cloud for operations, by its full ARN; empty for no operations. The
   * runbook says what it holds.
   *
   * @default none
   */
  readonly genesysCredentialsSecretArn?: string;

  /**
   * Whether the API looks up names of users, queues, flows, their outcomes, wrap-up codes, skills and divisions in the
   * table, and asks Genesys Cloud for those that are missing.
   *
   * @default true
   */
  readonly directoryOfNames?: boolean;

  /**
   * How many days events are kept in the table. Trees and Common Events are kept 30 days longer.
   *
   * @default 400
   */
  readonly eventRetentionDays?: number;

  /**
   * Partitions of the index of open conversations. Each supports about 1,000 changes of state a second. May be raised
   * at any time.
   *
   * @default 1
   */
  readonly openShards?: number;

  /**
   * Customer managed key for table, queues, bucket, archives and logs; empty uses keys that AWS manages. Its policy
   * must allow the services, as the runbook shows.
   *
   * @default none
   */
  readonly kmsKeyArn?: string;

  /**
   * Architecture of the functions; the zips must be built for the same one.
   *
   * @default arm64
   */
  readonly architecture?: 'arm64' | 'x86_64';

  /**
   * How many invocations of receive run concurrently at most. Ten store some thousands of events a second.
   *
   * @default 10
   */
  readonly receiveConcurrency?: number;

  /**
   * How long the queue gathers events before it invokes receive. Every event waits this long. With 0 a batch has at
   * most 10 events, otherwise 100: fewer invocations, and as many writes.
   *
   * @default 0
   */
  readonly receiveWindowSeconds?: number;

  /**
   * How long the stream gathers events before it invokes reconstruct. Every event waits this long. Events of a
   * conversation that arrive together need one pass: fewer reads and writes.
   *
   * @default 1
   */
  readonly reconstructWindowSeconds?: number;

  /**
   * How long the stream gathers Common Events before it invokes emit. Every Common Event waits this long. Fewer
   * invocations, and as many entries on the bus.
   *
   * @default 0
   */
  readonly emitWindowSeconds?: number;

  /**
   * How many invocations of reconstruct for wake-ups run concurrently at most, besides one for each shard of the
   * stream. Ten process some hundreds of conversations a second.
   *
   * @default 10
   */
  readonly wakeUpConcurrency?: number;

  /**
   * After how many days without an event an open conversation is closed, because its last event must have been lost; 0
   * for never. A later event reopens it.
   *
   * @default 14
   */
  readonly sweepAfterDays?: number;

  /**
   * SNS topic that alarms notify; empty for alarms without notifications.
   *
   * @default none
   */
  readonly alarmTopicArn?: string;

  /**
   * After how many minutes without any event an alarm is raised. Set it above the longest time without calls; 0 for no
   * such alarm.
   *
   * @default 60
   */
  readonly quietMinutes?: number;

  /** @default info */
  readonly logLevel?: 'error' | 'warn' | 'info' | 'debug';

  /** @default 30 */
  readonly logRetentionDays?: 1 | 3 | 5 | 7 | 14 | 30 | 60 | 90 | 120 | 150 | 180 | 365 | 400 | 545 | 731 | 1827 | 3653;
}

/** The declaration of each parameter in the template. */
export const PARAMETERS: { readonly [prop in keyof SwitchboardParameters]-?: Declared } = {
  partnerEventSourceName: { name: 'PartnerEventSourceName', type: 'String', required: true, pattern: 'aws\\.partner/genesys\\.com/[.\\-_A-Za-z0-9/]+', hint: 'begins with aws.partner/genesys.com/' },
  partnerBus: { name: 'PartnerBus', type: 'String', values: ['create', 'reuse'] },
  archivedEvents: { name: 'ArchivedEvents', type: 'String', values: ['all', 'conversations'] },
  archiveDays: { name: 'ArchiveDays', type: 'Number', min: 0, max: 36500 },
  busName: { name: 'BusName', type: 'String', pattern: '[.\\-_A-Za-z0-9]{1,50}' },
  subscriberAccounts: { name: 'SubscriberAccounts', type: 'CommaDelimitedList' },
  subscriberOrganization: { name: 'SubscriberOrganization', type: 'String', pattern: '(o-[a-z0-9]{10,32})?', presence: ['HasSubscriberOrganization'] },
  commonEventTypes: { name: 'CommonEventTypes', type: 'String', pattern: '((all|core|AgentAnswered|AgentAssigned|AgentDidNotAnswer|AgentDisconnected|AgentInitiatedContact|AgentJoined|AgentLeft|AgentTransferredConversation|AttributesUpdated|CallbackScheduled|ConferenceEnded|ConferenceStarted|ContactAssociated|ConversationAbandoned|ConversationCreated|ConversationDequeued|ConversationEnded|ConversationParked|ConversationQueued|ConversationReopened|CustomerDisconnected|EvaluationCompleted|FlowEnded|FlowOutcomeRecorded|ParticipantAdded|SurveyCompleted|TransferAnswered|VoicemailLeft|WrapUpCompleted)(, ?(?=[a-zA-Z])|$))+', hint: 'is all, core, or names of Common Events, separated by commas' },
  settleSeconds: { name: 'SettleSeconds', type: 'Number', min: 0, max: 60 },
  publishedAttributes: { name: 'PublishedAttributes', type: 'String' },
  publishedAddresses: { name: 'PublishedAddresses', type: 'String', values: ['clear', 'masked', 'hashed', 'none'] },
  addressKeySecretArn: { name: 'AddressKeySecretArn', type: 'String', pattern: '(arn:[a-z-]+:secretsmanager:[a-z0-9-]+:\\d{12}:secret:[A-Za-z0-9/_+=.@-]+-[A-Za-z0-9]{6})?', hint: 'is the full ARN of a secret, with the six letters that end it', presence: ['HasAddressKey'] },
  publishReplayed: { name: 'PublishReplayed', type: 'String', values: ['true', 'false'] },
  commonEventArchiveDays: { name: 'CommonEventArchiveDays', type: 'Number', min: 0, max: 36500 },
  tokenIssuer: { name: 'TokenIssuer', type: 'String', pattern: '(https://[^\\s?#]+)?', hint: 'begins with https://', presence: ['HasIssuer'] },
  tokenAudience: { name: 'TokenAudience', type: 'String', pattern: '([^\\s,\'\\\\]+(,[^\\s,\'\\\\]+)*)?', hint: 'holds audiences separated by commas, without spaces', presence: ['HasAudience'] },
  userIdClaim: { name: 'UserIdClaim', type: 'String', pattern: '[^\\s,\'\\\\]+' },
  rolesClaim: { name: 'RolesClaim', type: 'String', pattern: '[^\\s,\'\\\\]+' },
  agentVisibility: { name: 'AgentVisibility', type: 'String', values: ['all', 'own'] },
  allowedOrigins: { name: 'AllowedOrigins', type: 'String', pattern: '(https?://[^\\s,/*?#]+(,https?://[^\\s,/*?#]+)*)?', hint: 'holds origins separated by commas, each with its scheme and without a path', presence: ['HasOrigins'] },
  pushNotifications: { name: 'PushNotifications', type: 'String', values: ['true', 'false'] },
  genesysDomain: { name: 'GenesysDomain', type: 'String', pattern: '(mypurecloud\\.[a-z]{2,3}(\\.[a-z]{2})?|[a-z0-9]+\\.(us-gov-)?pure\\.cloud)?', hint: 'is the domain of a Genesys Cloud region, such as mypurecloud.de or usw2.pure.cloud', presence: ['HasGenesysDomain'] },
  genesysCredentialsSecretArn: { name: 'GenesysCredentialsSecretArn', type: 'String', pattern: '(arn:[a-z-]+:secretsmanager:[a-z0-9-]+:\\d{12}:secret:[A-Za-z0-9/_+=.@-]+-[A-Za-z0-9]{6})?', hint: 'is the full ARN of a secret, with the six letters that end it', presence: ['HasGenesysCredentials'] },
  directoryOfNames: { name: 'DirectoryOfNames', type: 'String', values: ['true', 'false'] },
  eventRetentionDays: { name: 'EventRetentionDays', type: 'Number', min: 1, max: 36500 },
  openShards: { name: 'OpenShards', type: 'Number', min: 1, max: 1000 },
  kmsKeyArn: { name: 'KmsKeyArn', type: 'String', pattern: '(arn:[a-z-]+:kms:[a-z0-9-]+:\\d{12}:key/.+)?', presence: ['HasKey'] },
  architecture: { name: 'Architecture', type: 'String', values: ['arm64', 'x86_64'] },
  receiveConcurrency: { name: 'ReceiveConcurrency', type: 'Number', min: 2, max: 1000 },
  receiveWindowSeconds: { name: 'ReceiveWindowSeconds', type: 'Number', min: 0, max: 60 },
  reconstructWindowSeconds: { name: 'ReconstructWindowSeconds', type: 'Number', min: 0, max: 60 },
  emitWindowSeconds: { name: 'EmitWindowSeconds', type: 'Number', min: 0, max: 60 },
  wakeUpConcurrency: { name: 'WakeUpConcurrency', type: 'Number', min: 2, max: 1000 },
  sweepAfterDays: { name: 'SweepAfterDays', type: 'Number', min: 0, max: 36500 },
  alarmTopicArn: { name: 'AlarmTopicArn', type: 'String', pattern: '(arn:[a-z-]+:sns:[a-z0-9-]+:\\d{12}:[^:]+)?', presence: ['HasAlarmTopic'] },
  quietMinutes: { name: 'QuietMinutes', type: 'Number', min: 0, max: 1440 },
  logLevel: { name: 'LogLevel', type: 'String', values: ['error', 'warn', 'info', 'debug'] },
  logRetentionDays: { name: 'LogRetentionDays', type: 'Number', values: [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1827, 3653] },
};
