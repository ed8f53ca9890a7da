//! Live sessions: whether a user's session is still ringing or was answered.
//!
//! Genesys sends `user.start` when the session rings. The answer is known at once if a queue
//! reports it, or a metric record of the session. For a session without either, it is not known
//! before the session ends.

use std::collections::BTreeMap;

use genesys::vocabulary::MediaType;
use genesys::{Event, QueueId, Timestamp};

use crate::family::Family;
use crate::known_session::KnownSession;
use crate::periods::Periods;
use crate::skew::SKEW_MS;
use crate::view::{Record, SessionIndex, View};

/// When a session of a user was answered, if an event or a metric record shows it. Only of a
/// session without totals, which is live or ended without them.
pub(crate) fn answer_of_live(session: &KnownSession<'_>, view: &View<'_>) -> Option<Timestamp> {
    if !session.is(Family::User) || (session.end.is_some() && !session.totals().is_empty()) {
        return None;
    }
    let start = session.start?.time;
    let by_queue = session.user_id.and_then(|user| {
        let last = session.events.last()?.time;
        let answered = view.answered_by(user, last).iter().rev();
        let medium = |event: &Event| event.detail().and_then(|detail| detail.media_type.clone());
        let same_medium =
            |event: &Event| medium(event).is_none_or(|medium| session.media_type == Some(&medium));
        answered
            .into_iter()
            .find(|event| {
                let before_end =
                    session.end.is_none_or(|end| event.time.since(end.time) <= SKEW_MS);
                same_medium(event) && start.since(event.time) <= SKEW_MS && before_end
            })
            .map(|event| event.time)
    });
    by_queue.or_else(|| answer_of_records(view.records_of(session))).map(|answer| answer.max(start))
}

/// When a session was answered, according to its metric records.
pub(crate) fn answer_of_records(records: &[Record<'_>]) -> Option<Timestamp> {
    let plausible = |record: &&Record<'_>| (0..=record.0.time.ms()).contains(&record.1.value);
    records.iter().filter(plausible).find_map(|(event, record)| match record.metric.as_str() {
        "tAlert" | "tAnswered" => Some(event.time),
        "tTalk" => Some(event.time.minus_ms(record.value)),
        _ => None,
    })
}

/// The waits in queues, by queue and medium.
#[derive(Debug, Default)]
pub(crate) struct Waits<'h>(BTreeMap<(&'h QueueId, Option<&'h MediaType>), Periods<SessionIndex>>);

impl<'h> Waits<'h> {
    pub fn new(view: &View<'h>) -> Self {
        let waits = view.of_family(Family::Acd).filter_map(|(id, queue)| {
            let period = (queue.start?.time, queue.end.map(|end| end.time), id);
            Some(((queue.queue_id?, queue.media_type), period))
        });
        Self(Periods::by_key(waits))
    }

    /// The wait from which a user was offered the conversation: the latest one of the queue of the
    /// user's session that went on when that session began.
    pub fn offering(&self, user: &KnownSession<'h>) -> Option<SessionIndex> {
        let start = user.start?.time;
        let waits = self.0.get(&(user.queue_id?, user.media_type))?;
        waits.between(start.minus_ms(SKEW_MS), start.plus_ms(SKEW_MS)).next_back()
    }
}
