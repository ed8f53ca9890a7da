//! The list of samples: a plain one of every type, and the variants that a subscriber should know.

use common_events::EventType::{
    AgentAnswered, AgentAssigned, AgentDidNotAnswer, AgentDisconnected, AgentInitiatedContact,
    AgentJoined, AgentLeft, AgentTransferredConversation, AttributesUpdated, CallbackScheduled,
    ConferenceEnded, ConferenceStarted, ContactAssociated, ConversationAbandoned,
    ConversationCreated, ConversationDequeued, ConversationEnded, ConversationParked,
    ConversationQueued, ConversationReopened, CustomerDisconnected, EvaluationCompleted, FlowEnded,
    FlowOutcomeRecorded, ParticipantAdded, SurveyCompleted, TransferAnswered, VoicemailLeft,
    WrapUpCompleted,
};
use simulate::Kind;

use super::sample::{Addresses, Sample};
use super::source::Source;
use crate::published::Way;

const CAMPAIGN: Source = Source::Case(include_str!(
    "../../../../../tests/fixtures/cases/dialer-preview-callback-agent-client.json"
));
const CHAT: Source =
    Source::Case(include_str!("../../../../../tests/fixtures/cases/chat-agent-held-1.json"));
const CONFERENCE: Source = Source::Case(include_str!(
    "../../../../../tests/fixtures/cases/agent-conference-3-external-legs.json"
));
const INTERNAL: Source = Source::Case(include_str!(
    "../../../../../tests/fixtures/cases/voice-internal-user-endpoint-agent-peer.json"
));
const VOICEMAIL: Source =
    Source::Case(include_str!("../../../../../tests/fixtures/cases/voicemail-then-callback.json"));

const ABANDONED: Source = Source::MadeUp(Kind::AbandonedInQueue, 2);
const ANSWERED: Source = Source::MadeUp(Kind::VoiceAnswered, 3);
const CONSULT: Source = Source::MadeUp(Kind::ConsultTransfer, 1);
const DECLINED: Source = Source::MadeUp(Kind::AgentDeclined, 1);
const EMAIL: Source = Source::MadeUp(Kind::Email, 2);
const SELF_SERVICE: Source = Source::MadeUp(Kind::SelfService, 1);
const TO_NUMBER: Source = Source::MadeUp(Kind::BlindTransferToNumber, 1);
const TO_PERSON: Source = Source::MadeUp(Kind::BlindTransferToPerson, 1);
const TO_QUEUE: Source = Source::MadeUp(Kind::BlindTransferToQueue, 2);

