//! The outcome of one attempt of a call.

use std::time::Duration;

use reqwest::header::HeaderMap;
use reqwest::{RequestBuilder, Response, StatusCode};
use serde::Deserialize;
use serde_json::Value;

use super::error::Refusal;

/// Most characters of Genesys Cloud's error texts that are passed on.
const MOST_WORDS: usize = 300;

/// The outcome of one attempt.
pub(super) enum Attempt {
    /// Done. The value is `Null` if the answer is empty.
    Done(Value),
    /// Refused because the access token is unknown or has expired. Not done.
    TokenRefused(Refusal),
    /// Refused. Not done.
    Refused(Refusal),
    /// Refused because of too many calls, with the wait that the answer names. Not done.
    Busy(Option<Duration>),
    /// The connection failed. Not done.
    NotSent,
    /// Sent, and unknown whether done.
    Lost,
}

/// Genesys Cloud's error body: `ErrorBody` of its published model.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct ErrorBody {
    code: Option<String>,
    message: Option<String>,
    context_id: Option<String>,
}

impl Attempt {
    /// Sends a request once.
    pub async fn of(request: RequestBuilder) -> Self {
        let response = match request.send().await {
            Ok(response) => response,
            Err(error) if error.is_connect() || error.is_builder() => {
                tracing::warn!(error = %error.without_url(), "no connection to Genesys Cloud");
                return Self::NotSent;
            }
            Err(error) => {
                tracing::warn!(error = %error.without_url(), "no answer from Genesys Cloud");
                return Self::Lost;
            }
        };
        let status = response.status();
        if status.is_success() { done(response).await } else { failed(status, response).await }
    }
}

async fn done(response: Response) -> Attempt {
    let Ok(body) = response.bytes().await else {
        tracing::warn!("an answer from Genesys Cloud broke off");
        return Attempt::Lost;
    };
    if body.is_empty() {
        return Attempt::Done(Value::Null);
    }
    serde_json::from_slice(&body).map_or_else(
        |_| {
            tracing::warn!("an answer from Genesys Cloud is not JSON");
            Attempt::Lost
        },
        Attempt::Done,
    )
}

async fn failed(status: StatusCode, response: Response) -> Attempt {
    let retry_after = retry_after(response.headers());
    let body = response.bytes().await.unwrap_or_default();
    let body: ErrorBody = serde_json::from_slice(&body).unwrap_or_default();
    let (code, context_id) = (body.code.as_deref().map(cut), body.context_id.as_deref().map(cut));
    tracing::warn!(
        status = status.as_u16(),
        code,
        context_id,
        "Genesys Cloud answered with an error"
    );
    let refusal =
        Refusal { status: status.as_u16(), code, message: body.message.as_deref().map(cut) };
    match status {
        StatusCode::UNAUTHORIZED => Attempt::TokenRefused(refusal),
        StatusCode::TOO_MANY_REQUESTS => Attempt::Busy(retry_after),
        // A gateway sends 408 for a service that did not answer in time and may have done it.
        StatusCode::REQUEST_TIMEOUT => Attempt::Lost,
        _ if status.is_client_error() => Attempt::Refused(refusal),
        _ => Attempt::Lost,
    }
}

/// The wait that a refusal names: `Retry-After`, in seconds. Every 429 of the Platform API has it,
/// by its announcement "Normalized Platform API 429 responses" (API-5464).
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let seconds = headers.get(reqwest::header::RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()?;
    Some(Duration::from_secs(seconds))
}

fn cut(text: &str) -> String {
    text.chars().take(MOST_WORDS).collect()
}
