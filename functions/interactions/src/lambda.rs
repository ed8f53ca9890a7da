//! Runs the router behind an HTTP API of API Gateway, whose JWT authorizer has checked the token.
//! The claims of the token are in the context of the request.

use std::convert::Infallible;

use axum::Router;
use axum::body::{Body, HttpBody};
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use lambda_http::request::RequestContext;
use lambda_http::{Request, RequestExt};
use tower::ServiceExt;

use crate::caller::{Caller, ClaimNames};
use crate::problem::Problem;

/// Largest response body, in bytes, that is passed on. Lambda allows 6 MB, of JSON that contains
/// the body as a string. The size of a compressed body is not known here, so it passes.
const MOST_BYTES: u64 = 5_000_000;

/// Answers a request of API Gateway.
///
/// # Errors
/// None: every failure becomes a response.
pub async fn answer(
    router: &Router,
    claims: &ClaimNames,
    request: Request,
) -> Result<Response, Infallible> {
    let caller = caller(&request, claims);
    let mut request = request.map(Body::new);
    if let Some(caller) = caller {
        request.extensions_mut().insert(caller);
    }
    router.clone().oneshot(request).await.map(unless_too_large)
}

/// Refuses a response that Lambda would not pass on. A conversation of about ten thousand segments
/// is too large, but not once it is compressed.
fn unless_too_large(response: Response) -> Response {
    if response.body().size_hint().lower() <= MOST_BYTES {
        return response;
    }
    let wanted = "the response is too large: send Accept-Encoding: gzip";
    Problem::new(StatusCode::NOT_ACCEPTABLE, wanted).into_response()
}

fn caller(request: &Request, names: &ClaimNames) -> Option<Caller> {
    let RequestContext::ApiGatewayV2(context) = request.request_context_ref()? else { return None };
    let jwt = context.authorizer.as_ref()?.jwt.as_ref()?;
    Caller::of_claims(|name| jwt.claims.get(name).map(String::as_str), names)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn oversized_response_asks_for_compression() {
        let of =
            |bytes: usize| unless_too_large(Response::new(Body::from(vec![b' '; bytes]))).status();
        assert_eq!(of(5_000_000), StatusCode::OK);
        assert_eq!(of(5_000_001), StatusCode::NOT_ACCEPTABLE);
    }
}
