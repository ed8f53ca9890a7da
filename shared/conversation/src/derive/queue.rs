//! Waits in queues.

use common_events::EventType;
use common_events::payload::{
    ConversationAbandoned, ConversationDequeued, ConversationQueued, QueueOutcome,
};
use genesys::vocabulary::AcdOutcome;

use super::draft::{Draft, Whole};
use crate::family::Family;
use crate::leg::Leg;
use crate::roles::SKEW_MS;
use crate::transfers::is_transferred;
use crate::view::{LegId, View};

/// If an agent transferred at most this long before the wait began, the transfer sent the
/// conversation to the queue.
const SENT_MS: i64 = 5_000;

pub(super) fn drafts<'h>(whole: &Whole<'_, 'h>) -> Vec<Draft<'h>> {
    let queues = || whole.view.of_family(Family::Acd);
    let queued = queues().filter_map(|queue| queued(whole, queue));
    let dequeued = queues().filter_map(dequeued);
    let abandoned = queues().filter_map(|queue| abandoned(whole, queue));
    queued.chain(dequeued).chain(abandoned).collect()
}

fn queued<'h>(whole: &Whole<'_, 'h>, (id, leg): (LegId, &Leg<'h>)) -> Option<Draft<'h>> {
    let start = leg.start?;
    let by_transfer = is_by_transfer(whole, leg);
    let say = move |view: &View<'h>| {
        let leg = view.leg(id);
        ConversationQueued {
            priority: leg.and_then(|leg| leg.latest(|detail| detail.routing_priority)),
            skill_ids: leg
                .and_then(|leg| leg.latest(|detail| detail.requested_routing_skill_ids.clone()))
                .unwrap_or_default(),
            by_transfer,
        }
    };
    Some(Draft::of_session(
        EventType::ConversationQueued,
        (id, leg),
        (start.time, start.cause),
        say,
    ))
}

/// Whether an agent of the same medium was talking when the wait began, or had just left by a
/// transfer.
fn is_by_transfer<'h>(whole: &Whole<'_, 'h>, queue: &Leg<'h>) -> bool {
    let Some(start) = queue.start.map(|start| start.time) else { return false };
    let mut agents = whole.agents().filter(|(_, agent)| agent.media_type == queue.media_type);
    agents.any(|(id, agent)| {
        let talked =
            whole.roles.engaged_since(whole.view, id, agent).is_some_and(|since| since <= start);
        let sent = |left| is_transferred(whole.roles, id, agent) && start.since(left) <= SENT_MS;
        talked && agent.end.is_none_or(|end| end.time > start || sent(end.time))
    })
}

fn dequeued<'h>((id, leg): (LegId, &Leg<'h>)) -> Option<Draft<'h>> {
    let end = leg.end?;
    let say = move |view: &View<'h>| {
        view.leg(id).map_or_else(ConversationDequeued::default, said_dequeued)
    };
    Some(Draft::of_session(EventType::ConversationDequeued, (id, leg), (end.time, end.cause), say))
}

fn said_dequeued(leg: &Leg<'_>) -> ConversationDequeued {
    ConversationDequeued {
        outcome: outcome(leg),
        waited_ms: leg.connected_ms().unwrap_or(0),
        answered_user_id: leg.end_detail().and_then(|end| end.answered_user_id.clone()),
    }
}

fn abandoned<'h>(whole: &Whole<'_, 'h>, (id, leg): (LegId, &Leg<'h>)) -> Option<Draft<'h>> {
    let end = leg
        .end
        .filter(|_| outcome(leg) == QueueOutcome::Abandoned && !is_called_off(whole, leg))?;
    let say = move |view: &View<'h>| ConversationAbandoned {
        waited_ms: view.leg(id).and_then(Leg::connected_ms).unwrap_or(0),
    };
    Some(Draft::of_session(EventType::ConversationAbandoned, (id, leg), (end.time, end.cause), say))
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

/// Whether the wait was called off: an agent who was talking until it ended cancelled a
/// consultation or left with the customer. Such a wait is not abandoned.
fn is_called_off<'h>(whole: &Whole<'_, 'h>, queue: &Leg<'h>) -> bool {
    let Some(end) = queue.end.map(|end| end.time) else { return false };
    let mut agents = whole.agents().filter(|(_, agent)| agent.media_type == queue.media_type);
    agents.any(|(id, agent)| {
        let talked =
            whole.roles.engaged_since(whole.view, id, agent).is_some_and(|since| since <= end);
        let stayed = agent.end.is_none_or(|left| end.since(left.time) <= SKEW_MS);
        talked && stayed && !is_transferred(whole.roles, id, agent)
    })
}
