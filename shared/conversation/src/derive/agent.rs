//! Agents enter a conversation, answer, and leave.

use common_events::SettleClass;
use common_events::payload::{
    AgentAnswered, AgentAssigned, AgentDidNotAnswer, AgentDisconnected, AgentInitiatedContact,
    AgentJoined, AgentLeft, AssignedVia, NoAnswer,
};
use genesys::EventKey;
use genesys::vocabulary::DisconnectType;

use super::draft::{Draft, Whole};
use super::joined::{Entry, handover, is_settled};
use super::rule::rules;
use crate::known_session::{End, KnownSession};
use crate::skew::SKEW_MS;
use crate::view::{SessionIndex, View};

/// An alert that the system ends after at least this time has timed out. 7 s is the shortest limit
/// that can be configured.
const LEAST_ALERT_MS: i64 = 7_000;

rules! {
    /// An agent's session began, and the agent is the one who initiated the contact.
    INITIATED: AgentInitiatedContact = "agent-initiated-contact";

    /// An agent's session began while no other agent was talking in that medium: a queue, a
    /// transfer or a direct contact brought the conversation to them.
    ASSIGNED: AgentAssigned = "agent-assigned";

    /// An agent's session began beside an agent who was talking, and the newcomer answered or was
    /// rung: they are no listener.
    JOINED: AgentJoined = "agent-joined";

    /// An agent who had joined was left alone with the customer when the other agents left.
    HANDED_OVER: AgentAssigned = "agent-assigned-by-handover";

    /// An agent who was offered the conversation, or joined it, began to talk.
    ANSWERED: AgentAnswered = "agent-answered";

    /// An agent's session ended after talk.
    LEFT: AgentLeft = "agent-left";

    /// An agent's session ended after talk, and its disconnect type says that the agent hung up.
    DISCONNECTED: AgentDisconnected = "agent-disconnected";

    /// An agent's session ended without an answer.
    DID_NOT_ANSWER: AgentDidNotAnswer = "agent-did-not-answer";
}

pub(super) fn drafts<'h>(whole: &Whole<'_, 'h>) -> Vec<Draft<'h>> {
    let came = whole.agents().flat_map(|agent| came(whole, agent));
    came.chain(whole.agents().flat_map(|agent| left(whole, agent))).collect()
}

/// The Common Events of an agent's arrival and answer.
fn came<'h>(
    whole: &Whole<'_, 'h>,
    (id, session): (SessionIndex, &KnownSession<'h>),
) -> Vec<Draft<'h>> {
    let agent = (id, session);
    let entry = Entry::from_session(whole, id, session);
    let mut drafts = Vec::new();
    if let Some(start) = session.start {
        let at = (start.time, start.cause);
        match entry {
            Entry::Initiated => {
                drafts.push(Draft::for_session(
                    &INITIATED,
                    agent,
                    at,
                    |_| AgentInitiatedContact {},
                ));
            }
            Entry::Assigned(via) => {
                drafts
                    .push(Draft::for_session(&ASSIGNED, agent, at, move |_| AgentAssigned { via }));
            }
            Entry::Joined => drafts.extend(joined(whole, agent)),
        }
    }
    if let Some(answer) = whole.roles.answers.of_user(id).filter(|_| entry != Entry::Initiated) {
        let at = (answer.time, answer.cause);
        let draft = Draft::for_session(&ANSWERED, agent, at, |_| AgentAnswered {});
        let may_listen = entry == Entry::Joined && may_listen(session);
        drafts.push(if may_listen { draft.settling(SettleClass::Settled) } else { draft });
    }
    drafts
}

/// The Common Events of an agent who joined beside another agent, and to whom the conversation was
/// handed over when the others left.
fn joined<'h>(
    whole: &Whole<'_, 'h>,
    (id, session): (SessionIndex, &KnownSession<'h>),
) -> Vec<Draft<'h>> {
    let Some(start) = session.start else { return Vec::new() };
    let answer = whole.roles.answers.of_user(id).map(|answer| answer.cause);
    let joined = is_settled(whole, id, session).then(|| {
        let at = (start.time, start.cause);
        let shown_by = answer.or(session.end.map(|end| end.cause));
        Draft::for_session(&JOINED, (id, session), at, |_| AgentJoined {}).with_cause(shown_by)
    });
    let assigned = handover(whole, id, session).map(|handover| {
        let at = (handover.at, start.cause);
        let payload = |_: &View<'h>| AgentAssigned { via: AssignedVia::Handover };
        Draft::for_session(&HANDED_OVER, (id, session), at, payload)
            .with_causes(handover.causes)
            .settling(SettleClass::Settled)
            .inferred(handover.inferred)
    });
    joined.into_iter().chain(assigned).collect()
}

/// Whether a metric record may still show that an agent who joined is only a listener. The record
/// arrives at the end of their session.
const fn may_listen(session: &KnownSession<'_>) -> bool {
    session.queue_id.is_none()
}

/// The Common Events of the end of an agent's session.
fn left<'h>(
    whole: &Whole<'_, 'h>,
    (id, session): (SessionIndex, &KnownSession<'h>),
) -> Vec<Draft<'h>> {
    let Some(end) = whole.end(id, session) else { return Vec::new() };
    let (agent, at) = ((id, session), (end.time, end.cause));
    let continues = || whole.continues_after(end.time);
    let answered = whole.roles.is_initiated(id) || whole.roles.answers.of_user(id).is_some();
    let mut drafts = Vec::new();
    if whole.has_talked(id, session) {
        let payload = left_payload(whole, (id, session), end);
        let is_open = whole.transfer_from(id).is_some_and(|transfer| transfer.to.is_none());
        let draft = Draft::for_session(&LEFT, agent, at, |_| payload).inferred(end.inferred);
        drafts.push(if is_open { draft.settling(SettleClass::Ending) } else { draft });
        let how = end
            .disconnect_type
            .filter(|how| matches!(how, DisconnectType::Client | DisconnectType::Endpoint));
        if let Some(how) = how {
            let payload = AgentDisconnected {
                disconnect_type: how.to_string(),
                conversation_continues: continues(),
            };
            drafts.push(Draft::for_session(&DISCONNECTED, agent, at, |_| payload));
        }
    } else if !answered && !end.inferred {
        let customer = customer_who_left(whole, end);
        let payload = unanswered_payload(session, end, customer.is_some());
        let draft = Draft::for_session(&DID_NOT_ANSWER, agent, at, |_| payload);
        drafts.push(draft.with_cause(customer));
    }
    drafts
}

fn left_payload<'h>(
    whole: &Whole<'_, 'h>,
    (id, session): (SessionIndex, &KnownSession<'h>),
    end: End<'h>,
) -> AgentLeft {
    let totals = session.totals();
    let conversation_continues = whole.continues_after(end.time);
    let disconnect_type = end.disconnect_type.map(ToString::to_string);
    let rang = || Some(whole.roles.answers.of_user(id)?.time.since(session.start?.time));
    match whole.inferred_talk_ms(id, session) {
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
    let near = whole.moments.callers.between(end.time.minus_ms(SKEW_MS), end.time.plus_ms(SKEW_MS));
    let mut callers = whole.found(near);
    callers.find_map(|(_, session)| {
        let left = session.end?;
        (left.time.since(end.time).abs() <= SKEW_MS).then_some(left.cause)
    })
}

fn unanswered_payload(
    session: &KnownSession<'_>,
    end: End<'_>,
    caller_left: bool,
) -> AgentDidNotAnswer {
    let alert_ms = session.totals().alerting.unwrap_or(0);
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
