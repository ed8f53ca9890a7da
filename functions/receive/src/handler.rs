//! A batch of SQS messages in, the result of each out. Messages are independent: a failed message
//! does not stop the others.

use aws_lambda_events::sqs::{SqsEvent, SqsMessage};
use futures::stream::{self, StreamExt};
use genesys::{Arrival, ConversationId, EnvelopeError};
use runtime::{Clock, Deadline, trace};
use store::{Appended, EventItem, EventLog, Retention, StoreError};

use crate::report::{BatchReport, Failure, Rejection};

/// How many events are put concurrently: enough to hide DynamoDB's latency, few enough for one
/// connection pool.
const SIDE_BY_SIDE: usize = 16;

/// The function: decodes messages and appends their events to the log.
#[derive(Debug, Clone)]
pub struct Receive<L> {
    log: L,
    retention: Retention,
    clock: Clock,
}

/// The result of one message.
enum Outcome {
    Stored { conversation_id: ConversationId, unknown_topic: bool, cut: bool },
    Duplicate { conversation_id: ConversationId },
    Rejected(EnvelopeError),
    Failed(StoreError),
    Unfinished,
}

impl<L: EventLog> Receive<L> {
    /// Creates the function on a log.
    pub const fn new(log: L, retention: Retention, clock: Clock) -> Self {
        Self { log, retention, clock }
    }

    /// Processes a batch. Messages not stored by the deadline are delivered again.
    pub async fn handle(&self, batch: &SqsEvent, deadline: Deadline) -> BatchReport {
        let done: Vec<(usize, Outcome)> = stream::iter(batch.records.iter().enumerate())
            .map(|(index, message)| async move { (index, self.take(message).await) })
            .buffer_unordered(SIDE_BY_SIDE)
            .take_until(deadline.reached())
            .collect()
            .await;
        let mut outcomes: Vec<Outcome> =
            batch.records.iter().map(|_| Outcome::Unfinished).collect();
        for (index, outcome) in done {
            outcomes[index] = outcome;
        }
        let mut report =
            BatchReport { received: batch.records.len() as u64, ..BatchReport::default() };
        for (index, outcome) in outcomes.into_iter().enumerate() {
            let message_id = batch.records[index].message_id.clone().unwrap_or_default();
            report.note(index, message_id, outcome);
        }
        report
    }

    async fn take(&self, message: &SqsMessage) -> Outcome {
        let arrival = match Arrival::decode(message.body.as_deref().unwrap_or_default()) {
            Ok(arrival) => arrival,
            Err(reason) => return Outcome::Rejected(reason),
        };
        let unknown_topic = !arrival.topic.is_known();
        let event = EventItem::new(arrival, self.clock.now(), self.retention);
        let (conversation_id, event_key) = (event.conversation_id(), event.sk.key);
        match self.log.append(&event).await {
            Ok(Appended::Stored) => {
                let (envelope_id, trace_header) = (event.envelope_id.as_deref(), header(message));
                tracing::debug!(
                    %conversation_id, %event_key, envelope_id, trace_header, "event stored"
                );
                let cut = !event.cut.is_empty();
                Outcome::Stored { conversation_id: conversation_id.clone(), unknown_topic, cut }
            }
            Ok(Appended::Duplicate) => {
                tracing::debug!(%conversation_id, %event_key, "event is a duplicate");
                Outcome::Duplicate { conversation_id: conversation_id.clone() }
            }
            Err(error) => {
                tracing::error!(%conversation_id, %event_key, %error, "event not stored");
                Outcome::Failed(error)
            }
        }
    }
}

/// The trace of the sender of a message, if the sender hands it on.
fn header(message: &SqsMessage) -> Option<&str> {
    message.attributes.get(trace::SQS_ATTRIBUTE).map(String::as_str)
}

impl BatchReport {
    fn note(&mut self, index: usize, message_id: String, outcome: Outcome) {
        match outcome {
            Outcome::Stored { conversation_id, unknown_topic, cut } => {
                self.conversations.insert(conversation_id);
                self.stored += 1;
                self.unknown_topics += u64::from(unknown_topic);
                self.cut += u64::from(cut);
            }
            Outcome::Duplicate { conversation_id } => {
                self.conversations.insert(conversation_id);
                self.duplicates += 1;
            }
            Outcome::Rejected(reason) => {
                tracing::warn!(message_id, %reason, "message rejected");
                self.rejected.push(Rejection { index, message_id, reason });
            }
            Outcome::Failed(error) => self.failed.push(Failure { index, message_id, error }),
            Outcome::Unfinished => {
                tracing::warn!(message_id, "no time left for a message: it is delivered again");
                self.unfinished.push(message_id);
            }
        }
    }
}
