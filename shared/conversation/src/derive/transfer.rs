//! Transfers: an agent who talked hands the conversation on. To whom, and whether he talked to the target first, shows in
//! what else was going on around the end of his session.

use common_events::EventType;
use common_events::particulars::{
    AgentSession, AgentTransferredConversation, Destination, DestinationKind, TransferAnswered, TransferKind,
};
use genesys::Timestamp;
use genesys::vocabulary::DisconnectType;

use super::draft::{Draft, Whole};
use crate::family::Family;
use crate::leg::Leg;
use crate::metrics::is_transfer;
use crate::roles::{Roles, SKEW_MS};
use crate::view::{LegId, Sweep, View};

/// The destination of a blind transfer begins at most this long after it.
const ARRIVAL_MS: i64 = 5_000;

/// A transfer, and where it went as was known just after it.
#[derive(Debug, Clone, Copy)]
struct Transfer {
    from: LegId,
    kind: TransferKind,
    to: Option<LegId>,
}

pub(super) fn drafts<'h>(whole: &Whole<'_, 'h>) -> Vec<Draft<'h>> {
    let transfers = transfers(whole);
    let answered = transfers.iter().filter_map(|transfer| answered(whole, *transfer));
    transfers.iter().filter_map(|transfer| transferred(whole, *transfer)).chain(answered).collect()
}

fn transfers(whole: &Whole<'_, '_>) -> Vec<Transfer> {
    let mut handed_on: Vec<(Timestamp, LegId)> = whole
        .agents()
        .filter(|(_, leg)| leg.talked() && is_transfer(leg))
        .filter_map(|(id, leg)| Some((leg.end?.time, id)))
        .collect();
    handed_on.sort_unstable();
    let mut sweep = Sweep::over(whole.history);
    let judge = |(end, from): (Timestamp, LegId)| {
        let view = sweep.until(end.plus_ms(ARRIVAL_MS));
        let (kind, to) = destination(view, from)?;
        Some(Transfer { from, kind, to })
    };
    handed_on.into_iter().filter_map(judge).collect()
}

/// Kind and target of a transfer, as a view knows them.
fn destination(view: &View<'_>, from: LegId) -> Option<(TransferKind, Option<LegId>)> {
    let leg = view.leg(from)?;
    let end = leg.end?;
    let roles = Roles::of(view);
    let consulted = consulted(view, &roles, leg, end.time);
    let to = consulted.or_else(|| arrived(view, &roles, from, end.time));
    let kind = match end.disconnect_type? {
        DisconnectType::ConsultTransfer => TransferKind::Consult,
        DisconnectType::ConferenceTransfer => TransferKind::Conference,
        DisconnectType::Takeover => TransferKind::Takeover,
        _ if consulted.is_some() => TransferKind::Consult,
        _ if to.is_some() => TransferKind::Blind,
        _ => TransferKind::Unknown,
    };
    Some((kind, to))
}

/// Whom the agent had brought in before he left: a session of another participant in the same medium, begun after his
/// own, there before he left and still there after; users first, the latest first, else a third party from outside. The
/// customer of a call that he placed began after his own session too, and is no target.
fn consulted(view: &View<'_>, roles: &Roles<'_>, leg: &Leg<'_>, end: Timestamp) -> Option<LegId> {
    let start = leg.start?.time;
    let is_there = |other: &Leg<'_>| {
        let began = other.start.is_some_and(|began| start < began.time && end.since(began.time) > SKEW_MS);
        let stays = other.end.is_none_or(|left| left.time > end);
        began && stays && other.participant_id != leg.participant_id && other.media_type == leg.media_type
    };
    let gone_untalked = |other: &Leg<'_>| other.end.is_some() && !other.talked();
    let mut users = view.of_family(Family::User).rev();
    let user = users.find(|(_, other)| is_there(other) && !gone_untalked(other));
    let mut outside = view.of_family(Family::Customer).rev();
    let target = user.or_else(|| outside.find(|(id, other)| is_there(other) && roles.is_third_party(*id)));
    target.map(|(id, _)| id)
}

/// The first session that began around the agent's end.
fn arrived(view: &View<'_>, roles: &Roles<'_>, from: LegId, end: Timestamp) -> Option<LegId> {
    let in_time =
        |leg: &Leg<'_>| leg.start.is_some_and(|start| (-SKEW_MS..=ARRIVAL_MS).contains(&start.time.since(end)));
    let mut arrivals = view.legs().filter(|(id, leg)| *id != from && in_time(leg) && !roles.is_auxiliary(leg));
    arrivals.next().map(|(id, _)| id)
}

fn transferred<'h>(whole: &Whole<'_, 'h>, transfer: Transfer) -> Option<Draft<'h>> {
    let leg = whole.view.leg(transfer.from)?;
    let end = leg.end?;
    let say = move |view: &View<'h>| AgentTransferredConversation {
        kind: transfer.kind,
        to: transfer.to.and_then(|to| view.leg(to)).and_then(described),
        disconnect_type: view
            .leg(transfer.from)
            .and_then(|leg| leg.end?.disconnect_type)
            .map(ToString::to_string)
            .unwrap_or_default(),
    };
    let arrival = transfer.to.and_then(|to| whole.view.leg(to)?.start).map(|start| start.cause);
    let event_type = EventType::AgentTransferredConversation;
    let draft = Draft::of_session(event_type, (transfer.from, leg), (end.time, end.cause), say).with_cause(arrival);
    Some(Draft { window_ms: ARRIVAL_MS, ..draft })
}

fn described(leg: &Leg<'_>) -> Option<Destination> {
    let kind = match leg.family? {
        Family::User => DestinationKind::Agent,
        Family::Acd => DestinationKind::Queue,
        Family::Flow => DestinationKind::Flow,
        Family::Voicemail => DestinationKind::Voicemail,
        Family::Customer => DestinationKind::Number,
    };
    let number = leg.latest(|detail| detail.dnis.clone().or_else(|| detail.address_to.clone()));
    Some(Destination {
        kind,
        participant_id: leg.participant_id.clone(),
        session_id: leg.session_id.clone(),
        user_id: leg.user_id.cloned(),
        queue_id: leg.queue_id.cloned(),
        flow_id: leg.latest(|detail| detail.flow_id.clone()).filter(|_| kind == DestinationKind::Flow),
        number: number.filter(|_| kind == DestinationKind::Number),
    })
}

/// Whoever it was transferred to answered: the user himself, or the one who answered in the target queue.
fn answered<'h>(whole: &Whole<'_, 'h>, transfer: Transfer) -> Option<Draft<'h>> {
    let from = whole.view.leg(transfer.from)?;
    let end = from.end?;
    let to = transfer.to?;
    let agent = match whole.view.leg(to)?.family? {
        Family::User => to,
        Family::Acd => whole.answers.of_queue(whole.view, to, transfer.from)?,
        _ => return None,
    };
    let answer = whole.answers.of_user(agent)?;
    let at = answer.time.max(end.time);
    let say = move |view: &View<'h>| TransferAnswered {
        agent: view.leg(agent).map(|leg| AgentSession {
            user_id: leg.user_id.cloned(),
            participant_id: leg.participant_id.clone(),
            session_id: leg.session_id.clone(),
        }),
        waited_ms: at.since(end.time),
    };
    let draft = Draft::of_session(EventType::TransferAnswered, (transfer.from, from), (at, answer.cause), say);
    let known_since = whole.view.leg(agent).and_then(Leg::known_since).unwrap_or(at);
    let known_since = draft.known_since.max(known_since);
    Some(Draft { known_since, ..draft.with_cause(Some(end.cause)) })
}
