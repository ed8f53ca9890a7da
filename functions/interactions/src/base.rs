//! Where callers reach this API. Responses name interactions by absolute URIs.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use genesys::ConversationId;
use http::header::HOST;
use http::request::Parts;
use http::uri::Authority;

/// Scheme and host of this API, such as `https://api.example.com`. Empty if the request names no
/// host, which HTTP/1.0 allows: then URIs are paths.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Base(String);

impl Base {
    /// The API at this URL, which has no path.
    #[must_use]
    pub fn of(url: &str) -> Self {
        Self(url.trim_end_matches('/').to_owned())
    }

    /// URI of the list at a path.
    pub(crate) fn list(&self, path: &str) -> String {
        format!("{}{path}", self.0)
    }

    /// URI of a conversation.
    #[must_use]
    pub fn uri(&self, conversation_id: &ConversationId) -> String {
        format!("{}/interactions/{conversation_id}", self.0)
    }
}

/// API Gateway's adapter gives the whole URI of the request. A server on this machine gives its
/// path, and the header `Host`.
impl<S: Sync> FromRequestParts<S> for Base {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let header = || {
            let host = parts.headers.get(HOST)?.to_str().ok()?;
            host.parse::<Authority>().ok()
        };
        let authority = parts.uri.authority().cloned().or_else(header);
        let scheme = parts.uri.scheme_str().unwrap_or("http");
        Ok(Self(authority.map(|host| format!("{scheme}://{host}")).unwrap_or_default()))
    }
}
