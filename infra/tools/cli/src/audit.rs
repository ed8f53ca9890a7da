//! The audit of a feed: the sum of all comparisons of trees with documents. Which events must have
//! been lost, how late the others arrived, and in which fields trees differ.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use genesys::Topic;
use runtime::Metrics;
use serde::{Serialize, Serializer};
use store::EventItem;

use console::output::counted;

use crate::lateness::Lateness;
use crate::reconcile::Finding;

/// The audit of a feed.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Audit {
    /// Conversations that were compared.
    pub conversations: u64,
    /// Conversations of which nothing is stored; they count above, too.
    pub conversations_missing: u64,
    /// Documents that could not be compared.
    pub rejected: u64,
    /// All topics together.
    pub events: Audited,
    /// Each topic.
    pub topics: BTreeMap<String, Audited>,
    /// Trees that differ from their document in any field.
    pub trees_differing: u64,
    /// By field, how many trees differ in it.
    pub fields: BTreeMap<String, u64>,
}

/// What became of the events of a topic.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Audited {
    /// Events that Genesys must have sent, by the documents.
    pub expected: u64,
    /// Those of them that are not in the log.
    pub lost: u64,
    /// How late the events in the log arrived: from their own time until they were received. Events
    /// that a replay delivered are left out.
    pub lateness: Lateness,
}

impl Audited {
    /// Lost events, per million that were expected; 0 if none was expected.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "counts are far below 2⁵³")]
    pub fn lost_per_million(&self) -> f64 {
        if self.expected == 0 { 0.0 } else { self.lost as f64 * 1e6 / self.expected as f64 }
    }
}

impl Serialize for Audited {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        #[serde(rename_all = "camelCase")]
        struct Written {
            expected: u64,
            lost: u64,
            lost_per_million: f64,
            received: u64,
            #[serde(skip_serializing_if = "Option::is_none")]
            lateness_ms: Option<Quantiles>,
        }
        #[derive(Serialize)]
        struct Quantiles {
            p50: u64,
            p90: u64,
            p99: u64,
            max: u64,
        }
        let late = &self.lateness;
        let quantiles = || Quantiles {
            p50: late.quantile(500),
            p90: late.quantile(900),
            p99: late.quantile(990),
            max: late.most(),
        };
        Written {
            expected: self.expected,
            lost: self.lost,
            lost_per_million: self.lost_per_million(),
            received: late.count(),
            lateness_ms: (late.count() > 0).then(quantiles),
        }
        .serialize(serializer)
    }
}

impl Audit {
    /// Adds a comparison, and the log of its conversation.
    pub fn add(&mut self, finding: &Finding, log: &[EventItem]) {
        self.conversations += 1;
        self.conversations_missing += u64::from(finding.missing);
        for (topic, count) in &finding.expected {
            self.events.expected += count;
            self.of(topic).expected += count;
        }
        for lost in &finding.lost {
            self.events.lost += 1;
            self.of(&lost.topic).lost += 1;
        }
        for item in log.iter().filter(|item| item.replay_name.is_none()) {
            if is_of_the_feed(&item.topic) {
                let late_ms = item.received_at.since(item.sk.time);
                self.events.lateness.add(late_ms);
                self.of(&item.topic).lateness.add(late_ms);
            }
        }
        let name = |path: &str| path.rsplit('.').next().unwrap_or_default().to_owned();
        let fields: BTreeSet<String> =
            finding.differs.iter().map(|difference| name(&difference.path)).collect();
        self.trees_differing += u64::from(!fields.is_empty());
        for field in fields {
            *self.fields.entry(field).or_default() += 1;
        }
    }

    fn of(&mut self, topic: &str) -> &mut Audited {
        self.topics.entry(topic.to_owned()).or_default()
    }

    /// Whether everything could be compared and nothing is missing; when `strict`, also whether
    /// nothing differs.
    #[must_use]
    pub const fn is_whole(&self, strict: bool) -> bool {
        self.rejected == 0
            && self.conversations_missing == 0
            && self.events.lost == 0
            && (!strict || self.trees_differing == 0)
    }

    /// The audit as metrics for CloudWatch: the whole, then each topic and each differing field.
    /// `table` tells the stacks of an account apart.
    #[must_use]
    pub fn metrics(&self, table: &str) -> Vec<Metrics> {
        let start = || Metrics::of("reconcile").and_of("table", table);
        let whole = start()
            .count("ConversationsCompared", self.conversations)
            .count("ConversationsMissing", self.conversations_missing)
            .count("DocumentsRejected", self.rejected)
            .count("TreesDiffering", self.trees_differing);
        let mut metrics = vec![of_events(whole, &self.events)];
        for (topic, audited) in &self.topics {
            metrics.push(of_events(start().and_of("topic", topic), audited));
        }
        for (field, count) in &self.fields {
            metrics.push(start().and_of("field", field).count("TreesDiffering", *count));
        }
        metrics
    }
}

fn of_events(metrics: Metrics, audited: &Audited) -> Metrics {
    let ms = |per_mille| i64::try_from(audited.lateness.quantile(per_mille)).unwrap_or(i64::MAX);
    let metrics = metrics
        .count("EventsExpected", audited.expected)
        .count("EventsLost", audited.lost)
        .units("EventsLostPerMillion", audited.lost_per_million());
    if audited.lateness.count() == 0 {
        return metrics;
    }
    metrics
        .milliseconds("LatenessP50", ms(500))
        .milliseconds("LatenessP90", ms(900))
        .milliseconds("LatenessP99", ms(990))
        .milliseconds("LatenessMax", ms(1_000))
}

/// Whether Genesys sent the event over the feed; documents and sweeps come another way.
fn is_of_the_feed(topic: &str) -> bool {
    ![Topic::Details, Topic::Sweep].iter().any(|other| other.as_str() == topic)
}

impl fmt::Display for Audit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} compared, {} of them not stored, {} of {} missing, {} rejected",
            counted(self.conversations, "conversation"),
            self.conversations_missing,
            self.events.lost,
            counted(self.events.expected, "event"),
            counted(self.rejected, "document")
        )?;
        if !self.topics.is_empty() {
            write!(
                f,
                "\n  {:<24} {:>9} {:>7} {:>11} {:>9} {:>9} {:>9} {:>9}",
                "topic", "expected", "lost", "per million", "late p50", "p90", "p99", "max"
            )?;
        }
        let whole = [("all".to_owned(), &self.events)];
        let topics = self.topics.iter().map(|(topic, audited)| (topic.clone(), audited));
        for (topic, audited) in topics.chain(whole).filter(|_| !self.topics.is_empty()) {
            let late = |per_mille| match audited.lateness.count() {
                0 => "-".to_owned(),
                _ => seconds(audited.lateness.quantile(per_mille)),
            };
            write!(
                f,
                "\n  {topic:<24} {:>9} {:>7} {:>11.0} {:>9} {:>9} {:>9} {:>9}",
                audited.expected,
                audited.lost,
                audited.lost_per_million(),
                late(500),
                late(900),
                late(990),
                late(1_000)
            )?;
        }
        if self.trees_differing > 0 {
            write!(f, "\n{} from the document", differing(self.trees_differing))?;
        }
        for (field, count) in &self.fields {
            write!(f, "\n  {field:<24} {count:>9}")?;
        }
        Ok(())
    }
}

fn differing(trees: u64) -> String {
    if trees == 1 { "1 tree differs".to_owned() } else { format!("{trees} trees differ") }
}

/// Milliseconds in seconds, with three decimals.
fn seconds(ms: u64) -> String {
    format!("{}.{:03} s", ms / 1_000, ms % 1_000)
}
