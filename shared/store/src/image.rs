//! An item in a stream record: its keys, or the whole item before or after a change. Lambda encodes
//! items in its own form.

use genesys::ConversationId;
use serde_dynamo::{AttributeValue, Item};

use crate::keys::{ConversationKey, NotAKey, PK, SK, SortKey};

/// Reads parts of an item without decoding all of it.
#[derive(Debug, Clone, Copy)]
pub struct Image<'a>(pub &'a Item);

impl<'a> Image<'a> {
    /// The value of a text attribute.
    #[must_use]
    pub fn text(self, name: &str) -> Option<&'a str> {
        match self.0.get(name) {
            Some(AttributeValue::S(text)) => Some(text),
            _ => None,
        }
    }

    /// Whether the sort key starts with `prefix`. The key need not be valid.
    #[must_use]
    pub fn is_under(self, prefix: &str) -> bool {
        self.text(SK).is_some_and(|sk| sk.starts_with(prefix))
    }

    /// The conversation and the sort key.
    ///
    /// # Errors
    /// The item's keys are not keys of this table.
    pub fn key(self) -> Result<(ConversationId, SortKey), NotAKey> {
        let pk: ConversationKey = self.text(PK).ok_or(NotAKey)?.parse()?;
        Ok((pk.0, self.text(SK).ok_or(NotAKey)?.parse()?))
    }
}
