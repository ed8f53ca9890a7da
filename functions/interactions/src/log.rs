//! The request log: what was requested, never by whom or about whom.

use std::time::Instant;

use axum::extract::{MatchedPath, Request};
use axum::middleware::Next;
use axum::response::Response;

use crate::caller::Caller;

/// Logs a request by its route, which contains no id and no query.
pub(crate) async fn log(request: Request, next: Next) -> Response {
    let began = Instant::now();
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let role = request.extensions().get::<Caller>().map(|caller| caller.role.as_str());
    let response = next.run(request).await;
    let (status, ms) = (
        response.status().as_u16(),
        u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX),
    );
    tracing::info!(
        %method,
        route = route.as_deref().unwrap_or("none"),
        role,
        status,
        ms,
        "request"
    );
    response
}
