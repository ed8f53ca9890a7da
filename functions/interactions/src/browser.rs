//! What a browser gets instead of JSON: a page for each error, and from `/` a way to the list.

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};
use http::header::{ACCEPT, CONTENT_SECURITY_POLICY, LOCATION, VARY};
use http::{HeaderMap, StatusCode};
use serde_json::json;

use crate::base::Base;
use crate::caller::Caller;
use crate::problem::Problem;

/// Whether the request is a browser's, which asks for a page.
pub(crate) fn asks_for_a_page(headers: &HeaderMap) -> bool {
    let accepted = headers.get(ACCEPT).and_then(|accept| accept.to_str().ok());
    accepted.is_some_and(|accepted| accepted.contains("text/html"))
}

/// `GET /`: a browser is sent to the open conversations; a program gets the URIs of the lists.
pub(crate) async fn root(_: Caller, base: Base, headers: HeaderMap) -> Response {
    let mut response = if asks_for_a_page(&headers) {
        (StatusCode::SEE_OTHER, [(LOCATION, "interactions")]).into_response()
    } else {
        let uris = ["/interactions", "/me/interactions"].map(|path| base.list(path));
        axum::Json(json!({"statusCode": 0, "uris": uris})).into_response()
    };
    response.headers_mut().append(VARY, ACCEPT.into());
    response
}

/// Answers a browser's request that failed with a page.
pub(crate) async fn errors_as_pages(request: Request, next: Next) -> Response {
    let is_page = asks_for_a_page(request.headers());
    let back = back(request.uri().path());
    let response = next.run(request).await;
    let Some(problem) = response.extensions().get::<Problem>().cloned() else { return response };
    let page = Some(is_page).filter(|is_page| *is_page).and_then(|_| {
        render::html::problem_page(&problem.title, &problem.detail, &back)
            .inspect_err(|error| tracing::error!(%error, "a page was not rendered"))
            .ok()
    });
    let mut response = match page {
        Some(page) => {
            let (mut parts, _) = response.into_parts();
            parts.headers.remove(http::header::CONTENT_LENGTH);
            parts.headers.remove(http::header::CONTENT_TYPE);
            let policy = render::html::content_security_policy();
            (parts.status, parts.headers, [(CONTENT_SECURITY_POLICY, policy)], Html(page))
                .into_response()
        }
        None => response,
    };
    response.headers_mut().append(VARY, ACCEPT.into());
    response
}

/// The URL of the list, relative to a path, because a proxy may serve the API under another root.
fn back(path: &str) -> String {
    let below = path.trim_start_matches('/').matches('/').count();
    format!("{}interactions", "../".repeat(below))
}

#[cfg(test)]
mod tests {
    use super::back;

    #[test]
    fn the_way_back_is_relative() {
        for (path, url) in [
            ("/", "interactions"),
            ("/nothing", "interactions"),
            ("/interactions/c-1", "../interactions"),
            ("/interactions/c-1/timeline", "../../interactions"),
        ] {
            assert_eq!(back(path), url, "{path}");
        }
    }
}
