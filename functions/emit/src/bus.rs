//! The port to the bus that other teams listen on.

use std::borrow::Cow;

use async_trait::async_trait;

use crate::entry::Entry;

/// What became of one entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The bus has it.
    Accepted,
    /// The bus could not take it this time, and says why.
    Retry(Cow<'static, str>),
    /// The bus will never take it, and says why.
    Refused(Cow<'static, str>),
}

/// The bus that other teams listen on.
#[async_trait]
pub trait Bus: Send + Sync {
    /// Publishes entries by one call. Gives the outcome of each, in their order; when the whole call fails, each has
    /// the outcome of the call.
    async fn publish(&self, entries: &[Entry]) -> Vec<Outcome>;
}
