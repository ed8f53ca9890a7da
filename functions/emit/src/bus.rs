//! The port to the bus to which other teams subscribe.

use std::borrow::Cow;

use async_trait::async_trait;

use crate::entry::Entry;

/// The outcome of one entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The bus accepted the entry.
    Accepted,
    /// The bus could not take the entry this time, for this reason.
    Retry(Cow<'static, str>),
    /// The bus will never take the entry, for this reason.
    Refused(Cow<'static, str>),
}

/// The bus to which other teams subscribe.
#[async_trait]
pub trait Bus: Send + Sync {
    /// Publishes entries with one call. Returns the outcome of each, in their order; if the whole
    /// call fails, each entry has the outcome of the call.
    async fn publish(&self, entries: &[Entry]) -> Vec<Outcome>;
}
