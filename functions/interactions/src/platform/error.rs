//! Why there is no answer, and whether anything was done.

use std::fmt;

use super::credentials::CredentialsError;

/// Why a call has no answer. Each variant says whether it was done.
#[derive(Debug, thiserror::Error)]
pub enum PlatformError {
    /// There is no access token to be had. Nothing was done.
    #[error(transparent)]
    Credentials(#[from] CredentialsError),
    /// Genesys Cloud wants fewer calls. Nothing was done.
    #[error("Genesys Cloud takes no more calls now: try again in {retry_after} s")]
    Busy {
        /// When to try again, in seconds.
        retry_after: u64,
    },
    /// Genesys Cloud does not do it. Nothing was done.
    #[error("Genesys Cloud refused the call: {0}")]
    Refused(Refusal),
    /// Genesys Cloud was not reached, or had no answer to a question. Nothing was done.
    #[error("Genesys Cloud was not reached: try again")]
    Unreachable,
    /// The call was sent, and no answer tells what became of it.
    #[error("Genesys Cloud did not say whether it was done: look before trying again")]
    Uncertain,
}

/// A refusal, in Genesys Cloud's own words. Its `Debug` leaves the message out, which may quote what was sent.
#[derive(Clone, PartialEq, Eq)]
pub struct Refusal {
    /// HTTP status.
    pub status: u16,
    /// Its name of the error, such as `not.found`.
    pub code: Option<String>,
    /// What it says; for the caller alone.
    pub message: Option<String>,
}

impl fmt::Debug for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut refusal = f.debug_struct("Refusal");
        refusal.field("status", &self.status).field("code", &self.code).finish_non_exhaustive()
    }
}

/// Status and code, which may be logged; not the message.
impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.code {
            Some(code) => write!(f, "{} {code}", self.status),
            None => write!(f, "{}", self.status),
        }
    }
}
