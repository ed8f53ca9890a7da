//! The error of a page that cannot be rendered.

/// A template could not be rendered. This is a bug of this crate, not an error in its input.
#[derive(Debug, thiserror::Error)]
#[error("the page cannot be rendered: {0}")]
pub struct PageError(#[from] askama::Error);
