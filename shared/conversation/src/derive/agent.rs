//! Agents come, answer, and leave.

use common_events::EventType;
use common_events::particulars::{
    AgentAnswered, AgentAssigned, AgentDidNotAnswer, AgentDisconnected, AgentLeft, AgentPlacedCall, NoAnswer,
};
use genesys::vocabulary::DisconnectType;

use super::draft::{Draft, Whole};
use crate::leg::Leg;
use crate::roles::is_placed;
use crate::view::{LegId, View};

pub(super) fn drafts<'h>(whole: &Whole<'_, 'h>) -> Vec<Draft<'h>> {
    whole.agents().flat_map(|agent| of_agent(whole, agent)).collect()
}

fn of_agent<'h>(whole: &Whole<'_, 'h>, (id, leg): (LegId, &Leg<'h>)) -> Vec<Draft<'h>> {
    let agent = (id, leg);
    let placed = is_placed(whole.view, leg);
    let answer = whole.answers.of_user(id);
    let mut drafts = Vec::new();
    if let Some(start) = leg.start {
        let at = (start.time, start.cause);
        drafts.push(if placed {
            Draft::of_session(EventType::AgentPlacedCall, agent, at, |_| AgentPlacedCall {})
        } else {
            Draft::of_session(EventType::AgentAssigned, agent, at, |_| AgentAssigned {})
        });
    }
    if let Some(answer) = answer {
        let at = (answer.time, answer.cause);
        drafts.push(Draft::of_session(EventType::AgentAnswered, agent, at, |_| AgentAnswered {}));
    }
    let Some(end) = leg.end else { return drafts };
    let at = (end.time, end.cause);
    if leg.talked() {
        drafts.push(Draft::of_session(EventType::AgentLeft, agent, at, move |view| of(view, id, said_left)));
        if matches!(end.disconnect_type, Some(DisconnectType::Client | DisconnectType::Endpoint)) {
            drafts.push(Draft::of_session(EventType::AgentDisconnected, agent, at, move |view| AgentDisconnected {
                disconnect_type: of(view, id, disconnect_type).unwrap_or_default(),
            }));
        }
    } else if !placed && answer.is_none() && !end.inferred {
        drafts.push(Draft::of_session(EventType::AgentDidNotAnswer, agent, at, move |view| {
            of(view, id, said_unanswered)
        }));
    }
    drafts
}

fn of<T: Default>(view: &View<'_>, id: LegId, say: impl Fn(&Leg<'_>) -> T) -> T {
    view.leg(id).map_or_else(T::default, say)
}

fn disconnect_type(leg: &Leg<'_>) -> Option<String> {
    leg.end.and_then(|end| end.disconnect_type).map(ToString::to_string)
}

fn said_left(leg: &Leg<'_>) -> AgentLeft {
    let totals = leg.totals();
    AgentLeft {
        disconnect_type: disconnect_type(leg),
        talk_ms: totals.interacting.unwrap_or(0) + totals.callback.unwrap_or(0),
        hold_ms: totals.held.unwrap_or(0),
        alert_ms: totals.alerting.unwrap_or(0),
    }
}

fn said_unanswered(leg: &Leg<'_>) -> AgentDidNotAnswer {
    let how = match leg.end.and_then(|end| end.disconnect_type) {
        Some(DisconnectType::Peer) => NoAnswer::CallerLeft,
        Some(DisconnectType::Client) => NoAnswer::Declined,
        Some(DisconnectType::NoAnswerTransfer) => NoAnswer::TimedOut,
        Some(
            DisconnectType::System
            | DisconnectType::DndEndpoint
            | DisconnectType::DndTransfer
            | DisconnectType::NotAvailableTransfer
            | DisconnectType::ForwardTransfer
            | DisconnectType::Transfer,
        ) => NoAnswer::MovedOn,
        _ => NoAnswer::Failed,
    };
    AgentDidNotAnswer { how, disconnect_type: disconnect_type(leg), alert_ms: leg.totals().alerting.unwrap_or(0) }
}
