//! Metrics in CloudWatch's embedded metric format: one JSON line on standard output per invocation,
//! which CloudWatch turns into metrics without an API call. The line holds only numbers, so it
//! cannot reveal personal data.
//!
//! Format: "Specification: Embedded metric format", Amazon CloudWatch user guide; at most 100
//! metrics per line.

use std::io::{self, Write};
use std::sync::LazyLock;

use genesys::Timestamp;
use serde_json::{Map, Value, json};

const NAMESPACE: &str = "Switchboard";
/// The first dimension.
const FUNCTION: &str = "function";
const MAX_METRICS: usize = 100;

/// Lambda's name of the function, which distinguishes the stacks of an account.
static FUNCTION_NAME: LazyLock<Option<String>> =
    LazyLock::new(|| std::env::var("AWS_LAMBDA_FUNCTION_NAME").ok());

/// The unit of a metric.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unit {
    Count,
    Milliseconds,
    /// Capacity units, for which CloudWatch has no unit.
    None,
}

/// The metrics of one invocation. The function's name in Lambda is the first dimension, and of
/// Switchboard's own functions the only one.
#[derive(Debug, Clone, PartialEq)]
pub struct Metrics {
    function: &'static str,
    dimensions: Vec<(&'static str, String)>,
    numbers: Vec<(&'static str, Unit, f64)>,
}

impl Metrics {
    /// Starts with no metrics. `function` is the dimension's value if Lambda has set no name.
    #[must_use]
    pub const fn of(function: &'static str) -> Self {
        Self { function, dimensions: Vec::new(), numbers: Vec::new() }
    }

    /// Adds a dimension.
    #[must_use]
    pub fn and_of(mut self, name: &'static str, value: &str) -> Self {
        self.dimensions.push((name, value.to_owned()));
        self
    }

    /// Adds a count.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "counts of one invocation are far below 2⁵³")]
    pub fn count(self, name: &'static str, count: u64) -> Self {
        self.with(name, Unit::Count, count as f64)
    }

    /// Adds a duration in milliseconds.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "durations are far below 2⁵³ ms")]
    pub fn milliseconds(self, name: &'static str, ms: i64) -> Self {
        self.with(name, Unit::Milliseconds, ms as f64)
    }

    /// Adds a number of capacity units.
    #[must_use]
    pub fn units(self, name: &'static str, units: f64) -> Self {
        self.with(name, Unit::None, units)
    }

    fn with(mut self, name: &'static str, unit: Unit, number: f64) -> Self {
        if self.numbers.len() < MAX_METRICS {
            self.numbers.push((name, unit, number));
        }
        self
    }

    /// The line that CloudWatch reads.
    #[must_use]
    pub fn line(&self, now: Timestamp) -> String {
        let definition = |(name, unit, _): &(&str, Unit, f64)| match unit {
            Unit::Count => json!({"Name": name, "Unit": "Count"}),
            Unit::Milliseconds => json!({"Name": name, "Unit": "Milliseconds"}),
            Unit::None => json!({"Name": name, "Unit": "None"}),
        };
        let definitions: Vec<Value> = self.numbers.iter().map(definition).collect();
        let mut dimensions = vec![FUNCTION];
        dimensions.extend(self.dimensions.iter().map(|(name, _)| *name));
        let mut line = Map::new();
        line.insert(
            "_aws".to_owned(),
            json!({
                "Timestamp": now.ms(),
                "CloudWatchMetrics": [{
                    "Namespace": NAMESPACE, "Dimensions": [dimensions], "Metrics": definitions,
                }],
            }),
        );
        line.insert(FUNCTION.to_owned(), json!(FUNCTION_NAME.as_deref().unwrap_or(self.function)));
        for (name, value) in &self.dimensions {
            line.insert((*name).to_owned(), json!(value));
        }
        for (name, _, number) in &self.numbers {
            line.insert((*name).to_owned(), json!(number));
        }
        Value::Object(line).to_string()
    }

    /// Writes the line to standard output. A failure to write it does not fail the invocation.
    pub fn write(&self, now: Timestamp) {
        let line = self.line(now) + "\n";
        if io::stdout().lock().write_all(line.as_bytes()).is_err() {
            ::tracing::warn!("metrics could not be written to standard output");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_dimensions_follow_the_function() {
        let metrics = Metrics::of("reconcile").and_of("table", "t").count("EventsLost", 1);
        let line: Value = serde_json::from_str(&metrics.line(Timestamp::from_ms(5))).unwrap();
        let definition = &line["_aws"]["CloudWatchMetrics"][0];
        assert_eq!(definition["Dimensions"], json!([["function", "table"]]));
        assert_eq!((&line["function"], &line["table"]), (&json!("reconcile"), &json!("t")));
    }

    #[test]
    fn line_is_embedded_metric_format() {
        let metrics = Metrics::of("receive")
            .count("Stored", 3)
            .milliseconds("Age", 40)
            .units("WriteUnits", 2.5);
        let line: Value = serde_json::from_str(&metrics.line(Timestamp::from_ms(5))).unwrap();
        assert_eq!(
            line,
            json!({
                "_aws": {"Timestamp": 5, "CloudWatchMetrics": [{
                    "Namespace": "Switchboard", "Dimensions": [["function"]],
                    "Metrics": [
                        {"Name": "Stored", "Unit": "Count"},
                        {"Name": "Age", "Unit": "Milliseconds"},
                        {"Name": "WriteUnits", "Unit": "None"},
                    ],
                }]},
                "function": "receive", "Stored": 3.0, "Age": 40.0, "WriteUnits": 2.5,
            })
        );
    }
}
