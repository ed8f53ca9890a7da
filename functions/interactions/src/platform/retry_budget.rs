//! How long a call may take, and how often it is sent again.

use std::time::Duration;

use tokio::time::Instant;

use super::error::PlatformError;

/// How often a call is sent again, not counting the renewal of a token.
const MOST_REPETITIONS: u32 = 4;

/// How long a call may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// One attempt.
    pub attempt: Duration,
    /// All attempts and the waits between them.
    pub overall: Duration,
    /// The first wait between two attempts if Genesys Cloud names none. Each further wait is twice
    /// as long.
    pub wait: Duration,
}

impl Default for Limits {
    /// 8 s per attempt and 20 s overall: less than the 29 s that API Gateway waits for a response.
    fn default() -> Self {
        Self {
            attempt: Duration::from_secs(8),
            overall: Duration::from_secs(20),
            wait: Duration::from_millis(500),
        }
    }
}

/// The attempts and the time that are left for a call.
#[derive(Debug, Clone)]
pub(super) struct RetryBudget {
    limits: Limits,
    end: Instant,
    repetitions: u32,
}

impl RetryBudget {
    pub fn new(limits: Limits) -> Self {
        Self { limits, end: Instant::now() + limits.overall, repetitions: 0 }
    }

    pub const fn without_repetitions(self) -> Self {
        Self { repetitions: MOST_REPETITIONS, ..self }
    }

    /// When the time is up.
    pub const fn end(&self) -> Instant {
        self.end
    }

    /// How long the next attempt may take.
    pub fn attempt(&self) -> Duration {
        self.limits.attempt.min(self.end.saturating_duration_since(Instant::now()))
    }

    /// Waits before the next attempt, or fails if none is left.
    pub async fn wait(&mut self) -> Result<(), PlatformError> {
        let wait = self.usual_wait();
        self.repeat_after(wait).await.ok_or(PlatformError::Unreachable)
    }

    /// Waits as long as Genesys Cloud demands, or fails if the time is too short for that.
    pub async fn wait_as_demanded(&mut self, named: Option<Duration>) -> Result<(), PlatformError> {
        let wait = named.unwrap_or_default().max(self.usual_wait());
        let retry_after = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
        self.repeat_after(wait).await.ok_or(PlatformError::Busy { retry_after })
    }

    fn usual_wait(&self) -> Duration {
        self.limits.wait.saturating_mul(2_u32.saturating_pow(self.repetitions))
    }

    /// Whether there is time for a whole attempt. An attempt that is cut short leaves open whether
    /// the call was done.
    pub fn has_time_after(&self, wait: Duration) -> bool {
        let needed = wait.saturating_add(self.limits.attempt);
        self.end.saturating_duration_since(Instant::now()) >= needed
    }

    /// Waits if another attempt may follow.
    async fn repeat_after(&mut self, wait: Duration) -> Option<()> {
        if self.repetitions >= MOST_REPETITIONS || !self.has_time_after(wait) {
            return None;
        }
        self.repetitions += 1;
        tokio::time::sleep(wait).await;
        Some(())
    }
}
