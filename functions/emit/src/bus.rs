//! The port to the bus to which other teams subscribe.

use async_trait::async_trait;
use runtime::Outcome;

use crate::entry::Entry;

/// The bus to which other teams subscribe.
#[async_trait]
pub trait Bus: Send + Sync {
    /// Publishes entries with one call. Returns the outcome of each, in their order; if the whole
    /// call fails, each entry has the outcome of the call.
    async fn publish(&self, entries: &[Entry]) -> Vec<Outcome>;
}
