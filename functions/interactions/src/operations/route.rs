//! `POST /me/interactions/{id}`: the caller performs an operation on one of their interactions.

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::response::{IntoResponse, Response};
use genesys::ConversationId;
use http::header::{CONTENT_TYPE, RETRY_AFTER};
use http::{HeaderMap, HeaderValue, StatusCode};
use serde::Serialize;

use super::{Failure, Operation};
use crate::api::Api;
use crate::caller::{Caller, took_part};
use crate::extract::IdInPath;
use crate::problem::Problem;
use crate::report::OperationReport;

/// What is answered when an operation was not done, or may not have been.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct NotDone {
    /// `error`.
    pub status: &'static str,
    /// What happened, and what to do next.
    pub error_description: String,
}

impl NotDone {
    fn answer(status: StatusCode, error_description: impl Into<String>) -> Response {
        (status, Json(Self { status: "error", error_description: error_description.into() }))
            .into_response()
    }
}

pub(crate) async fn operate(
    State(api): State<Api>,
    caller: Caller,
    IdInPath(id): IdInPath<ConversationId>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Problem> {
    let me = caller.me()?;
    let Some(operations) = &api.operations else {
        return Ok(NotDone::answer(
            StatusCode::FORBIDDEN,
            "operations are disabled in this deployment",
        ));
    };
    if !is_json(&headers) {
        let wanted = "send the operation as JSON, with Content-Type: application/json";
        return Ok(NotDone::answer(StatusCode::UNSUPPORTED_MEDIA_TYPE, wanted));
    }
    let body = match body {
        Ok(body) => body,
        Err(rejection) => return Ok(NotDone::answer(rejection.status(), rejection.body_text())),
    };
    let operation = match Operation::read(&body) {
        Ok(operation) => operation,
        Err(error) => return Ok(NotDone::answer(StatusCode::BAD_REQUEST, error.to_string())),
    };
    let stored = api.conversations.tree(&id).await?;
    let conversation = stored
        .map(|stored| stored.conversation())
        .filter(|conversation| took_part(conversation, me));
    let Some(conversation) = conversation else {
        return Ok(NotDone::answer(StatusCode::NOT_FOUND, Problem::no_interaction().detail));
    };
    let (mut response, report) = match operations.perform(&operation, &conversation, me).await {
        Ok(done) => (Json(done).into_response(), OperationReport::Answered),
        Err(failure) => failed(&failure),
    };
    response.extensions_mut().insert(report);
    Ok(response)
}

fn is_json(headers: &HeaderMap) -> bool {
    let media_type =
        headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    media_type
        .split(';')
        .next()
        .is_some_and(|essence| essence.trim().eq_ignore_ascii_case("application/json"))
}

fn failed(failure: &Failure) -> (Response, OperationReport) {
    let status = StatusCode::from_u16(failure.status()).unwrap_or(StatusCode::BAD_GATEWAY);
    let mut response = NotDone::answer(status, failure.description());
    if let Some(seconds) = failure.retry_after() {
        response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
    let report = match status {
        StatusCode::GATEWAY_TIMEOUT => OperationReport::Uncertain,
        status if status.is_server_error() => OperationReport::Failed,
        _ => OperationReport::Answered,
    };
    (response, report)
}
