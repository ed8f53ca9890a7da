package switchboard.events;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * The types of Common Events.
 *
 * <p>Generated from infra/schemas by {@code python3 infra/packages/generate}; CI fails when the two
 * differ. What an event does not have is {@code null}. Words of enumerations are texts, because
 * others may be added; the known ones are constants.
 */
public final class CommonEvents {
    /** The version of the contract that these types describe. */
    public static final long SCHEMA_VERSION = 1;

    /** A Common Event: the {@code detail} of an event on the bus. */
    public sealed interface CommonEvent {
        /** What identifies, orders and explains a Common Event. */
        Metadata metadata();

        /** What happened. */
        CommonData data();
    }

    /** The fields of {@code data} that every type of Common Event has. */
    public sealed interface CommonData {
        /**
         * Facts of the conversation, as they were known when the Common Event was derived. A rule
         * cannot look them up elsewhere.
         */
        ConversationFacts conversation();

        /** Id of the participant. */
        String participantId();

        /** Id of the session. */
        String sessionId();

        /** Id of the user. */
        String userId();

        /** Id of the queue. */
        String queueId();

        /** Direction of the session: {@code inbound} or {@code outbound}. Genesys may add others. */
        String direction();

        /**
         * Present and true if the Common Event rests on an inferred end of a session: no event
         * reported the end, other events imply it.
         */
        Boolean inferred();

        /** Medium of the session. Genesys may add others. */
        String mediaType();

        /**
         * Number of the stretch of the session, from 2. A session that ends and starts again has
         * several stretches. Absent for the first.
         */
        Long stretch();
    }

    /**
     * How a conversation came to an agent. More values may be added.
     *
     * - {@code queue}: A queue offered the conversation.
     * - {@code transfer}: Another agent had transferred the conversation, and nobody had answered yet.
     * - {@code handover}: The agent had joined, and the other agents left.
     * - {@code direct}: The conversation came to the agent's own number, or as the agent's own callback.
     * - {@code unknown}: The known events do not show which. Also read for a word that a later version of the
     * contract added.
     */
    public static final class AssignedVia {
        public static final String QUEUE = "queue";
        public static final String TRANSFER = "transfer";
        public static final String HANDOVER = "handover";
        public static final String DIRECT = "direct";
        public static final String UNKNOWN = "unknown";

        private AssignedVia() {}
    }

    /**
     * Origin of a callback. More values may be added.
     *
     * - {@code campaign}: An outbound campaign.
     * - {@code inConversation}: The conversation itself, for example a voicemail or an offer to call back.
     * - {@code webCallback}: A request through the API, for example from a web form.
     * - {@code unknown}: The known events do not show which. Also read for a word that a later version of the
     * contract added.
     */
    public static final class CallbackOrigin {
        public static final String CAMPAIGN = "campaign";
        public static final String IN_CONVERSATION = "inConversation";
        public static final String WEB_CALLBACK = "webCallback";
        public static final String UNKNOWN = "unknown";

        private CallbackOrigin() {}
    }

    /**
     * Kind of the destination of a transfer. More values may be added.
     *
     * - {@code agent}: A user's session.
     * - {@code queue}: A queue.
     * - {@code flow}: A flow.
     * - {@code voicemail}: A voicemail box.
     * - {@code number}: An outside party, at a number or address.
     * - {@code unknown}: The known events do not show which. Also read for a word that a later version of the
     * contract added.
     */
    public static final class DestinationKind {
        public static final String AGENT = "agent";
        public static final String QUEUE = "queue";
        public static final String FLOW = "flow";
        public static final String VOICEMAIL = "voicemail";
        public static final String NUMBER = "number";
        public static final String UNKNOWN = "unknown";

        private DestinationKind() {}
    }

    /** Words of Genesys for {@code direction}. Genesys may add others. */
    public static final class Direction {
        public static final String INBOUND = "inbound";
        public static final String OUTBOUND = "outbound";

        private Direction() {}
    }

    /** Words of Genesys for {@code disconnectType}. Genesys may add others. */
    public static final class DisconnectType {
        public static final String CLIENT = "client";
        public static final String CONFERENCE_TRANSFER = "conferenceTransfer";
        public static final String CONSULT_TRANSFER = "consultTransfer";
        public static final String DND_ENDPOINT = "dndEndpoint";
        public static final String DND_TRANSFER = "dndTransfer";
        public static final String ENDPOINT = "endpoint";
        public static final String ERROR = "error";
        public static final String FORWARD_TRANSFER = "forwardTransfer";
        public static final String INACTIVITY = "inactivity";
        public static final String NO_ANSWER_TRANSFER = "noAnswerTransfer";
        public static final String NOT_AVAILABLE_TRANSFER = "notAvailableTransfer";
        public static final String OTHER = "other";
        public static final String PEER = "peer";
        public static final String SESSION_EXPIRED = "sessionExpired";
        public static final String SPAM = "spam";
        public static final String SYSTEM = "system";
        public static final String TAKEOVER = "takeover";
        public static final String TIMEOUT = "timeout";
        public static final String TRANSFER = "transfer";
        public static final String TRANSPORT_FAILURE = "transportFailure";
        public static final String UNCALLABLE = "uncallable";

        private DisconnectType() {}
    }

    /**
     * Who or what ended an episode. More values may be added.
     *
     * - {@code agent}: An agent.
     * - {@code customer}: The customer.
     * - {@code caller}: A user who called in.
     * - {@code callee}: A user who was called, in a conversation without customer.
     * - {@code thirdParty}: An outside party that was added later.
     * - {@code flow}: A flow, which hung up.
     * - {@code timeout}: A timeout. Also if Switchboard closed the conversation after days without an event.
     * - {@code inactivity}: Inactivity: nobody did anything for too long.
     * - {@code sessionExpired}: The session of the medium expired.
     * - {@code system}: Genesys Cloud.
     * - {@code error}: An error.
     * - {@code unknown}: The known events do not show which. Also read for a word that a later version of the
     * contract added.
     */
    public static final class EndedBy {
        public static final String AGENT = "agent";
        public static final String CUSTOMER = "customer";
        public static final String CALLER = "caller";
        public static final String CALLEE = "callee";
        public static final String THIRD_PARTY = "thirdParty";
        public static final String FLOW = "flow";
        public static final String TIMEOUT = "timeout";
        public static final String INACTIVITY = "inactivity";
        public static final String SESSION_EXPIRED = "sessionExpired";
        public static final String SYSTEM = "system";
        public static final String ERROR = "error";
        public static final String UNKNOWN = "unknown";

        private EndedBy() {}
    }

    /** Words of Genesys for {@code exitReason}. Genesys may add others. */
    public static final class ExitReason {
        public static final String DISCONNECT = "DISCONNECT";
        public static final String FLOW_DISCONNECT = "FLOW_DISCONNECT";
        public static final String FLOW_EXIT = "FLOW_EXIT";
        public static final String TRANSFER = "TRANSFER";

        private ExitReason() {}
    }

    /** Words of Genesys for {@code value}. Genesys may add others. */
    public static final class FlowOutcomeValue {
        public static final String FAILURE = "FAILURE";
        public static final String SUCCESS = "SUCCESS";

        private FlowOutcomeValue() {}
    }

    /** Words of Genesys for {@code flowType}. Genesys may add others. */
    public static final class FlowType {
        public static final String BOT = "BOT";
        public static final String COMMONMODULE = "COMMONMODULE";
        public static final String DIGITALBOT = "DIGITALBOT";
        public static final String INBOUNDCALL = "INBOUNDCALL";
        public static final String INBOUNDCHAT = "INBOUNDCHAT";
        public static final String INBOUNDEMAIL = "INBOUNDEMAIL";
        public static final String INBOUNDSHORTMESSAGE = "INBOUNDSHORTMESSAGE";
        public static final String INQUEUECALL = "INQUEUECALL";
        public static final String INQUEUEEMAIL = "INQUEUEEMAIL";
        public static final String INQUEUESHORTMESSAGE = "INQUEUESHORTMESSAGE";
        public static final String OUTBOUNDCALL = "OUTBOUNDCALL";
        public static final String SECURECALL = "SECURECALL";
        public static final String SURVEYINVITE = "SURVEYINVITE";
        public static final String VOICE = "VOICE";
        public static final String VOICEMAIL = "VOICEMAIL";
        public static final String VOICESURVEY = "VOICESURVEY";
        public static final String WORKFLOW = "WORKFLOW";
        public static final String WORKITEM = "WORKITEM";

        private FlowType() {}
    }

    /** Words of Genesys for {@code mediaType}. Genesys may add others. */
    public static final class MediaType {
        public static final String CALLBACK = "callback";
        public static final String CHAT = "chat";
        public static final String COBROWSE = "cobrowse";
        public static final String EMAIL = "email";
        public static final String INTERNALMESSAGE = "internalmessage";
        public static final String MESSAGE = "message";
        public static final String SCREENMONITORING = "screenmonitoring";
        public static final String SCREENSHARE = "screenshare";
        public static final String VIDEO = "video";
        public static final String VOICE = "voice";

        private MediaType() {}
    }

    /**
     * Why an agent did not answer. More values may be added.
     *
     * - {@code callerLeft}: The customer, or the user who called, hung up within two seconds of the end of the
     * agent's session.
     * - {@code declined}: The agent declined.
     * - {@code timedOut}: The agent's session alerted for too long.
     * - {@code movedOn}: Genesys, a forwarding rule or a colleague sent the conversation elsewhere.
     * - {@code failed}: The offer failed.
     * - {@code unknown}: The known events do not show which. Also read for a word that a later version of the
     * contract added.
     */
    public static final class NoAnswer {
        public static final String CALLER_LEFT = "callerLeft";
        public static final String DECLINED = "declined";
        public static final String TIMED_OUT = "timedOut";
        public static final String MOVED_ON = "movedOn";
        public static final String FAILED = "failed";
        public static final String UNKNOWN = "unknown";

        private NoAnswer() {}
    }

    /**
     * How an episode ended. More values may be added.
     *
     * - {@code handled}: An agent talked.
     * - {@code voicemail}: A voicemail was left.
     * - {@code abandoned}: The customer hung up while waiting in a queue.
     * - {@code notReached}: An agent, a campaign or a callback tried to contact the customer and did not reach them.
     * - {@code forwarded}: A flow forwarded the conversation to an outside party.
     * - {@code selfService}: Only flows served the conversation: no queue, and no user other than the caller.
     * - {@code unknown}: The known events do not show which. Also read for a word that a later version of the
     * contract added.
     */
    public static final class Outcome {
        public static final String HANDLED = "handled";
        public static final String VOICEMAIL = "voicemail";
        public static final String ABANDONED = "abandoned";
        public static final String NOT_REACHED = "notReached";
        public static final String FORWARDED = "forwarded";
        public static final String SELF_SERVICE = "selfService";
        public static final String UNKNOWN = "unknown";

