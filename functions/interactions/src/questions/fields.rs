//! What every list may be asked for: how much it says of each, and which page.

use serde::Deserialize;

use crate::interaction::{Interaction, Interactions};
use crate::page::{Limit, Token};

/// `fields`: there is one value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub(crate) enum Fields {
    /// What it is.
    #[serde(rename = "*")]
    All,
}

/// The parameters of a list that has no others.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Query {
    pub fields: Option<Fields>,
    #[serde(default)]
    pub limit: Limit,
    #[serde(default)]
    pub next: Token,
}

/// A page of a list.
pub(crate) fn page(
    found: Vec<Interaction>,
    fields: Option<Fields>,
    next: Option<&Token>,
) -> Interactions {
    let next = next.map(ToString::to_string);
    match fields {
        None => Interactions::Uris {
            uris: found.into_iter().map(|interaction| interaction.uri).collect(),
            next,
        },
        Some(Fields::All) => Interactions::Full { interactions: found, next },
    }
}
