//! A batch of wake-ups in, one pass per conversation.
//!
//! A message that cannot be read, or whose pass fails, is reported as failed: SQS delivers it
//! again, and finally moves it, whole, to the dead-letter queue of the wake-ups. A failed message
//! does not stop the others.

use std::collections::BTreeMap;

use aws_lambda_events::sqs::{SqsEvent, SqsMessage};
use futures::stream::{self, StreamExt};
use genesys::{ConversationId, Timestamp};
use runtime::wake_ups::NotSent;
use runtime::{DeadLetters, Deadline, WakeUp, WakeUps};
use store::{EventLog, Projections};

use crate::handler::{Reconstruct, SIDE_BY_SIDE};
use crate::pass_error::PassError;
use crate::report::{PassReport, Woken};

/// What a message requests.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum MessageKind {
    /// The wake-up is due: run a pass.
    Pass(ConversationId),
    /// The wake-up is early: send it again.
    SendAgain(WakeUp),
    /// The message cannot be read.
    Unreadable,
}

impl MessageKind {
    fn of(message: &SqsMessage, now: Timestamp) -> Self {
        match serde_json::from_str::<WakeUp>(message.body.as_deref().unwrap_or_default()) {
            Ok(wake_up) if wake_up.due_at > now => Self::SendAgain(wake_up),
            Ok(wake_up) => Self::Pass(wake_up.conversation_id),
            Err(_) => Self::Unreadable,
        }
    }
}

/// What was done for a message.
enum Done {
    Passed(ConversationId, Result<PassReport, PassError>),
    SentAgain(WakeUp, Result<(), NotSent>),
    Unreadable,
}

impl<S: EventLog + Projections, D: DeadLetters, W: WakeUps> Reconstruct<S, D, W> {
    /// Processes a batch of wake-ups. Messages not processed by the deadline are delivered again.
    ///
    /// A message that is early is sent again instead of causing a pass now: other passes rely on it
    /// until it is due, including passes over events that are not in the log yet.
    pub async fn wake(&self, batch: &SqsEvent, deadline: Deadline) -> Woken {
        let mut kinds: BTreeMap<MessageKind, Vec<String>> = BTreeMap::new();
        let now = self.clock().now();
        for message in &batch.records {
            let message_id = message.message_id.clone().unwrap_or_default();
            kinds.entry(MessageKind::of(message, now)).or_default().push(message_id);
        }
        let mut woken = Woken { messages: batch.records.len() as u64, ..Woken::default() };
        let done: Vec<(MessageKind, Done)> = stream::iter(kinds.keys().cloned())
            .map(|kind| async move { (kind.clone(), self.act(kind).await) })
            .buffer_unordered(SIDE_BY_SIDE)
            .take_until(deadline.reached())
            .collect()
            .await;
        for (kind, done) in done {
            woken.note(kinds.remove(&kind).unwrap_or_default(), done);
        }
        for message_id in kinds.into_values().flatten() {
            tracing::warn!(message_id, "no time left for a wake-up: it is delivered again");
            woken.unfinished.push(message_id);
        }
        woken
    }

    async fn act(&self, kind: MessageKind) -> Done {
        match kind {
            MessageKind::Pass(conversation_id) => {
                let outcome = self.pass().run(&conversation_id).await;
                Done::Passed(conversation_id, outcome)
            }
            MessageKind::SendAgain(wake_up) => {
                let outcome = self.wake_ups().send(&wake_up, self.clock().now()).await;
                Done::SentAgain(wake_up, outcome)
            }
            MessageKind::Unreadable => Done::Unreadable,
        }
    }
}

impl Woken {
    /// Records what was done for the messages with these ids.
    fn note(&mut self, message_ids: Vec<String>, done: Done) {
        match done {
            Done::Passed(conversation_id, outcome) => {
                match &outcome {
                    Ok(pass) => pass.log(&conversation_id),
                    Err(error) => {
                        tracing::error!(
                            %conversation_id, %error,
                            "pass of a wake-up failed: the wake-up is delivered again"
                        );
                        self.failed.extend(message_ids);
                    }
                }
                self.passes.push((conversation_id, outcome));
            }
            Done::SentAgain(_, Ok(())) => self.sent_again += message_ids.len() as u64,
            Done::SentAgain(WakeUp { conversation_id, .. }, Err(error)) => {
                tracing::error!(
                    %conversation_id, %error, "early wake-up not sent again: it is delivered again"
                );
                self.failed.extend(message_ids);
            }
            Done::Unreadable => {
                tracing::error!(
                    messages = message_ids.len(),
                    "wake-ups cannot be read: SQS moves them to the dead-letter queue"
                );
                self.unreadable.extend(message_ids);
            }
        }
    }
}
