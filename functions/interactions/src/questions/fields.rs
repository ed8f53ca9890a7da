//! Parameters of every list: which fields of each entry, and which page.

use serde::Deserialize;

use crate::page::{Limit, Token};

/// The parameter `fields`, whose only value is `*`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub(crate) enum Fields {
    /// The whole interaction instead of its URI.
    #[serde(rename = "*")]
    All,
}

/// The parameters of a list that has no others of its own.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Query {
    pub fields: Option<Fields>,
    #[serde(default)]
    pub limit: Limit,
    #[serde(default)]
    pub next: Token,
}
