//! A batch of records in, messages on the channels out. A record is done when the channels have
//! taken every message that it asks for.

use std::collections::BTreeMap;

use aws_lambda_events::sqs::SqsEvent;
use conversation::Conversation;
use futures::stream::{self, StreamExt};
use interactions::Base;
use interactions::notifications::{Cause, InteractionStateMessage, Messages};
use runtime::{Deadline, Outcome};
use store::StoreError;

use crate::channel::{Channel, Channels};
use crate::publisher::{self, Outgoing};
use crate::record::{Asked, Requests};
use crate::report::BatchReport;
use crate::trees::Trees;

/// How many trees are read at a time.
const SIDE_BY_SIDE: usize = 8;

/// The function: tells users and administrators what has changed.
#[derive(Debug, Clone)]
pub struct Notify<T, C> {
    trees: T,
    channels: C,
    base: Base,
}

/// A conversation, if one is stored. `None` without time to read it.
type Read = Option<Result<Option<Conversation>, StoreError>>;

/// The messages of a batch, and the record indexes that ask for each.
#[derive(Default)]
struct Outbox {
    messages: Vec<Outgoing>,
    asked_by: Vec<Vec<usize>>,
}

impl<T: Trees, C: Channels> Notify<T, C> {
    /// Creates the function on trees and channels. Messages name interactions by URIs of the API at
    /// `base`.
    pub const fn new(trees: T, channels: C, base: Base) -> Self {
        Self { trees, channels, base }
    }

    /// Processes a batch. What is not published by the deadline is delivered again.
    pub async fn handle(&self, batch: &SqsEvent, deadline: Deadline) -> BatchReport {
        let mut report =
            BatchReport { records: batch.records.len() as u64, ..BatchReport::default() };
        let id = |index: usize| batch.records[index].message_id.clone().unwrap_or_default();
        let Requests { asked, unreadable } = Requests::of(&batch.records);
        for index in unreadable {
            tracing::error!(message_id = id(index), "the record cannot be read");
            report.unreadable += 1;
            report.again.insert(id(index));
        }
        let mut outbox = Outbox::default();
        for (asked, (cause, indexes), read) in self.read(&asked, deadline).await {
            let conversation_id = asked.conversation_id();
            match read {
                Some(Ok(Some(conversation))) => {
                    if let Some(messages) = self.messages(asked, conversation, cause) {
                        outbox.add(&messages, indexes, &mut report);
                    }
                    continue;
                }
                // Erased or expired.
                Some(Ok(None)) => continue,
                Some(Err(error)) => {
                    tracing::error!(%conversation_id, %error, "the tree was not read");
                }
                None => tracing::warn!(%conversation_id, "no time left for a conversation"),
            }
            report.again.extend(indexes.iter().map(|index| id(*index)));
        }
        let outcomes = publisher::publish(&self.channels, &outbox.messages, deadline).await;
        for ((outgoing, indexes), outcome) in
            outbox.messages.iter().zip(outbox.asked_by).zip(outcomes)
        {
            match outcome {
                Outcome::Accepted => report.published += 1,
                Outcome::Retry(code) | Outcome::Refused(code) => {
                    let to_all = outgoing.channel == Channel::All;
                    tracing::error!(%code, to_all, "a message was not published");
                    report.failed += 1;
                    report.again.extend(indexes.into_iter().map(id));
                }
            }
        }
        report
    }

    /// The conversations that are asked for, with what asks.
    async fn read<'a>(
        &self,
        asked: &'a BTreeMap<Asked, (Cause, Vec<usize>)>,
        deadline: Deadline,
    ) -> Vec<(&'a Asked, &'a (Cause, Vec<usize>), Read)> {
        stream::iter(asked)
            .map(|(asked, by)| async move {
                let read = self.trees.whole_tree(asked.conversation_id());
                (asked, by, deadline.run_until(read).await)
            })
            .buffered(SIDE_BY_SIDE)
            .collect()
            .await
    }

    fn messages(
        &self,
        asked: &Asked,
        conversation: Conversation,
        cause: &Cause,
    ) -> Option<Messages> {
        match asked {
            Asked::Change(_) => Some(Messages::caused(conversation, &self.base, cause)),
            Asked::Workbin(user_id, _) => Messages::of_workbin(conversation, &self.base, user_id),
        }
    }
}

impl Outbox {
    fn add(&mut self, messages: &Messages, indexes: &[usize], report: &mut BatchReport) {
        for addressed in messages.iter() {
            let user = addressed.message.user_id;
            let own = user.and_then(Channel::of_user);
            if user.is_some() && own.is_none() {
                tracing::warn!("the id of a user is no name of a channel");
            }
            let all = addressed.to_administrators.then_some(Channel::All);
            let Some(text) = text(&addressed.message, report) else { continue };
            for channel in own.into_iter().chain(all) {
                self.messages.push(Outgoing { channel, text: text.clone() });
                self.asked_by.push(indexes.to_vec());
            }
        }
    }
}

/// The message as JSON: without the interaction if it would be too large.
fn text(message: &InteractionStateMessage<'_>, report: &mut BatchReport) -> Option<String> {
    let written = |message: &InteractionStateMessage<'_>| {
        message
            .json()
            .inspect_err(|error| tracing::error!(%error, "a message was not written"))
            .ok()
    };
    let whole = written(message)?;
    if publisher::fits(&whole) {
        return Some(whole);
    }
    report.cut += 1;
    written(&InteractionStateMessage { interaction: None, ..message.clone() })
}
