//! A batch of stream records in, entries on the bus out. A record is done with when the bus has its entry or will never
//! take it; an outage makes Lambda deliver everything again from the earliest record that is not done.

use aws_lambda_events::dynamodb::Event;
use store::Image;
use store::keys::PK;

use crate::bus::{Bus, Outcome};
use crate::config::Rules;
use crate::dead_letters::DeadLetters;
use crate::entry::Entry;
use crate::publisher;
use crate::records::Said;
use crate::report::Report;

/// The function: publishes what the ledger has to say.
#[derive(Debug, Clone)]
pub struct Emit<B, D> {
    bus: B,
    dead_letters: D,
    rules: Rules,
}

impl<B: Bus, D: DeadLetters> Emit<B, D> {
    /// The function over a bus, and a place for what the bus refuses for good.
    pub const fn new(bus: B, dead_letters: D, rules: Rules) -> Self {
        Self { bus, dead_letters, rules }
    }

    /// Takes a batch.
    pub async fn handle(&self, batch: &Event) -> Report {
        let mut report = Report { records: batch.records.len() as u64, ..Report::default() };
        let (indexes, entries) = self.entries(batch, &mut report);
        let outcomes = publisher::publish(&self.bus, &entries).await;
        for ((index, entry), outcome) in indexes.into_iter().zip(&entries).zip(outcomes) {
            let sequence_number = batch.records[index].change.sequence_number.as_deref();
            if !self.settle(entry, outcome, &mut report).await {
                report.failed += 1;
                report.redelivery.include(index, sequence_number);
            }
        }
        report
    }

    /// What the records have to say, each with its record's place in the batch.
    fn entries(&self, batch: &Event, report: &mut Report) -> (Vec<usize>, Vec<Entry>) {
        let (mut indexes, mut entries) = (Vec::new(), Vec::new());
        for (index, record) in batch.records.iter().enumerate() {
            let entry = match Said::by(record) {
                Said::Nothing => {
                    report.ignored += 1;
                    continue;
                }
                Said::Conclusion(conclusion) if conclusion.replay.is_some() && !self.rules.publish_replayed => {
                    report.suppressed += 1;
                    continue;
                }
                Said::Conclusion(conclusion) => Entry::new(&conclusion, &self.rules).ok(),
                Said::Poison => None,
            };
            if let Some(entry) = entry {
                indexes.push(index);
                entries.push(entry);
            } else {
                let sequence_number = record.change.sequence_number.as_deref();
                let partition_key = Image(&record.change.keys).text(PK);
                tracing::error!(sequence_number, partition_key, "record cannot be read and is set aside");
                report.poisoned += 1;
            }
        }
        (indexes, entries)
    }

    /// Whether the record of an entry is done with.
    async fn settle(&self, entry: &Entry, outcome: Outcome, report: &mut Report) -> bool {
        let (common_event_id, conversation_id) = (entry.id, entry.conversation_id.as_str());
        let (event_type, revision) = (entry.detail_type.as_str(), entry.revision);
        match outcome {
            Outcome::Accepted => {
                tracing::debug!(conversation_id, %common_event_id, event_type, revision, "published");
                report.published.push((entry.detail_type, revision));
                true
            }
            Outcome::Retry(code) => {
                tracing::error!(conversation_id, %common_event_id, event_type, revision, %code, "not published");
                false
            }
            Outcome::Refused(code) => {
                let kept = self.dead_letters.keep(entry, &code).await;
                let kept = kept.inspect_err(|error| tracing::error!(%common_event_id, %error, "not kept")).is_ok();
                tracing::error!(conversation_id, %common_event_id, event_type, revision, %code, kept, "refused by the bus");
                report.refused += u64::from(kept);
                kept
            }
        }
    }
}
