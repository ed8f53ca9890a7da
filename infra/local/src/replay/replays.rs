//! What is asked of EventBridge about replays.

use async_trait::async_trait;
use genesys::Timestamp;
use store::error::Missing;

use super::interval::Interval;
use super::state::{Phase, State, Window};

/// A replay as EventBridge describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// Where it stands; never [`Phase::Waiting`].
    pub phase: Phase,
    /// The time of the last event that was replayed.
    pub replayed_until: Option<Timestamp>,
    /// Why it stands there.
    pub reason: Option<String>,
    /// What it replays, and from which archive.
    pub what: Option<(Interval, String)>,
}

/// Why EventBridge did not do what it was asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotDone {
    /// There is a replay of that name.
    #[error("there is a replay of that name already")]
    Exists,
    /// There is none of that name.
    #[error("EventBridge knows nothing of that name")]
    Unknown,
    /// It is in no state to be cancelled.
    #[error("it is in no state to be cancelled")]
    State,
    /// As many replays run as may.
    #[error("as many replays run as an account may have")]
    Limit,
    /// Nothing was sent, for nobody said where to, or as whom.
    #[error("nothing was asked of EventBridge: {0}")]
    Unconfigured(Missing),
    /// It may go through the next time.
    #[error("EventBridge cannot be asked just now ({0})")]
    Passing(String),
    /// It will not go through like this.
    #[error("EventBridge refuses: {0}")]
    Refused(String),
}

/// Starts, describes and cancels replays.
#[async_trait]
pub trait Replays: Sync {
    /// Starts the replay of a window, to the rule alone.
    async fn start(&self, state: &State, window: &Window) -> Result<Seen, NotDone>;
    /// Describes a replay.
    async fn describe(&self, name: &str) -> Result<Seen, NotDone>;
    /// Cancels a replay.
    async fn cancel(&self, name: &str) -> Result<(), NotDone>;
}
