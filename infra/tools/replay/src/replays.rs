//! The requests to EventBridge about replays.

use async_trait::async_trait;
use store::error::Missing;

use super::state::{ReplayDescription, State, Window};

/// Why a request to EventBridge failed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotDone {
    /// A replay of that name exists already.
    #[error("a replay of that name exists already")]
    Exists,
    /// No replay of that name exists.
    #[error("EventBridge does not know that name")]
    Unknown,
    /// The replay's state does not allow to cancel it.
    #[error("it cannot be cancelled in its state")]
    State,
    /// The limit of running replays is reached.
    #[error("the account runs as many replays as it may have")]
    Limit,
    /// Nothing was sent, because the Region or the credentials are not configured.
    #[error("no request was sent to EventBridge: {0}")]
    Unconfigured(Missing),
    /// A temporary failure: a retry may succeed.
    #[error("EventBridge is not available now ({0})")]
    Passing(String),
    /// A permanent failure: a retry would fail, too.
    #[error("EventBridge refuses: {0}")]
    Refused(String),
}

/// Starts, describes and cancels replays.
#[async_trait]
pub trait Replays: Sync {
    /// Starts the replay of a window, to the rule only.
    async fn start(&self, state: &State, window: &Window) -> Result<ReplayDescription, NotDone>;
    /// Describes a replay.
    async fn describe(&self, name: &str) -> Result<ReplayDescription, NotDone>;
    /// Cancels a replay.
    async fn cancel(&self, name: &str) -> Result<(), NotDone>;
}
