//! Error responses: `application/problem+json` (RFC 9457); `browser` makes pages of them.

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
    /// A problem with this status.
    pub fn new(status: StatusCode, detail: impl Into<Cow<'static, str>>) -> Self {
        Self {
            status,
            title: status.canonical_reason().unwrap_or_default().into(),
            detail: detail.into(),
        }
    }

    /// 400: the request is invalid.
    pub fn bad_request(detail: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, detail)
    }

    /// 403: the caller may not do that.
    pub fn forbidden(detail: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::FORBIDDEN, detail)
    }

    /// 403: the request has no caller, or one without a role.
    #[must_use]
    pub fn no_caller() -> Self {
        Self::forbidden("your token gives you no role: it needs the claim that ROLES_CLAIM names")
    }

    /// 404: the conversation does not exist, or the caller may not see it. Both give the same
    /// answer.
    #[must_use]
    pub fn no_interaction() -> Self {
        Self::new(StatusCode::NOT_FOUND, "the interaction does not exist, or you may not see it")
    }
}

impl Problem {
    /// Seconds after which to try again, if the problem passes by itself.
    #[must_use]
    pub fn retry_after(&self) -> Option<u64> {
        (self.status == StatusCode::SERVICE_UNAVAILABLE).then_some(1)
    }
}

fn as_number<S: serde::Serializer>(status: &StatusCode, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_u16(status.as_u16())
}

/// The message of a store error is for the operator, so it is logged and not sent to the caller. It
/// never quotes an item.
impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        tracing::error!(%error, "the table did not answer");
        if error.is_retry() {
            return Self::new(StatusCode::SERVICE_UNAVAILABLE, "the table is busy: try again");
        }
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "the stored data cannot be read: see the log")
    }
}

impl From<render::html::PageError> for Problem {
    fn from(error: render::html::PageError) -> Self {
        tracing::error!(%error, "a page was not rendered");
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "the page cannot be rendered: see the log")
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let body = serde_json::to_string(&self).unwrap_or_default();
        let mut response = (self.status, [(CONTENT_TYPE, PROBLEM_JSON)], body).into_response();
        if let Some(seconds) = self.retry_after() {
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        // From this, a browser gets a page.
        response.extensions_mut().insert(self);
        response
    }
}
