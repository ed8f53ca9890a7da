//! Conditional requests: a caller who has the current state of a conversation gets 304.

use axum::response::{IntoResponse, Response};
use headers::{ETag, Header, HeaderMap, HeaderMapExt, HeaderName, HeaderValue, IfNoneMatch};
use http::StatusCode;
use http::header::{CACHE_CONTROL, ETAG};
use store::{LedgerEntry, TreeItem};

use crate::problem::Problem;

/// The state of a conversation, as an entity tag: the number of known events, the version of the
/// tree item, how far its ledger was read, and the version of this program.
pub(crate) struct Revision(String);

impl Revision {
    /// The entity tag of a stored tree.
    pub fn of(tree: &TreeItem) -> Self {
        Self::with_ledger(tree, &[])
    }

    /// The entity tag of a stored tree and its ledger. Common Events are published after the commit
    /// of their pass, and some without one, so the tree alone does not tell which are known. Each
    /// adds a revision.
    pub fn with_ledger(tree: &TreeItem, in_force: &[LedgerEntry]) -> Self {
        let revisions: u64 = in_force.iter().map(|entry| entry.revision).sum();
        Self(format!(
            "W/\"{}.{}.{revisions}.{}\"",
            tree.summary.known_events,
            tree.version,
            env!("CARGO_PKG_VERSION")
        ))
    }

    /// The response, or 304 if the caller has this state. A browser may cache the response, but has
    /// to revalidate it.
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