        private Outcome() {}
    }

    /** Words of Genesys for {@code purpose}. Genesys may add others. */
    public static final class Purpose {
        public static final String AGENT = "agent";
        public static final String CUSTOMER = "customer";
        public static final String USER = "user";
        public static final String ACD = "acd";
        public static final String BOTFLOW = "botflow";
        public static final String IVR = "ivr";
        public static final String VOICEMAIL = "voicemail";
        public static final String VOICESURVEYFLOW = "voicesurveyflow";
        public static final String WORKFLOW = "workflow";

        private Purpose() {}
    }

    /**
     * How a wait in a queue ended. More values may be added.
     *
     * - {@code answered}: An agent answered.
     * - {@code abandoned}: The other side hung up.
     * - {@code flowOut}: The in-queue flow sent the conversation elsewhere.
     * - {@code other}: The wait ended in another way.
     * - {@code unknown}: The known events do not show which. Also read for a word that a later version of the
     * contract added.
     */
    public static final class QueueOutcome {
        public static final String ANSWERED = "answered";
        public static final String ABANDONED = "abandoned";
        public static final String FLOW_OUT = "flowOut";
        public static final String OTHER = "other";
        public static final String UNKNOWN = "unknown";

        private QueueOutcome() {}
    }

    /**
     * Whether a Common Event still follows from the known events. More values may be added.
     *
     * - {@code active}: The Common Event follows from the known events.
     * - {@code withdrawn}: The Common Event no longer follows from the known events. Published once.
     */
    public static final class Status {
        public static final String ACTIVE = "active";
        public static final String WITHDRAWN = "withdrawn";

        private Status() {}
    }

    /**
     * How an agent transferred a conversation. More values may be added.
     *
     * - {@code consult}: The agent talked to the destination first.
     * - {@code blind}: The agent did not talk to the destination first.
     * - {@code conference}: The agent left a conference.
     * - {@code takeover}: Another user took the conversation over.
     * - {@code unknown}: The known events do not show which. Also read for a word that a later version of the
     * contract added.
     */
    public static final class TransferKind {
        public static final String CONSULT = "consult";
        public static final String BLIND = "blind";
        public static final String CONFERENCE = "conference";
        public static final String TAKEOVER = "takeover";
        public static final String UNKNOWN = "unknown";

        private TransferKind() {}
    }

    /** Words of Genesys for {@code transferType}. Genesys may add others. */
    public static final class TransferType {
        public static final String ACD = "ACD";
        public static final String ACD_VOICEMAIL = "ACD_VOICEMAIL";

        private TransferType() {}
    }

    /**
     * What identifies, orders and explains a Common Event.
     *
     * @param id Id of the Common Event. Stable forever: the same fact has the same id after any retry,
     * replay or upgrade.
     * @param type Type of the Common Event, equal to the {@code detail-type}.
     * @param schemaVersion Version of the contract.
     * @param revision Counts the revisions under this id: 1, 2, 3 … Each differs from the one before.
     * @param status Whether the Common Event still follows from the known events.
     * @param conversationId Id of the conversation.
     * @param organizationId Id of the Genesys organization, if the events name one.
     * @param occurredAt When the fact happened, by Genesys' own timestamps.
     * @param knownEvents Number of distinct events of the conversation that were known when the Common Event was
     * derived. Orders all Common Events of a conversation: the larger number knew more.
     * @param causes Keys of the events that the Common Event rests on.
     * @param replay Name of the archive replay, only if a replay delivered all causes.
     */
    public record Metadata(
        String id,
        String type,
        long schemaVersion,
        long revision,
        String status,
        String conversationId,
        String organizationId,
        Instant occurredAt,
        long knownEvents,
        List<String> causes,
        String replay) {
        static Metadata read(Json json) {
            return new Metadata(
                json.required("id", Json::uuid),
                json.required("type", Json::text),
                json.requiredLong("schemaVersion", Json::integer),
                json.requiredLong("revision", Json::positive),
                json.required("status", Json::text),
                json.required("conversationId", Json::id),
                json.optional("organizationId", Json::text),
                json.required("occurredAt", Json::instant),
                json.requiredLong("knownEvents", Json::count),
                json.required("causes", Json.list(Json::key)),
                json.optional("replay", Json::text));
        }
    }

    /**
     * A session of an agent.
     *
     * @param participantId Id of the participant.
     * @param sessionId Id of the session.
     * @param userId Id of the user.
     */
    public record AgentSession(
        String participantId,
        String sessionId,
        String userId) {
        static AgentSession read(Json json) {
            return new AgentSession(
                json.required("participantId", Json::id),
                json.required("sessionId", Json::id),
                json.optional("userId", Json::id));
        }
    }

    /**
     * An agent who talked in an episode, and for how long.
     *
     * @param userId Id of the user.
     * @param holdMs Time the agent had the other side on hold, over the agent's sessions of the episode.
     * @param talkMs Time the agent talked, without hold, over the agent's sessions of the episode.
     */
    public record AgentTalk(
        String userId,
        long holdMs,
        long talkMs) {
        static AgentTalk read(Json json) {
            return new AgentTalk(
                json.optional("userId", Json::id),
                json.requiredLong("holdMs", Json::integer),
                json.requiredLong("talkMs", Json::integer));
        }
    }

    /**
     * Participant attributes: all names, but values only of those that the operator publishes.
     *
     * @param cut Whether names or values were left out because they are too large in total.
     * @param names Names of the attributes.
     * @param values Values of the published attributes, by name.
     */
    public record Attributes(
        boolean cut,
        List<String> names,
        Map<String, String> values) {
        static Attributes read(Json json) {
            return new Attributes(
                json.requiredFlag("cut", Json::flag),
                json.required("names", Json.list(Json::text)),
                json.required("values", Json.map(Json::text)));
        }
    }

    /**
     * Facts of the conversation, as they were known when the Common Event was derived. They are
     * context: a later change of one of them alone publishes nothing.
     *
     * @param campaignId Id of the outbound campaign.
     * @param customerParticipantId Id of the customer's participant.
     * @param customerSessionId Id of the customer's session at that time, of the same medium if there is one: the
     * *communication id* that requests to the Conversations API need.
     * @param direction Direction of the first session that has one: {@code inbound} or {@code outbound}. Genesys may add others.
     * @param divisionId Division of the first session that has one.
     * @param episode Number of the episode in which the fact happened, from 1. An episode is a period in which
     * the conversation is open.
     * @param mediaType Medium of the first session that has one. Genesys may add others.
     */
    public record ConversationFacts(
        String campaignId,
        String customerParticipantId,
        String customerSessionId,
        String direction,
        String divisionId,
        long episode,
        String mediaType) {
        static ConversationFacts read(Json json) {
            return new ConversationFacts(
                json.optional("campaignId", Json::text),
                json.optional("customerParticipantId", Json::id),
                json.optional("customerSessionId", Json::id),
                json.optional("direction", Json::text),
                json.optional("divisionId", Json::text),
                json.requiredLong("episode", Json::positive),
                json.optional("mediaType", Json::text));
        }
    }

    /**
     * Where a transfer went.
     *
     * @param type Kind of the destination. The other ids depend on it.
     * @param participantId Id of the participant at the destination, new or already in the conversation.
     * @param sessionId Id of the participant's session.
     * @param userId Id of the user: of the agent, or of the voicemail box of a user.
     * @param queueId Id of the queue: of the destination itself, of the agent's session, or of the voicemail box
     * of a queue.
     * @param flowId Id of the flow.
     * @param number The number or address, if the destination is one.
     */
    public record Destination(
        String type,
        String participantId,
        String sessionId,
        String userId,
        String queueId,
        String flowId,
        String number) {
        static Destination read(Json json) {
            return new Destination(
                json.required("type", Json::text),
                json.required("participantId", Json::id),
                json.required("sessionId", Json::id),
                json.optional("userId", Json::id),
                json.optional("queueId", Json::id),
                json.optional("flowId", Json::text),
                json.optional("number", Json::text));
        }
    }

    /**
     * An outcome that a flow recorded.
     *
     * @param flowOutcomeId Id of the outcome.
     * @param value Value of the outcome: {@code SUCCESS} or {@code FAILURE}. Genesys may add others.
     */
    public record FlowOutcome(
        String flowOutcomeId,
        String value) {
        static FlowOutcome read(Json json) {
            return new FlowOutcome(
                json.required("flowOutcomeId", Json::text),
                json.optional("value", Json::text));
        }
    }

    /**
     * A milestone of a flow outcome.
     *
     * @param time When the milestone was reached.
     * @param milestoneId Id of the milestone.
     */
    public record Milestone(
        Instant time,
        String milestoneId) {
        static Milestone read(Json json) {
            return new Milestone(
                json.optional("time", Json::instant),
                json.required("milestoneId", Json::text));
        }
    }

    /**
     * A party of a conference.
     *
     * @param participantId Id of the participant.
     * @param sessionId Id of the participant's session.
     * @param userId Id of the user, if the party is an agent or a user.
     * @param purpose Purpose of the participant: {@code customer}, {@code agent} or {@code user}. Genesys may add others.
     */
    public record Party(
        String participantId,
        String sessionId,
        String userId,
        String purpose) {
        static Party read(Json json) {
            return new Party(
                json.required("participantId", Json::id),
                json.required("sessionId", Json::id),
                json.optional("userId", Json::id),
                json.required("purpose", Json::text));
        }
    }

    /**
     * How long an episode spent in each phase, over all its sessions. Each moment counts once per
     * phase, also in a flow inside a flow or in two queues at once. Alerting, talking, hold and
     * after-call work count once per agent.
     *
     * @param alertMs Time in which agents were alerted.
     * @param flowMs Time in flows. The in-queue flow, which runs during the wait in a queue, does not count.
     * @param holdMs Time in which agents had the other side on hold.
     * @param queueMs Time in queues.
     * @param talkMs Time in which agents talked, without hold.
     * @param wrapUpMs Time of after-call work, as far as it was reported at most two seconds after the end of
     * the episode.
     */
    public record Phases(
        long alertMs,
        long flowMs,
        long holdMs,
        long queueMs,
        long talkMs,
        long wrapUpMs) {
        static Phases read(Json json) {
            return new Phases(
                json.requiredLong("alertMs", Json::integer),
                json.requiredLong("flowMs", Json::integer),
                json.requiredLong("holdMs", Json::integer),
                json.requiredLong("queueMs", Json::integer),
                json.requiredLong("talkMs", Json::integer),
                json.requiredLong("wrapUpMs", Json::integer));
        }
    }