/// All samples, in the order of the catalogue.
pub const SAMPLES: &[Sample] = &[
    Sample::of(ConversationCreated, ANSWERED),
    Sample::of(ConversationCreated, EMAIL).variant("email"),
    Sample::of(ConversationCreated, CAMPAIGN).variant("campaign"),
    Sample::of(ConversationCreated, Source::MadeUp(Kind::OutboundCall, 1)).variant("outbound"),
    Sample::of(ConversationCreated, ANSWERED).variant("replayed").arriving(Way::Replayed),
    Sample::of(ConversationCreated, ANSWERED).variant("masked").with_addresses(Addresses::Masked),
    Sample::of(ConversationCreated, ANSWERED).variant("hashed").with_addresses(Addresses::Hashed),
    Sample::of(ParticipantAdded, ANSWERED).with(&[("/data/purpose", r#""agent""#)]),
    Sample::of(ParticipantAdded, ANSWERED)
        .variant("customer")
        .with(&[("/data/purpose", r#""customer""#)]),
    Sample::of(ParticipantAdded, ANSWERED).variant("queue").with(&[("/data/purpose", r#""acd""#)]),
    Sample::of(ParticipantAdded, ANSWERED).variant("flow").with(&[("/data/purpose", r#""ivr""#)]),
    Sample::of(AgentTransferredConversation, TO_QUEUE).with(&[("/data/to/type", r#""queue""#)]),
    Sample::of(AgentTransferredConversation, TO_PERSON)
        .variant("agent")
        .with(&[("/data/to/type", r#""agent""#)]),
    Sample::of(AgentTransferredConversation, TO_NUMBER)
        .variant("number")
        .with(&[("/data/to/type", r#""number""#)]),
    Sample::of(AgentTransferredConversation, CONSULT)
        .variant("consult")
        .with(&[("/data/kind", r#""consult""#)]),
    Sample::of(AgentTransferredConversation, TO_QUEUE).variant("early").arriving(Way::InOrder),
    Sample::of(AgentTransferredConversation, TO_QUEUE)
        .variant("revised")
        .arriving(Way::InOrder)
        .with(&[("/metadata/revision", "2")]),
    Sample::of(AgentDisconnected, Source::MadeUp(Kind::AgentDeclined, 2)),
    Sample::of(ConversationEnded, ANSWERED),
    Sample::of(ConversationEnded, ANSWERED)
        .variant("attributes")
        .publishing(&["language", "intent"]),
    Sample::of(ConversationEnded, CAMPAIGN)
        .variant("agent")
        .with(&[("/data/endedBy", r#""agent""#)]),
    Sample::of(ConversationEnded, SELF_SERVICE)
        .variant("self-service")
        .with(&[("/data/outcome", r#""selfService""#)]),
    Sample::of(ConversationEnded, VOICEMAIL)
        .variant("voicemail")
        .with(&[("/data/outcome", r#""voicemail""#)]),
    Sample::of(ConversationEnded, CHAT)
        .variant("timeout")
        .with(&[("/data/endedBy", r#""timeout""#)]),
    Sample::of(ConversationEnded, INTERNAL)
        .variant("internal")
        .with(&[("/data/endedBy", r#""caller""#)]),
    Sample::of(ConversationEnded, ABANDONED)
        .variant("abandoned")
        .with(&[("/data/outcome", r#""abandoned""#)]),
    Sample::of(ConversationEnded, ABANDONED)
        .variant("revised")
        .arriving(Way::InOrder)
        .with(&[("/metadata/revision", "2")]),
    Sample::of(ConversationEnded, Source::MadeUp(Kind::CustomerReloads, 1))
        .variant("withdrawn")
        .arriving(Way::InOrder)
        .with(&[("/metadata/status", r#""withdrawn""#)]),
    Sample::of(ConversationEnded, ANSWERED).variant("replayed").arriving(Way::Replayed),
    Sample::of(ConversationReopened, Source::MadeUp(Kind::EmailReopened, 1)),
    Sample::of(ConversationQueued, ANSWERED),
    Sample::of(ConversationQueued, TO_QUEUE)
        .variant("by-transfer")
        .with(&[("/data/byTransfer", "true")]),
    Sample::of(ConversationDequeued, ANSWERED).with(&[("/data/outcome", r#""answered""#)]),
    Sample::of(ConversationDequeued, ABANDONED)
        .variant("abandoned")
        .with(&[("/data/outcome", r#""abandoned""#)]),
    Sample::of(ConversationDequeued, Source::MadeUp(Kind::InConversationCallback, 1))
        .variant("flow-out")
        .with(&[("/data/outcome", r#""flowOut""#)]),
    Sample::of(ConversationAbandoned, ABANDONED),
    Sample::of(AgentAssigned, ANSWERED).with(&[("/data/via", r#""queue""#)]),
    Sample::of(AgentAssigned, TO_QUEUE).variant("transfer").with(&[("/data/via", r#""transfer""#)]),
    Sample::of(AgentAssigned, CONSULT).variant("handover").with(&[("/data/via", r#""handover""#)]),
    Sample::of(AgentJoined, CONSULT),
    Sample::of(AgentInitiatedContact, Source::MadeUp(Kind::OutboundCall, 1)),
    Sample::of(AgentAnswered, ANSWERED),
    Sample::of(AgentAnswered, Source::MadeUp(Kind::MessageSessionAgain, 2))
        .variant("stretch")
        .with(&[("/data/stretch", "2")]),
    Sample::of(AgentDidNotAnswer, DECLINED).with(&[("/data/how", r#""declined""#)]),
    Sample::of(AgentDidNotAnswer, Source::MadeUp(Kind::AlertTimedOut, 1))
        .variant("timed-out")
        .with(&[("/data/how", r#""timedOut""#)]),
    Sample::of(AgentDidNotAnswer, Source::MadeUp(Kind::CallerGaveUpRinging, 1))
        .variant("caller-left")
        .with(&[("/data/how", r#""callerLeft""#)]),
    Sample::of(AgentLeft, ANSWERED),
    Sample::of(AgentLeft, Source::LostEnd).variant("inferred").with(&[("/data/inferred", "true")]),
    Sample::of(AgentLeft, TO_QUEUE)
        .variant("transferred")
        .with(&[("/data/disconnectType", r#""transfer""#)]),
    Sample::of(TransferAnswered, TO_QUEUE),
    Sample::of(TransferAnswered, CONSULT).variant("consult"),
    Sample::of(CustomerDisconnected, CONFERENCE),
    Sample::of(ConferenceStarted, CONFERENCE),
    Sample::of(ConferenceEnded, CONFERENCE),
    Sample::of(AttributesUpdated, ANSWERED),
    Sample::of(AttributesUpdated, ANSWERED)
        .variant("published")
        .publishing(&["language", "intent"]),
    Sample::of(ContactAssociated, CONFERENCE),
    Sample::of(ContactAssociated, EMAIL).variant("organization"),
    Sample::of(WrapUpCompleted, ANSWERED).with(&[("/data/hasNote", "true")]),
    Sample::of(CallbackScheduled, CAMPAIGN),
    Sample::of(CallbackScheduled, VOICEMAIL).variant("in-conversation"),
    Sample::of(VoicemailLeft, VOICEMAIL),
    Sample::of(FlowEnded, ANSWERED).with(&[("/data/exitReason", r#""TRANSFER""#)]),
    Sample::of(FlowEnded, SELF_SERVICE).variant("disconnected"),
    Sample::of(FlowOutcomeRecorded, SELF_SERVICE),
    Sample::of(ConversationParked, Source::MadeUp(Kind::EmailParked, 1)),
    Sample::of(SurveyCompleted, Source::Surveyed),
    Sample::of(EvaluationCompleted, Source::Evaluated),
];
