//! Why a call of AWS failed, and what to do about it.

use std::error::Error;
use std::fmt;

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::display::DisplayErrorContext;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use store::error::Missing;

/// A call that failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallError {
    /// The permission that the call needs, such as `events:DescribeRule`.
    pub action: String,
    /// Why it failed.
    pub reason: Reason,
}

/// Why a call failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// The caller lacks the permission.
    Denied,
    /// What the call names does not exist.
    Absent,
    /// Nothing was sent.
    Unconfigured(Missing),
    /// Anything else, in the words of the service or of the SDK.
    Other(String),
}

impl CallError {
    /// The error of a call through the SDK.
    pub fn of<E>(action: impl Into<String>, error: &SdkError<E, HttpResponse>) -> Self
    where
        E: ProvideErrorMetadata + Error + 'static,
    {
        Self { action: action.into(), reason: reason(error) }
    }

    pub(super) fn no_region(action: String) -> Self {
        Self { action, reason: Reason::Unconfigured(Missing::Region) }
    }

    pub(super) fn unreadable(action: String, error: &dyn fmt::Display) -> Self {
        Self { action, reason: Reason::Other(format!("its answer cannot be read: {error}")) }
    }

    /// Whether what the call names does not exist.
    #[must_use]
    pub fn is_absent(&self) -> bool {
        self.reason == Reason::Absent
    }

    /// Whether nothing can be checked at all, because no call can be sent.
    #[must_use]
    pub const fn is_unconfigured(&self) -> bool {
        matches!(self.reason, Reason::Unconfigured(_))
    }
}

fn reason<E>(error: &SdkError<E, HttpResponse>) -> Reason
where
    E: ProvideErrorMetadata + Error + 'static,
{
    let Some(said) = error.as_service_error() else {
        return Missing::of(error).map_or_else(
            || Reason::Other(DisplayErrorContext(error).to_string()),
            Reason::Unconfigured,
        );
    };
    let code = said.code().unwrap_or("an error without a code");
    let message = said.message().unwrap_or_default();
    let code = code.rsplit('.').next().unwrap_or(code);
    match code {
        "AccessDenied" | "AccessDeniedException" | "NotAuthorized" | "UnauthorizedOperation" => {
            Reason::Denied
        }
        "ResourceNotFoundException"
        | "ResourceNotFound"
        | "NonExistentQueue"
        | "NoSuchBucket"
        | "QueueDoesNotExist" => Reason::Absent,
        // CloudFormation has no code of its own for this.
        "ValidationError" if message.contains("does not exist") => Reason::Absent,
        code => Reason::Other(format!("{code}: {message}")),
    }
}

impl fmt::Display for CallError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let action = &self.action;
        match &self.reason {
            Reason::Denied => write!(f, "allow yourself {action}: the call was denied"),
            Reason::Absent => write!(f, "{action} found nothing of that name"),
            Reason::Unconfigured(missing) => write!(f, "{missing}"),
            Reason::Other(words) => write!(f, "{action} failed ({words}): try again"),
        }
    }
}

impl Error for CallError {}
