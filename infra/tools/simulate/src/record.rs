//! The metric records of `v2.analytics.conversation.{id}.metrics`: one for each metric of a
//! session.
//!
//! The record is the whole body. It names no participant, and its enumerations have the spelling of
//! the document.

use conversation::synthesized::SynthesizedEvent;
use conversation::synthesized::body::{Body, Party};
use conversation::synthesized::span::{Span, is};
use genesys::details::{SegmentDetails, SessionMetric};
use genesys::fields::{ConversationRecord, ParticipantRecord, SessionRecord};
use genesys::vocabulary::DisconnectType;
use genesys::{Json, QueueId, Topic};
use serde_json::{Value, json};

use super::envelope::content_bits;
use super::uuid::uuid;

/// Fields of the conversation that detail events carry, too.
const OF_CONVERSATION: [&str; 2] = ["divisionIds", "originatingDirection"];
/// Fields of the participant that detail events carry, too.
const OF_PARTICIPANT: [&str; 5] =
    ["purpose", "participantName", "userId", "externalContactId", "externalOrganizationId"];
/// Fields of the session that detail events carry, too.
const OF_SESSION: [&str; 16] = [
    "sessionId",
    "peerId",
    "mediaType",
    "messageType",
    "direction",
    "provider",
    "ani",
    "dnis",
    "addressFrom",
    "addressTo",
    "usedRouting",
    "requestedRoutings",
    "routingPriority",
    "outboundCampaignId",
    "outboundContactListId",
    "outboundContactId",
];
/// Fields of segments: the first segment that has one decides.
const OF_SEGMENTS: [&str; 5] =
    ["errorCode", "groupId", "requestedLanguageId", "requestedRoutingSkillIds", "scoredAgents"];

/// The records of a session, in the document's order. A metric without name, value or date gives no
/// record.
pub(super) fn records(party: Party<'_>) -> impl Iterator<Item = SynthesizedEvent> {
    let shared = shared(party);
    let metrics = party.session.metrics.iter().enumerate();
    metrics.filter_map(move |(index, metric)| record(party, &shared, index, metric))
}

/// The fields that every record of a session has.
fn shared(party: Party<'_>) -> Vec<(&'static str, Value)> {
    let Party { conversation, participant, session } = party;
    let of_segments =
        |name: &str| session.segments.iter().find_map(|segment: &SegmentDetails| segment.get(name));
    let mut shared = Vec::new();
    let mut add = |names: &[&'static str], of: &dyn Fn(&str) -> Option<Json>| {
        for name in names {
            shared.extend(of(name).filter(is_sent).map(|json| (*name, Value::from(&json))));
        }
    };
    add(&OF_CONVERSATION, &|name| conversation.get(name));
    add(ConversationRecord::NAMES, &|name| conversation.get(name));
    add(&OF_PARTICIPANT, &|name| participant.get(name));
    add(ParticipantRecord::NAMES, &|name| participant.get(name));
    add(&OF_SESSION, &|name| session.get(name));
    add(SessionRecord::NAMES, &|name| session.get(name));
    add(&OF_SEGMENTS, &of_segments);
    shared
}

/// Genesys leaves out what is absent or empty.
fn is_sent(json: &Json) -> bool {
    match json {
        Json::Null => false,
        Json::String(text) => !text.is_empty(),
        Json::Array(values) => !values.is_empty(),
        _ => true,
    }
}

fn record(
    party: Party<'_>,
    shared: &[(&'static str, Value)],
    index: usize,
    metric: &SessionMetric,
) -> Option<SynthesizedEvent> {
    let Party { conversation, session, .. } = party;
    let (name, at, span) =
        (metric.name.as_deref()?, metric.emit_date?, Span::from_session(session)?);
    let ended = span.end.is_some_and(|end| at >= end);
    let how = span.disconnect_type().filter(|_| ended).map(DisconnectType::as_str);
    let wrapup = session.segments.iter().find(|segment| is(segment, "wrapup"));
    let code =
        wrapup.filter(|_| name == "tAcw").and_then(|segment| segment.wrap_up_code.as_deref());
    let mut body = Body::empty()
        .with("metric", name)
        .with("metricDate", at.to_string())
        .with("value", metric.value?)
        .with("conversationId", conversation.conversation_id.as_str())
        .text("queueId", span.queue().map(QueueId::as_str))
        .text("disconnectType", how)
        .text("wrapUpCode", code);
    for (name, value) in shared {
        body = body.with(name, value.clone());
    }
    let mut body = body.into_map();
    let mut seed = body.clone();
    seed.insert("index".to_owned(), json!(index));
    body.insert("recordId".to_owned(), Value::String(uuid(content_bits(&Topic::Metrics, &seed))));
    Some(SynthesizedEvent { topic: Topic::Metrics, time: at, body })
}
