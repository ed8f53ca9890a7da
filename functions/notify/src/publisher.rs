//! Calls the channels: within their limits, with retries for messages that they could not take.

use std::borrow::Cow;
use std::collections::BTreeMap;

use futures::stream::{self, StreamExt};
use runtime::{Deadline, Outcome, backoff};

use crate::channel::{Channel, Channels};

/// Most messages in one call ("Publish events via HTTP", AppSync Events developer guide).
pub const MAX_MESSAGES: usize = 5;
/// Most bytes of one call. The quota is 240 KB; what counts is the body, in which a message is a
/// JSON string.
pub const MAX_CALL_BYTES: usize = 240 * 1_000;
/// Bytes that the body of a call has besides its messages, at most.
const BESIDE: usize = 200;
/// How often a message is sent before it is left to the next delivery of its record.
pub const MAX_ATTEMPTS: u32 = 4;
/// Longest pause before the second attempt, in milliseconds. Doubles with each attempt.
const FIRST_PAUSE_MS: u64 = 100;
/// How many channels are called at a time.
const SIDE_BY_SIDE: usize = 8;

/// A message for a channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outgoing {
    /// The channel.
    pub channel: Channel,
    /// The message as JSON.
    pub text: String,
}

/// The bytes of a message in the body of a call: a JSON string, and a comma.
fn bytes(text: &str) -> usize {
    let escaped = text.bytes().filter(|byte| matches!(byte, b'"' | b'\\')).count();
    text.len() + escaped + 3
}

/// Whether a message can be published at all.
#[must_use]
pub fn fits(text: &str) -> bool {
    bytes(text) + BESIDE <= MAX_CALL_BYTES
}

/// Publishes messages and returns the last outcome of each, in their order. The messages of a
/// channel are sent in order. Those without an outcome by the deadline are sent with the next
/// delivery of their record.
pub async fn publish(
    channels: &impl Channels,
    messages: &[Outgoing],
    deadline: Deadline,
) -> Vec<Outcome> {
    let mut by_channel: BTreeMap<&Channel, Vec<usize>> = BTreeMap::new();
    for (index, message) in messages.iter().enumerate() {
        by_channel.entry(&message.channel).or_default().push(index);
    }
    let published: Vec<Vec<(usize, Outcome)>> = stream::iter(by_channel)
        .map(|(channel, indexes)| on_channel(channels, channel, messages, indexes, deadline))
        .buffer_unordered(SIDE_BY_SIDE)
        .collect()
        .await;
    let mut outcomes = vec![not_sent(); messages.len()];
    for (index, outcome) in published.into_iter().flatten() {
        outcomes[index] = outcome;
    }
    outcomes
}

async fn on_channel(
    channels: &impl Channels,
    channel: &Channel,
    messages: &[Outgoing],
    indexes: Vec<usize>,
    deadline: Deadline,
) -> Vec<(usize, Outcome)> {
    let mut outcomes = Vec::with_capacity(indexes.len());
    for call in calls(messages, &indexes) {
        let texts: Vec<&str> = call.iter().map(|index| messages[*index].text.as_str()).collect();
        let answers = with_retries(channels, channel, &texts, deadline).await;
        outcomes.extend(call.into_iter().zip(answers));
    }
    outcomes
}

/// Sends one call, and what failed of it again.
async fn with_retries(
    channels: &impl Channels,
    channel: &Channel,
    texts: &[&str],
    deadline: Deadline,
) -> Vec<Outcome> {
    let mut outcomes = vec![not_sent(); texts.len()];
    for attempt in 0..MAX_ATTEMPTS {
        let pending: Vec<usize> = (0..texts.len())
            .filter(|index| matches!(outcomes[*index], Outcome::Retry(_)))
            .collect();
        if pending.is_empty() {
            break;
        }
        if attempt > 0 {
            let pause = tokio::time::sleep(backoff::pause(FIRST_PAUSE_MS, attempt));
            deadline.run_until(pause).await;
        }
        if deadline.has_passed() {
            break;
        }
        let sent: Vec<&str> = pending.iter().map(|index| texts[*index]).collect();
        let answers = deadline.run_until(one_call(channels, channel, &sent)).await;
        let mut answers = answers.unwrap_or_default();
        answers.resize(sent.len(), Outcome::Retry(Cow::Borrowed("no outcome")));
        for (index, answer) in pending.into_iter().zip(answers) {
            outcomes[index] = answer;
        }
    }
    outcomes
}

/// If a call is refused as a whole because of one message, each is sent again alone, so that only
/// the faulty one is refused.
async fn one_call(channels: &impl Channels, channel: &Channel, texts: &[&str]) -> Vec<Outcome> {
    let outcomes = channels.publish(channel, texts).await;
    let all_refused = outcomes.iter().all(|outcome| matches!(outcome, Outcome::Refused(_)));
    if texts.len() < 2 || !all_refused {
        return outcomes;
    }
    let mut outcomes = Vec::with_capacity(texts.len());
    for text in texts {
        outcomes.extend(channels.publish(channel, &[text]).await);
    }
    outcomes
}

const fn not_sent() -> Outcome {
    Outcome::Retry(Cow::Borrowed("not sent"))
}

/// Groups messages, in order, into calls within the limits.
fn calls(messages: &[Outgoing], indexes: &[usize]) -> Vec<Vec<usize>> {
    let mut calls: Vec<Vec<usize>> = Vec::new();
    let mut size = 0;
    for &index in indexes {
        let own = bytes(&messages[index].text);
        match calls.last_mut() {
            Some(call) if call.len() < MAX_MESSAGES && size + own <= MAX_CALL_BYTES => {
                call.push(index);
                size += own;
            }
            _ => {
                calls.push(vec![index]);
                size = BESIDE + own;
            }
        }
    }
    calls
}
