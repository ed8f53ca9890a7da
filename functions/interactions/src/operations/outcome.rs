//! The outcome of an operation or update.

use genesys::ConversationId;

use super::not_possible::NotPossible;
use crate::platform::PlatformError;

/// The operation was performed, or the update made.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Done {
    /// What the caller has parked.
    pub content: Option<Vec<ConversationId>>,
}

/// Why an operation or update was not performed, or why that is unknown.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The operation is not possible according to the tree. Nothing was sent.
    #[error(transparent)]
    NotPossible(#[from] NotPossible),
    /// A call failed.
    #[error("{error}")]
    Call {
        /// How many calls succeeded before it.
        done: usize,
        /// Why it failed.
        error: PlatformError,
    },
    /// A call of an update failed. Each text names fields of the update.
    #[error("{error}")]
    Update {
        /// What was set before it.
        set: Vec<String>,
        /// What it sets.
        fields: String,
        /// What was to be set after it.
        left: Vec<String>,
        /// Why it failed.
        error: PlatformError,
    },
}

impl Failure {
    /// What happened and what to do next. For the caller, not for logs: the text may quote the
    /// request.
    #[must_use]
    pub fn description(&self) -> String {
        match self {
            Self::NotPossible(why) => why.to_string(),
            Self::Call { done: 0, error } => {
                described(error, "Nothing was done", "It may have been done")
            }
            Self::Call { error, .. } => {
                let said = described(
                    error,
                    "Its wrap-up code was not set",
                    "Its wrap-up code may have been set",
                );
                format!(
                    "You have left the interaction. {said} StopProcessing with the wrap-up code \
                     sets it."
                )
            }
            Self::Update { set, left, error, .. } if set.is_empty() && left.is_empty() => {
                described(error, "Nothing was done", "It may have been done")
            }
            Self::Update { set, fields, left, error } => {
                let before =
                    if set.is_empty() { String::new() } else { format!("Set: {}. ", names(set)) };
                let said = described(
                    error,
                    &format!("Not set: {fields}"),
                    &format!("Perhaps set: {fields}"),
                );
                let after = if left.is_empty() {
                    String::new()
                } else {
                    format!(" Not sent: {}.", names(left))
                };
                format!("{before}{said}{after}")
            }
        }
    }

    /// HTTP status.
    #[must_use]
    pub const fn status(&self) -> u16 {
        match self {
            Self::NotPossible(
                NotPossible::Medium { .. } | NotPossible::NoSuchQueue | NotPossible::SeveralQueues,
            ) => 422,
            Self::NotPossible(NotPossible::AnotherAgent) => 403,
            Self::NotPossible(_) => 409,
            Self::Call { error, .. } | Self::Update { error, .. } => match error {
                PlatformError::Credentials(_) => 502,
                PlatformError::Busy { .. } => 429,
                PlatformError::Refused(refusal) if matches!(refusal.status, 401 | 403) => 502,
                PlatformError::Refused(_) => 409,
                PlatformError::Unreachable => 503,
                PlatformError::Uncertain => 504,
            },
        }
    }

    /// Seconds after which to try again, if Genesys Cloud named them.
    #[must_use]
    pub const fn retry_after(&self) -> Option<u64> {
        match self {
            Self::Call { error: PlatformError::Busy { retry_after }, .. }
            | Self::Update { error: PlatformError::Busy { retry_after }, .. } => Some(*retry_after),
            _ => None,
        }
    }
}

fn names(fields: &[String]) -> String {
    fields.join(", ")
}

/// An error in whole sentences. `not_done` says what did not happen, `perhaps_done` what perhaps
/// did.
fn described(error: &PlatformError, not_done: &str, perhaps_done: &str) -> String {
    match error {
        PlatformError::Credentials(_) => {
            format!("{not_done}: Switchboard has no access to Genesys Cloud. Tell its operator.")
        }
        PlatformError::Busy { retry_after } => {
            format!(
                "{not_done}: Genesys Cloud takes no more calls now. Try again in {retry_after} s."
            )
        }
        PlatformError::Refused(refusal) => {
            let said = [refusal.code.as_deref(), refusal.message.as_deref()];
            let said: Vec<&str> = said.into_iter().flatten().collect();
            let said =
                if said.is_empty() { "without a reason".to_owned() } else { said.join(": ") };
            let next = match refusal.status {
                401 | 403 => {
                    "The OAuth client of Switchboard lacks a permission: tell its operator."
                }
                _ => "Look at the interaction: it may have changed.",
            };
            format!("{not_done}: Genesys Cloud refused it with {} ({said}). {next}", refusal.status)
        }
        PlatformError::Unreachable => {
            format!("{not_done}: Genesys Cloud was not reached. Try again.")
        }
        PlatformError::Uncertain => {
            format!(
                "{perhaps_done}: Genesys Cloud did not confirm it. Look at the interaction before \
                 trying again."
            )
        }
    }
}