    /**
     * The data of {@code AgentAnswered}.
     *
     * @param conversation Facts of the conversation, as they were known when the Common Event was derived. A rule
     * cannot look them up elsewhere.
     * @param participantId Id of the participant.
     * @param sessionId Id of the session.
     * @param userId Id of the user.
     * @param queueId Id of the queue.
     * @param direction Direction of the session: {@code inbound} or {@code outbound}. Genesys may add others.
     * @param inferred Present and true if the Common Event rests on an inferred end of a session: no event
     * reported the end, other events imply it.
     * @param mediaType Medium of the session. Genesys may add others.
     * @param stretch Number of the stretch of the session, from 2. A session that ends and starts again has
     * several stretches. Absent for the first.
     */
    public record AgentAnsweredData(
        ConversationFacts conversation,
        String participantId,
        String sessionId,
        String userId,
        String queueId,
        String direction,
        Boolean inferred,
        String mediaType,
        Long stretch) implements CommonData {
        static AgentAnsweredData read(Json json) {
            return new AgentAnsweredData(
                json.required("conversation", Json.part(ConversationFacts::read)),
                json.optional("participantId", Json::id),
                json.optional("sessionId", Json::id),
                json.optional("userId", Json::id),
                json.optional("queueId", Json::id),
                json.optional("direction", Json::text),
                json.optional("inferred", Json::flag),
                json.optional("mediaType", Json::text),
                json.optional("stretch", Json::count));
        }
    }

    /** An agent answered. */
    public record AgentAnswered(Metadata metadata, AgentAnsweredData data) implements CommonEvent {
        static AgentAnswered read(Json json) {
            return new AgentAnswered(
                json.required("metadata", Json.part(Metadata::read)),
                json.required("data", Json.part(AgentAnsweredData::read)));
        }
    }

    /**
     * The data of {@code AgentAssigned}.
     *
     * @param conversation Facts of the conversation, as they were known when the Common Event was derived. A rule
     * cannot look them up elsewhere.
     * @param participantId Id of the participant.
     * @param sessionId Id of the session.
     * @param userId Id of the user.
     * @param queueId Id of the queue.
     * @param direction Direction of the session: {@code inbound} or {@code outbound}. Genesys may add others.
     * @param inferred Present and true if the Common Event rests on an inferred end of a session: no event
     * reported the end, other events imply it.
     * @param mediaType Medium of the session. Genesys may add others.
     * @param stretch Number of the stretch of the session, from 2. A session that ends and starts again has
     * several stretches. Absent for the first.
     * @param via How the conversation came to the agent. All but {@code handover} are published when the
     * agent's session starts to alert.
     */
    public record AgentAssignedData(
        ConversationFacts conversation,
        String participantId,
        String sessionId,
        String userId,
        String queueId,
        String direction,
        Boolean inferred,
        String mediaType,
        Long stretch,
        String via) implements CommonData {
        static AgentAssignedData read(Json json) {
            return new AgentAssignedData(
                json.required("conversation", Json.part(ConversationFacts::read)),
                json.optional("participantId", Json::id),
                json.optional("sessionId", Json::id),
                json.optional("userId", Json::id),
                json.optional("queueId", Json::id),
                json.optional("direction", Json::text),
                json.optional("inferred", Json::flag),
                json.optional("mediaType", Json::text),
                json.optional("stretch", Json::count),
                json.required("via", Json::text));
        }
    }

    /**
     * The conversation was offered to an agent, or handed over to them. Only this type tells which
     * agent has the conversation.
     */
    public record AgentAssigned(Metadata metadata, AgentAssignedData data) implements CommonEvent {
        static AgentAssigned read(Json json) {
            return new AgentAssigned(
                json.required("metadata", Json.part(Metadata::read)),
                json.required("data", Json.part(AgentAssignedData::read)));
        }
    }

    /**
     * The data of {@code AgentDidNotAnswer}.
     *
     * @param conversation Facts of the conversation, as they were known when the Common Event was derived. A rule
     * cannot look them up elsewhere.
     * @param participantId Id of the participant.
     * @param sessionId Id of the session.
     * @param userId Id of the user.
     * @param queueId Id of the queue.
     * @param direction Direction of the session: {@code inbound} or {@code outbound}. Genesys may add others.
     * @param inferred Present and true if the Common Event rests on an inferred end of a session: no event
     * reported the end, other events imply it.
     * @param mediaType Medium of the session. Genesys may add others.
     * @param stretch Number of the stretch of the session, from 2. A session that ends and starts again has
     * several stretches. Absent for the first.
     * @param alertMs How long the agent's session alerted.
     * @param disconnectType Genesys' word for how the agent's session ended. Genesys may add others.
     * @param how How.
     */
    public record AgentDidNotAnswerData(
        ConversationFacts conversation,
        String participantId,
        String sessionId,
        String userId,
        String queueId,
        String direction,
        Boolean inferred,
        String mediaType,
        Long stretch,
        long alertMs,
        String disconnectType,
        String how) implements CommonData {
        static AgentDidNotAnswerData read(Json json) {
            return new AgentDidNotAnswerData(
                json.required("conversation", Json.part(ConversationFacts::read)),
                json.optional("participantId", Json::id),
                json.optional("sessionId", Json::id),
                json.optional("userId", Json::id),
                json.optional("queueId", Json::id),
                json.optional("direction", Json::text),
                json.optional("inferred", Json::flag),
                json.optional("mediaType", Json::text),
                json.optional("stretch", Json::count),
                json.requiredLong("alertMs", Json::integer),
                json.optional("disconnectType", Json::text),
                json.required("how", Json::text));
        }
    }

    /** An agent was offered the conversation and did not answer. */
    public record AgentDidNotAnswer(Metadata metadata, AgentDidNotAnswerData data) implements CommonEvent {
        static AgentDidNotAnswer read(Json json) {
            return new AgentDidNotAnswer(
                json.required("metadata", Json.part(Metadata::read)),
                json.required("data", Json.part(AgentDidNotAnswerData::read)));
        }
    }

    /**
     * The data of {@code AgentDisconnected}.
     *
     * @param conversation Facts of the conversation, as they were known when the Common Event was derived. A rule
     * cannot look them up elsewhere.
     * @param participantId Id of the participant.
     * @param sessionId Id of the session.
     * @param userId Id of the user.
     * @param queueId Id of the queue.
     * @param direction Direction of the session: {@code inbound} or {@code outbound}. Genesys may add others.
     * @param inferred Present and true if the Common Event rests on an inferred end of a session: no event
     * reported the end, other events imply it.
     * @param mediaType Medium of the session. Genesys may add others.
     * @param stretch Number of the stretch of the session, from 2. A session that ends and starts again has
     * several stretches. Absent for the first.
     * @param conversationContinues Whether two seconds later a customer was still connected, together with an agent, a
     * third party, a queue, a flow or a voicemail box.
     * @param disconnectType How the agent hung up: {@code client} is in the UI, {@code endpoint} is with the phone. Genesys may add others.
     */
    public record AgentDisconnectedData(
        ConversationFacts conversation,
        String participantId,
        String sessionId,
        String userId,
        String queueId,
        String direction,
        Boolean inferred,
        String mediaType,
        Long stretch,
        boolean conversationContinues,
        String disconnectType) implements CommonData {
        static AgentDisconnectedData read(Json json) {
            return new AgentDisconnectedData(
                json.required("conversation", Json.part(ConversationFacts::read)),
                json.optional("participantId", Json::id),
                json.optional("sessionId", Json::id),
                json.optional("userId", Json::id),
                json.optional("queueId", Json::id),
                json.optional("direction", Json::text),
                json.optional("inferred", Json::flag),
                json.optional("mediaType", Json::text),
                json.optional("stretch", Json::count),
                json.requiredFlag("conversationContinues", Json::flag),
                json.required("disconnectType", Json::text));
        }
    }

    /**
     * An agent who talked hung up. Others may stay: this does not mean that the conversation
     * ended.
     */
    public record AgentDisconnected(Metadata metadata, AgentDisconnectedData data) implements CommonEvent {
        static AgentDisconnected read(Json json) {
            return new AgentDisconnected(
                json.required("metadata", Json.part(Metadata::read)),
                json.required("data", Json.part(AgentDisconnectedData::read)));
        }
    }

    /**
     * The data of {@code AgentInitiatedContact}.
     *
     * @param conversation Facts of the conversation, as they were known when the Common Event was derived. A rule
     * cannot look them up elsewhere.
     * @param participantId Id of the participant.
     * @param sessionId Id of the session.
     * @param userId Id of the user.
     * @param queueId Id of the queue.
     * @param direction Direction of the session: {@code inbound} or {@code outbound}. Genesys may add others.
     * @param inferred Present and true if the Common Event rests on an inferred end of a session: no event
     * reported the end, other events imply it.
     * @param mediaType Medium of the session. Genesys may add others.
     * @param stretch Number of the stretch of the session, from 2. A session that ends and starts again has
     * several stretches. Absent for the first.
     */
    public record AgentInitiatedContactData(
        ConversationFacts conversation,
        String participantId,
        String sessionId,
        String userId,
        String queueId,
        String direction,
        Boolean inferred,
        String mediaType,
        Long stretch) implements CommonData {
        static AgentInitiatedContactData read(Json json) {
            return new AgentInitiatedContactData(
                json.required("conversation", Json.part(ConversationFacts::read)),
                json.optional("participantId", Json::id),
                json.optional("sessionId", Json::id),
                json.optional("userId", Json::id),
                json.optional("queueId", Json::id),
                json.optional("direction", Json::text),
                json.optional("inferred", Json::flag),
                json.optional("mediaType", Json::text),
                json.optional("stretch", Json::count));
        }
    }

    /** An agent initiated the contact: called, or wrote first. */
    public record AgentInitiatedContact(Metadata metadata, AgentInitiatedContactData data) implements CommonEvent {
        static AgentInitiatedContact read(Json json) {
            return new AgentInitiatedContact(
                json.required("metadata", Json.part(Metadata::read)),
                json.required("data", Json.part(AgentInitiatedContactData::read)));
        }
    }

    /**
     * The data of {@code AgentJoined}.
     *
     * @param conversation Facts of the conversation, as they were known when the Common Event was derived. A rule
     * cannot look them up elsewhere.
     * @param participantId Id of the participant.
     * @param sessionId Id of the session.
     * @param userId Id of the user.
     * @param queueId Id of the queue.
     * @param direction Direction of the session: {@code inbound} or {@code outbound}. Genesys may add others.
     * @param inferred Present and true if the Common Event rests on an inferred end of a session: no event
     * reported the end, other events imply it.
     * @param mediaType Medium of the session. Genesys may add others.
     * @param stretch Number of the stretch of the session, from 2. A session that ends and starts again has
     * several stretches. Absent for the first.
     */
    public record AgentJoinedData(
        ConversationFacts conversation,
        String participantId,
        String sessionId,
        String userId,
        String queueId,
        String direction,
        Boolean inferred,
        String mediaType,
        Long stretch) implements CommonData {
        static AgentJoinedData read(Json json) {
            return new AgentJoinedData(
                json.required("conversation", Json.part(ConversationFacts::read)),
                json.optional("participantId", Json::id),
                json.optional("sessionId", Json::id),
                json.optional("userId", Json::id),
                json.optional("queueId", Json::id),
                json.optional("direction", Json::text),
                json.optional("inferred", Json::flag),
                json.optional("mediaType", Json::text),
                json.optional("stretch", Json::count));
        }
    }

