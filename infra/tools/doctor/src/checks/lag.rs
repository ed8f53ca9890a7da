//! How far behind the functions are: the age of the streams and of the queues.

use crate::aws::cloudwatch::Series;
use crate::examination::{Examination, words};
use crate::finding::{Check, Line};

/// Minutes that are looked at.
const REACH: u32 = 900;
/// From this age, in ms, something is behind: a fifth of what raises the alarm.
const LATE_MS: f64 = 60_000.0;

/// A stream or queue: what it is, the resource that its metric is about, ms in a unit of the
/// metric, and the section of the runbook.
struct Source {
    what: &'static str,
    resource: &'static str,
    metric: (&'static str, &'static str),
    dimension: &'static str,
    unit_ms: f64,
    section: &'static str,
}

const STREAM: (&str, &str) = ("AWS/Lambda", "IteratorAge");
const QUEUE: (&str, &str) = ("AWS/SQS", "ApproximateAgeOfOldestMessage");

const SOURCES: [Source; 4] = [
    Source {
        what: "receive is behind the intake queue",
        resource: "Intake",
        metric: QUEUE,
        dimension: "QueueName",
        unit_ms: 1_000.0,
        section: "It lags",
    },
    Source {
        what: "reconstruct is behind the stream of the table",
        resource: "ReconstructFunction",
        metric: STREAM,
        dimension: "FunctionName",
        unit_ms: 1.0,
        section: "It lags",
    },
    Source {
        what: "reconstruct is behind the wake-up queue",
        resource: "WakeUpQueue",
        metric: QUEUE,
        dimension: "QueueName",
        unit_ms: 1_000.0,
        section: "Wake-ups that are late",
    },
    Source {
        what: "emit is behind the stream of the table",
        resource: "EmitFunction",
        metric: STREAM,
        dimension: "FunctionName",
        unit_ms: 1.0,
        section: "It lags",
    },
];

pub(super) async fn check(of: &Examination) -> Vec<Line> {
    let series: Vec<Series> = SOURCES
        .iter()
        .map(|source| Series {
            metric: source.metric,
            dimensions: vec![(source.dimension, name(of, source.resource))],
            statistic: "Maximum",
            period: 60,
            reach: REACH,
        })
        .collect();
    let values = match of.account.values(&series, of.now).await {
        Ok(values) => values,
        Err(error) => return vec![Check::Lag.unchecked(&error)],
    };
    let mut lines = Vec::new();
    for (source, values) in SOURCES.iter().zip(&values) {
        // The newest value alone: a lag that is over needs no action.
        let Some((_, newest)) = values.first() else { continue };
        let age = newest * source.unit_ms;
        // A wake-up may wait two minutes until it is due.
        let allowed = if source.resource == "WakeUpQueue" { 120_000.0 } else { 0.0 };
        if age >= LATE_MS + allowed {
            lines.push(
                Check::Lag
                    .finding(format!(
                        "{} by {}: {}",
                        source.what,
                        words(whole(age)),
                        Examination::runbook(source.section)
                    ))
                    .with("ageMs", whole(age)),
            );
        }
    }
    Check::Lag.lines(lines, "no queue or stream waits for more than a minute")
}

/// The name of a queue or function in its metrics. The name of a queue ends its URL.
fn name(of: &Examination, resource: &str) -> String {
    let physical = of.stack.resource(resource).unwrap_or_default();
    physical.rsplit('/').next().unwrap_or_default().to_owned()
}

#[allow(clippy::cast_possible_truncation, reason = "ages are far below the limit")]
fn whole(ms: f64) -> i64 {
    ms.round() as i64
}
