//! Why a pass did not go through.

use runtime::wake_ups::NotSent;
use store::StoreError;

/// Attempts of a pass before it fails. Each lost race means that another pass made progress.
pub const MAX_ATTEMPTS: u32 = 8;

/// Why a pass did not go through.
#[derive(Debug, thiserror::Error)]
pub enum PassError {
    /// Others won the race every time: run the pass again.
    #[error("the race for the conversation was lost {MAX_ATTEMPTS} times: try again")]
    Contended,
    /// The table did not do what it was asked; the error says what to do next.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// What was held back has no wake-up: run the pass again.
    #[error(transparent)]
    WakeUp(#[from] NotSent),
}

impl PassError {
    /// Whether no attempt can ever succeed: set the conversation aside and let the others go on.
    #[must_use]
    pub const fn is_poison(&self) -> bool {
        matches!(self, Self::Store(StoreError::Poison { .. }))
    }
}
