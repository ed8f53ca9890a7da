//! Agents enter a conversation, answer, and leave.

use common_events::payload::{
    AgentAnswered, AgentAssigned, AgentDidNotAnswer, AgentDisconnected, AgentInitiatedContact,
    AgentJoined, AgentLeft, AssignedVia, NoAnswer,
};
use common_events::{EventType, SettleClass};
use genesys::EventKey;
use genesys::vocabulary::DisconnectType;

use super::draft::{Draft, Whole};
use super::joined::{Entry, handover, is_settled};
use crate::family::Family;
use crate::leg::{End, Leg};
use crate::roles::SKEW_MS;
use crate::view::{LegId, View};

/// An alert that the system ends after at least this time has timed out. 7 s is the shortest limit
/// that can be configured.
const LEAST_ALERT_MS: i64 = 7_000;

pub(super) fn drafts<'h>(whole: &Whole<'_, 'h>) -> Vec<Draft<'h>> {
    let came = whole.agents().flat_map(|agent| came(whole, agent));
    came.chain(whole.agents().flat_map(|agent| left(whole, agent))).collect()
}

/// The Common Events of an agent's arrival and answer.
fn came<'h>(whole: &Whole<'_, 'h>, (id, leg): (LegId, &Leg<'h>)) -> Vec<Draft<'h>> {
    let agent = (id, leg);
    let entry = Entry::of(whole, id, leg);
    let mut drafts = Vec::new();
    if let Some(start) = leg.start {
        let at = (start.time, start.cause);
        match entry {
            Entry::Initiated => {
                drafts.push(Draft::of_session(EventType::AgentInitiatedContact, agent, at, |_| {
                    AgentInitiatedContact {}
                }));
            }
            Entry::Assigned(via) => {
                drafts.push(Draft::of_session(EventType::AgentAssigned, agent, at, move |_| {
                    AgentAssigned { via }
                }));
            }
            Entry::Joined => drafts.extend(joined(whole, agent)),
        }
    }
    if let Some(answer) = whole.roles.answers.of_user(id).filter(|_| entry != Entry::Initiated) {
        let at = (answer.time, answer.cause);
        let draft = Draft::of_session(EventType::AgentAnswered, agent, at, |_| AgentAnswered {});
        let may_listen = entry == Entry::Joined && may_listen(leg);
        drafts.push(if may_listen { draft.settling(SettleClass::Settled) } else { draft });
    }
    drafts
}

/// The Common Events of an agent who joined beside another agent, and to whom the conversation was
/// handed over when the others left.
fn joined<'h>(whole: &Whole<'_, 'h>, (id, leg): (LegId, &Leg<'h>)) -> Vec<Draft<'h>> {
    let Some(start) = leg.start else { return Vec::new() };
    let answer = whole.roles.answers.of_user(id).map(|answer| answer.cause);
    let joined = is_settled(whole, id, leg).then(|| {
        let at = (start.time, start.cause);
        let told = answer.or(leg.end.map(|end| end.cause));
        Draft::of_session(EventType::AgentJoined, (id, leg), at, |_| AgentJoined {})
            .with_cause(told)
    });
    let assigned = handover(whole, id, leg).map(|handover| {
        let at = (handover.at, start.cause);
        let say = |_: &View<'h>| AgentAssigned { via: AssignedVia::Handover };
        Draft::of_session(EventType::AgentAssigned, (id, leg), at, say)
            .with_causes(handover.causes)
            .settling(SettleClass::Settled)
            .inferred(handover.inferred)
    });
    joined.into_iter().chain(assigned).collect()
}

/// Whether a metric record may still show that an agent who joined is only a listener. The record
/// arrives at the end of their session.
const fn may_listen(leg: &Leg<'_>) -> bool {
    leg.queue_id.is_none()
}

