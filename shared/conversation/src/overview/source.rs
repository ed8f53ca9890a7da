//! What a conversation is known from: its events alone, or a details document too.

use serde::{Deserialize, Serialize};

use crate::tree::Summary;

/// What a conversation is known from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Source {
    /// Events alone.
    #[default]
    #[serde(rename = "e")]
    Events,
    /// A details document from after the end, which has everything that Genesys Cloud kept.
    #[serde(rename = "d")]
    Document,
    /// A details document from before the end; events tell the rest.
    #[serde(rename = "p")]
    EarlierDocument,
}

impl Source {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Events, Self::Document, Self::EarlierDocument];

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
    pub(super) const fn is_events(&self) -> bool {
        matches!(self, Self::Events)
    }
}

impl Summary {
    /// What the conversation is known from. An end that a later event contradicts is no longer in
    /// the document's fields.
    #[must_use]
    pub fn source(&self) -> Source {
        match &self.documented {
            None => Source::Events,
            Some(document) if document.conversation_end.is_some() => Source::Document,
            Some(_) => Source::EarlierDocument,
        }
    }
}
