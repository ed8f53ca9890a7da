//! Sessions that are live: whether a user's session still rings or is answered.
//!
//! `user.start` is sent when it rings. An answer is known at once where a queue says so, or a metric record of the session;
//! for a session without either, nobody knows before it ends.

use genesys::{Event, Timestamp};

use crate::family::Family;
use crate::leg::Leg;
use crate::roles::SKEW_MS;
use crate::view::{LegId, Record, View};

/// When a live session of a user was answered, as far as anything tells.
pub(crate) fn answer_of_live(leg: &Leg<'_>, view: &View<'_>) -> Option<Timestamp> {
    if !leg.is(Family::User) || leg.end.is_some() {
        return None;
    }
    let start = leg.start?.time;
    let by_queue = leg.user_id.and_then(|user| {
        let answered = view.answered_by(user).iter().rev();
        let medium = |event: &Event| event.detail().and_then(|detail| detail.media_type.clone());
        let same_medium =
            |event: &Event| medium(event).is_none_or(|medium| leg.media_type == Some(&medium));
        answered
            .into_iter()
            .find(|event| same_medium(event) && start.since(event.time) <= SKEW_MS)
            .map(|event| event.time)
    });
    by_queue.or_else(|| answer_of_records(view.records_of(leg))).map(|answer| answer.max(start))
}

/// When the metric records of a session say that it was answered.
pub(crate) fn answer_of_records(records: &[Record<'_>]) -> Option<Timestamp> {
    let plausible = |record: &&Record<'_>| (0..=record.0.time.ms()).contains(&record.1.value);
    records.iter().filter(plausible).find_map(|(event, record)| match record.metric.as_str() {
        "tAlert" | "tAnswered" => Some(event.time),
        "tTalk" => Some(event.time.minus_ms(record.value)),
        _ => None,
    })
}

/// Whether nothing can tell of the answer to a live session: no queue offered it, and no record speaks of it.
pub(crate) fn is_untold<'h>(view: &View<'h>, leg: &Leg<'h>) -> bool {
    offering_queue(view, leg).is_none() && answer_of_records(view.records_of(leg)).is_none()
}

/// The queue that offered the conversation to a user: the user's queue, which was waiting when the session began.
pub(crate) fn offering_queue<'v, 'h>(
    view: &'v View<'h>,
    user: &Leg<'h>,
) -> Option<(LegId, &'v Leg<'h>)> {
    let start = user.start?.time;
    user.queue_id?;
    let waits = |queue: &Leg<'h>| {
        let begun = queue.start.is_some_and(|began| began.time <= start.plus_ms(SKEW_MS));
        begun && queue.end.is_none_or(|end| start.since(end.time) <= SKEW_MS)
    };
    let mut queues = view.of_family(Family::Acd).rev();
    queues.find(|(_, queue)| {
        queue.queue_id == user.queue_id && queue.media_type == user.media_type && waits(queue)
    })
}
