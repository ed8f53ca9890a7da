//! A batch of stream records in, one pass per conversation. Several events of one conversation cost one pass.
//!
//! A failed pass makes Lambda deliver everything again from its earliest record on; what is delivered twice changes
//! nothing. What no attempt can read is reported and done with, for it must not hold up the rest of the shard.

use std::collections::HashMap;

use aws_lambda_events::dynamodb::Event;
use futures::stream::{self, StreamExt};
use genesys::ConversationId;
use runtime::Clock;
use store::keys::PK;
use store::{EventLog, Image, Projections};

use crate::config::Rules;
use crate::pass::{Pass, PassError};
use crate::records::Said;
use crate::report::{PassReport, Report};

/// How many conversations are passed side by side.
const SIDE_BY_SIDE: usize = 8;

/// The function: passes the conversations that have new events.
#[derive(Debug, Clone)]
pub struct Reconstruct<S> {
    store: S,
    rules: Rules,
    clock: Clock,
}

impl<S: EventLog + Projections> Reconstruct<S> {
    /// The function over a store.
    pub const fn new(store: S, rules: Rules, clock: Clock) -> Self {
        Self { store, rules, clock }
    }

    /// The ordinary pass.
    pub const fn pass(&self) -> Pass<'_, S> {
        Pass::new(&self.store, &self.rules, &self.clock)
    }

    /// Takes a batch.
    pub async fn handle(&self, batch: &Event) -> Report {
        let mut report = Report { records: batch.records.len() as u64, ..Report::default() };
        let conversations = report.conversations(batch);
        let pass = &self.pass();
        let mut outcomes: Vec<(usize, ConversationId, Result<PassReport, PassError>)> = stream::iter(conversations)
            .map(|(conversation_id, earliest)| async move {
                let outcome = pass.run(&conversation_id).await;
                (earliest, conversation_id, outcome)
            })
            .buffer_unordered(SIDE_BY_SIDE)
            .collect()
            .await;
        outcomes.sort_by_key(|(earliest, ..)| *earliest);
        for (earliest, conversation_id, outcome) in outcomes {
            let sequence_number = batch.records[earliest].change.sequence_number.as_deref();
            report.note(conversation_id, outcome, earliest, sequence_number);
        }
        report
    }
}

impl Report {
    /// The conversations with new events, each with the place of its earliest record, in the order of these.
    fn conversations(&mut self, batch: &Event) -> Vec<(ConversationId, usize)> {
        let mut earliest: HashMap<ConversationId, usize> = HashMap::new();
        for (index, record) in batch.records.iter().enumerate() {
            match Said::by(record) {
                Said::NewEvent(conversation_id) => {
                    earliest.entry(conversation_id).or_insert(index);
                }
                Said::Nothing => self.ignored += 1,
                Said::Poison => {
                    let sequence_number = record.change.sequence_number.as_deref();
                    let partition_key = Image(&record.change.keys).text(PK);
                    tracing::error!(sequence_number, partition_key, "record cannot be read and is set aside");
                    self.poisoned += 1;
                }
            }
        }
        let mut conversations: Vec<(ConversationId, usize)> = earliest.into_iter().collect();
        conversations.sort_by_key(|(_, index)| *index);
        conversations
    }

    fn note(
        &mut self,
        conversation_id: ConversationId,
        outcome: Result<PassReport, PassError>,
        earliest: usize,
        sequence_number: Option<&str>,
    ) {
        match &outcome {
            Ok(pass) if pass.truncated => {
                tracing::warn!(%conversation_id, "part of the log has expired: nothing was changed");
            }
            Ok(pass) => tracing::debug!(
                %conversation_id, basis = pass.basis, published = pass.published.len(), withdrawn = pass.withdrawn,
                attempts = pass.attempts, "passed"
            ),
            Err(error) if error.is_poison() => {
                tracing::error!(%conversation_id, sequence_number, %error, "conversation set aside: reproject it");
                self.poisoned += 1;
            }
            Err(error) => {
                tracing::error!(%conversation_id, sequence_number, %error, "pass failed: the batch comes again");
                self.redelivery.include(earliest, sequence_number);
            }
        }
        self.passes.push((conversation_id, outcome));
    }
}