    /**
     * An agent joined while another agent was talking: to be consulted, to help or to take over.
     * Published once it is known that the agent was not only listening.
     */
    public record AgentJoined(Metadata metadata, AgentJoinedData data) implements CommonEvent {
        static AgentJoined read(Json json) {
            return new AgentJoined(
                json.required("metadata", Json.part(Metadata::read)),
                json.required("data", Json.part(AgentJoinedData::read)));
        }
    }

    /**
     * The data of {@code AgentLeft}.
     *
     * @param conversation Facts of the conversation, as they were known when the Common Event was derived. A rule
     * cannot look them up elsewhere.
     * @param participantId Id of the participant.
     * @param sessionId Id of the session.
     * @param userId Id of the user.
     * @param queueId Id of the queue.
     * @param direction Direction of the session: {@code inbound} or {@code outbound}. Genesys may add others.
     * @param inferred Present and true if the Common Event rests on an inferred end of a session: no event
     * reported the end, other events imply it.
     * @param mediaType Medium of the session. Genesys may add others.
     * @param stretch Number of the stretch of the session, from 2. A session that ends and starts again has
     * several stretches. Absent for the first.
     * @param alertMs Time the agent's session alerted before the answer.
     * @param conversationContinues Whether two seconds later a customer was still connected, together with an agent, a
     * third party, a queue, a flow or a voicemail box.
     * @param disconnectType Genesys' word for how the agent's session ended. Genesys may add others.
     * @param holdMs Time the agent had the other side on hold.
     * @param talkMs Time the agent talked, without hold.
     */
    public record AgentLeftData(
        ConversationFacts conversation,
        String participantId,
        String sessionId,
        String userId,
        String queueId,
        String direction,
        Boolean inferred,
        String mediaType,
        Long stretch,
        long alertMs,
        boolean conversationContinues,
        String disconnectType,
        long holdMs,
        long talkMs) implements CommonData {
        static AgentLeftData read(Json json) {
            return new AgentLeftData(
                json.required("conversation", Json.part(ConversationFacts::read)),
                json.optional("participantId", Json::id),
                json.optional("sessionId", Json::id),
                json.optional("userId", Json::id),
                json.optional("queueId", Json::id),
                json.optional("direction", Json::text),
                json.optional("inferred", Json::flag),
                json.optional("mediaType", Json::text),
                json.optional("stretch", Json::count),
                json.requiredLong("alertMs", Json::integer),
                json.requiredFlag("conversationContinues", Json::flag),
                json.optional("disconnectType", Json::text),
                json.requiredLong("holdMs", Json::integer),
                json.requiredLong("talkMs", Json::integer));
        }
    }

    /** An agent who talked left the conversation, in any way. */
    public record AgentLeft(Metadata metadata, AgentLeftData data) implements CommonEvent {
        static AgentLeft read(Json json) {
            return new AgentLeft(
                json.required("metadata", Json.part(Metadata::read)),
                json.required("data", Json.part(AgentLeftData::read)));
        }
    }

    /**
     * The data of {@code AgentTransferredConversation}.
     *
     * @param conversation Facts of the conversation, as they were known when the Common Event was derived. A rule
     * cannot look them up elsewhere.
     * @param participantId Id of the participant.
     * @param sessionId Id of the session.
     * @param userId Id of the user.
     * @param queueId Id of the queue.
     * @param direction Direction of the session: {@code inbound} or {@code outbound}. Genesys may add others.
     * @param inferred Present and true if the Common Event rests on an inferred end of a session: no event
     * reported the end, other events imply it.
     * @param mediaType Medium of the session. Genesys may add others.
     * @param stretch Number of the stretch of the session, from 2. A session that ends and starts again has
     * several stretches. Absent for the first.
     * @param disconnectType Genesys' word for how the agent's session ended. Genesys may add others.
     * @param kind How.
     * @param to The immediate destination, if it is known.
     */
    public record AgentTransferredConversationData(
        ConversationFacts conversation,
        String participantId,
        String sessionId,
        String userId,
        String queueId,
        String direction,
        Boolean inferred,
        String mediaType,
        Long stretch,
        String disconnectType,
        String kind,
        Destination to) implements CommonData {
        static AgentTransferredConversationData read(Json json) {
            return new AgentTransferredConversationData(
                json.required("conversation", Json.part(ConversationFacts::read)),
                json.optional("participantId", Json::id),
                json.optional("sessionId", Json::id),
                json.optional("userId", Json::id),
                json.optional("queueId", Json::id),
                json.optional("direction", Json::text),
                json.optional("inferred", Json::flag),
                json.optional("mediaType", Json::text),
                json.optional("stretch", Json::count),
                json.required("disconnectType", Json::text),
                json.required("kind", Json::text),
                json.optional("to", Json.part(Destination::read)));
        }
    }

    /** An agent who talked transferred the conversation. */
    public record AgentTransferredConversation(Metadata metadata, AgentTransferredConversationData data) implements CommonEvent {
        static AgentTransferredConversation read(Json json) {
            return new AgentTransferredConversation(
                json.required("metadata", Json.part(Metadata::read)),
                json.required("data", Json.part(AgentTransferredConversationData::read)));
        }
    }

    /**
     * The data of {@code AttributesUpdated}.
     *
     * @param conversation Facts of the conversation, as they were known when the Common Event was derived. A rule
     * cannot look them up elsewhere.
     * @param participantId Id of the participant.
     * @param sessionId Id of the session.
     * @param userId Id of the user.
     * @param queueId Id of the queue.
     * @param direction Direction of the session: {@code inbound} or {@code outbound}. Genesys may add others.
     * @param inferred Present and true if the Common Event rests on an inferred end of a session: no event
     * reported the end, other events imply it.
     * @param mediaType Medium of the session. Genesys may add others.
     * @param stretch Number of the stretch of the session, from 2. A session that ends and starts again has
     * several stretches. Absent for the first.
     * @param attributes The attributes that were set.
     */
    public record AttributesUpdatedData(
        ConversationFacts conversation,
        String participantId,
        String sessionId,
        String userId,
        String queueId,
        String direction,
        Boolean inferred,
        String mediaType,
        Long stretch,
        Attributes attributes) implements CommonData {
        static AttributesUpdatedData read(Json json) {
            return new AttributesUpdatedData(
                json.required("conversation", Json.part(ConversationFacts::read)),
                json.optional("participantId", Json::id),
                json.optional("sessionId", Json::id),
                json.optional("userId", Json::id),
                json.optional("queueId", Json::id),
                json.optional("direction", Json::text),
                json.optional("inferred", Json::flag),
                json.optional("mediaType", Json::text),
                json.optional("stretch", Json::count),
                json.required("attributes", Json.part(Attributes::read)));
        }
    }

    /** Participant attributes were set. */
    public record AttributesUpdated(Metadata metadata, AttributesUpdatedData data) implements CommonEvent {
        static AttributesUpdated read(Json json) {
            return new AttributesUpdated(
                json.required("metadata", Json.part(Metadata::read)),
                json.required("data", Json.part(AttributesUpdatedData::read)));
        }
    }

    /**
     * The data of {@code CallbackScheduled}.
     *
     * @param conversation Facts of the conversation, as they were known when the Common Event was derived. A rule
     * cannot look them up elsewhere.
     * @param participantId Id of the participant.
     * @param sessionId Id of the session.
     * @param userId Id of the user.
     * @param queueId Id of the queue.
     * @param direction Direction of the session: {@code inbound} or {@code outbound}. Genesys may add others.
     * @param inferred Present and true if the Common Event rests on an inferred end of a session: no event
     * reported the end, other events imply it.
     * @param mediaType Medium of the session. Genesys may add others.
     * @param stretch Number of the stretch of the session, from 2. A session that ends and starts again has
     * several stretches. Absent for the first.
     * @param origin Origin of the callback.
     * @param scheduledTime When to call back. Absent means as soon as an agent is free.
     */
    public record CallbackScheduledData(
        ConversationFacts conversation,
        String participantId,
        String sessionId,
        String userId,
        String queueId,
        String direction,
        Boolean inferred,
        String mediaType,
        Long stretch,
        String origin,
        Instant scheduledTime) implements CommonData {
        static CallbackScheduledData read(Json json) {
            return new CallbackScheduledData(
                json.required("conversation", Json.part(ConversationFacts::read)),
                json.optional("participantId", Json::id),
                json.optional("sessionId", Json::id),
                json.optional("userId", Json::id),
                json.optional("queueId", Json::id),
                json.optional("direction", Json::text),
                json.optional("inferred", Json::flag),
                json.optional("mediaType", Json::text),
                json.optional("stretch", Json::count),
                json.required("origin", Json::text),
                json.optional("scheduledTime", Json::instant));
        }
    }

    /** A callback was scheduled. */
    public record CallbackScheduled(Metadata metadata, CallbackScheduledData data) implements CommonEvent {
        static CallbackScheduled read(Json json) {
            return new CallbackScheduled(
                json.required("metadata", Json.part(Metadata::read)),
                json.required("data", Json.part(CallbackScheduledData::read)));
        }
    }

    /**
     * The data of {@code ConferenceEnded}.
     *
     * @param conversation Facts of the conversation, as they were known when the Common Event was derived. A rule
     * cannot look them up elsewhere.
     * @param participantId Id of the participant.
     * @param sessionId Id of the session.
     * @param userId Id of the user.
     * @param queueId Id of the queue.
     * @param direction Direction of the session: {@code inbound} or {@code outbound}. Genesys may add others.
     * @param inferred Present and true if the Common Event rests on an inferred end of a session: no event
     * reported the end, other events imply it.
     * @param mediaType Medium of the session. Genesys may add others.
     * @param stretch Number of the stretch of the session, from 2. A session that ends and starts again has
     * several stretches. Absent for the first.
     * @param durationMs How long the conference lasted.
     * @param startedAt When the conference began.
     */
    public record ConferenceEndedData(
        ConversationFacts conversation,
        String participantId,
        String sessionId,
        String userId,
        String queueId,
        String direction,
        Boolean inferred,
        String mediaType,
        Long stretch,
        long durationMs,
        Instant startedAt) implements CommonData {
        static ConferenceEndedData read(Json json) {
            return new ConferenceEndedData(
                json.required("conversation", Json.part(ConversationFacts::read)),
                json.optional("participantId", Json::id),
                json.optional("sessionId", Json::id),
                json.optional("userId", Json::id),
                json.optional("queueId", Json::id),
                json.optional("direction", Json::text),
                json.optional("inferred", Json::flag),
                json.optional("mediaType", Json::text),
                json.optional("stretch", Json::count),
                json.requiredLong("durationMs", Json::integer),
                json.optional("startedAt", Json::instant));
        }
    }

