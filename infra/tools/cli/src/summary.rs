//! The summary of a run.

use std::collections::{BTreeMap, HashSet};
use std::fmt;
use std::time::{Duration, Instant};

use common_events::EventType;
use serde::Serialize;
use store::{Operation, Usage};

use console::output::counted;

/// The totals of a run.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Summary {
    /// Events accepted, duplicates included.
    pub events: u64,
    /// Events that were already in the log.
    pub duplicates: u64,
    /// New events of an unknown topic.
    pub unknown_topics: u64,
    /// Input that could not be accepted.
    pub rejected: u64,
    /// Conversations that the events belong to.
    pub conversations: u64,
    /// Common Events published, revisions and withdrawals included, by type.
    pub published: BTreeMap<EventType, u64>,
    /// The use of DynamoDB, as its metering counts it.
    pub dynamodb: DynamoDb,
    /// How long the run took.
    pub seconds: f64,
    /// Wake-ups sent: messages that start another pass once Common Events that were held back are
    /// due.
    pub wake_ups: u64,
    /// Common Events published, by revision.
    #[serde(skip)]
    pub revisions: BTreeMap<u64, u64>,
}

/// The use of DynamoDB.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DynamoDb {
    /// Requests, by operation.
    pub requests: BTreeMap<&'static str, u64>,
    /// Read request units.
    pub read_units: f64,
    /// Write request units.
    pub write_units: f64,
}

/// Adds up a run. A conversation takes eight bytes of memory.
#[derive(Debug)]
pub struct Tally {
    summary: Summary,
    conversations: HashSet<u64>,
    started: Instant,
}

impl Tally {
    /// A tally that starts now.
    #[must_use]
    pub fn start() -> Self {
        Self { summary: Summary::default(), conversations: HashSet::new(), started: Instant::now() }
    }

    /// Adds receive's report on a batch.
    pub fn received(&mut self, report: &receive::BatchReport) {
        self.summary.events += report.stored + report.duplicates;
        self.summary.duplicates += report.duplicates;
        self.summary.unknown_topics += report.unknown_topics;
        self.summary.rejected += report.rejected.len() as u64;
        let hash = |id: &genesys::ConversationId| {
            use std::hash::{DefaultHasher, Hash, Hasher};
            let mut hasher = DefaultHasher::new();
            id.hash(&mut hasher);
            hasher.finish()
        };
        self.conversations.extend(report.conversations.iter().map(hash));
    }

    /// Adds input that is not an event.
    pub fn refused(&mut self) {
        self.summary.rejected += 1;
    }

    /// Adds Common Events: type and revision.
    pub fn published(&mut self, published: &[(EventType, u64)]) {
        for (event_type, revision) in published {
            *self.summary.published.entry(*event_type).or_default() += 1;
            *self.summary.revisions.entry(*revision).or_default() += 1;
        }
    }

    /// Sets how many wake-ups were sent.
    pub const fn wake_ups(&mut self, sent: u64) {
        self.summary.wake_ups = sent;
    }

    /// Events accepted so far.
    #[must_use]
    pub const fn events(&self) -> u64 {
        self.summary.events
    }

    /// The summary at this time.
    #[must_use]
    pub fn finish(self, usage: &Usage) -> Summary {
        let requests =
            usage.requests.iter().map(|(operation, count)| (Operation::as_str(*operation), *count));
        Summary {
            conversations: self.conversations.len() as u64,
            dynamodb: DynamoDb {
                requests: requests.collect(),
                read_units: usage.read_units,
                write_units: usage.write_units,
            },
            seconds: rounded(self.started.elapsed()),
            ..self.summary
        }
    }
}

/// Seconds, to the millisecond.
#[expect(clippy::cast_precision_loss, reason = "a run does not last for 2⁵³ ms")]
fn rounded(elapsed: Duration) -> f64 {
    elapsed.as_millis() as f64 / 1_000.0
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { events, duplicates, unknown_topics, rejected, conversations, .. } = self;
        writeln!(
            f,
            "{} ({}, {unknown_topics} of unknown topics), {rejected} rejected, {}, {} s",
            counted(*events, "event"),
            counted(*duplicates, "duplicate"),
            counted(*conversations, "conversation"),
            self.seconds
        )?;
        let total: u64 = self.published.values().sum();
        let revised: u64 = self
            .revisions
            .iter()
            .filter(|(revision, _)| **revision > 1)
            .map(|(_, count)| count)
            .sum();
        writeln!(
            f,
            "{} published, {revised} of them a later revision",
            counted(total, "Common Event")
        )?;
        for (event_type, count) in &self.published {
            writeln!(f, "  {event_type:<30} {count:>8}")?;
        }
        let revisions: Vec<String> =
            self.revisions.iter().map(|(revision, count)| format!("{revision}: {count}")).collect();
        if !revisions.is_empty() {
            writeln!(f, "  by revision: {}", revisions.join(", "))?;
        }
        writeln!(f, "{} sent", counted(self.wake_ups, "wake-up"))?;
        let requests: Vec<String> = self
            .dynamodb
            .requests
            .iter()
            .map(|(operation, count)| format!("{operation} {count}"))
            .collect();
        write!(
            f,
            "DynamoDB: {} ({:.1} read units, {:.1} write units)",
            requests.join(", "),
            self.dynamodb.read_units,
            self.dynamodb.write_units
        )
    }
}
