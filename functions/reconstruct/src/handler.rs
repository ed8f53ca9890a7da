//! A batch of stream records in, one pass per conversation. Several events of one conversation cost
//! one pass.
//!
//! If a pass fails, Lambda delivers everything again from its earliest record on; a record that is
//! delivered twice changes nothing. Records that can never succeed become dead letters, one each,
//! and count as done, so that they do not block the rest of the shard.

use std::collections::BTreeMap;

use aws_lambda_events::dynamodb::Event;
use futures::stream::{self, StreamExt};
use runtime::{Clock, DeadLetter, DeadLetters, Deadline, WakeUps};
use store::keys::PK;
use store::{EventLog, Image, Projections};

use crate::config::PassRules;
use crate::packing::Packing;
use crate::pass::Pass;
use crate::pass_error::PassError;
use crate::records::{NewEvents, NewEventsOf};
use crate::remembered::Memory;
use crate::report::{BatchReport, PassReport};

/// How many conversations are passed concurrently.
pub(crate) const SIDE_BY_SIDE: usize = 8;

/// The function: runs a pass over each conversation that has new events or a wake-up.
#[derive(Debug, Clone)]
pub struct Reconstruct<S, D, W> {
    store: S,
    dead_letters: D,
    wake_ups: W,
    rules: PassRules,
    clock: Clock,
    memory: Memory,
    packing: Packing,
}

impl<S: EventLog + Projections, D: DeadLetters, W: WakeUps> Reconstruct<S, D, W> {
    /// Creates the function on a store, with a place for dead letters and the queue that invokes it
    /// again.
    pub fn new(store: S, dead_letters: D, wake_ups: W, rules: PassRules, clock: Clock) -> Self {
        let (memory, packing) = (Memory::default(), Packing::default());
        Self { store, dead_letters, wake_ups, rules, clock, memory, packing }
    }

    /// The function with another rule for log pages.
    #[must_use]
    pub fn with_packing(self, packing: Packing) -> Self {
        Self { packing, ..self }
    }

    /// The function of a process that remembers this.
    #[must_use]
    pub fn with_memory(self, memory: Memory) -> Self {
        Self { memory, ..self }
    }

    /// The ordinary pass.
    pub const fn pass(&self) -> Pass<'_, S, W> {
        Pass::new(&self.store, &self.wake_ups, &self.rules, &self.clock)
            .with_memory(&self.memory)
            .with_packing(self.packing)
    }

    pub(crate) const fn wake_ups(&self) -> &W {
        &self.wake_ups
    }

    pub(crate) const fn clock(&self) -> &Clock {
        &self.clock
    }

    /// Processes a batch. Conversations not passed by the deadline are delivered again. If a pass
    /// is cut off, the next one repairs it, as after a crash.
    pub async fn handle(&self, batch: &Event, deadline: Deadline) -> BatchReport {
        let new_events = NewEvents::of(batch);
        let mut report = BatchReport {
            records: batch.records.len() as u64,
            ignored: new_events.ignored,
            ..BatchReport::default()
        };
        for index in new_events.unreadable {
            self.set_aside(batch, index, "the record cannot be read", deadline, &mut report).await;
        }
        let pass = &self.pass();
        let mut outcomes: BTreeMap<usize, Result<PassReport, PassError>> =
            stream::iter(&new_events.conversations)
                .map(|new| async move {
                    (new.indexes[0], pass.run_for(&new.conversation_id, &new.keys).await)
                })
                .buffer_unordered(SIDE_BY_SIDE)
                .take_until(deadline.reached())
                .collect()
                .await;
        for NewEventsOf { conversation_id, indexes, .. } in new_events.conversations {
            let earliest = indexes[0];
            let sequence_number = batch.records[earliest].change.sequence_number.as_deref();
            let Some(outcome) = outcomes.remove(&earliest) else {
                tracing::warn!(
                    %conversation_id, sequence_number,
                    "no time left for a pass: the batch is delivered again"
                );
                report.unfinished += 1;
                report.redelivery.include(earliest, sequence_number);
                continue;
            };
            match &outcome {
                Ok(pass) => pass.log(&conversation_id),
                Err(error) if error.is_poison() => {
                    tracing::error!(
                        %conversation_id, sequence_number, %error,
                        "conversation set aside: reproject it"
                    );
                    for index in indexes {
                        self.set_aside(batch, index, &error.to_string(), deadline, &mut report)
                            .await;
                    }
                }
                Err(error) => {
                    tracing::error!(
                        %conversation_id, sequence_number, %error,
                        "pass failed: the batch is delivered again"
                    );
                    report.redelivery.include(earliest, sequence_number);
                }
            }
            report.passes.push((conversation_id, outcome));
        }
        report
    }

    /// Sends a record as a dead letter. If the queue does not take it, the record is delivered
    /// again.
    async fn set_aside(
        &self,
        batch: &Event,
        index: usize,
        reason: &str,
        deadline: Deadline,
        report: &mut BatchReport,
    ) {
        let record = &batch.records[index];
        let sequence_number = record.change.sequence_number.as_deref();
        let dead_letter = DeadLetter::new(reason, "record", record);
        let kept = self.dead_letters.send(&dead_letter, deadline).await.is_kept();
        let partition_key = Image(&record.change.keys).text(PK);
        tracing::error!(sequence_number, partition_key, kept, reason, "record set aside");
        report.poisoned += u64::from(kept);
        if !kept {
            report.redelivery.include(index, sequence_number);
        }
    }
}
