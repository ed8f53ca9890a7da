//! CloudWatch: the states of alarms, and when a metric last had a value.

use std::collections::BTreeMap;

use genesys::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};

use super::call::{Call, Caller, Service};
use super::error::CallError;

const CLOUDWATCH: Service = Service { host: "monitoring", name: "cloudwatch", id: "CloudWatch" };
const TARGET: &str = "GraniteServiceVersion20100801";
/// The most queries of one `GetMetricData`.
const QUERIES: usize = 500;

/// The most names of one `DescribeAlarms`.
const NAMES: usize = 100;

/// An alarm.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct Alarm {
    /// Its name.
    pub alarm_name: String,
    /// What it means, and the section of the runbook.
    pub alarm_description: String,
    /// `OK`, `ALARM` or `INSUFFICIENT_DATA`.
    pub state_value: String,
    /// How many periods it looks at.
    pub evaluation_periods: u32,
}

/// A series of a metric.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Series {
    /// Namespace and name of the metric.
    pub metric: (&'static str, &'static str),
    /// Its dimensions.
    pub dimensions: Vec<(&'static str, String)>,
    /// `Sum` or `Maximum`.
    pub statistic: &'static str,
    /// The length of one value, in seconds.
    pub period: u32,
    /// How far back, in seconds.
    pub reach: u32,
}

/// The values of a series: the start of each period, and the value; the newest first.
pub type Values = Vec<(Timestamp, f64)>;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Alarms {
    #[serde(default)]
    metric_alarms: Vec<Alarm>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Data {
    #[serde(default)]
    metric_data_results: Vec<DataOf>,
    next_token: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct DataOf {
    id: String,
    /// In seconds since the epoch.
    #[serde(default)]
    timestamps: Vec<f64>,
    #[serde(default)]
    values: Vec<f64>,
}

/// The alarms of these names that exist.
pub(super) async fn alarms(caller: &Caller, names: &[&str]) -> Result<Vec<Alarm>, CallError> {
    let mut alarms = Vec::new();
    for names in names.chunks(NAMES) {
        let body = json!({"AlarmNames": names, "MaxRecords": NAMES});
        let call = Call::json("DescribeAlarms", TARGET, "1.0", &body);
        alarms.extend(caller.json::<Alarms>(CLOUDWATCH, call).await?.metric_alarms);
    }
    Ok(alarms)
}

/// The values of these series, up to `now`.
pub(super) async fn values(
    caller: &Caller,
    series: &[Series],
    now: Timestamp,
) -> Result<Vec<Values>, CallError> {
    let mut found: BTreeMap<usize, Values> = BTreeMap::new();
    // The end of this minute, so that it counts.
    let end = (now.ms() / 60_000 + 1) * 60;
    // One call has one interval, so series of one reach go together.
    let mut by_reach: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for (number, one) in series.iter().enumerate() {
        by_reach.entry(one.reach).or_default().push(number);
    }
    for (reach, numbers) in by_reach {
        for numbers in numbers.chunks(QUERIES) {
            let queries: Vec<Value> = numbers.iter().map(|n| query(*n, &series[*n])).collect();
            let mut next: Option<String> = None;
            loop {
                let mut body = json!({
                    "MetricDataQueries": queries,
                    "StartTime": end - i64::from(reach),
                    "EndTime": end,
                    "ScanBy": "TimestampDescending",
                });
                if let Some(token) = &next {
                    body["NextToken"] = json!(token);
                }
                let call = Call::json("GetMetricData", TARGET, "1.0", &body);
                let page: Data = caller.json(CLOUDWATCH, call).await?;
                for of in page.metric_data_results {
                    let number = of.id.trim_start_matches('q').parse().unwrap_or(usize::MAX);
                    let times = of.timestamps.iter().map(|time| instant(*time));
                    found.entry(number).or_default().extend(times.zip(of.values));
                }
                next = page.next_token;
                if next.is_none() {
                    break;
                }
            }
        }
    }
    Ok((0..series.len()).map(|number| found.remove(&number).unwrap_or_default()).collect())
}

fn query(number: usize, series: &Series) -> Value {
    let dimensions: Vec<Value> = series
        .dimensions
        .iter()
        .map(|(name, value)| json!({"Name": name, "Value": value}))
        .collect();
    json!({
        "Id": format!("q{number}"),
        "MetricStat": {
            "Metric": {
                "Namespace": series.metric.0,
                "MetricName": series.metric.1,
                "Dimensions": dimensions,
            },
            "Period": series.period,
            "Stat": series.statistic,
        },
    })
}

#[allow(clippy::cast_possible_truncation, reason = "the limits of the year are far away")]
fn instant(seconds: f64) -> Timestamp {
    Timestamp::from_ms((seconds * 1000.0).round() as i64)
}
