//! The same behind an HTTP API of API Gateway, whose JWT authorizer has checked the token: what it says of the caller is in
//! the context of the request.

use std::convert::Infallible;

use axum::Router;
use axum::body::{Body, HttpBody};
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use lambda_http::request::RequestContext;
use lambda_http::{Request, RequestExt};
use tower::ServiceExt;

use crate::caller::Caller;
use crate::config::ClaimNames;
use crate::problem::Problem;

/// Most bytes of an answer that goes through as it is: Lambda lets 6 MB through, of JSON in which it is a text.
const MOST_BYTES: u64 = 5_000_000;

/// The answer to a request of API Gateway.
///
/// # Errors
/// None: whatever goes wrong is an answer, too.
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

/// A conversation of some ten thousand pieces is more than Lambda lets through, but not once it is compressed.
fn unless_too_large(response: Response) -> Response {
    if response.body().size_hint().lower() <= MOST_BYTES {
        return response;
    }
    let wanted = "this is more than one answer may hold: ask with Accept-Encoding: gzip";
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
    fn what_lambda_would_not_let_through_says_how_it_would() {
        let of =
            |bytes: usize| unless_too_large(Response::new(Body::from(vec![b' '; bytes]))).status();
        assert_eq!(of(5_000_000), StatusCode::OK);
        assert_eq!(of(5_000_001), StatusCode::NOT_ACCEPTABLE);
    }
}
