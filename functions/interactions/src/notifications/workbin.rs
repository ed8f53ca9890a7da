//! How the content of a workbin becomes messages: `GetWorkbinContent` asks Genesys Cloud for it,
//! and each interaction in it is pushed to the caller.

use async_trait::async_trait;
use genesys::{ConversationId, UserId};
#[cfg(feature = "aws")]
use runtime::sqs::Queue;
use serde::{Deserialize, Serialize};

/// The content of a workbin was not handed on. It is in the answer of the operation all the same.
#[derive(Debug, thiserror::Error)]
#[error("the content of a workbin was not pushed: {0}")]
pub struct NotNotified(#[source] pub Box<dyn std::error::Error + Send + Sync>);

/// Where the content of a workbin is handed on to be pushed.
#[async_trait]
pub trait Workbins: Send + Sync {
    /// Has each of these interactions pushed to the user, with the state `Parked`.
    async fn push(&self, user_id: &UserId, content: &[ConversationId]) -> Result<(), NotNotified>;
}

/// The content of a workbin. As JSON it is the body of a record for the function `notify`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkbinRecord {
    /// Whose it is, and what is in it.
    pub workbin: WorkbinContent,
}

/// Whose workbin it is, and what is in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct WorkbinContent {
    /// The user who has parked them.
    pub user_id: UserId,
    /// The conversations.
    pub conversation_ids: Vec<ConversationId>,
}

/// The queue of the function `notify`, which pushes what it gets.
#[cfg(feature = "aws")]
#[derive(Debug, Clone)]
pub struct NotifyQueue(pub Queue);

#[cfg(feature = "aws")]
#[async_trait]
impl Workbins for NotifyQueue {
    async fn push(&self, user_id: &UserId, content: &[ConversationId]) -> Result<(), NotNotified> {
        let workbin =
            WorkbinContent { user_id: user_id.clone(), conversation_ids: content.to_vec() };
        let body = serde_json::to_string(&WorkbinRecord { workbin })
            .map_err(|error| NotNotified(error.into()))?;
        self.0.send(body, None).await.map_err(NotNotified)
    }
}
