//! Why there is no page.

/// A template could not be rendered: an error of this crate, not of its input.
#[derive(Debug, thiserror::Error)]
#[error("the page cannot be made: {0}")]
pub struct PageError(#[from] askama::Error);
