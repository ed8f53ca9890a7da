//! The result of a batch of stream records.

use common_events::EventType;
use runtime::{Metrics, Redelivery};

/// The result of a batch.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BatchReport {
    /// Records in the batch.
    pub records: u64,
    /// Records from which nothing is published.
    pub ignored: u64,
    /// Type and revision of the entries that the bus accepted, in the order of the records.
    pub published: Vec<(EventType, u64)>,
    /// Common Events that follow only from replayed events, which the configuration suppresses.
    pub suppressed: u64,
    /// Entries that the bus refused and the dead-letter queue keeps.
    pub refused: u64,
    /// Records that can never be read. They are kept as dead letters and done.
    pub poisoned: u64,
    /// Entries and records that could not be processed this time.
    pub failed: u64,
    /// What Lambda has to deliver again. That is safe, because ids and revisions stay the same.
    pub redelivery: Redelivery,
}

impl BatchReport {
    /// The metrics of this batch.
    #[must_use]
    pub fn metrics(&self) -> Metrics {
        Metrics::of("emit")
            .count("CommonEventsPublished", self.published.len() as u64)
            .count("CommonEventsSuppressed", self.suppressed)
            .count("CommonEventsRefused", self.refused)
            .count("CommonEventsFailed", self.failed)
            .count("RecordsPoisoned", self.poisoned)
    }
}
