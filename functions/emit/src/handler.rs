//! A batch of stream records in, entries on the bus out. A record is done when the bus has accepted
//! or finally refused each of its entries. In an outage Lambda delivers everything again from the
//! earliest record that is not done.

use aws_lambda_events::dynamodb::Event;
use genesys::EventKeys;
use runtime::{DeadLetter, DeadLetters, Deadline, Outcome};
use store::keys::PK;
use store::{Image, LedgerPage};

use crate::bus::Bus;
use crate::config::PublishRules;
use crate::entry::Entry;
use crate::publisher;
use crate::records::RecordKind;
use crate::report::BatchReport;

/// The function: publishes the entries of the ledger.
#[derive(Debug, Clone)]
pub struct Emit<B, D> {
    bus: B,
    dead_letters: D,
    rules: PublishRules,
}

/// What to publish of a batch of records.
#[derive(Default)]
struct Batch {
    entries: Vec<Entry>,
    /// For each entry, the index of its record in the batch.
    indexes: Vec<usize>,
    /// Indexes of the records that can never be read.
    unreadable: Vec<usize>,
}

impl<B: Bus, D: DeadLetters> Emit<B, D> {
    /// Creates the function on a bus, with a place for the entries that the bus refuses.
    pub const fn new(bus: B, dead_letters: D, rules: PublishRules) -> Self {
        Self { bus, dead_letters, rules }
    }

    /// Processes a batch. Entries not published by the deadline are delivered again.
    pub async fn handle(&self, batch: &Event, deadline: Deadline) -> BatchReport {
        let mut report =
            BatchReport { records: batch.records.len() as u64, ..BatchReport::default() };
        let to_publish = self.read(batch, &mut report);
        for index in to_publish.unreadable {
            let record = &batch.records[index];
            let sequence_number = record.change.sequence_number.as_deref();
            let dead_letter = DeadLetter::new("the record cannot be read", "record", record);
            let kept = self.dead_letters.send(&dead_letter, deadline).await.is_kept();
            let partition_key = Image(&record.change.keys).text(PK);
            tracing::error!(
                sequence_number,
                partition_key,
                kept,
                "record cannot be read and is set aside"
            );
            report.poisoned += u64::from(kept);
            if !kept {
                report.failed += 1;
                report.redelivery.include(index, sequence_number);
            }
        }
        let outcomes = publisher::publish(&self.bus, &to_publish.entries, deadline).await;
        for ((index, entry), outcome) in
            to_publish.indexes.into_iter().zip(&to_publish.entries).zip(outcomes)
        {
            let sequence_number = batch.records[index].change.sequence_number.as_deref();
            if !self.settle(entry, outcome, deadline, &mut report).await {
                report.failed += 1;
                report.redelivery.include(index, sequence_number);
            }
        }
        report
    }

    fn read(&self, batch: &Event, report: &mut BatchReport) -> Batch {
        let mut to_publish = Batch::default();
        for (index, record) in batch.records.iter().enumerate() {
            match RecordKind::of(record) {
                RecordKind::Nothing => report.ignored += 1,
                RecordKind::Poison => to_publish.unreadable.push(index),
                RecordKind::Page(page) => self.read_page(&page, index, &mut to_publish, report),
            }
        }
        to_publish
    }

    /// Collects the entries of a page. The record is also set aside if an entry can only be read by
    /// a later version.
    fn read_page(
        &self,
        page: &LedgerPage,
        index: usize,
        to_publish: &mut Batch,
        report: &mut BatchReport,
    ) {
        let mut unreadable = !page.unknown.is_empty();
        for entry in &page.entries {
            if entry.replay.is_some() && !self.rules.publish_replayed {
                report.suppressed += 1;
            } else if let Ok(entry) = Entry::new(entry, &self.rules) {
                to_publish.indexes.push(index);
                to_publish.entries.push(entry);
            } else {
                unreadable = true;
            }
        }
        if unreadable {
            to_publish.unreadable.push(index);
        }
    }

    /// Handles the outcome of an entry. Returns whether its record is done.
    async fn settle(
        &self,
        entry: &Entry,
        outcome: Outcome,
        deadline: Deadline,
        report: &mut BatchReport,
    ) -> bool {
        let (common_event_id, conversation_id) = (entry.id, entry.conversation_id.as_str());
        let (event_type, revision) = (entry.detail_type.as_str(), entry.revision);
        match outcome {
            Outcome::Accepted => {
                tracing::debug!(
                    conversation_id, %common_event_id, event_type, revision,
                    causes = %EventKeys(&entry.causes), "published"
                );
                report.published.push((entry.detail_type, revision));
                true
            }
            Outcome::Retry(code) => {
                tracing::error!(
                    conversation_id, %common_event_id, event_type, revision, %code,
                    "not published"
                );
                false
            }
            Outcome::Refused(code) => {
                let dead_letter = DeadLetter::new(&code, "entry", entry);
                let kept = self.dead_letters.send(&dead_letter, deadline).await.is_kept();
                tracing::error!(
                    conversation_id, %common_event_id, event_type, revision, %code, kept,
                    "refused by the bus"
                );
                report.refused += u64::from(kept);
                kept
            }
        }
    }
}
