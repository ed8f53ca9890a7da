//! Waits in queues.

use common_events::payload::{
    ConversationAbandoned, ConversationDequeued, ConversationQueued, QueueOutcome,
};
use genesys::vocabulary::AcdOutcome;

use super::draft::{Draft, Whole};
use super::rule::rules;
use crate::family::Family;
use crate::known_session::KnownSession;
use crate::skew::SKEW_MS;
use crate::transfers::is_transferred;
use crate::view::{SessionIndex, View};

/// If an agent transferred at most this long before the wait began, the transfer sent the
/// conversation to the queue.
const SENT_MS: i64 = 5_000;

rules! {
    /// A queue's session began.
    QUEUED: ConversationQueued = "conversation-queued";

    /// A queue's session ended.
    DEQUEUED: ConversationDequeued = "conversation-dequeued";

    /// A queue's session ended with the outcome ABANDON, and no agent called the wait off.
    ABANDONED: ConversationAbandoned = "conversation-abandoned";
}

pub(super) fn drafts<'h>(whole: &Whole<'_, 'h>) -> Vec<Draft<'h>> {
    let queues = || whole.view.of_family(Family::Acd);
    let queued = queues().filter_map(|queue| queued(whole, queue));
    let dequeued = queues().filter_map(dequeued);
    let abandoned = queues().filter_map(|queue| abandoned(whole, queue));
    queued.chain(dequeued).chain(abandoned).collect()
}

fn queued<'h>(
    whole: &Whole<'_, 'h>,
    (id, session): (SessionIndex, &KnownSession<'h>),
) -> Option<Draft<'h>> {
    let start = session.start?;
    let by_transfer = is_by_transfer(whole, session);
    let payload = move |view: &View<'h>| {
        let session = view.session(id);
        ConversationQueued {
            priority: session.and_then(|session| session.latest(|detail| detail.routing_priority)),
            skill_ids: session
                .and_then(|session| {
                    session.latest(|detail| {
                        Some(&detail.requested_routing_skill_ids).filter(|ids| !ids.is_empty())
                    })
                })
                .cloned()
                .unwrap_or_default(),
            by_transfer,
        }
    };
    Some(Draft::for_session(&QUEUED, (id, session), (start.time, start.cause), payload))
}

/// Whether an agent of the same medium was talking when the wait began, or had just left by a
/// transfer.
fn is_by_transfer<'h>(whole: &Whole<'_, 'h>, queue: &KnownSession<'h>) -> bool {
    let Some(start) = queue.start.map(|start| start.time) else { return false };
    let mut agents = whole
        .engaged(start.minus_ms(SENT_MS), start)
        .filter(|(_, agent)| agent.media_type == queue.media_type);
    agents.any(|(id, agent)| {
        let sent = || is_transferred(whole.roles, id, agent);
        agent.end.is_none_or(|end| end.time > start || sent())
    })
}

fn dequeued<'h>((id, session): (SessionIndex, &KnownSession<'h>)) -> Option<Draft<'h>> {
    let end = session.end?;
    let payload = move |view: &View<'h>| {
        view.session(id).map_or_else(ConversationDequeued::default, dequeued_payload)
    };
    Some(Draft::for_session(&DEQUEUED, (id, session), (end.time, end.cause), payload))
}

fn dequeued_payload(session: &KnownSession<'_>) -> ConversationDequeued {
    ConversationDequeued {
        outcome: outcome(session),
        waited_ms: session.connected_ms().unwrap_or(0),
        answered_user_id: session.end_detail().and_then(|end| end.answered_user_id.clone()),
    }
}

fn abandoned<'h>(
    whole: &Whole<'_, 'h>,
    (id, session): (SessionIndex, &KnownSession<'h>),
) -> Option<Draft<'h>> {
    let end = session.end.filter(|_| {
        outcome(session) == QueueOutcome::Abandoned && !is_called_off(whole, session)
    })?;
    let payload = move |view: &View<'h>| ConversationAbandoned {
        waited_ms: view.session(id).and_then(KnownSession::connected_ms).unwrap_or(0),
    };
    Some(Draft::for_session(&ABANDONED, (id, session), (end.time, end.cause), payload))
}

/// How the wait ended.
pub(super) fn outcome(session: &KnownSession<'_>) -> QueueOutcome {
    match session.end_detail().and_then(|end| end.acd_outcome.as_ref()) {
        Some(AcdOutcome::Answered) => QueueOutcome::Answered,
        Some(AcdOutcome::Abandon) => QueueOutcome::Abandoned,
        Some(AcdOutcome::FlowOut) => QueueOutcome::FlowOut,
        _ => QueueOutcome::Other,
    }
}

/// Whether the wait was called off: an agent who was talking until it ended cancelled a
/// consultation or left with the customer. Such a wait is not abandoned.
fn is_called_off<'h>(whole: &Whole<'_, 'h>, queue: &KnownSession<'h>) -> bool {
    let Some(end) = queue.end.map(|end| end.time) else { return false };
    let mut stayed = whole
        .engaged(end.minus_ms(SKEW_MS), end)
        .filter(|(_, agent)| agent.media_type == queue.media_type);
    stayed.any(|(id, agent)| !is_transferred(whole.roles, id, agent))
}