    /** Fewer than three parties are left in a conference. */
    public record ConferenceEnded(Metadata metadata, ConferenceEndedData data) implements CommonEvent {
        static ConferenceEnded read(Json json) {
            return new ConferenceEnded(
                json.required("metadata", Json.part(Metadata::read)),
                json.required("data", Json.part(ConferenceEndedData::read)));
        }
    }

    /**
     * The data of {@code ConferenceStarted}.
     *
     * @param conversation Facts of the conversation, as they were known when the Common Event was derived. A rule
     * cannot look them up elsewhere.
     * @param participantId Id of the participant.
     * @param sessionId Id of the session.
     * @param userId Id of the user.
     * @param queueId Id of the queue.
     * @param direction Direction of the session: {@code inbound} or {@code outbound}. Genesys may add others.
     * @param inferred Present and true if the Common Event rests on an inferred end of a session: no event
     * reported the end, other events imply it.
     * @param mediaType Medium of the session. Genesys may add others.
     * @param stretch Number of the stretch of the session, from 2. A session that ends and starts again has
     * several stretches. Absent for the first.
     * @param parties The parties, in the order in which they joined.
     */
    public record ConferenceStartedData(
        ConversationFacts conversation,
        String participantId,
        String sessionId,
        String userId,
        String queueId,
        String direction,
        Boolean inferred,
        String mediaType,
        Long stretch,
        List<Party> parties) implements CommonData {
        static ConferenceStartedData read(Json json) {
            return new ConferenceStartedData(
                json.required("conversation", Json.part(ConversationFacts::read)),
                json.optional("participantId", Json::id),
                json.optional("sessionId", Json::id),
                json.optional("userId", Json::id),
                json.optional("queueId", Json::id),
                json.optional("direction", Json::text),
                json.optional("inferred", Json::flag),
                json.optional("mediaType", Json::text),
                json.optional("stretch", Json::count),
                json.required("parties", Json.list(Json.part(Party::read))));
        }
    }

    /**
     * Three parties are present in one medium. Only later events show whether one of them was on
     * hold.
     */
    public record ConferenceStarted(Metadata metadata, ConferenceStartedData data) implements CommonEvent {
        static ConferenceStarted read(Json json) {
            return new ConferenceStarted(
                json.required("metadata", Json.part(Metadata::read)),
                json.required("data", Json.part(ConferenceStartedData::read)));
        }
    }

    /**
     * The data of {@code ContactAssociated}.
     *
     * @param conversation Facts of the conversation, as they were known when the Common Event was derived. A rule
     * cannot look them up elsewhere.
     * @param participantId Id of the participant.
     * @param sessionId Id of the session.
     * @param userId Id of the user.
     * @param queueId Id of the queue.
     * @param direction Direction of the session: {@code inbound} or {@code outbound}. Genesys may add others.
     * @param inferred Present and true if the Common Event rests on an inferred end of a session: no event
     * reported the end, other events imply it.
     * @param mediaType Medium of the session. Genesys may add others.
     * @param stretch Number of the stretch of the session, from 2. A session that ends and starts again has
     * several stretches. Absent for the first.
     * @param externalContactId Id of the external contact.
     * @param externalOrganizationId Id of the external contact's organization.
     */
    public record ContactAssociatedData(
        ConversationFacts conversation,
        String participantId,
        String sessionId,
        String userId,
        String queueId,
        String direction,
        Boolean inferred,
        String mediaType,
        Long stretch,
        String externalContactId,
        String externalOrganizationId) implements CommonData {
        static ContactAssociatedData read(Json json) {
            return new ContactAssociatedData(
                json.required("conversation", Json.part(ConversationFacts::read)),
                json.optional("participantId", Json::id),
                json.optional("sessionId", Json::id),
                json.optional("userId", Json::id),
                json.optional("queueId", Json::id),
                json.optional("direction", Json::text),
                json.optional("inferred", Json::flag),
                json.optional("mediaType", Json::text),
                json.optional("stretch", Json::count),
                json.required("externalContactId", Json::text),
                json.optional("externalOrganizationId", Json::text));
        }
    }

    /** An external contact was associated with the conversation. */
    public record ContactAssociated(Metadata metadata, ContactAssociatedData data) implements CommonEvent {
        static ContactAssociated read(Json json) {
            return new ContactAssociated(
                json.required("metadata", Json.part(Metadata::read)),
                json.required("data", Json.part(ContactAssociatedData::read)));
        }
    }

    /**
     * The data of {@code ConversationAbandoned}.
     *
     * @param conversation Facts of the conversation, as they were known when the Common Event was derived. A rule
     * cannot look them up elsewhere.
     * @param participantId Id of the participant.
     * @param sessionId Id of the session.
     * @param userId Id of the user.
     * @param queueId Id of the queue.
     * @param direction Direction of the session: {@code inbound} or {@code outbound}. Genesys may add others.
     * @param inferred Present and true if the Common Event rests on an inferred end of a session: no event
     * reported the end, other events imply it.
     * @param mediaType Medium of the session. Genesys may add others.
     * @param stretch Number of the stretch of the session, from 2. A session that ends and starts again has
     * several stretches. Absent for the first.
     * @param waitedMs How long the conversation waited in the queue.
     */
    public record ConversationAbandonedData(
        ConversationFacts conversation,
        String participantId,
        String sessionId,
        String userId,
        String queueId,
        String direction,
        Boolean inferred,
        String mediaType,
        Long stretch,
        long waitedMs) implements CommonData {
        static ConversationAbandonedData read(Json json) {
            return new ConversationAbandonedData(
                json.required("conversation", Json.part(ConversationFacts::read)),
                json.optional("participantId", Json::id),
                json.optional("sessionId", Json::id),
                json.optional("userId", Json::id),
                json.optional("queueId", Json::id),
                json.optional("direction", Json::text),
                json.optional("inferred", Json::flag),
                json.optional("mediaType", Json::text),
                json.optional("stretch", Json::count),
                json.requiredLong("waitedMs", Json::integer));
        }
    }

    /** The customer hung up while waiting in a queue. */
    public record ConversationAbandoned(Metadata metadata, ConversationAbandonedData data) implements CommonEvent {
        static ConversationAbandoned read(Json json) {
            return new ConversationAbandoned(
                json.required("metadata", Json.part(Metadata::read)),
                json.required("data", Json.part(ConversationAbandonedData::read)));
        }
    }

    /**
     * The data of {@code ConversationCreated}.
     *
     * @param conversation Facts of the conversation, as they were known when the Common Event was derived. A rule
     * cannot look them up elsewhere.
     * @param participantId Id of the participant.
     * @param sessionId Id of the session.
     * @param userId Id of the user.
     * @param queueId Id of the queue.
     * @param direction Direction of the session: {@code inbound} or {@code outbound}. Genesys may add others.
     * @param inferred Present and true if the Common Event rests on an inferred end of a session: no event
     * reported the end, other events imply it.
     * @param mediaType Medium of the session. Genesys may add others.
     * @param stretch Number of the stretch of the session, from 2. A session that ends and starts again has
     * several stretches. Absent for the first.
     * @param addressFrom Address from which the first session was sent.
     * @param addressTo Address to which the first session was sent.
     * @param ani Number or address of the calling party of the first session.
     * @param dnis Number or address that was called in the first session.
     */
    public record ConversationCreatedData(
        ConversationFacts conversation,
        String participantId,
        String sessionId,
        String userId,
        String queueId,
        String direction,
        Boolean inferred,
        String mediaType,
        Long stretch,
        String addressFrom,
        String addressTo,
        String ani,
        String dnis) implements CommonData {
        static ConversationCreatedData read(Json json) {
            return new ConversationCreatedData(
                json.required("conversation", Json.part(ConversationFacts::read)),
                json.optional("participantId", Json::id),
                json.optional("sessionId", Json::id),
                json.optional("userId", Json::id),
                json.optional("queueId", Json::id),
                json.optional("direction", Json::text),
                json.optional("inferred", Json::flag),
                json.optional("mediaType", Json::text),
                json.optional("stretch", Json::count),
                json.optional("addressFrom", Json::text),
                json.optional("addressTo", Json::text),
                json.optional("ani", Json::text),
                json.optional("dnis", Json::text));
        }
    }

    /** The first session of a conversation is known. */
    public record ConversationCreated(Metadata metadata, ConversationCreatedData data) implements CommonEvent {
        static ConversationCreated read(Json json) {
            return new ConversationCreated(
                json.required("metadata", Json.part(Metadata::read)),
                json.required("data", Json.part(ConversationCreatedData::read)));
        }
    }

    /**
     * The data of {@code ConversationDequeued}.
     *
     * @param conversation Facts of the conversation, as they were known when the Common Event was derived. A rule
     * cannot look them up elsewhere.
     * @param participantId Id of the participant.
     * @param sessionId Id of the session.
     * @param userId Id of the user.
     * @param queueId Id of the queue.
     * @param direction Direction of the session: {@code inbound} or {@code outbound}. Genesys may add others.
     * @param inferred Present and true if the Common Event rests on an inferred end of a session: no event
     * reported the end, other events imply it.
     * @param mediaType Medium of the session. Genesys may add others.
     * @param stretch Number of the stretch of the session, from 2. A session that ends and starts again has
     * several stretches. Absent for the first.
     * @param answeredUserId Id of the user who answered.
     * @param outcome How.
     * @param waitedMs How long the conversation waited in the queue.
     */
    public record ConversationDequeuedData(
        ConversationFacts conversation,
        String participantId,
        String sessionId,
        String userId,
        String queueId,
        String direction,
        Boolean inferred,
        String mediaType,
        Long stretch,
        String answeredUserId,
        String outcome,
        long waitedMs) implements CommonData {
        static ConversationDequeuedData read(Json json) {
            return new ConversationDequeuedData(
                json.required("conversation", Json.part(ConversationFacts::read)),
                json.optional("participantId", Json::id),
                json.optional("sessionId", Json::id),
                json.optional("userId", Json::id),
                json.optional("queueId", Json::id),
                json.optional("direction", Json::text),
                json.optional("inferred", Json::flag),
                json.optional("mediaType", Json::text),
                json.optional("stretch", Json::count),
                json.optional("answeredUserId", Json::id),
                json.required("outcome", Json::text),
                json.requiredLong("waitedMs", Json::integer));
        }
    }

    /** The conversation left a queue. */
    public record ConversationDequeued(Metadata metadata, ConversationDequeuedData data) implements CommonEvent {
        static ConversationDequeued read(Json json) {
            return new ConversationDequeued(
                json.required("metadata", Json.part(Metadata::read)),
                json.required("data", Json.part(ConversationDequeuedData::read)));
        }
    }

