//! The plan of a replay: its windows, the expected events, and warnings.

use std::num::NonZeroU64;

use genesys::Timestamp;
use serde::Serialize;

use super::archive::{Archive, Expected, LAG_MINUTES};
use super::cost::Cost;
use super::counted::EventCounts;
use super::interval::{DAY_MS, Interval};
use super::warning::{RaisedWarning, Warning};

/// The target number of events in a window, unless its length is given.
const EVENTS_PER_WINDOW: u64 = 1_000_000;
/// The length in minutes of a window without an estimate: a day.
const UNKNOWN_WINDOW: u64 = 1_440;
/// The most windows. A running window is described again and again.
const MAX_WINDOWS: u64 = 10_000;

/// The rule to replay to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rule {
    /// The ARN.
    pub arn: String,
    /// Whether it is enabled.
    pub enabled: bool,
    /// The ARNs of its targets.
    pub targets: Vec<String>,
}

/// The properties of the table that a plan needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TableFacts {
    /// The name.
    pub name: String,
    /// `PAY_PER_REQUEST` or `PROVISIONED`.
    pub billing_mode: String,
    /// Write units a second, if they are provisioned or limited.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub write_units: Option<u64>,
    /// Read units a second, if they are provisioned or limited.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub read_units: Option<u64>,
    /// The attribute by which items expire, if they do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires_by: Option<String>,
}

/// The request: what to plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanRequest {
    /// The times of the events.
    pub interval: Interval,
    /// Length of a window in minutes.
    pub window: Option<NonZeroU64>,
    /// Days that the table keeps events.
    pub retention_days: u32,
    /// Whether Common Events that follow from replayed events are published.
    pub publishes: bool,
    /// Events a second.
    pub rate: u32,
}

/// The facts about the account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// The archive.
    pub archive: Archive,
    /// The rule, if one was named.
    pub rule: Option<Rule>,
    /// The table, if one was named.
    pub table: Option<TableFacts>,
    /// The counts of event files, if files were named.
    pub counted: Option<EventCounts>,
    /// When these facts were looked up.
    pub now: Timestamp,
}

/// A plan.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Plan {
    /// The archive.
    pub archive: Archive,
    /// The rule.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<Rule>,
    /// The table.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub table: Option<TableFacts>,
    /// The requested interval.
    pub asked: Interval,
    /// The part of it that is replayed.
    pub interval: Interval,
    /// The one-minute slices in which EventBridge replays it.
    pub slices: u64,
    /// The number of windows.
    pub windows: u64,
    /// The length of a window in minutes.
    pub window_minutes: NonZeroU64,
    /// The expected events.
    pub expected: Expected,
    /// The counts of event files.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub counted: Option<EventCounts>,
    /// The estimated cost and duration.
    pub cost: Cost,
    /// The warnings.
    pub warnings: Vec<RaisedWarning>,
}

/// Why no plan can be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    /// The archive was just created.
    #[error("the archive is still empty: wait until it is {LAG_MINUTES} minutes old")]
    New,
    /// The archive has no events of these times.
    #[error(
        "the archive has no events of these times: it can have events from {} to {}; choose --from \
         and --to within",
        .0.from, .0.to
    )]
    Outside(Interval),
    /// The windows would be too many.
    #[error("{0} windows are more than {MAX_WINDOWS}: give a longer --window")]
    Windows(u64),
}

/// The part of a requested interval that can be replayed.
///
/// # Errors
/// No part of it can be replayed.
pub fn clip(archive: &Archive, asked: Interval, now: Timestamp) -> Result<Interval, PlanError> {
    let available = archive.available(now).ok_or(PlanError::New)?;
    asked.within(available).ok_or(PlanError::Outside(available))
}

impl Plan {
    /// Makes a plan.
    ///
    /// # Errors
    /// No events can be replayed, or the windows would be too many.
    pub fn of(asked: &PlanRequest, facts: Facts) -> Result<Self, PlanError> {
        let interval = clip(&facts.archive, asked.interval, facts.now)?;
        let share = facts.archive.share(interval, facts.now);
        let expected = facts.counted.as_ref().map_or(share, EventCounts::expected);
        let window_minutes = asked.window.unwrap_or_else(|| by_count(interval, expected.events));
        let windows = interval.windows_of(window_minutes);
        if windows > MAX_WINDOWS {
            return Err(PlanError::Windows(windows));
        }
        let cost = Cost::of(expected, asked.rate, asked.publishes);
        let warnings = warnings(asked, &facts, interval, &cost);
        let Facts { archive, rule, table, counted, .. } = facts;
        let (asked, slices) = (asked.interval, interval.minutes());
        Ok(Self {
            archive,
            rule,
            table,
            asked,
            interval,
            slices,
            windows,
            window_minutes,
            expected,
            counted,
            cost,
            warnings,
        })
    }

