//! What to do when a DynamoDB call fails: retry, set the item aside, or stop.
//!
//! The message never quotes an item: items hold personal data, and the source error of a refused
//! request may repeat it.

use std::borrow::Cow;
use std::error::Error;

use aws_sdk_dynamodb::config::http::HttpResponse;
use aws_sdk_dynamodb::error::{BuildError, ProvideErrorMetadata, SdkError};

use crate::meter::Operation;

/// The cause of an error. For a debugger only, never for a log line.
pub type Source = Box<dyn Error + Send + Sync>;

/// Why a call failed, classified by what to do next.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Throttled, timed out or unreachable: the same call may succeed later.
    #[error("{operation} was not served ({code}): try again")]
    Retry {
        /// The call.
        operation: Operation,
        /// DynamoDB's code, or the kind of failure.
        code: Cow<'static, str>,
        /// The SDK's error.
        #[source]
        source: Source,
    },
    /// Nothing was sent: the configuration names no region or no credentials.
    #[error("{operation} was not sent: {missing}")]
    Unconfigured {
        /// The call.
        operation: Operation,
        /// What is missing.
        missing: Missing,
        /// The SDK's error.
        #[source]
        source: Source,
    },
    /// This item can never be read or written as it is; other items can.
    #[error("{operation} refused an item ({code}): set it aside")]
    Poison {
        /// The call.
        operation: Operation,
        /// DynamoDB's code, or what is wrong with the stored item.
        code: Cow<'static, str>,
        /// The SDK's or the decoder's error.
        #[source]
        source: Source,
    },
    /// Nothing can succeed until somebody changes the deployment.
    #[error(
        "{operation} was denied ({code}): check TABLE_NAME, the role's policy and the key's policy"
    )]
    Fatal {
        /// The call.
        operation: Operation,
        /// DynamoDB's code.
        code: Cow<'static, str>,
        /// The SDK's error.
        #[source]
        source: Source,
    },
}

/// What the AWS configuration lacks, and how to set it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Missing {
    /// The region of the table.
    #[error(
        "no region is configured; set AWS_REGION, or `region` in the profile that AWS_PROFILE names"
    )]
    Region,
    /// The caller's credentials.
    #[error(
        "no credentials are configured; log in, or set AWS_PROFILE, or AWS_ACCESS_KEY_ID and \
         AWS_SECRET_ACCESS_KEY"
    )]
    Credentials,
}

impl Missing {
    /// Whether a call to any AWS service failed because one of these is missing, so that nothing
    /// was sent. Pass only errors that arose before sending, not a service's answer.
    ///
    /// The SDK reports either as a failed connection or as a request that cannot be built, and has
    /// no type for them. Only the text of the error tells them apart.
    #[must_use]
    pub fn of(error: &(dyn Error + 'static)) -> Option<Self> {
        let causes = std::iter::successors(Some(error), |error| (*error).source());
        causes.map(ToString::to_string).find_map(|words| match words.as_str() {
            "Invalid Configuration: Missing Region" => Some(Self::Region),
            words if words.starts_with("invalid value for field: `region`") => Some(Self::Region),
            "the credential provider was not enabled" => Some(Self::Credentials),
            words if words.starts_with("failed to load IMDS") => Some(Self::Credentials),
            _ => None,
        })
    }
}

impl StoreError {
    /// An item that cannot be decoded or encoded.
    pub(crate) fn item(
        operation: Operation,
        what: &'static str,
        source: impl Into<Source>,
    ) -> Self {
        Self::Poison { operation, code: Cow::Borrowed(what), source: source.into() }
    }

    /// A batch in which DynamoDB left keys unread on every attempt.
    pub(crate) fn unread(operation: Operation) -> Self {
        Self::Retry {
            operation,
            code: Cow::Borrowed("left unread"),
            source: "keys were left unprocessed".into(),
        }
    }

    /// A request that lacks what the API requires.
    pub(crate) fn request(operation: Operation, error: BuildError) -> Self {
        Self::Fatal { operation, code: Cow::Borrowed("request not built"), source: error.into() }
    }

    /// Classifies a failed SDK call.
    pub(crate) fn call<E>(operation: Operation, error: SdkError<E, HttpResponse>) -> Self
    where
        E: ProvideErrorMetadata + Error + Send + Sync + 'static,
    {
        let not_sent =
            matches!(error, SdkError::DispatchFailure(_) | SdkError::ConstructionFailure(_));
        if not_sent && let Some(missing) = Missing::of(&error) {
            return Self::Unconfigured { operation, missing, source: error.into() };
        }
        let status = error.raw_response().map(|response| response.status().as_u16());
        let code = failure_code(&error);
        let source = Source::from(error);
        match Remedy::of(&code, status) {
            Remedy::Retry => Self::Retry { operation, code, source },
            Remedy::SetAside => Self::Poison { operation, code, source },
            Remedy::Stop => Self::Fatal { operation, code, source },
        }
    }

    /// Whether the same call may succeed later.
    #[must_use]
    pub const fn is_retry(&self) -> bool {
        matches!(self, Self::Retry { .. })
    }
}

/// The code of a failed call to any AWS service: the service's own, or the kind of failure.
#[must_use]
pub fn failure_code<E: ProvideErrorMetadata>(
    error: &SdkError<E, HttpResponse>,
) -> Cow<'static, str> {
    match error {
        SdkError::ServiceError(refused) => refused
            .err()
            .code()
            .map_or(Cow::Borrowed("no code"), |code| Cow::Owned(code.to_owned())),
        SdkError::TimeoutError(_) => Cow::Borrowed("timeout"),
        SdkError::DispatchFailure(_) => Cow::Borrowed("no connection"),
        SdkError::ConstructionFailure(_) => Cow::Borrowed("request not built"),
        _ => Cow::Borrowed("unreadable answer"),
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Remedy {
    Retry,
    SetAside,
    Stop,
}

impl Remedy {
    /// Classifies a code. The codes are those of the DynamoDB API reference, "Error handling with
    /// DynamoDB".
    fn of(code: &str, status: Option<u16>) -> Self {
        match code {
            "timeout"
            | "no connection"
            | "unreadable answer"
            | "ProvisionedThroughputExceededException"
            | "ThrottlingException"
            | "Throttling"
            | "RequestLimitExceeded"
            | "LimitExceededException"
            | "TransactionConflictException"
            | "ReplicatedWriteConflictException"
            | "InternalServerError"
            | "ServiceUnavailable" => Self::Retry,
            "ValidationException"
            | "SerializationException"
            | "ItemCollectionSizeLimitExceededException" => Self::SetAside,
            _ if status.is_some_and(|status| status >= 500) => Self::Retry,
            _ => Self::Stop,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn error_code_gives_the_remedy() {
        assert_eq!(Remedy::of("ThrottlingException", Some(400)), Remedy::Retry);
        assert_eq!(Remedy::of("timeout", None), Remedy::Retry);
        assert_eq!(Remedy::of("SomethingNew", Some(503)), Remedy::Retry);
        assert_eq!(Remedy::of("ValidationException", Some(400)), Remedy::SetAside);
        assert_eq!(Remedy::of("AccessDeniedException", Some(400)), Remedy::Stop);
        assert_eq!(Remedy::of("ResourceNotFoundException", Some(400)), Remedy::Stop);
    }
}
