//! An item in a stream record: its keys, or all of it before or after a change. Lambda has its own form of items.

use genesys::ConversationId;
use serde_dynamo::{AttributeValue, Item};

use crate::keys::{ConversationKey, NotAKey, PK, SK, SortKey};

/// What can be asked of an item without decoding all of it.
#[derive(Debug, Clone, Copy)]
pub struct Image<'a>(pub &'a Item);

impl<'a> Image<'a> {
    /// A text of the item.
    #[must_use]
    pub fn text(self, name: &str) -> Option<&'a str> {
        match self.0.get(name) {
            Some(AttributeValue::S(text)) => Some(text),
            _ => None,
        }
    }

    /// Whether the sort key begins like this; needs no valid key.
    #[must_use]
    pub fn is_under(self, prefix: &str) -> bool {
        self.text(SK).is_some_and(|sk| sk.starts_with(prefix))
    }

    /// The conversation and the sort key.
    ///
    /// # Errors
    /// They are no keys of this table.
    pub fn key(self) -> Result<(ConversationId, SortKey), NotAKey> {
        let pk: ConversationKey = self.text(PK).ok_or(NotAKey)?.parse()?;
        Ok((pk.0, self.text(SK).ok_or(NotAKey)?.parse()?))
    }
}