    /// The warnings that are not accepted by `despite`.
    #[must_use]
    pub fn against(&self, despite: &[Warning]) -> Vec<&RaisedWarning> {
        self.warnings.iter().filter(|raised| !despite.contains(&raised.warning)).collect()
    }
}

/// The length of a window with about the target number of events.
fn by_count(interval: Interval, events: u64) -> NonZeroU64 {
    let length = match events.div_ceil(EVENTS_PER_WINDOW) {
        0 => UNKNOWN_WINDOW.min(interval.minutes()),
        windows => interval.minutes().div_ceil(windows),
    };
    NonZeroU64::new(length.max(interval.minutes().div_ceil(MAX_WINDOWS))).unwrap_or(NonZeroU64::MIN)
}

fn warnings(
    asked: &PlanRequest,
    facts: &Facts,
    interval: Interval,
    cost: &Cost,
) -> Vec<RaisedWarning> {
    let mut raised = Vec::new();
    let mut warn = |warning, text: String| raised.push(RaisedWarning { warning, text });
    if asked.interval.to > interval.to {
        warn(
            Warning::Recent,
            format!(
                "requested up to {}, replayed up to {}: an archive may lack the last {LAG_MINUTES} \
                 minutes; replay the rest later",
                asked.interval.to, interval.to
            ),
        );
    }
    if asked.interval.from < interval.from {
        warn(
            Warning::BeforeArchive,
            format!(
                "requested from {} on, replayed from {}: the archive has no older events",
                asked.interval.from, interval.from
            ),
        );
    }
    if !facts.archive.is_enabled() {
        let state = &facts.archive.state;
        warn(
            Warning::ArchiveOff,
            format!(
                "the archive is {state}: it does not have the events that came meanwhile; fix this \
                 first"
            ),
        );
    }
    let forgotten = facts.now.minus_ms(i64::from(asked.retention_days) * DAY_MS);
    if interval.from < forgotten {
        warn(
            Warning::OutlivesLedger,
            format!(
                "the table keeps events for {} days and has begun to delete those older than \
                 {forgotten}: conversations that it deleted in part do not change, and those that \
                 it deleted as a whole are published anew, from revision 1; begin there, or tell \
                 subscribers",
                asked.retention_days
            ),
        );
    }
    if let Some(rule) = &facts.rule {
        if rule.targets.len() > 1 {
            let targets = rule.targets.join(", ");
            warn(
                Warning::OtherTargets,
                format!(
                    "all {} targets of the rule get the replayed events, not only the intake: \
                     {targets}",
                    rule.targets.len()
                ),
            );
        }
        if !rule.enabled || rule.targets.is_empty() {
            let why = if rule.enabled { "has no target" } else { "is off" };
            warn(
                Warning::Undelivered,
                format!("the rule {why}, so nothing would be delivered: fix this first"),
            );
        }
    }
    if asked.publishes {
        warn(
            Warning::Publishes,
            format!(
                "other teams receive Common Events from events that are new to the table, up to \
                 {}: tell them, or deploy with PublishReplayed=false and set \
                 PUBLISH_REPLAYED=false here",
                cost.common_events
            ),
        );
    }
    let lacks = |has: Option<u64>, wants: u64| has.filter(|has| *has < wants);
    let table = facts.table.as_ref();
    let writes = lacks(table.and_then(|table| table.write_units), cost.writes_per_second());
    let reads = lacks(table.and_then(|table| table.read_units), cost.reads_per_second());
    for (what, has, wants) in
        [("write", writes, cost.writes_per_second()), ("read", reads, cost.reads_per_second())]
    {
        if let Some(has) = has {
            warn(
                Warning::Throttles,
                format!(
                    "{} events a second need {wants} {what} units a second, but the table has \
                     {has}: raise them, or let the queue grow",
                    cost.rate
                ),
            );
        }
    }
    raised
}
