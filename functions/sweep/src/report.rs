//! What became of a run.

use genesys::ConversationId;
use runtime::Metrics;
use serde_json::{Value, json};

/// What became of a run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// Open conversations that it looked at.
    pub looked_at: u64,
    /// Those that it gave up.
    pub swept: u64,
    /// Those that no attempt can read or write.
    pub poisoned: Vec<ConversationId>,
    /// Calls that failed for another reason; the next run makes them again.
    pub failed: u64,
    /// Whether it ended before it had looked at everything.
    pub unfinished: bool,
}

/// The run did all that it could, and some calls failed that had nothing to do with what they were about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{failed} calls failed, each is logged: the next run makes them again")]
pub struct RunFailed {
    failed: u64,
}

impl Report {
    /// What the function answers.
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

    /// The numbers of this run.
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
