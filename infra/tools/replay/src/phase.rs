//! The phase of a replay.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The phase of a window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Phase {
    /// Not started.
    Waiting,
    /// Accepted, but not running yet.
    Starting,
    /// Running.
    Running,
    /// Being cancelled.
    Cancelling,
    /// All of it was replayed.
    Completed,
    /// Cancelled by someone.
    Cancelled,
    /// EventBridge stopped with an error.
    Failed,
}

impl Phase {
    /// Whether EventBridge is working on the window.
    #[must_use]
    pub const fn is_at_work(self) -> bool {
        matches!(self, Self::Starting | Self::Running | Self::Cancelling)
    }

    /// Whether the window ended before everything was replayed.
    #[must_use]
    pub const fn is_broken(self) -> bool {
        matches!(self, Self::Cancelled | Self::Failed)
    }
}

impl fmt::Display for Phase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Waiting => "waiting",
            Self::Starting => "starting",
            Self::Running => "running",
            Self::Cancelling => "cancelling",
            Self::Completed => "completed",
            Self::Cancelled => "cancelled",
            Self::Failed => "failed",
        })
    }
}
