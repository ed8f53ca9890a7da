//! What became of a pass, and of a batch.

use common_events::EventType;
use genesys::ConversationId;
use runtime::{Metrics, Redelivery};

use crate::pass::PassError;

/// What became of one pass.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PassReport {
    /// How many distinct events were known.
    pub basis: u64,
    /// What was written to the ledger for publication, in order: type and revision. Also in attempts that then lost the
    /// race for the commit: what is in the ledger is published.
    pub published: Vec<(EventType, u64)>,
    /// How many of these withdraw what was said before.
    pub withdrawn: u64,
    /// Participants written.
    pub participants: u64,
    /// Whether the conversation's own item was written.
    pub committed: bool,
    /// Part of the log has expired: nothing was changed.
    pub truncated: bool,
    /// How often the pass ran; more than 1 after a lost race.
    pub attempts: u32,
}

impl PassReport {
    pub(crate) fn log(&self, conversation_id: &ConversationId) {
        if self.truncated {
            tracing::warn!(%conversation_id, "part of the log has expired: nothing was changed");
        } else {
            tracing::debug!(
                %conversation_id, basis = self.basis, published = self.published.len(), withdrawn = self.withdrawn,
                attempts = self.attempts, "passed"
            );
        }
    }
}

/// What became of a batch of stream records.
#[derive(Debug, Default)]
pub struct Report {
    /// Records in the batch.
    pub records: u64,
    /// Records that are no new event.
    pub ignored: u64,
    /// Records that no attempt can read, and those of conversations that no attempt can pass: put among the dead letters
    /// and done with.
    pub poisoned: u64,
    /// Conversations for which the invocation had no time left.
    pub unfinished: u64,
    /// The conversations of the batch, in the order of their first records.
    pub passes: Vec<(ConversationId, Result<PassReport, PassError>)>,
    /// What Lambda has to deliver again; safe, for a pass compares before it writes.
    pub redelivery: Redelivery,
}

impl Report {
    /// The passes that went through.
    pub fn done(&self) -> impl Iterator<Item = &PassReport> {
        self.passes.iter().filter_map(|(_, outcome)| outcome.as_ref().ok())
    }

    /// The numbers of this batch.
    #[must_use]
    pub fn metrics(&self) -> Metrics {
        let sum = |of: fn(&PassReport) -> u64| self.done().map(of).sum();
        Metrics::of("reconstruct")
            .count("Passes", self.passes.len() as u64)
            .count("PassesFailed", self.passes.iter().filter(|(_, outcome)| outcome.is_err()).count() as u64)
            .count("PassesUnfinished", self.unfinished)
            .count("RacesLost", sum(|pass| u64::from(pass.attempts.saturating_sub(1))))
            .count("ConversationsTruncated", sum(|pass| u64::from(pass.truncated)))
            .count("CommonEventsConcluded", sum(|pass| pass.published.len() as u64))
            .count("CommonEventsRevised", sum(|pass| pass.published.iter().filter(|(_, n)| *n > 1).count() as u64))
            .count("CommonEventsWithdrawn", sum(|pass| pass.withdrawn))
            .count("RecordsPoisoned", self.poisoned)
    }
}
