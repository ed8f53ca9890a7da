//! What became of a batch of stream records.

use common_events::EventType;
use runtime::{Metrics, Redelivery};

/// What became of a batch.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// Records in the batch.
    pub records: u64,
    /// Records that say nothing to other teams.
    pub ignored: u64,
    /// What the bus accepted, in the order of the records: type and revision.
    pub published: Vec<(EventType, u64)>,
    /// What follows only from replayed events and is not published by configuration.
    pub suppressed: u64,
    /// What the bus refused for good.
    pub refused: u64,
    /// Records that no attempt can read: put among the dead letters and done with.
    pub poisoned: u64,
    /// What could not be published this time.
    pub failed: u64,
    /// What Lambda has to deliver again; safe, for ids and revisions stay the same.
    pub redelivery: Redelivery,
}

impl Report {
    /// The numbers of this batch.
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
