//! Estimates of the cost and duration of a replay. Prices and measured figures are those of the
//! runbook.

use serde::Serialize;

use super::archive::Expected;

/// The source of the prices: list prices, on demand, without free tiers.
pub const PRICES: &str = "list prices of us-east-1, November 2026";
/// USD for a million events on a bus. A replayed event costs as much as a put one.
const BUS: f64 = 1.0;
/// USD for a million SQS requests.
const SQS: f64 = 0.40;
/// USD for a million write request units.
const WRITES: f64 = 0.625;
/// USD for a million read request units.
const READS: f64 = 0.125;
/// USD that Lambda costs for a million detail events: 40,000 invocations, 15,000 GB-s, arm64.
const LAMBDA: f64 = 0.21;

/// SQS requests per event: one by EventBridge, and one receive and one delete per ten events.
const REQUESTS_PER_EVENT: f64 = 1.2;
/// Write units per new event, indexes included, in batches of 100.
const WRITES_PER_EVENT: f64 = 2.46;
/// Read units per event, in batches of 100.
const READS_PER_EVENT: f64 = 0.94;
/// Common Events per event.
const COMMON_EVENTS_PER_EVENT: f64 = 1.32;
/// Bytes that are billed as one event; a larger event counts as several.
const CHUNK_BYTES: u64 = 64 * 1024;

/// Events a second, by default. A replay uses the quota of `PutEvents`, and this is the smallest of
/// any Region.
pub const DEFAULT_RATE: u32 = 400;

/// A line of the bill.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Line {
    /// The item.
    pub what: &'static str,
    /// The number of units.
    pub units: u64,
    /// US dollars.
    pub usd: f64,
}

/// The estimate. It assumes that every event is new. An event that is already in the table costs
/// one or two write units and nothing more.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Cost {
    /// The source of the prices.
    pub prices: &'static str,
    /// The lines of the bill.
    pub lines: Vec<Line>,
    /// The sum, at most: as if the table were empty.
    pub usd: f64,
    /// Common Events that follow, at most.
    pub common_events: u64,
    /// The duration in seconds, at least.
    pub seconds: u64,
    /// The events a second that the duration assumes.
    pub rate: u32,
}

impl Cost {
    /// Estimates a replay of these events at this rate.
    #[must_use]
    pub fn of(expected: Expected, rate: u32, publishes: bool) -> Self {
        let events = expected.events;
        let billed = events.max(expected.bytes.div_ceil(CHUNK_BYTES));
        let common_events = units(events, COMMON_EVENTS_PER_EVENT);
        let line =
            |what, units, price| Line { what, units, usd: cents(count(units) * price / 1e6) };
        let lines = vec![
            line("events replayed", billed, BUS),
            line("SQS requests", units(events, REQUESTS_PER_EVENT), SQS),
            line("DynamoDB write units", units(events, WRITES_PER_EVENT), WRITES),
            line("DynamoDB read units", units(events, READS_PER_EVENT), READS),
            line("Common Events on the bus", if publishes { common_events } else { 0 }, BUS),
            line("events through Lambda", events, LAMBDA),
        ];
        let usd = cents(lines.iter().map(|line| line.usd).sum());
        Self {
            prices: PRICES,
            lines,
            usd,
            common_events,
            seconds: events.div_ceil(u64::from(rate.max(1))),
            rate,
        }
    }

    /// Write units a second at this rate.
    #[must_use]
    pub fn writes_per_second(&self) -> u64 {
        units(u64::from(self.rate), WRITES_PER_EVENT)
    }

    /// Read units a second at this rate.
    #[must_use]
    pub fn reads_per_second(&self) -> u64 {
        units(u64::from(self.rate), READS_PER_EVENT)
    }
}

/// US dollars, rounded to a hundredth of a cent.
fn cents(usd: f64) -> f64 {
    (usd * 1e4).round() / 1e4
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "positive, and an estimate"
)]
fn units(events: u64, each: f64) -> u64 {
    (count(events) * each).ceil() as u64
}

#[expect(clippy::cast_precision_loss, reason = "an estimate")]
fn count(units: u64) -> f64 {
    units as f64
}
