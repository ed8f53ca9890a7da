//! Which state of a conversation an answer shows.

use axum::response::{IntoResponse, Response};
use headers::{ETag, Header, HeaderMap, HeaderMapExt, HeaderName, HeaderValue, IfNoneMatch};
use http::StatusCode;
use http::header::{CACHE_CONTROL, ETAG};
use store::TreeItem;

use crate::problem::Problem;

/// The state of a conversation, as an entity tag: how many events are known, how often it was written, and by which
/// version of this program it is shown.
pub(crate) struct Revision(String);

impl Revision {
    /// The state that was read.
    pub fn of(tree: &TreeItem) -> Self {
        Self(format!("W/\"{}.{}.{}\"", tree.summary.basis, tree.version, env!("CARGO_PKG_VERSION")))
    }

    /// The answer, or that the caller has it already. A browser may keep it, but has to ask whether it still holds.
    pub fn unless_known(
        &self,
        asked: &HeaderMap,
        answer: impl FnOnce() -> Result<Response, Problem>,
    ) -> Result<Response, Problem> {
        let value = HeaderValue::from_str(&self.0).ok();
        let tag = value.as_ref().and_then(|value| ETag::decode(&mut std::iter::once(value)).ok());
        let known = tag
            .zip(asked.typed_get::<IfNoneMatch>())
            .is_some_and(|(tag, has)| !has.precondition_passes(&tag));
        let mut response = if known { StatusCode::NOT_MODIFIED.into_response() } else { answer()? };
        let caching = HeaderValue::from_static("private, no-cache");
        let headers: [(HeaderName, Option<HeaderValue>); 2] =
            [(ETAG, value), (CACHE_CONTROL, Some(caching))];
        response
            .headers_mut()
            .extend(headers.into_iter().filter_map(|(name, value)| Some((name, value?))));
        Ok(response)
    }
}