    /**
     * The data of {@code ConversationEnded}.
     *
     * @param conversation Facts of the conversation, as they were known when the Common Event was derived. A rule
     * cannot look them up elsewhere.
     * @param participantId Id of the participant.
     * @param sessionId Id of the session.
     * @param userId Id of the user.
     * @param queueId Id of the queue.
     * @param direction Direction of the session: {@code inbound} or {@code outbound}. Genesys may add others.
     * @param inferred Present and true if the Common Event rests on an inferred end of a session: no event
     * reported the end, other events imply it.
     * @param mediaType Medium of the session. Genesys may add others.
     * @param stretch Number of the stretch of the session, from 2. A session that ends and starts again has
     * several stretches. Absent for the first.
     * @param agents The agents who talked in the episode, each once, in the order of their sessions.
     * @param attributes The attributes of all participants that were known at the end of the episode.
     * @param durationMs Time from the start of the episode to its end.
     * @param endedBy Who or what ended the episode.
     * @param flowOutcomes The outcomes that flows recorded in the episode.
     * @param outcome How the episode ended.
     * @param phases Time by phase, over all sessions of the episode.
     * @param startedAt When the episode began.
     */
    public record ConversationEndedData(
        ConversationFacts conversation,
        String participantId,
        String sessionId,
        String userId,
        String queueId,
        String direction,
        Boolean inferred,
        String mediaType,
        Long stretch,
        List<AgentTalk> agents,
        Attributes attributes,
        long durationMs,
        String endedBy,
        List<FlowOutcome> flowOutcomes,
        String outcome,
        Phases phases,
        Instant startedAt) implements CommonData {
        static ConversationEndedData read(Json json) {
            return new ConversationEndedData(
                json.required("conversation", Json.part(ConversationFacts::read)),
                json.optional("participantId", Json::id),
                json.optional("sessionId", Json::id),
                json.optional("userId", Json::id),
                json.optional("queueId", Json::id),
                json.optional("direction", Json::text),
                json.optional("inferred", Json::flag),
                json.optional("mediaType", Json::text),
                json.optional("stretch", Json::count),
                json.required("agents", Json.list(Json.part(AgentTalk::read))),
                json.required("attributes", Json.part(Attributes::read)),
                json.requiredLong("durationMs", Json::integer),
                json.required("endedBy", Json::text),
                json.required("flowOutcomes", Json.list(Json.part(FlowOutcome::read))),
                json.required("outcome", Json::text),
                json.required("phases", Json.part(Phases::read)),
                json.optional("startedAt", Json::instant));
        }
    }

    /**
     * An episode ended: no session is live any more, except those of third parties and auxiliary
     * sessions such as a screen share or a listener.
     */
    public record ConversationEnded(Metadata metadata, ConversationEndedData data) implements CommonEvent {
        static ConversationEnded read(Json json) {
            return new ConversationEnded(
                json.required("metadata", Json.part(Metadata::read)),
                json.required("data", Json.part(ConversationEndedData::read)));
        }
    }

    /**
     * The data of {@code ConversationParked}.
     *
     * @param conversation Facts of the conversation, as they were known when the Common Event was derived. A rule
     * cannot look them up elsewhere.
     * @param participantId Id of the participant.
     * @param sessionId Id of the session.
     * @param userId Id of the user.
     * @param queueId Id of the queue.
     * @param direction Direction of the session: {@code inbound} or {@code outbound}. Genesys may add others.
     * @param inferred Present and true if the Common Event rests on an inferred end of a session: no event
     * reported the end, other events imply it.
     * @param mediaType Medium of the session. Genesys may add others.
     * @param stretch Number of the stretch of the session, from 2. A session that ends and starts again has
     * several stretches. Absent for the first.
     * @param durationMs How long the conversation was parked.
     */
    public record ConversationParkedData(
        ConversationFacts conversation,
        String participantId,
        String sessionId,
        String userId,
        String queueId,
        String direction,
        Boolean inferred,
        String mediaType,
        Long stretch,
        long durationMs) implements CommonData {
        static ConversationParkedData read(Json json) {
            return new ConversationParkedData(
                json.required("conversation", Json.part(ConversationFacts::read)),
                json.optional("participantId", Json::id),
                json.optional("sessionId", Json::id),
                json.optional("userId", Json::id),
                json.optional("queueId", Json::id),
                json.optional("direction", Json::text),
                json.optional("inferred", Json::flag),
                json.optional("mediaType", Json::text),
                json.optional("stretch", Json::count),
                json.requiredLong("durationMs", Json::integer));
        }
    }

    /** An agent parked the conversation. */
    public record ConversationParked(Metadata metadata, ConversationParkedData data) implements CommonEvent {
        static ConversationParked read(Json json) {
            return new ConversationParked(
                json.required("metadata", Json.part(Metadata::read)),
                json.required("data", Json.part(ConversationParkedData::read)));
        }
    }

    /**
     * The data of {@code ConversationQueued}.
     *
     * @param conversation Facts of the conversation, as they were known when the Common Event was derived. A rule
     * cannot look them up elsewhere.
     * @param participantId Id of the participant.
     * @param sessionId Id of the session.
     * @param userId Id of the user.
     * @param queueId Id of the queue.
     * @param direction Direction of the session: {@code inbound} or {@code outbound}. Genesys may add others.
     * @param inferred Present and true if the Common Event rests on an inferred end of a session: no event
     * reported the end, other events imply it.
     * @param mediaType Medium of the session. Genesys may add others.
     * @param stretch Number of the stretch of the session, from 2. A session that ends and starts again has
     * several stretches. Absent for the first.
     * @param byTransfer Whether an agent sent the conversation to the queue: an agent was talking in the same
     * medium when the wait began, or had transferred the conversation at most five seconds
     * before.
     * @param priority Routing priority of the conversation in the queue.
     * @param skillIds Ids of the skills that the routing asks for.
     */
    public record ConversationQueuedData(
        ConversationFacts conversation,
        String participantId,
        String sessionId,
        String userId,
        String queueId,
        String direction,
        Boolean inferred,
        String mediaType,
        Long stretch,
        boolean byTransfer,
        Long priority,
        List<String> skillIds) implements CommonData {
        static ConversationQueuedData read(Json json) {
            return new ConversationQueuedData(
                json.required("conversation", Json.part(ConversationFacts::read)),
                json.optional("participantId", Json::id),
                json.optional("sessionId", Json::id),
                json.optional("userId", Json::id),
                json.optional("queueId", Json::id),
                json.optional("direction", Json::text),
                json.optional("inferred", Json::flag),
                json.optional("mediaType", Json::text),
                json.optional("stretch", Json::count),
                json.requiredFlag("byTransfer", Json::flag),
                json.optional("priority", Json::integer),
                json.required("skillIds", Json.list(Json::text)));
        }
    }

    /** The conversation entered a queue. */
    public record ConversationQueued(Metadata metadata, ConversationQueuedData data) implements CommonEvent {
        static ConversationQueued read(Json json) {
            return new ConversationQueued(
                json.required("metadata", Json.part(Metadata::read)),
                json.required("data", Json.part(ConversationQueuedData::read)));
        }
    }

    /**
     * The data of {@code ConversationReopened}.
     *
     * @param conversation Facts of the conversation, as they were known when the Common Event was derived. A rule
     * cannot look them up elsewhere.
     * @param participantId Id of the participant.
     * @param sessionId Id of the session.
     * @param userId Id of the user.
     * @param queueId Id of the queue.
     * @param direction Direction of the session: {@code inbound} or {@code outbound}. Genesys may add others.
     * @param inferred Present and true if the Common Event rests on an inferred end of a session: no event
     * reported the end, other events imply it.
     * @param mediaType Medium of the session. Genesys may add others.
     * @param stretch Number of the stretch of the session, from 2. A session that ends and starts again has
     * several stretches. Absent for the first.
     */
    public record ConversationReopenedData(
        ConversationFacts conversation,
        String participantId,
        String sessionId,
        String userId,
        String queueId,
        String direction,
        Boolean inferred,
        String mediaType,
        Long stretch) implements CommonData {
        static ConversationReopenedData read(Json json) {
            return new ConversationReopenedData(
                json.required("conversation", Json.part(ConversationFacts::read)),
                json.optional("participantId", Json::id),
                json.optional("sessionId", Json::id),
                json.optional("userId", Json::id),
                json.optional("queueId", Json::id),
                json.optional("direction", Json::text),
                json.optional("inferred", Json::flag),
                json.optional("mediaType", Json::text),
                json.optional("stretch", Json::count));
        }
    }

    /** A later episode began: the conversation is open again. */
    public record ConversationReopened(Metadata metadata, ConversationReopenedData data) implements CommonEvent {
        static ConversationReopened read(Json json) {
            return new ConversationReopened(
                json.required("metadata", Json.part(Metadata::read)),
                json.required("data", Json.part(ConversationReopenedData::read)));
        }
    }

    /**
     * The data of {@code CustomerDisconnected}.
     *
     * @param conversation Facts of the conversation, as they were known when the Common Event was derived. A rule
     * cannot look them up elsewhere.
     * @param participantId Id of the participant.
     * @param sessionId Id of the session.
     * @param userId Id of the user.
     * @param queueId Id of the queue.
     * @param direction Direction of the session: {@code inbound} or {@code outbound}. Genesys may add others.
     * @param inferred Present and true if the Common Event rests on an inferred end of a session: no event
     * reported the end, other events imply it.
     * @param mediaType Medium of the session. Genesys may add others.
     * @param stretch Number of the stretch of the session, from 2. A session that ends and starts again has
     * several stretches. Absent for the first.
     * @param disconnectType Genesys' word for how the customer hung up: {@code endpoint} or {@code client}. Genesys may add others.
     */
    public record CustomerDisconnectedData(
        ConversationFacts conversation,
        String participantId,
        String sessionId,
        String userId,
        String queueId,
        String direction,
        Boolean inferred,
        String mediaType,
        Long stretch,
        String disconnectType) implements CommonData {
        static CustomerDisconnectedData read(Json json) {
            return new CustomerDisconnectedData(
                json.required("conversation", Json.part(ConversationFacts::read)),
                json.optional("participantId", Json::id),
                json.optional("sessionId", Json::id),
                json.optional("userId", Json::id),
                json.optional("queueId", Json::id),
                json.optional("direction", Json::text),
                json.optional("inferred", Json::flag),
                json.optional("mediaType", Json::text),
                json.optional("stretch", Json::count),
                json.required("disconnectType", Json::text));
        }
    }

    /** The customer hung up. */
    public record CustomerDisconnected(Metadata metadata, CustomerDisconnectedData data) implements CommonEvent {
        static CustomerDisconnected read(Json json) {
            return new CustomerDisconnected(
                json.required("metadata", Json.part(Metadata::read)),
                json.required("data", Json.part(CustomerDisconnectedData::read)));
        }
    }

