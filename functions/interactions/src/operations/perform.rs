//! Performs operations and updates: plans them, looks at Genesys Cloud where the plan needs it, and
//! sends their calls.

use std::sync::Arc;

use conversation::Conversation;
use genesys::{ConversationId, Entity, EntityKind, QueueId, UserId};
use runtime::Clock;

use super::changes::changes;
use super::operation::Operation;
use super::outcome::{Done, Failure};
use super::plan::{Plan, plan};
use super::queue;
use super::reject::Reject;
use super::update::Update;
use super::workbin::{self, Page};
use crate::names::NameDirectory;
use crate::platform::{Call, Platform, PlatformError};

/// Performs operations on the interactions of an organization.
#[derive(Clone)]
pub struct Operations {
    platform: Arc<Platform>,
    clock: Clock,
    names: Option<Arc<NameDirectory>>,
}

impl Operations {
    /// Operations that go to the Platform API.
    #[must_use]
    pub const fn new(platform: Arc<Platform>, clock: Clock) -> Self {
        Self { platform, clock, names: None }
    }

    /// Looks up the names of queues in a directory first.
    #[must_use]
    pub fn with_names(self, names: Arc<NameDirectory>) -> Self {
        Self { names: Some(names), ..self }
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
        let outcome = self.planned(operation, conversation, caller).await;
        log(operation.name(), conversation, &outcome);
        outcome
    }

    /// Makes an update of a user on a conversation.
    ///
    /// # Errors
    /// The update was not made in full, or that is unknown: [`Failure::description`] says what was.
    pub async fn update(
        &self,
        update: &Update,
        conversation: &Conversation,
        caller: &UserId,
    ) -> Result<Done, Failure> {
        let outcome = self.changed(update, conversation, caller).await;
        log("Update", conversation, &outcome);
        outcome
    }

    async fn planned(
        &self,
        operation: &Operation,
        conversation: &Conversation,
        caller: &UserId,
    ) -> Result<Done, Failure> {
        let planned = plan(operation, conversation, caller)?;
        let Some(name) = operation.queue_name() else {
            return self.execute(planned, caller).await;
        };
        let to = |id: &QueueId| plan(&operation.with_queue(id.clone()), conversation, caller);
        let known = match &self.names {
            Some(names) => names.queue(name).await,
            None => None,
        };
        let Some(known) = known else {
            return self.execute(to(&self.queue(name).await?)?, caller).await;
        };
        match self.execute(to(&known)?, caller).await {
            // The queue may be gone, and its name another's.
            Err(Failure::Call { done: 0, error: PlatformError::Refused(refusal) }) => {
                let now = self.queue(name).await?;
                if now == known {
                    return Err(nothing_done(PlatformError::Refused(refusal)));
                }
                self.execute(to(&now)?, caller).await
            }
            outcome => outcome,
        }
    }

    async fn execute(&self, planned: Plan, caller: &UserId) -> Result<Done, Failure> {
        match planned {
            Plan::Workbin => Ok(Done { content: Some(self.workbin(caller).await?) }),
            Plan::Calls(calls) => self.send(&calls).await,
            Plan::Reject(reject) => self.reject(&reject).await,
        }
    }

    async fn changed(
        &self,
        update: &Update,
        conversation: &Conversation,
        caller: &UserId,
    ) -> Result<Done, Failure> {
        let changes = changes(update, conversation, caller)?;
        for (number, change) in changes.iter().enumerate() {
            if let Err(error) = self.platform.send(&change.call).await {
                let fields = |changes: &[super::changes::Change]| {
                    changes.iter().map(|change| change.fields.clone()).collect()
                };
                return Err(Failure::Update {
                    set: fields(&changes[..number]),
                    fields: change.fields.clone(),
                    left: fields(&changes[number + 1..]),
                    error,
                });
            }
        }
        Ok(Done::default())
    }

    async fn send(&self, calls: &[Call]) -> Result<Done, Failure> {
        for (done, call) in calls.iter().enumerate() {
            self.platform.send(call).await.map_err(|error| Failure::Call { done, error })?;
        }
        Ok(Done::default())
    }

    async fn reject(&self, reject: &Reject) -> Result<Done, Failure> {
        let answer = self.platform.send(&reject.look).await.map_err(nothing_done)?;
        reject.check(answer).ok_or_else(no_answer)??;
        self.send(std::slice::from_ref(&reject.hang_up)).await
    }

    async fn queue(&self, name: &str) -> Result<QueueId, Failure> {
        let answer = self.platform.send(&queue::query(name)).await.map_err(nothing_done)?;
        let queues = queue::listed(answer).ok_or_else(no_answer)?;
        if let Some(names) = &self.names {
            let named = queues.iter().filter_map(|(id, name)| {
                Some((Entity::new(EntityKind::Queue, id.as_str())?, Some(name.clone())))
            });
            names.learn(named.collect());
        }
        Ok(queue::found(name, &queues)?)
    }

    async fn workbin(&self, caller: &UserId) -> Result<Vec<ConversationId>, Failure> {
        let now = self.clock.now();
        let mut content: Vec<ConversationId> = Vec::new();
        for number in 1..=workbin::MOST_PAGES {
            let query = workbin::query(caller, now, number);
            let answer = self.platform.send(&query).await.map_err(nothing_done)?;
            let page: Page = serde_json::from_value(answer).map_err(|_| no_answer())?;
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

/// A query failed before any call that changes something.
const fn nothing_done(error: PlatformError) -> Failure {
    Failure::Call { done: 0, error }
}

/// An answer without what was asked for is treated as no answer.
const fn no_answer() -> Failure {
    nothing_done(PlatformError::Unreachable)
}

fn log(operation: &'static str, conversation: &Conversation, outcome: &Result<Done, Failure>) {
    let conversation_id = &conversation.summary.conversation_id;
    match outcome {
        Ok(_) => tracing::info!(operation, %conversation_id, "operation done"),
        Err(error) => tracing::warn!(operation, %conversation_id, %error, "operation failed"),
    }
}
