//! The results of a pass and of a batch.

use aws_lambda_events::sqs::SqsBatchResponse;
use common_events::EventType;
use genesys::ConversationId;
use runtime::{Metrics, Redelivery, redelivery};

use crate::pass_error::PassError;

/// The result of one pass.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PassReport {
    /// Number of distinct events known.
    pub known_events: u64,
    /// Type and revision of the entries written to the ledger, in order. Includes entries of
    /// attempts that then lost the race for the commit, because every entry in the ledger is
    /// published.
    pub published: Vec<(EventType, u64)>,
    /// Number of these entries that withdraw a Common Event.
    pub withdrawn: u64,
    /// Common Events that are not due yet. A later pass compares them again.
    pub held_back: u64,
    /// Wake-ups sent for the held-back Common Events.
    pub wake_ups: u64,
    /// Participants written.
    pub participants: u64,
    /// Log pages written.
    pub log_pages: u64,
    /// Whether the conversation's own item was written.
    pub committed: bool,
    /// Whether part of the log has expired, so that nothing was changed.
    pub truncated: bool,
    /// How often the pass ran; more than 1 after a lost race, or after it had to cut.
    pub attempts: u32,
}

impl PassReport {
    pub(crate) fn log(&self, conversation_id: &ConversationId) {
        if self.truncated {
            tracing::warn!(%conversation_id, "part of the log has expired: nothing was changed");
        } else {
            tracing::debug!(
                %conversation_id, known_events = self.known_events,
                published = self.published.len(), withdrawn = self.withdrawn,
                held_back = self.held_back, wake_ups = self.wake_ups, attempts = self.attempts,
                "passed"
            );
        }
    }
}

/// The result of a batch of stream records.
#[derive(Debug, Default)]
pub struct BatchReport {
    /// Records in the batch.
    pub records: u64,
    /// Records that are not new events.
    pub ignored: u64,
    /// Records that can never be read, and records of conversations that can never be passed. They
    /// are kept as dead letters and done.
    pub poisoned: u64,
    /// Conversations for which the invocation had no time left.
    pub unfinished: u64,
    /// The conversations of the batch, in the order of their first records.
    pub passes: Vec<(ConversationId, Result<PassReport, PassError>)>,
    /// What Lambda has to deliver again. That is safe, because a pass compares before it writes.
    pub redelivery: Redelivery,
}

impl BatchReport {
    /// The passes that succeeded.
    pub fn done(&self) -> impl Iterator<Item = &PassReport> {
        done(&self.passes)
    }

    /// The metrics of this batch.
    #[must_use]
    pub fn metrics(&self) -> Metrics {
        metrics(&self.passes)
            .count("PassesUnfinished", self.unfinished)
            .count("RecordsPoisoned", self.poisoned)
    }
}

/// Passes and their results.
type Passes = [(ConversationId, Result<PassReport, PassError>)];

fn done(passes: &Passes) -> impl Iterator<Item = &PassReport> {
    passes.iter().filter_map(|(_, outcome)| outcome.as_ref().ok())
}

/// The metrics of passes, whether records or wake-ups started them.
fn metrics(passes: &Passes) -> Metrics {
    let sum = |of: fn(&PassReport) -> u64| done(passes).map(of).sum();
    Metrics::of("reconstruct")
        .count("Passes", passes.len() as u64)
        .count("PassesFailed", passes.iter().filter(|(_, outcome)| outcome.is_err()).count() as u64)
        .count("RacesLost", sum(|pass| u64::from(pass.attempts.saturating_sub(1))))
        .count("ConversationsTruncated", sum(|pass| u64::from(pass.truncated)))
        .count("CommonEventsConcluded", sum(|pass| pass.published.len() as u64))
        .count(
            "CommonEventsRevised",
            sum(|pass| pass.published.iter().filter(|(_, n)| *n > 1).count() as u64),
        )
        .count("CommonEventsWithdrawn", sum(|pass| pass.withdrawn))
        .count("CommonEventsHeldBack", sum(|pass| pass.held_back))
        .count("WakeUpsSent", sum(|pass| pass.wake_ups))
}

/// The result of a batch of wake-ups.
#[derive(Debug, Default)]
pub struct Woken {
    /// Messages in the batch.
    pub messages: u64,
    /// Messages that were early and were sent again.
    pub sent_again: u64,
    /// Ids of the messages that can never be read: SQS moves them, whole, to the dead-letter queue.
    pub unreadable: Vec<String>,
    /// Ids of the messages that could not be processed this time.
    pub failed: Vec<String>,
    /// Ids of the messages for which the invocation had no time left.
    pub unfinished: Vec<String>,
    /// The conversations that were woken.
    pub passes: Vec<(ConversationId, Result<PassReport, PassError>)>,
}

impl Woken {
    /// The passes that succeeded.
    pub fn done(&self) -> impl Iterator<Item = &PassReport> {
        done(&self.passes)
    }

    /// The messages that SQS keeps, which is safe, because a pass compares before it writes.
    #[must_use]
    pub fn response(&self) -> SqsBatchResponse {
        let again = self.unreadable.iter().chain(&self.failed).chain(&self.unfinished);
        redelivery::of_messages(again.cloned())
    }

    /// The metrics of this batch.
    #[must_use]
    pub fn metrics(&self) -> Metrics {
        metrics(&self.passes)
            .count("PassesWoken", self.passes.len() as u64)
            .count("WakeUpsEarly", self.sent_again)
            .count("WakeUpsUnreadable", self.unreadable.len() as u64)
            .count("WakeUpsFailed", self.failed.len() as u64)
            .count("WakeUpsUnfinished", self.unfinished.len() as u64)
    }
}
