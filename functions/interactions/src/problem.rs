//! What is answered instead of what was asked for: `application/problem+json` (RFC 9457).

use std::borrow::Cow;

use axum::response::{IntoResponse, Response};
use http::header::{CONTENT_TYPE, RETRY_AFTER};
use http::{HeaderValue, StatusCode};
use serde::Serialize;
use store::StoreError;

/// The media type of a problem.
pub const PROBLEM_JSON: &str = "application/problem+json";

/// A problem. `detail` says what to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Problem {
    /// The status of the answer.
    #[serde(serialize_with = "as_number")]
    #[cfg_attr(feature = "schema", schemars(with = "u16"))]
    pub status: StatusCode,
    /// What the status is called.
    pub title: Cow<'static, str>,
    /// What is wrong, and what to do.
    pub detail: Cow<'static, str>,
}

impl Problem {
    /// A problem of a status.
    pub fn new(status: StatusCode, detail: impl Into<Cow<'static, str>>) -> Self {
        Self {
            status,
            title: status.canonical_reason().unwrap_or_default().into(),
            detail: detail.into(),
        }
    }

    /// The request is not understood.
    pub fn bad_request(detail: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, detail)
    }

    /// The caller may not ask that.
    pub fn forbidden(detail: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::FORBIDDEN, detail)
    }

    /// Nobody said who asks, or it is nobody who may.
    #[must_use]
    pub fn no_caller() -> Self {
        Self::forbidden(
            "your token gives you no role here: it needs the claim that ROLES_CLAIM names",
        )
    }

    /// There is no such conversation, or none that the caller may know of: the two are not told apart.
    #[must_use]
    pub fn no_interaction() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "there is no such interaction among those that you may see",
        )
    }
}

fn as_number<S: serde::Serializer>(status: &StatusCode, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_u16(status.as_u16())
}

/// The message never quotes an item; what it says is for whoever runs the table, so it is logged and not answered.
impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        tracing::error!(%error, "the table did not answer");
        if error.is_retry() {
            return Self::new(StatusCode::SERVICE_UNAVAILABLE, "the table is busy: try again");
        }
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "what is stored cannot be read: the log says why",
        )
    }
}

impl From<render::html::PageError> for Problem {
    fn from(error: render::html::PageError) -> Self {
        tracing::error!(%error, "a page was not made");
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "the page cannot be made: the log says why")
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let body = serde_json::to_string(&self).unwrap_or_default();
        let mut response = (self.status, [(CONTENT_TYPE, PROBLEM_JSON)], body).into_response();
        if self.status == StatusCode::SERVICE_UNAVAILABLE {
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static("1"));
        }
        response
    }
}
