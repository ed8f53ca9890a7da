//! `POST /me/interactions/{id}` and `PUT /interactions/{id}`: the caller performs an operation on
//! one of their interactions, or updates it. Every outcome has the same form, refusals included.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{FromRequest, FromRequestParts, Request, State};
use axum::response::{IntoResponse, Response};
use conversation::Conversation;
use genesys::{ConversationId, UserId};
use http::header::{CONTENT_TYPE, RETRY_AFTER};
use http::{HeaderMap, HeaderValue, StatusCode};
use serde::Serialize;
use serde_with::skip_serializing_none;

use super::{Done, Failure, Operation, Operations, Update};
use crate::api::Api;
use crate::base::Base;
use crate::caller::{Caller, took_part};
use crate::extract::IdInPath;
use crate::problem::Problem;
use crate::report::OperationReport;

/// Largest request body in bytes.
pub(crate) const MOST_BYTES: usize = 64 * 1024;

/// What is answered when an operation was done.
#[skip_serializing_none]
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "Done"))]
pub struct DoneAnswer {
    /// `ok`.
    #[cfg_attr(feature = "schema", schemars(extend("const" = "ok")))]
    pub status: &'static str,
    /// Absolute URIs of the interactions that the caller has parked. Only for `GetWorkbinContent`.
    pub content: Option<Vec<String>>,
}

impl DoneAnswer {
    /// The answer for what was done, in an API at `base`.
    #[must_use]
    pub fn new(done: Done, base: &Base) -> Self {
        let uris = |ids: Vec<ConversationId>| ids.iter().map(|id| base.uri(id)).collect();
        Self { status: "ok", content: done.content.map(uris) }
    }
}

/// What is answered when an operation was not done, or may not have been.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct NotDone {
    #[serde(skip)]
    http_status: StatusCode,
    #[serde(skip)]
    retry_after: Option<u64>,
    /// `error`.
    #[cfg_attr(feature = "schema", schemars(extend("const" = "error")))]
    pub status: &'static str,
    /// What happened, and what to do next.
    pub error_description: String,
}

impl NotDone {
    fn new(http_status: StatusCode, error_description: impl Into<String>) -> Self {
        let error_description = error_description.into();
        Self { http_status, retry_after: None, status: "error", error_description }
    }
}

impl From<Problem> for NotDone {
    fn from(problem: Problem) -> Self {
        Self { retry_after: problem.retry_after(), ..Self::new(problem.status, problem.detail) }
    }
}

impl From<&Failure> for NotDone {
    fn from(failure: &Failure) -> Self {
        let status = StatusCode::from_u16(failure.status()).unwrap_or(StatusCode::BAD_GATEWAY);
        Self { retry_after: failure.retry_after(), ..Self::new(status, failure.description()) }
    }
}

impl IntoResponse for NotDone {
    fn into_response(self) -> Response {
        let (status, retry_after) = (self.http_status, self.retry_after);
        let mut response = (status, Json(self)).into_response();
        if let Some(seconds) = retry_after {
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

/// A request to change one of the caller's own interactions.
pub(crate) struct Asked {
    me: UserId,
    operations: Arc<Operations>,
    id: ConversationId,
    base: Base,
    body: Bytes,
}

impl FromRequest<Api> for Asked {
    type Rejection = NotDone;

    /// Checks who asks before what they ask, and that before the body is read.
    async fn from_request(request: Request, api: &Api) -> Result<Self, NotDone> {
        let (mut parts, body) = request.into_parts();
        let caller = Caller::from_request_parts(&mut parts, api).await;
        let (me, operations) = may_operate(api, caller)?;
        let id = IdInPath::from_request_parts(&mut parts, api).await?.0;
        let Ok(base) = Base::from_request_parts(&mut parts, api).await;
        let headers = parts.headers.clone();
        let request = Request::from_parts(parts, body);
        let body = json(&headers, Bytes::from_request(request, api).await)?;
        Ok(Self { me, operations, id, base, body })
    }
}

pub(crate) async fn operate(State(api): State<Api>, asked: Asked) -> Result<Response, NotDone> {
    let Asked { me, operations, id, base, body } = asked;
    let operation =
        Operation::read(&body).map_err(|error| Problem::bad_request(error.to_string()))?;
    let conversation = own(&api, &me, &id).await?;
    let outcome = operations.perform(&operation, &conversation, &me).await;
    if let Ok(Done { content: Some(content) }) = &outcome {
        push(&api, &me, content).await;
    }
    Ok(answer(outcome, &base))
}

/// Has the content of the caller's workbin pushed to them. The answer has it anyway, so a failure
/// does not fail the operation.
async fn push(api: &Api, me: &UserId, content: &[ConversationId]) {
    let Some(workbins) = api.workbins.as_ref().filter(|_| !content.is_empty()) else { return };
    if let Err(error) = workbins.push(me, content).await {
        tracing::warn!(%error, "the content of a workbin was not pushed");
    }
}

pub(crate) async fn update(State(api): State<Api>, asked: Asked) -> Result<Response, NotDone> {
    let Asked { me, operations, id, base, body } = asked;
    let update = Update::read(&body).map_err(|error| Problem::bad_request(error.to_string()))?;
    let conversation = own(&api, &me, &id).await?;
    Ok(answer(operations.update(&update, &conversation, &me).await, &base))
}

/// The caller's user, and the operations.
fn may_operate(
    api: &Api,
    caller: Result<Caller, Problem>,
) -> Result<(UserId, Arc<Operations>), Problem> {
    let me = caller?.me()?.clone();
    let operations = api.operations.clone();
    operations
        .map(|operations| (me, operations))
        .ok_or_else(|| Problem::forbidden("operations are disabled in this deployment"))
}

/// The body of a request whose content type is JSON.
fn json(headers: &HeaderMap, body: Result<Bytes, BytesRejection>) -> Result<Bytes, NotDone> {
    let media_type =
        headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = media_type.split(';').next().unwrap_or_default().trim();
    if !essence.eq_ignore_ascii_case("application/json") {
        let wanted = "send the operation as JSON, with Content-Type: application/json";
        return Err(NotDone::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, wanted));
    }
    body.map_err(|rejection| {
        let said = match rejection.status() {
            StatusCode::PAYLOAD_TOO_LARGE => {
                format!("the request is too long: send at most {MOST_BYTES} bytes")
            }
            _ => "the request broke off: send it again".to_owned(),
        };
        NotDone::new(rejection.status(), said)
    })
}

/// An interaction in which the caller took part.
async fn own(api: &Api, me: &UserId, id: &ConversationId) -> Result<Conversation, Problem> {
    let stored = api.conversations.tree(id).await?;
    stored
        .map(|stored| stored.conversation())
        .filter(|conversation| took_part(conversation, me))
        .ok_or_else(|| Problem::new(StatusCode::NOT_FOUND, "you have no interaction with this id"))
}

fn answer(outcome: Result<Done, Failure>, base: &Base) -> Response {
    let (mut response, report) = match outcome {
        Ok(done) => (Json(DoneAnswer::new(done, base)).into_response(), OperationReport::Answered),
        Err(failure) => {
            let not_done = NotDone::from(&failure);
            let report = match not_done.http_status {
                StatusCode::GATEWAY_TIMEOUT => OperationReport::Uncertain,
                status if status.is_server_error() => OperationReport::Failed,
                _ => OperationReport::Answered,
            };
            (not_done.into_response(), report)
        }
    };
    response.extensions_mut().insert(report);
    response
}
