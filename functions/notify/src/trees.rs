//! The port to the stored trees.

use async_trait::async_trait;
use conversation::Conversation;
use genesys::ConversationId;
use store::{StoreError, Table};

/// The stored trees.
#[async_trait]
pub trait Trees: Send + Sync {
    /// The whole tree of a conversation, with inferred ends; `None` if none is stored.
    async fn whole_tree(&self, id: &ConversationId) -> Result<Option<Conversation>, StoreError>;
}

#[async_trait]
impl Trees for Table {
    async fn whole_tree(&self, id: &ConversationId) -> Result<Option<Conversation>, StoreError> {
        Ok(self.tree(id).await?.map(|stored| stored.conversation()))
    }
}
