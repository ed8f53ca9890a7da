//! The result of a run.

use genesys::ConversationId;
use runtime::Metrics;
use serde_json::{Value, json};

/// The result of a run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RunReport {
    /// Open conversations that were checked.
    pub looked_at: u64,
    /// Conversations that were closed.
    pub swept: u64,
    /// Conversations that can never be read or written.
    pub poisoned: Vec<ConversationId>,
    /// Calls that failed for another reason. The next run repeats them.
    pub failed: u64,
    /// Whether the run ended before it had checked every open conversation.
    pub unfinished: bool,
}

/// The run did what it could, but some calls failed for reasons unrelated to the conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{failed} calls failed, each is logged: the next run repeats them")]
pub struct RunFailed {
    failed: u64,
}

impl RunReport {
    /// The function's response.
    ///
    /// # Errors
    /// Some calls failed that may succeed the next time.
    pub fn response(&self) -> Result<Value, RunFailed> {
        if self.failed > 0 {
            return Err(RunFailed { failed: self.failed });
        }
        Ok(json!({
            "conversationsLookedAt": self.looked_at,
            "conversationsSwept": self.swept,
            "sweepsFailed": self.sweeps_failed(),
            "finished": !self.unfinished,
        }))
    }

    /// The metrics of this run.
    #[must_use]
    pub fn metrics(&self) -> Metrics {
        Metrics::of("sweep")
            .count("ConversationsLookedAt", self.looked_at)
            .count("ConversationsSwept", self.swept)
            .count("SweepsFailed", self.sweeps_failed())
            .count("SweepsUnfinished", u64::from(self.unfinished))
    }

    fn sweeps_failed(&self) -> u64 {
        self.failed + self.poisoned.len() as u64
    }
}
