//! How much a list says of each: where it is, or what it is.

use serde::Deserialize;

use crate::interaction::{Interaction, Interactions};
use crate::page::Token;

/// `fields`: there is one value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub(crate) enum Fields {
    /// What it is.
    #[serde(rename = "*")]
    All,
}

/// A page of a list.
pub(crate) fn page(found: Vec<Interaction>, fields: Option<Fields>, next: Option<&Token>) -> Interactions {
    let next = next.map(ToString::to_string);
    match fields {
        None => Interactions::Uris { uris: found.into_iter().map(|interaction| interaction.uri).collect(), next },
        Some(Fields::All) => Interactions::Full { interactions: found, next },
    }
}
