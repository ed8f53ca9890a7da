//! Which handler serves which path. Authentication happens before the router: a request carries its
//! [`Caller`] in its extensions, or is refused.
//!
//! [`Caller`]: crate::Caller

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware;
use axum::routing::{get, post};
use http::header::{
    AUTHORIZATION, CONTENT_TYPE, ETAG, IF_NONE_MATCH, RETRY_AFTER, X_CONTENT_TYPE_OPTIONS,
};
use http::{HeaderValue, Method, StatusCode};
use tower_http::compression::CompressionLayer;
use tower_http::cors::CorsLayer;

use crate::api::Api;
use crate::browser::{errors_as_pages, root};
use crate::log::log;
use crate::operations::route::{MOST_BYTES, operate, update};
use crate::problem::Problem;
use crate::questions::events::events;
use crate::questions::explanation::explanation;
use crate::questions::list::list;
use crate::questions::mine::mine;
use crate::questions::of_user::of_user;
use crate::questions::one::one;
use crate::questions::timeline::timeline;

/// Seconds for which a browser caches the answer to a CORS preflight.
const REMEMBERED_SECONDS: u64 = 3_600;

/// The router of the API. Pages of `origins` may call it from a browser.
pub fn router(api: Api, origins: &[String]) -> Router {
    Router::new()
        .route("/", get(root))
        .route("/interactions", get(list))
        .route("/interactions/{id}", get(one).put(update))
        .route("/interactions/{id}/events", get(events))
        .route("/interactions/{id}/events/{commonEventId}", get(explanation))
        .route("/interactions/{id}/timeline", get(timeline))
        .route("/me/interactions", get(mine))
        .route("/me/interactions/{id}", post(operate))
        .route("/users/{id}/interactions", get(of_user))
        .fallback(async || {
            Problem::new(
                StatusCode::NOT_FOUND,
                "this path does not exist: see the OpenAPI document",
            )
        })
        .method_not_allowed_fallback(async || {
            Problem::new(
                StatusCode::METHOD_NOT_ALLOWED,
                "this method is not allowed here: see the Allow header",
            )
        })
        .layer(DefaultBodyLimit::max(MOST_BYTES))
        .layer(middleware::from_fn(errors_as_pages))
        .layer(CompressionLayer::new())
        .layer(cors(origins))
        .layer(middleware::map_response(async |mut response: axum::response::Response| {
            response
                .headers_mut()
                .insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
            response
        }))
        .layer(middleware::from_fn(log))
        .with_state(api)
}

fn cors(origins: &[String]) -> CorsLayer {
    let origins: Vec<HeaderValue> =
        origins.iter().filter_map(|origin| origin.parse().ok()).collect();
    CorsLayer::new()
        .allow_origin(origins)
        .allow_methods([Method::GET, Method::POST, Method::PUT])
        .allow_headers([AUTHORIZATION, CONTENT_TYPE, IF_NONE_MATCH])
        .expose_headers([ETAG, RETRY_AFTER])
        .max_age(std::time::Duration::from_secs(REMEMBERED_SECONDS))
}
