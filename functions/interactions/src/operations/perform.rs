//! Performs an operation: plans it and sends its calls.

use std::sync::Arc;

use conversation::Conversation;
use genesys::{ConversationId, UserId};
use runtime::Clock;

use super::operation::Operation;
use super::outcome::{Done, Failure};
use super::plan::{Plan, plan};
use super::workbin::{self, Page};
use crate::platform::{Platform, PlatformError};

/// Performs operations on the interactions of an organization.
#[derive(Clone)]
pub struct Operations {
    platform: Arc<Platform>,
    clock: Clock,
}

impl Operations {
    /// Operations that go to the Platform API.
    #[must_use]
    pub const fn new(platform: Arc<Platform>, clock: Clock) -> Self {
        Self { platform, clock }
    }

    /// Performs an operation of a user on a conversation.
    ///
    /// # Errors
    /// The operation was not performed, or that is unknown: [`Failure::description`] says which.
    pub async fn perform(
        &self,
        operation: &Operation,
        conversation: &Conversation,
        caller: &UserId,
    ) -> Result<Done, Failure> {
        let conversation_id = &conversation.summary.conversation_id;
        let outcome = match plan(operation, conversation, caller)? {
            Plan::Workbin => {
                self.workbin(caller).await.map(|content| Done { content: Some(content) })
            }
            Plan::Calls(calls) => {
                let mut outcome = Ok(Done::default());
                for (done, call) in calls.iter().enumerate() {
                    if let Err(error) = self.platform.send(call).await {
                        outcome = Err(Failure::Call { done, error });
                        break;
                    }
                }
                outcome
            }
        };
        match &outcome {
            Ok(_) => {
                tracing::info!(operation = operation.name(), %conversation_id, "operation done");
            }
            Err(error) => {
                tracing::warn!(
                    operation = operation.name(),
                    %conversation_id,
                    %error,
                    "operation failed"
                );
            }
        }
        outcome
    }

    async fn workbin(&self, caller: &UserId) -> Result<Vec<ConversationId>, Failure> {
        let now = self.clock.now();
        let mut content: Vec<ConversationId> = Vec::new();
        for number in 1..=workbin::MOST_PAGES {
            let answer = self.platform.send(&workbin::query(caller, now, number)).await;
            let answer = answer.map_err(|error| Failure::Call { done: 0, error })?;
            // An answer that is not a list of conversations is treated as no answer.
            let page: Page = serde_json::from_value(answer)
                .map_err(|_| Failure::Call { done: 0, error: PlatformError::Unreachable })?;
            for id in page.parked_by(caller) {
                if !content.contains(id) {
                    content.push(id.clone());
                }
            }
            if !page.is_full() {
                break;
            }
        }
        Ok(content)
    }
}
