//! Conditional requests: a caller who has the current state of a conversation or of a list gets
//! 304.

use std::hash::{DefaultHasher, Hash, Hasher};

use axum::response::{IntoResponse, Response};
use genesys::Directory;
use headers::{ETag, Header, HeaderMap, HeaderMapExt, HeaderName, HeaderValue, IfNoneMatch};
use http::StatusCode;
use http::header::{CACHE_CONTROL, ETAG};
use store::{LedgerEntry, TreeItem};

use crate::problem::Problem;

/// The state of a resource, as an entity tag.
pub(crate) struct Revision(String);

impl Revision {
    /// The state of a conversation: the number of known events, the version of the tree item, and
    /// the version of this program.
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

    /// The state of a list: a digest of the response. Two builds may have different digests, so a
    /// caller reads a list once more after an upgrade.
    pub fn of_list(body: &str) -> Self {
        let mut hasher = DefaultHasher::new();
        body.hash(&mut hasher);
        Self(format!("W/\"{:016x}\"", hasher.finish()))
    }

    /// The same state with these names, which come and go by themselves.
    #[must_use]
    pub fn with_names(self, names: Option<&Directory>) -> Self {
        let Some(names) = names.filter(|names| !names.is_empty()) else { return self };
        let mut hasher = DefaultHasher::new();
        names.hash(&mut hasher);
        let tag = self.0.trim_end_matches('"');
        Self(format!("{tag}.n{:016x}\"", hasher.finish()))
    }

    /// The same state at some moment, for a response that shows the time. Moment 0 is every moment.
    #[must_use]
    pub fn at(self, moment: i64) -> Self {
        match (moment, self.0.strip_suffix('"')) {
            (1.., Some(tag)) => Self(format!("{tag}.{moment}\"")),
            _ => self,
        }
    }

    /// The same state beside other things that the response shows.
    #[must_use]
    pub fn beside<T: Hash>(self, others: &[&Option<T>]) -> Self {
        let Some(tag) = self.0.strip_suffix('"').filter(|_| others.iter().any(|it| it.is_some()))
        else {
            return self;
        };
        let mut hasher = DefaultHasher::new();
        others.hash(&mut hasher);
        Self(format!("{tag}.{:016x}\"", hasher.finish()))
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