/// The Common Events of the end of an agent's session.
fn left<'h>(whole: &Whole<'_, 'h>, (id, leg): (LegId, &Leg<'h>)) -> Vec<Draft<'h>> {
    let Some(end) = whole.end(id, leg) else { return Vec::new() };
    let (agent, at) = ((id, leg), (end.time, end.cause));
    let continues = || whole.continues_after(end.time);
    let answered = whole.roles.is_initiated(id) || whole.roles.answers.of_user(id).is_some();
    let mut drafts = Vec::new();
    if whole.has_talked(id, leg) {
        let said = said_left(whole, (id, leg), end);
        let is_open =
            whole.transfers.iter().any(|transfer| transfer.from == id && transfer.to.is_none());
        let draft = Draft::of_session(EventType::AgentLeft, agent, at, move |_| said.clone())
            .inferred(end.inferred);
        drafts.push(if is_open { draft.settling(SettleClass::Ending) } else { draft });
        let how = end
            .disconnect_type
            .filter(|how| matches!(how, DisconnectType::Client | DisconnectType::Endpoint));
        if let Some(how) = how {
            let said = AgentDisconnected {
                disconnect_type: how.to_string(),
                conversation_continues: continues(),
            };
            drafts.push(Draft::of_session(EventType::AgentDisconnected, agent, at, move |_| {
                said.clone()
            }));
        }
    } else if !answered && !end.inferred {
        let customer = customer_who_left(whole, end);
        let said = said_unanswered(leg, end, customer.is_some());
        let draft =
            Draft::of_session(EventType::AgentDidNotAnswer, agent, at, move |_| said.clone());
        drafts.push(draft.with_cause(customer));
    }
    drafts
}

fn said_left<'h>(whole: &Whole<'_, 'h>, (id, leg): (LegId, &Leg<'h>), end: End<'h>) -> AgentLeft {
    let totals = leg.totals();
    let conversation_continues = whole.continues_after(end.time);
    let disconnect_type = end.disconnect_type.map(ToString::to_string);
    let rang = || Some(whole.roles.answers.of_user(id)?.time.since(leg.start?.time));
    match whole.inferred_talk_ms(id, leg) {
        Some(talk_ms) => AgentLeft {
            disconnect_type,
            talk_ms,
            hold_ms: 0,
            alert_ms: rang().unwrap_or(0).max(0),
            conversation_continues,
        },
        None => AgentLeft {
            disconnect_type,
            talk_ms: totals.talk(),
            hold_ms: totals.held.unwrap_or(0),
            alert_ms: totals.alerting.unwrap_or(0),
            conversation_continues,
        },
    }
}

/// The end event of the customer, or of the user who called in, if they left within 2 s of this
/// end.
fn customer_who_left(whole: &Whole<'_, '_>, end: End<'_>) -> Option<EventKey> {
    let called = |id: LegId, leg: &Leg<'_>| {
        leg.is(Family::Customer) && whole.roles.is_counted(id, leg) || whole.roles.is_caller(leg)
    };
    let mut callers = whole.view.legs().filter(|(id, leg)| called(*id, leg));
    callers.find_map(|(_, leg)| {
        let left = leg.end?;
        (left.time.since(end.time).abs() <= SKEW_MS).then_some(left.cause)
    })
}

fn said_unanswered(leg: &Leg<'_>, end: End<'_>, caller_left: bool) -> AgentDidNotAnswer {
    let alert_ms = leg.totals().alerting.unwrap_or(0);
    let how = match end.disconnect_type {
        Some(DisconnectType::Peer) if caller_left => NoAnswer::CallerLeft,
        Some(DisconnectType::Client) => NoAnswer::Declined,
        Some(DisconnectType::NoAnswerTransfer) => NoAnswer::TimedOut,
        Some(DisconnectType::System) if alert_ms >= LEAST_ALERT_MS => NoAnswer::TimedOut,
        Some(
            DisconnectType::Peer
            | DisconnectType::System
            | DisconnectType::DndEndpoint
            | DisconnectType::DndTransfer
            | DisconnectType::NotAvailableTransfer
            | DisconnectType::ForwardTransfer
            | DisconnectType::Transfer,
        ) => NoAnswer::MovedOn,
        _ => NoAnswer::Failed,
    };
    AgentDidNotAnswer {
        how,
        disconnect_type: end.disconnect_type.map(ToString::to_string),
        alert_ms,
    }
}
