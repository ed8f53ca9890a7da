//! The metric records of `v2.analytics.conversation.{id}.metrics`: one for each metric of a
//! session.
//!
//! The record is the whole body. It names no participant, and its enumerations have the spelling of
//! the document.

use conversation::synthesized::SynthesizedEvent;
use conversation::synthesized::body::{Body, Party};
use conversation::synthesized::span::{Span, is};
use genesys::Topic;
use genesys::details::SessionMetric;
use genesys::vocabulary::{Direction, DisconnectType, MediaType, Purpose, Routing};
use serde_json::{Value, json};

use super::envelope::content_bits;
use super::uuid::uuid;

/// The records of a session, in the document's order. A metric without name, value or date gives no
/// record.
pub(super) fn records(party: Party<'_>) -> impl Iterator<Item = SynthesizedEvent> {
    let metrics = party.session.metrics.iter().enumerate();
    metrics.filter_map(move |(index, metric)| record(party, index, metric))
}

fn record(party: Party<'_>, index: usize, metric: &SessionMetric) -> Option<SynthesizedEvent> {
    let Party { conversation, participant, session } = party;
    let (name, at, span) =
        (metric.name.as_deref()?, metric.emit_date?, Span::from_session(session)?);
    let ended = span.end.is_some_and(|end| at >= end);
    let how = span.disconnect_type().filter(|_| ended).map(DisconnectType::as_str);
    let wrapup = session.segments.iter().find(|segment| is(segment, "wrapup"));
    let code =
        wrapup.filter(|_| name == "tAcw").and_then(|segment| segment.wrap_up_code.as_deref());
    let body = Body::empty()
        .with("metric", name)
        .with("metricDate", at.to_string())
        .with("value", metric.value?)
        .with("conversationId", conversation.conversation_id.as_str())
        .text("sessionId", session.session_id.as_ref().map(genesys::SessionId::as_str))
        .text("purpose", participant.purpose.as_ref().map(Purpose::as_str))
        .text("participantName", participant.participant_name.as_deref())
        .text("userId", participant.user_id.as_ref().map(genesys::UserId::as_str))
        .text("externalContactId", participant.external_contact_id.as_deref())
        .text("externalOrganizationId", participant.external_organization_id.as_deref())
        .text("peerId", session.peer_id.as_ref().map(genesys::SessionId::as_str))
        .text("mediaType", session.media_type.as_ref().map(MediaType::as_str))
        .text(
            "messageType",
            session.message_type.as_ref().map(genesys::vocabulary::MessageType::as_str),
        )
        .text("direction", session.direction.as_ref().map(Direction::as_str))
        .text(
            "originatingDirection",
            conversation.originating_direction.as_ref().map(Direction::as_str),
        )
        .text("provider", session.provider.as_deref())
        .text("ani", session.ani.as_deref())
        .text("dnis", session.dnis.as_deref())
        .text("addressFrom", session.address_from.as_deref())
        .text("addressTo", session.address_to.as_deref())
        .text("remote", session.remote.as_deref())
        .text("queueId", span.queue().map(genesys::QueueId::as_str))
        .text("usedRouting", session.used_routing.as_ref().map(Routing::as_str))
        .texts("requestedRoutings", session.requested_routings.iter().map(Routing::as_str))
        .texts("divisionIds", conversation.division_ids.iter().map(String::as_str))
        .text("outboundCampaignId", session.outbound_campaign_id.as_deref())
        .text("disconnectType", how)
        .text("wrapUpCode", code);
    let mut body = body.into_map();
    let mut seed = body.clone();
    seed.insert("index".to_owned(), json!(index));
    body.insert("recordId".to_owned(), Value::String(uuid(content_bits(&Topic::Metrics, &seed))));
    Some(SynthesizedEvent { topic: Topic::Metrics, time: at, body })
}
