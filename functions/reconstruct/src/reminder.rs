//! Ensures that a conversation is passed again once held-back Common Events are due, with as few
//! wake-ups as possible.
//!
//! A pass sends no wake-up if a pending one comes in time. It may rely on a pending wake-up that is
//! due later than now: no message is acted on before it is due (`woken` sends an early one again),
//! so the pass that it triggers reads a log that contains this pass's event. The clocks of two
//! machines differ, so a wake-up that is due within a second may already have been consumed.
//!
//! A pass of a warm process does not read all of the log, so it may miss the event if that is old.
//! Then the wake-up has to come after the commit, which tells the woken pass of it. If the commit
//! was late, another one is sent. A crash in between is repaired by the redelivery.
//!
//! A woken pass needs no special rule: the message that woke it was due, and a wake-up that is due
//! is not relied on.

use genesys::{ConversationId, Timestamp};
use runtime::wake_ups::NotSent;
use runtime::{Clock, WakeUp, WakeUps};

/// The most by which the clocks of two machines may differ, in milliseconds.
pub const CLOCKS_DIFFER_MS: i64 = 1_000;

/// Wake-ups are due at multiples of this, in milliseconds: on whole seconds. SQS counts in seconds
/// too, and related events arrive milliseconds apart, so one wake-up serves them all.
pub const STEP_MS: i64 = 1_000;

/// The wake-ups of one run of a pass, over all its attempts.
pub(crate) struct Reminder<'a, W> {
    wake_ups: &'a W,
    clock: &'a Clock,
    conversation_id: &'a ConversationId,
    /// Due times of the wake-ups that this run has sent.
    sent: Vec<Timestamp>,
}

impl<'a, W: WakeUps> Reminder<'a, W> {
    pub(crate) const fn new(
        wake_ups: &'a W,
        clock: &'a Clock,
        conversation_id: &'a ConversationId,
    ) -> Self {
        Self { wake_ups, clock, conversation_id, sent: Vec::new() }
    }

    /// Number of wake-ups sent.
    pub(crate) const fn sent(&self) -> u64 {
        self.sent.len() as u64
    }

    /// Sends a wake-up if something is held back until `due_at` and the pending one that the last
    /// commit records (`kept`) does not come in time. `now` is the time of this pass. Returns when
    /// the next wake-up comes, for the commit to record.
    pub(crate) async fn ensure_wake_up(
        &mut self,
        due_at: Option<Timestamp>,
        kept: Option<Timestamp>,
        now: Timestamp,
    ) -> Result<Option<Timestamp>, NotSent> {
        let due_at = due_at.map(whole_second);
        let ahead =
            kept.iter().chain(&self.sent).filter(|at| self.is_on_its_way(**at, now, due_at));
        let next = ahead.min().copied();
        let Some(due_at) = due_at else { return Ok(next) };
        if let Some(next) = next.filter(|next| *next <= due_at) {
            return Ok(Some(next));
        }
        self.wake_ups.send(&self.at(due_at), self.clock.now()).await?;
        self.sent.push(due_at);
        Ok(Some(due_at))
    }

    /// Sends another wake-up if the next one may have come before the commit, which rests on events
    /// that the woken pass may have missed.
    pub(crate) async fn ensure_after_commit(
        &mut self,
        due_at: Option<Timestamp>,
        next: Option<Timestamp>,
    ) -> Result<(), NotSent> {
        let now = self.clock.now();
        let is_late = next.is_none_or(|next| next <= now.plus_ms(CLOCKS_DIFFER_MS));
        let Some(due_at) = due_at.filter(|_| is_late) else { return Ok(()) };
        let again_at = whole_second(due_at.max(now));
        self.wake_ups.send(&self.at(again_at), now).await?;
        self.sent.push(again_at);
        Ok(())
    }

    /// Whether a wake-up due at `at` is still pending. One that this run sent for exactly `due_at`
    /// counts as pending however near its time is, because what is held back was received longer
    /// ago than clocks differ.
    fn is_on_its_way(&self, at: Timestamp, now: Timestamp, due_at: Option<Timestamp>) -> bool {
        let is_own = Some(at) == due_at && self.sent.contains(&at);
        is_own || at > now.plus_ms(CLOCKS_DIFFER_MS) && self.wake_ups.is_on_its_way(&self.at(at))
    }

    fn at(&self, due_at: Timestamp) -> WakeUp {
        WakeUp { conversation_id: self.conversation_id.clone(), due_at }
    }
}