    /**
     * The data of {@code EvaluationCompleted}.
     *
     * @param conversation Facts of the conversation, as they were known when the Common Event was derived. A rule
     * cannot look them up elsewhere.
     * @param participantId Id of the participant.
     * @param sessionId Id of the session.
     * @param userId Id of the user.
     * @param queueId Id of the queue.
     * @param direction Direction of the session: {@code inbound} or {@code outbound}. Genesys may add others.
     * @param inferred Present and true if the Common Event rests on an inferred end of a session: no event
     * reported the end, other events imply it.
     * @param mediaType Medium of the session. Genesys may add others.
     * @param stretch Number of the stretch of the session, from 2. A session that ends and starts again has
     * several stretches. Absent for the first.
     * @param evaluationFormId Its form.
     * @param evaluationFormName Name of its form.
     * @param evaluationId Id of the evaluation.
     * @param totalCriticalScore Score over the critical questions, in percent, to six decimals.
     * @param totalScore Score over all questions, in percent, to six decimals.
     */
    public record EvaluationCompletedData(
        ConversationFacts conversation,
        String participantId,
        String sessionId,
        String userId,
        String queueId,
        String direction,
        Boolean inferred,
        String mediaType,
        Long stretch,
        String evaluationFormId,
        String evaluationFormName,
        String evaluationId,
        Double totalCriticalScore,
        Double totalScore) implements CommonData {
        static EvaluationCompletedData read(Json json) {
            return new EvaluationCompletedData(
                json.required("conversation", Json.part(ConversationFacts::read)),
                json.optional("participantId", Json::id),
                json.optional("sessionId", Json::id),
                json.optional("userId", Json::id),
                json.optional("queueId", Json::id),
                json.optional("direction", Json::text),
                json.optional("inferred", Json::flag),
                json.optional("mediaType", Json::text),
                json.optional("stretch", Json::count),
                json.optional("evaluationFormId", Json::text),
                json.optional("evaluationFormName", Json::text),
                json.required("evaluationId", Json::text),
                json.optional("totalCriticalScore", Json::number),
                json.optional("totalScore", Json::number));
        }
    }

    /** An evaluation was finished. */
    public record EvaluationCompleted(Metadata metadata, EvaluationCompletedData data) implements CommonEvent {
        static EvaluationCompleted read(Json json) {
            return new EvaluationCompleted(
                json.required("metadata", Json.part(Metadata::read)),
                json.required("data", Json.part(EvaluationCompletedData::read)));
        }
    }

    /**
     * The data of {@code FlowEnded}.
     *
     * @param conversation Facts of the conversation, as they were known when the Common Event was derived. A rule
     * cannot look them up elsewhere.
     * @param participantId Id of the participant.
     * @param sessionId Id of the session.
     * @param userId Id of the user.
     * @param queueId Id of the queue.
     * @param direction Direction of the session: {@code inbound} or {@code outbound}. Genesys may add others.
     * @param inferred Present and true if the Common Event rests on an inferred end of a session: no event
     * reported the end, other events imply it.
     * @param mediaType Medium of the session. Genesys may add others.
     * @param stretch Number of the stretch of the session, from 2. A session that ends and starts again has
     * several stretches. Absent for the first.
     * @param exitReason Why the flow ended. Genesys may add others.
     * @param flowId Id of the flow.
     * @param flowType Type of the flow, in upper case. Genesys may add others.
     * @param flowVersion Version of the flow.
     * @param transferType What the flow transferred to, if it transferred the conversation. Genesys may add others.
     */
    public record FlowEndedData(
        ConversationFacts conversation,
        String participantId,
        String sessionId,
        String userId,
        String queueId,
        String direction,
        Boolean inferred,
        String mediaType,
        Long stretch,
        String exitReason,
        String flowId,
        String flowType,
        String flowVersion,
        String transferType) implements CommonData {
        static FlowEndedData read(Json json) {
            return new FlowEndedData(
                json.required("conversation", Json.part(ConversationFacts::read)),
                json.optional("participantId", Json::id),
                json.optional("sessionId", Json::id),
                json.optional("userId", Json::id),
                json.optional("queueId", Json::id),
                json.optional("direction", Json::text),
                json.optional("inferred", Json::flag),
                json.optional("mediaType", Json::text),
                json.optional("stretch", Json::count),
                json.optional("exitReason", Json::text),
                json.optional("flowId", Json::text),
                json.optional("flowType", Json::text),
                json.optional("flowVersion", Json::text),
                json.optional("transferType", Json::text));
        }
    }

    /** A flow ended. */
    public record FlowEnded(Metadata metadata, FlowEndedData data) implements CommonEvent {
        static FlowEnded read(Json json) {
            return new FlowEnded(
                json.required("metadata", Json.part(Metadata::read)),
                json.required("data", Json.part(FlowEndedData::read)));
        }
    }

    /**
     * The data of {@code FlowOutcomeRecorded}.
     *
     * @param conversation Facts of the conversation, as they were known when the Common Event was derived. A rule
     * cannot look them up elsewhere.
     * @param participantId Id of the participant.
     * @param sessionId Id of the session.
     * @param userId Id of the user.
     * @param queueId Id of the queue.
     * @param direction Direction of the session: {@code inbound} or {@code outbound}. Genesys may add others.
     * @param inferred Present and true if the Common Event rests on an inferred end of a session: no event
     * reported the end, other events imply it.
     * @param mediaType Medium of the session. Genesys may add others.
     * @param stretch Number of the stretch of the session, from 2. A session that ends and starts again has
     * several stretches. Absent for the first.
     * @param flowId Id of the flow.
     * @param flowOutcomeId Id of the outcome.
     * @param milestones The milestones that the flow reached for this outcome.
     * @param value Value of the outcome: {@code SUCCESS} or {@code FAILURE}. Genesys may add others.
     */
    public record FlowOutcomeRecordedData(
        ConversationFacts conversation,
        String participantId,
        String sessionId,
        String userId,
        String queueId,
        String direction,
        Boolean inferred,
        String mediaType,
        Long stretch,
        String flowId,
        String flowOutcomeId,
        List<Milestone> milestones,
        String value) implements CommonData {
        static FlowOutcomeRecordedData read(Json json) {
            return new FlowOutcomeRecordedData(
                json.required("conversation", Json.part(ConversationFacts::read)),
                json.optional("participantId", Json::id),
                json.optional("sessionId", Json::id),
                json.optional("userId", Json::id),
                json.optional("queueId", Json::id),
                json.optional("direction", Json::text),
                json.optional("inferred", Json::flag),
                json.optional("mediaType", Json::text),
                json.optional("stretch", Json::count),
                json.optional("flowId", Json::text),
                json.required("flowOutcomeId", Json::text),
                json.required("milestones", Json.list(Json.part(Milestone::read))),
                json.optional("value", Json::text));
        }
    }

    /** A flow recorded an outcome. */
    public record FlowOutcomeRecorded(Metadata metadata, FlowOutcomeRecordedData data) implements CommonEvent {
        static FlowOutcomeRecorded read(Json json) {
            return new FlowOutcomeRecorded(
                json.required("metadata", Json.part(Metadata::read)),
                json.required("data", Json.part(FlowOutcomeRecordedData::read)));
        }
    }

    /**
     * The data of {@code ParticipantAdded}.
     *
     * @param conversation Facts of the conversation, as they were known when the Common Event was derived. A rule
     * cannot look them up elsewhere.
     * @param participantId Id of the participant.
     * @param sessionId Id of the session.
     * @param userId Id of the user.
     * @param queueId Id of the queue.
     * @param direction Direction of the session: {@code inbound} or {@code outbound}. Genesys may add others.
     * @param inferred Present and true if the Common Event rests on an inferred end of a session: no event
     * reported the end, other events imply it.
     * @param mediaType Medium of the session. Genesys may add others.
     * @param stretch Number of the stretch of the session, from 2. A session that ends and starts again has
     * several stretches. Absent for the first.
     * @param purpose Purpose of the participant: {@code customer}, {@code agent}, {@code user}, {@code acd}, {@code ivr}, {@code workflow},
     * {@code botflow}, {@code voicesurveyflow} or {@code voicemail}. Genesys may add others.
     */
    public record ParticipantAddedData(
        ConversationFacts conversation,
        String participantId,
        String sessionId,
        String userId,
        String queueId,
        String direction,
        Boolean inferred,
        String mediaType,
        Long stretch,
        String purpose) implements CommonData {
        static ParticipantAddedData read(Json json) {
            return new ParticipantAddedData(
                json.required("conversation", Json.part(ConversationFacts::read)),
                json.optional("participantId", Json::id),
                json.optional("sessionId", Json::id),
                json.optional("userId", Json::id),
                json.optional("queueId", Json::id),
                json.optional("direction", Json::text),
                json.optional("inferred", Json::flag),
                json.optional("mediaType", Json::text),
                json.optional("stretch", Json::count),
                json.required("purpose", Json::text));
        }
    }

    /** The first session of a participant is known. */
    public record ParticipantAdded(Metadata metadata, ParticipantAddedData data) implements CommonEvent {
        static ParticipantAdded read(Json json) {
            return new ParticipantAdded(
                json.required("metadata", Json.part(Metadata::read)),
                json.required("data", Json.part(ParticipantAddedData::read)));
        }
    }

    /**
     * The data of {@code SurveyCompleted}.
     *
     * @param conversation Facts of the conversation, as they were known when the Common Event was derived. A rule
     * cannot look them up elsewhere.
     * @param participantId Id of the participant.
     * @param sessionId Id of the session.
     * @param userId Id of the user.
     * @param queueId Id of the queue.
     * @param direction Direction of the session: {@code inbound} or {@code outbound}. Genesys may add others.
     * @param inferred Present and true if the Common Event rests on an inferred end of a session: no event
     * reported the end, other events imply it.
     * @param mediaType Medium of the session. Genesys may add others.
     * @param stretch Number of the stretch of the session, from 2. A session that ends and starts again has
     * several stretches. Absent for the first.
     * @param promoterScore Net promoter score, 0 to 10.
     * @param surveyFormId Its form.
     * @param surveyFormName Name of its form.
     * @param surveyId Id of the survey.
     * @param totalScore Score over all questions, in percent, to six decimals.
     */
    public record SurveyCompletedData(
        ConversationFacts conversation,
        String participantId,
        String sessionId,
        String userId,
        String queueId,
        String direction,
        Boolean inferred,
        String mediaType,
        Long stretch,
        Long promoterScore,
        String surveyFormId,
        String surveyFormName,
        String surveyId,
        Double totalScore) implements CommonData {
        static SurveyCompletedData read(Json json) {
            return new SurveyCompletedData(
                json.required("conversation", Json.part(ConversationFacts::read)),
                json.optional("participantId", Json::id),
                json.optional("sessionId", Json::id),
                json.optional("userId", Json::id),
                json.optional("queueId", Json::id),
                json.optional("direction", Json::text),
                json.optional("inferred", Json::flag),
                json.optional("mediaType", Json::text),
                json.optional("stretch", Json::count),
                json.optional("promoterScore", Json::integer),
                json.optional("surveyFormId", Json::text),
                json.optional("surveyFormName", Json::text),
                json.required("surveyId", Json::text),
                json.optional("totalScore", Json::number));
        }
    }

