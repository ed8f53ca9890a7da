//! The outcome of an operation, and its response.

use genesys::ConversationId;
use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use super::not_possible::NotPossible;
use crate::platform::PlatformError;

/// The operation was performed. Serializes as `{"status": "ok"}`; `GetWorkbinContent` adds
/// `content`, the paths of the parked interactions.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Done {
    /// What the caller has parked.
    pub content: Option<Vec<ConversationId>>,
}

impl Serialize for Done {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut done = serializer.serialize_struct("Done", 2)?;
        done.serialize_field("status", "ok")?;
        match &self.content {
            Some(ids) => {
                let paths: Vec<String> =
                    ids.iter().map(|id| format!("/interactions/{id}")).collect();
                done.serialize_field("content", &paths)?;
            }
            None => done.skip_field("content")?,
        }
        done.end()
    }
}

/// Why an operation was not performed, or why that is unknown.
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
        }
    }

    /// HTTP status.
    #[must_use]
    pub const fn status(&self) -> u16 {
        match self {
            Self::NotPossible(NotPossible::Medium { .. }) => 422,
            Self::NotPossible(_) => 409,
            Self::Call { error, .. } => match error {
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
            Self::Call { error: PlatformError::Busy { retry_after }, .. } => Some(*retry_after),
            _ => None,
        }
    }
}

/// An error in whole sentences. `not_done` and `perhaps_done` name what did not happen.
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
