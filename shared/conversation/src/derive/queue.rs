//! Waiting in queues.

use common_events::EventType;
use common_events::particulars::{ConversationAbandoned, ConversationDequeued, ConversationQueued, QueueOutcome};
use genesys::vocabulary::AcdOutcome;

use super::draft::{Draft, Whole};
use crate::family::Family;
use crate::leg::Leg;
use crate::roles::Roles;
use crate::view::{LegId, View};

/// An agent who left at most this long before the queue began sent the conversation there.
const SENT_MS: i64 = 5_000;

pub(super) fn drafts<'h>(whole: &Whole<'_, 'h>) -> Vec<Draft<'h>> {
    let queues = || whole.view.of_family(Family::Acd);
    let queued = queues().filter_map(|(id, leg)| {
        let start = leg.start?;
        Some(Draft::of_session(EventType::ConversationQueued, (id, leg), (start.time, start.cause), move |view| {
            view.leg(id).map_or_else(ConversationQueued::default, |leg| said_queued(view, leg))
        }))
    });
    let dequeued = queues().filter_map(|(id, leg)| {
        let end = leg.end?;
        Some(Draft::of_session(EventType::ConversationDequeued, (id, leg), (end.time, end.cause), move |view| {
            view.leg(id).map_or_else(ConversationDequeued::default, said_dequeued)
        }))
    });
    let abandoned = queues().filter(|(_, leg)| outcome(leg) == QueueOutcome::Abandoned);
    let abandoned = abandoned.filter(|(_, leg)| !is_called_off(whole, leg)).filter_map(|(id, leg)| {
        let end = leg.end?;
        Some(Draft::of_session(EventType::ConversationAbandoned, (id, leg), (end.time, end.cause), move |view| {
            ConversationAbandoned { waited_ms: waited(view, id) }
        }))
    });
    queued.chain(dequeued).chain(abandoned).collect()
}

fn said_queued(view: &View<'_>, leg: &Leg<'_>) -> ConversationQueued {
    ConversationQueued {
        priority: leg.latest(|detail| detail.routing_priority),
        skill_ids: leg.latest(|detail| detail.requested_routing_skill_ids.clone()).unwrap_or_default(),
        by_transfer: is_by_transfer(view, leg),
    }
}

/// Whether an agent was talking, or had just left, when the queue began.
fn is_by_transfer(view: &View<'_>, queue: &Leg<'_>) -> bool {
    let Some(start) = queue.start else { return false };
    let roles = Roles::of(view);
    let sent = |agent: &Leg<'_>| {
        let talks = agent.talked() || agent.end.is_none();
        roles.is_agent(agent) && talks && agent.is_live_at(start.time, SENT_MS + 1)
    };
    view.legs().any(|(_, leg)| sent(leg))
}

fn said_dequeued(leg: &Leg<'_>) -> ConversationDequeued {
    ConversationDequeued {
        outcome: outcome(leg),
        waited_ms: leg.connected_ms().unwrap_or(0),
        answered_user_id: leg.end_detail().and_then(|end| end.answered_user_id.clone()),
    }
}

fn waited(view: &View<'_>, id: LegId) -> i64 {
    view.leg(id).and_then(Leg::connected_ms).unwrap_or(0)
}

/// How the wait ended.
pub(super) fn outcome(leg: &Leg<'_>) -> QueueOutcome {
    match leg.end_detail().and_then(|end| end.acd_outcome.as_ref()) {
        Some(AcdOutcome::Answered) => QueueOutcome::Answered,
        Some(AcdOutcome::Abandon) => QueueOutcome::Abandoned,
        Some(AcdOutcome::FlowOut) => QueueOutcome::FlowOut,
        _ => QueueOutcome::Other,
    }
}

/// An agent who was talking all through called off a consultation: no customer gave up. Of one who is still there, and to
/// whom a queue offered the conversation, that queue tells of his answer; else talk shows only when he leaves.
fn is_called_off(whole: &Whole<'_, '_>, queue: &Leg<'_>) -> bool {
    let (Some(start), Some(end)) = (queue.start, queue.end) else { return false };
    let talks = |id: LegId, agent: &Leg<'_>| match agent.end {
        Some(left) => agent.talked() && left.time >= end.time,
        None => !is_offered(whole.view, agent) || whole.answers.of_user(id).is_some(),
    };
    let before = |agent: &Leg<'_>| agent.start.is_some_and(|began| began.time <= start.time);
    whole.agents().any(|(id, agent)| before(agent) && talks(id, agent))
}

/// Whether the conversation waited in a queue before it came to an agent of that queue.
fn is_offered(view: &View<'_>, agent: &Leg<'_>) -> bool {
    let came = agent.start.map(|start| start.time);
    let mut waits = view.of_family(Family::Acd).map(|(_, wait)| wait);
    waits.any(|wait| {
        wait.queue_id.is_some() && wait.queue_id == agent.queue_id && wait.start.map(|start| start.time) < came
    })
}