    /** A survey was completed. Only an imported details document reports this. */
    public record SurveyCompleted(Metadata metadata, SurveyCompletedData data) implements CommonEvent {
        static SurveyCompleted read(Json json) {
            return new SurveyCompleted(
                json.required("metadata", Json.part(Metadata::read)),
                json.required("data", Json.part(SurveyCompletedData::read)));
        }
    }

    /**
     * The data of {@code TransferAnswered}.
     *
     * @param conversation Facts of the conversation, as they were known when the Common Event was derived. A rule
     * cannot look them up elsewhere.
     * @param participantId Id of the participant.
     * @param sessionId Id of the session.
     * @param userId Id of the user.
     * @param queueId Id of the queue.
     * @param direction Direction of the session: {@code inbound} or {@code outbound}. Genesys may add others.
     * @param inferred Present and true if the Common Event rests on an inferred end of a session: no event
     * reported the end, other events imply it.
     * @param mediaType Medium of the session. Genesys may add others.
     * @param stretch Number of the stretch of the session, from 2. A session that ends and starts again has
     * several stretches. Absent for the first.
     * @param agent The session of the agent who answered.
     * @param waitedMs Time from the transfer to the answer. 0 if the agent had answered before the transfer.
     */
    public record TransferAnsweredData(
        ConversationFacts conversation,
        String participantId,
        String sessionId,
        String userId,
        String queueId,
        String direction,
        Boolean inferred,
        String mediaType,
        Long stretch,
        AgentSession agent,
        long waitedMs) implements CommonData {
        static TransferAnsweredData read(Json json) {
            return new TransferAnsweredData(
                json.required("conversation", Json.part(ConversationFacts::read)),
                json.optional("participantId", Json::id),
                json.optional("sessionId", Json::id),
                json.optional("userId", Json::id),
                json.optional("queueId", Json::id),
                json.optional("direction", Json::text),
                json.optional("inferred", Json::flag),
                json.optional("mediaType", Json::text),
                json.optional("stretch", Json::count),
                json.optional("agent", Json.part(AgentSession::read)),
                json.requiredLong("waitedMs", Json::integer));
        }
    }

    /** An agent answered a conversation that another agent had transferred. */
    public record TransferAnswered(Metadata metadata, TransferAnsweredData data) implements CommonEvent {
        static TransferAnswered read(Json json) {
            return new TransferAnswered(
                json.required("metadata", Json.part(Metadata::read)),
                json.required("data", Json.part(TransferAnsweredData::read)));
        }
    }

    /**
     * The data of {@code VoicemailLeft}.
     *
     * @param conversation Facts of the conversation, as they were known when the Common Event was derived. A rule
     * cannot look them up elsewhere.
     * @param participantId Id of the participant.
     * @param sessionId Id of the session.
     * @param userId Id of the user.
     * @param queueId Id of the queue.
     * @param direction Direction of the session: {@code inbound} or {@code outbound}. Genesys may add others.
     * @param inferred Present and true if the Common Event rests on an inferred end of a session: no event
     * reported the end, other events imply it.
     * @param mediaType Medium of the session. Genesys may add others.
     * @param stretch Number of the stretch of the session, from 2. A session that ends and starts again has
     * several stretches. Absent for the first.
     * @param durationMs Length of the recording.
     */
    public record VoicemailLeftData(
        ConversationFacts conversation,
        String participantId,
        String sessionId,
        String userId,
        String queueId,
        String direction,
        Boolean inferred,
        String mediaType,
        Long stretch,
        long durationMs) implements CommonData {
        static VoicemailLeftData read(Json json) {
            return new VoicemailLeftData(
                json.required("conversation", Json.part(ConversationFacts::read)),
                json.optional("participantId", Json::id),
                json.optional("sessionId", Json::id),
                json.optional("userId", Json::id),
                json.optional("queueId", Json::id),
                json.optional("direction", Json::text),
                json.optional("inferred", Json::flag),
                json.optional("mediaType", Json::text),
                json.optional("stretch", Json::count),
                json.requiredLong("durationMs", Json::integer));
        }
    }

    /** A voicemail was left. */
    public record VoicemailLeft(Metadata metadata, VoicemailLeftData data) implements CommonEvent {
        static VoicemailLeft read(Json json) {
            return new VoicemailLeft(
                json.required("metadata", Json.part(Metadata::read)),
                json.required("data", Json.part(VoicemailLeftData::read)));
        }
    }

    /**
     * The data of {@code WrapUpCompleted}.
     *
     * @param conversation Facts of the conversation, as they were known when the Common Event was derived. A rule
     * cannot look them up elsewhere.
     * @param participantId Id of the participant.
     * @param sessionId Id of the session.
     * @param userId Id of the user.
     * @param queueId Id of the queue.
     * @param direction Direction of the session: {@code inbound} or {@code outbound}. Genesys may add others.
     * @param inferred Present and true if the Common Event rests on an inferred end of a session: no event
     * reported the end, other events imply it.
     * @param mediaType Medium of the session. Genesys may add others.
     * @param stretch Number of the stretch of the session, from 2. A session that ends and starts again has
     * several stretches. Absent for the first.
     * @param durationMs How long the after-call work took.
     * @param hasNote Whether there is a note. The text of the note is not published.
     * @param wrapUpCode Id of the wrap-up code that was set last.
     */
    public record WrapUpCompletedData(
        ConversationFacts conversation,
        String participantId,
        String sessionId,
        String userId,
        String queueId,
        String direction,
        Boolean inferred,
        String mediaType,
        Long stretch,
        Long durationMs,
        boolean hasNote,
        String wrapUpCode) implements CommonData {
        static WrapUpCompletedData read(Json json) {
            return new WrapUpCompletedData(
                json.required("conversation", Json.part(ConversationFacts::read)),
                json.optional("participantId", Json::id),
                json.optional("sessionId", Json::id),
                json.optional("userId", Json::id),
                json.optional("queueId", Json::id),
                json.optional("direction", Json::text),
                json.optional("inferred", Json::flag),
                json.optional("mediaType", Json::text),
                json.optional("stretch", Json::count),
                json.optional("durationMs", Json::integer),
                json.requiredFlag("hasNote", Json::flag),
                json.optional("wrapUpCode", Json::text));
        }
    }

    /**
     * After-call work ended, or a wrap-up code was set. A later change of the code publishes the
     * next revision.
     */
    public record WrapUpCompleted(Metadata metadata, WrapUpCompletedData data) implements CommonEvent {
        static WrapUpCompleted read(Json json) {
            return new WrapUpCompleted(
                json.required("metadata", Json.part(Metadata::read)),
                json.required("data", Json.part(WrapUpCompletedData::read)));
        }
    }

    /**
     * The data of a type that this version does not know.
     *
     * @param conversation Facts of the conversation, as they were known when the Common Event was derived. A rule
     * cannot look them up elsewhere.
     * @param participantId Id of the participant.
     * @param sessionId Id of the session.
     * @param userId Id of the user.
     * @param queueId Id of the queue.
     * @param direction Direction of the session: {@code inbound} or {@code outbound}. Genesys may add others.
     * @param inferred Present and true if the Common Event rests on an inferred end of a session: no event
     * reported the end, other events imply it.
     * @param mediaType Medium of the session. Genesys may add others.
     * @param stretch Number of the stretch of the session, from 2. A session that ends and starts again has
     * several stretches. Absent for the first.
     */
    public record OtherData(
        ConversationFacts conversation,
        String participantId,
        String sessionId,
        String userId,
        String queueId,
        String direction,
        Boolean inferred,
        String mediaType,
        Long stretch) implements CommonData {
        static OtherData read(Json json) {
            return new OtherData(
                json.required("conversation", Json.part(ConversationFacts::read)),
                json.optional("participantId", Json::id),
                json.optional("sessionId", Json::id),
                json.optional("userId", Json::id),
                json.optional("queueId", Json::id),
                json.optional("direction", Json::text),
                json.optional("inferred", Json::flag),
                json.optional("mediaType", Json::text),
                json.optional("stretch", Json::count));
        }
    }

    /** A Common Event of a type that this version does not know. */
    public record OtherCommonEvent(Metadata metadata, OtherData data) implements CommonEvent {
        static OtherCommonEvent read(Json json) {
            return new OtherCommonEvent(
                json.required("metadata", Json.part(Metadata::read)),
                json.required("data", Json.part(OtherData::read)));
        }
    }

    static CommonEvent read(String type, Json json) {
        return switch (type) {
            case "AgentAnswered" -> AgentAnswered.read(json);
            case "AgentAssigned" -> AgentAssigned.read(json);
            case "AgentDidNotAnswer" -> AgentDidNotAnswer.read(json);
            case "AgentDisconnected" -> AgentDisconnected.read(json);
            case "AgentInitiatedContact" -> AgentInitiatedContact.read(json);
            case "AgentJoined" -> AgentJoined.read(json);
            case "AgentLeft" -> AgentLeft.read(json);
            case "AgentTransferredConversation" -> AgentTransferredConversation.read(json);
            case "AttributesUpdated" -> AttributesUpdated.read(json);
            case "CallbackScheduled" -> CallbackScheduled.read(json);
            case "ConferenceEnded" -> ConferenceEnded.read(json);
            case "ConferenceStarted" -> ConferenceStarted.read(json);
            case "ContactAssociated" -> ContactAssociated.read(json);
            case "ConversationAbandoned" -> ConversationAbandoned.read(json);
            case "ConversationCreated" -> ConversationCreated.read(json);
            case "ConversationDequeued" -> ConversationDequeued.read(json);
            case "ConversationEnded" -> ConversationEnded.read(json);
            case "ConversationParked" -> ConversationParked.read(json);
            case "ConversationQueued" -> ConversationQueued.read(json);
            case "ConversationReopened" -> ConversationReopened.read(json);
            case "CustomerDisconnected" -> CustomerDisconnected.read(json);
            case "EvaluationCompleted" -> EvaluationCompleted.read(json);
            case "FlowEnded" -> FlowEnded.read(json);
            case "FlowOutcomeRecorded" -> FlowOutcomeRecorded.read(json);
            case "ParticipantAdded" -> ParticipantAdded.read(json);
            case "SurveyCompleted" -> SurveyCompleted.read(json);
            case "TransferAnswered" -> TransferAnswered.read(json);
            case "VoicemailLeft" -> VoicemailLeft.read(json);
            case "WrapUpCompleted" -> WrapUpCompleted.read(json);
            default -> OtherCommonEvent.read(json);
        };
    }

    private CommonEvents() {}
}
