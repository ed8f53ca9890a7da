//! When the work of an invocation has to stop. If Lambda cuts an invocation off, it returns nothing
//! and its whole batch is delivered again. If the function stops a little earlier, it can still
//! report which part is done.

use std::time::Duration;

use tokio::time::Instant;

use crate::clock::Clock;

/// Time reserved at the end of an invocation for its response.
const RESPONSE_TIME: Duration = Duration::from_millis(500);

/// When work has to stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deadline(Option<Instant>);

impl Deadline {
    /// No deadline: work may take as long as it needs.
    #[must_use]
    pub const fn never() -> Self {
        Self(None)
    }

    /// The deadline after this much time from now.
    #[must_use]
    pub fn after(time: Duration) -> Self {
        Self(Instant::now().checked_add(time))
    }

    /// The deadline of an invocation that Lambda ends at `end_ms`, in milliseconds since 1970
    /// (header `Lambda-Runtime-Deadline-Ms` of the Runtime API).
    #[must_use]
    pub fn of_invocation(end_ms: u64, clock: &Clock) -> Self {
        let left = end_ms.saturating_sub(u64::try_from(clock.now().ms()).unwrap_or_default());
        Self::after(Duration::from_millis(left).saturating_sub(RESPONSE_TIME))
    }

    /// Whether the deadline is now or in the past.
    #[must_use]
    pub fn has_passed(self) -> bool {
        self.0.is_some_and(|instant| instant <= Instant::now())
    }

    /// Waits for the deadline.
    pub async fn reached(self) {
        match self.0 {
            Some(instant) => tokio::time::sleep_until(instant).await,
            None => std::future::pending().await,
        }
    }

    /// Runs `work` until the deadline; `None` if it was cut off.
    pub async fn run_until<T>(self, work: impl Future<Output = T>) -> Option<T> {
        match self.0 {
            Some(instant) => tokio::time::timeout_at(instant, work).await.ok(),
            None => Some(work.await),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use genesys::Timestamp;

    #[tokio::test(start_paused = true)]
    async fn work_stops_in_time_for_the_response() {
        let clock = Clock::fixed(Timestamp::from_ms(10_000));
        let deadline = Deadline::of_invocation(13_000, &clock);
        assert!(!deadline.has_passed());
        assert_eq!(
            deadline.run_until(tokio::time::sleep(Duration::from_millis(2_499))).await,
            Some(())
        );
        assert_eq!(deadline.run_until(std::future::pending::<()>()).await, None);
        assert!(deadline.has_passed());
        deadline.reached().await;
        assert!(
            Deadline::of_invocation(9_000, &clock).has_passed(),
            "an end in the past leaves no time"
        );
        assert!(!Deadline::never().has_passed());
    }
}