/// Rounds a time up to a whole second.
const fn whole_second(at: Timestamp) -> Timestamp {
    Timestamp::from_ms((at.ms() + STEP_MS - 1).div_euclid(STEP_MS) * STEP_MS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use testkit::wake_ups::SentWakeUps;

    /// The wake-ups sent, and the next ones returned, by attempts given as (held back until,
    /// recorded by the last commit, time of the pass).
    async fn ensured<const N: usize>(
        attempts: [(Option<i64>, Option<i64>, i64); N],
    ) -> (Vec<i64>, Vec<Option<i64>>) {
        let (queue, clock, id) =
            (SentWakeUps::default(), Clock::fixed(Timestamp::from_ms(0)), "c-1".parse().unwrap());
        let mut reminder = Reminder::new(&queue, &clock, &id);
        let mut kept = Vec::new();
        for (due, before, now) in attempts {
            let [due, before] = [due, before].map(|ms| ms.map(Timestamp::from_ms));
            kept.push(
                reminder
                    .ensure_wake_up(due, before, Timestamp::from_ms(now))
                    .await
                    .unwrap()
                    .map(Timestamp::ms),
            );
        }
        let due: Vec<i64> = queue.sent().iter().map(|wake_up| wake_up.due_at.ms()).collect();
        assert_eq!(reminder.sent(), due.len() as u64);
        (due, kept)
    }

    #[tokio::test]
    async fn pending_wake_up_in_time_is_enough() {
        for kept in [3_001, 8_000, 9_000] {
            assert_eq!(
                ensured([(Some(9_000), Some(kept), 2_000)]).await,
                (vec![], vec![Some(kept)])
            );
        }
    }

    #[tokio::test]
    async fn past_or_late_wake_up_is_not_enough() {
        for kept in [None, Some(0), Some(2_000), Some(3_000), Some(9_001)] {
            assert_eq!(
                ensured([(Some(9_000), kept, 2_000)]).await,
                (vec![9_000], vec![Some(9_000)])
            );
        }
    }

    #[tokio::test]
    async fn wake_ups_are_due_on_whole_seconds() {
        for (due, sent) in [(8_001, 9_000), (9_000, 9_000), (9_001, 10_000)] {
            assert_eq!(ensured([(Some(due), None, 2_000)]).await, (vec![sent], vec![Some(sent)]));
        }
        let one_serves_both = [(Some(8_001), None, 2_000), (Some(8_900), Some(9_000), 2_100)];
        assert_eq!(ensured(one_serves_both).await.0, [9_000]);
    }

    #[tokio::test]
    async fn nothing_held_back_sends_no_wake_up() {
        assert_eq!(ensured([(None, Some(9_000), 2_000)]).await, (vec![], vec![Some(9_000)]));
        assert_eq!(ensured([(None, Some(2_000), 2_000)]).await, (vec![], vec![None]));
    }

    /// A wake-up that may have come before the commit does not count after it.
    #[tokio::test]
    async fn late_commit_sends_another_wake_up() {
        for (next, now, sent) in [(9_000, 7_999, vec![]), (9_000, 8_000, vec![9_000])] {
            let queue = SentWakeUps::default();
            let (clock, id) = (Clock::fixed(Timestamp::from_ms(now)), "c-1".parse().unwrap());
            let mut reminder = Reminder::new(&queue, &clock, &id);
            let [due, next] = [9_000, next].map(|ms| Some(Timestamp::from_ms(ms)));
            reminder.ensure_after_commit(None, next).await.unwrap();
            reminder.ensure_after_commit(due, next).await.unwrap();
            let due: Vec<i64> = queue.sent().iter().map(|wake_up| wake_up.due_at.ms()).collect();
            assert_eq!(due, sent);
        }
    }

    /// What an earlier attempt has sent is still pending, however near its time is.
    #[tokio::test]
    async fn lost_race_sends_no_second_wake_up_for_a_time() {
        let lost = [(Some(9_000), None, 8_500), (Some(9_000), None, 8_900)];
        assert_eq!(ensured(lost).await, (vec![9_000], vec![Some(9_000); 2]));
        let earlier = [(Some(9_000), None, 2_000), (Some(5_000), Some(12_000), 2_100)];
        assert_eq!(ensured(earlier).await, (vec![9_000, 5_000], vec![Some(9_000), Some(5_000)]));
    }
}
