//! Why a call failed, and whether it was done.

use std::fmt;

use super::credentials::CredentialsError;

/// Why a call failed. Each variant says whether the call was done.
#[derive(Debug, thiserror::Error)]
pub enum PlatformError {
    /// No access token could be obtained. Nothing was done.
    #[error(transparent)]
    Credentials(#[from] CredentialsError),
    /// Genesys Cloud refused because of too many calls. Nothing was done.
    #[error("Genesys Cloud takes no more calls now: try again in {retry_after} s")]
    Busy {
        /// Seconds after which to try again.
        retry_after: u64,
    },
    /// Genesys Cloud refused the call. Nothing was done.
    #[error("Genesys Cloud refused the call: {0}")]
    Refused(Refusal),
    /// Genesys Cloud was not reached, or did not answer a query. Nothing was done.
    #[error("Genesys Cloud was not reached: try again")]
    Unreachable,
    /// The call was sent, and no answer says whether it was done.
    #[error("Genesys Cloud did not confirm the call: look at the interaction before trying again")]
    Uncertain,
}

/// A refusal, with the text of Genesys Cloud. Its `Debug` omits the message, which may quote the
/// request.
#[derive(Clone, PartialEq, Eq)]
pub struct Refusal {
    /// HTTP status.
    pub status: u16,
    /// Error code of Genesys Cloud, such as `not.found`.
    pub code: Option<String>,
    /// Message of Genesys Cloud. For the caller only, never for logs.
    pub message: Option<String>,
}

impl fmt::Debug for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut refusal = f.debug_struct("Refusal");
        refusal.field("status", &self.status).field("code", &self.code).finish_non_exhaustive()
    }
}

/// Status and code, which may be logged, without the message.
impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.code {
            Some(code) => write!(f, "{} {code}", self.status),
            None => write!(f, "{}", self.status),
        }
    }
}
