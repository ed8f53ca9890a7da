//! `--probe`: sends a made-up conversation through the stack, finds its Common Events on the bus,
//! and erases it.
//!
//! Nobody but Genesys Cloud may put events on the partner bus, so the probe begins at the intake
//! queue; the checks of the rule and of its policy cover the step before. If a Common Event does
//! not come, the table shows how far the conversation has come, and so which function to look at.

mod conversation;
mod watch;

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use common_events::catalogue::Selection;
use runtime::Clock;
use serde_json::json;
use store::Table;
use tokio::time::{Instant, sleep};

use crate::aws::Account;
use crate::aws::error::CallError;
use crate::examination::Examination;
use crate::finding::{Check, Line};

pub use conversation::{Expected, MadeUp, ORGANIZATION};
use watch::Watch;

/// How long the bus may take until a new rule works. AWS speaks of "a short period of time".
const RULE_LIMIT: Duration = Duration::from_secs(60);
/// A pass that is under way writes its last items within this time.
const PASS: Duration = Duration::from_secs(1);

/// What a probe goes through.
#[derive(Debug, Clone)]
pub struct Probe {
    /// The account.
    pub account: Account,
    /// The table.
    pub table: Table,
    /// The table's name.
    pub table_name: String,
    /// The URL of the intake queue.
    pub intake_url: String,
    /// The bus of Common Events.
    pub bus: String,
    /// The types that the stack derives.
    pub selection: Selection,
    /// `SETTLE_SECONDS` of the stack.
    pub settle_seconds: u32,
    /// How long the functions may take, besides the settle time.
    pub limit: Duration,
}

/// Where a probe stopped.
enum Stopped {
    /// A call failed.
    Call(CallError),
    /// The bus does not deliver to a new rule.
    Rule,
    /// Not all Common Events came.
    Incomplete,
}

impl From<CallError> for Stopped {
    fn from(error: CallError) -> Self {
        Self::Call(error)
    }
}

impl Probe {
    /// The probe of an examined stack. `table` is the client of its table; the functions may take
    /// `limit` besides the settle time.
    #[must_use]
    pub fn of(examination: &Examination, table: Table, limit: Duration) -> Self {
        let output = |name: &str| examination.stack.output(name).unwrap_or_default().to_owned();
        let variable = |name: &str| examination.variable("ReconstructFunction", name);
        let selection = variable("COMMON_EVENT_TYPES").and_then(|types| types.parse().ok());
        let settle = variable("SETTLE_SECONDS").and_then(|seconds| seconds.parse().ok());
        Self {
            account: examination.account.clone(),
            table,
            table_name: output("TableName"),
            intake_url: output("IntakeQueueUrl"),
            bus: output("BusName"),
            selection: selection.unwrap_or_else(Selection::all),
            settle_seconds: settle.unwrap_or(5),
            limit,
        }
    }

    /// Runs the probe, until it is through or `interrupted` is done. Whatever happens, it deletes
    /// what it created. `note` tells a person what goes on.
    pub async fn run(
        &self,
        clock: &Clock,
        interrupted: impl Future,
        note: impl Fn(&str),
    ) -> Vec<Line> {
        let made_up = match MadeUp::new(clock.now(), &self.selection, self.settle_seconds) {
            Ok(made_up) if !made_up.expected.is_empty() => made_up,
            Ok(_) => {
                return vec![Check::Probe.finding(
                    "the probe needs a Common Event to look for, and CommonEventTypes selects none \
                     that follows from its call: leave out --probe, or select ConversationCreated",
                )];
            }
            Err(error) => return vec![Check::Probe.finding(error.to_string())],
        };
        let mut watch = Watch::of(&self.account, &self.bus, &made_up.id);
        let mut found: BTreeMap<String, f64> = BTreeMap::new();
        let mut sent = false;
        let passage = self.passage(&made_up, &mut watch, &mut found, &mut sent, &note);
        let mut lines = tokio::select! {
            ended = passage => match ended {
                Ok(()) => Vec::new(),
                Err(stopped) => self.stopped(&stopped, &made_up, &found).await,
            },
            _ = interrupted => {
                vec![Check::Probe.finding("the probe was interrupted: ask again when you like")]
            }
        };
        let came_through = lines.is_empty();
        note("erasing the made-up conversation, and deleting the probe's rule and queue");
        lines.extend(watch.close().await.into_iter().map(|left| Check::Probe.finding(left)));
        if sent {
            lines.extend(self.erase(&made_up, came_through).await);
        }
        if lines.is_empty() {
            lines.push(through(&made_up, &found));
        }
        lines
    }

    async fn passage(
        &self,
        made_up: &MadeUp,
        watch: &mut Watch,
        found: &mut BTreeMap<String, f64>,
        sent: &mut bool,
        note: &impl Fn(&str),
    ) -> Result<(), Stopped> {
        note(&format!("creating a rule on the bus {} and a queue", self.bus));
        watch.open().await?;
        let started = Instant::now();
        while !watch.is_effective().await? {
            if started.elapsed() > RULE_LIMIT {
                return Err(Stopped::Rule);
            }
        }
        note(&format!("sending the made-up conversation {} to the intake queue", made_up.id));
        *sent = true;
        for message in &made_up.messages {
            let request = self.account.sqs.send_message().queue_url(&self.intake_url);
            let done = request.message_body(message).send().await;
            done.map_err(|error| CallError::of("sqs:SendMessage", &error))?;
        }
        let settles = u64::try_from(made_up.settles_ms()).unwrap_or_default();
        let limit = self.limit + Duration::from_millis(settles);
        note(&format!(
            "waiting for {} Common Events, for {} s at most",
            made_up.expected.len(),
            limit.as_secs()
        ));
        let started = Instant::now();
        loop {
            for id in watch.arrived().await? {
                found.entry(id).or_insert_with(|| started.elapsed().as_secs_f64());
            }
            if made_up.expected.iter().all(|expected| found.contains_key(&expected.id)) {
                return Ok(());
            }
            if started.elapsed() > limit {
                return Err(Stopped::Incomplete);
            }
        }
    }

    /// Says why a probe did not come through, and what to do.
    async fn stopped(
        &self,
        stopped: &Stopped,
        made_up: &MadeUp,
        found: &BTreeMap<String, f64>,
    ) -> Vec<Line> {
        let line = match stopped {
            Stopped::Call(error) => Check::Probe.unchecked(error),
            Stopped::Rule => Check::Probe.finding(format!(
                "the bus {} did not deliver to a new rule within {} s, so subscribers receive \
                 nothing either: look at the quotas and the status page of EventBridge",
                self.bus,
                RULE_LIMIT.as_secs()
            )),
            Stopped::Incomplete => Check::Probe.finding(self.where_it_is(made_up, found).await),
        };
        vec![line.with("conversationId", made_up.id.as_str())]
    }

    /// Looks up in the table how far the conversation has come.
    async fn where_it_is(&self, made_up: &MadeUp, found: &BTreeMap<String, f64>) -> String {
        let (log, ledger) =
            match (self.table.log(&made_up.id).await, self.table.ledger(&made_up.id).await) {
                (Ok(log), Ok(ledger)) => (log, ledger),
                (Err(error), _) | (_, Err(error)) => {
                    return format!(
                        "the probe did not come through, and the table does not say how far it has \
                     come: {error}"
                    );
                }
            };
        let missing: Vec<&Expected> =
            made_up.expected.iter().filter(|it| !found.contains_key(&it.id)).collect();
        let names: BTreeSet<&str> = missing.iter().map(|it| it.event_type.as_str()).collect();
        let names = names.into_iter().collect::<Vec<_>>().join(", ");
        if log.len() < made_up.messages.len() {
            return "receive did not store the probe: look at the findings above, and at the log of \
                    receive"
                .to_owned();
        }
        let written: BTreeSet<String> = ledger.iter().map(|entry| entry.id().to_string()).collect();
        if missing.iter().any(|it| !written.contains(&it.id)) {
            return format!(
                "receive stored the probe, and reconstruct did not derive {names}: look at the \
                 findings above, and at the log of reconstruct"
            );
        }
        format!(
            "reconstruct derived {names}, and emit did not publish it on the bus {}: look at the \
             findings above, and at the log of emit",
            self.bus
        )
    }

    /// Erases the conversation. A pass that is still under way may write after the first time.
    async fn erase(&self, made_up: &MadeUp, came_through: bool) -> Vec<Line> {
        let again = format!("switchboard forget --table {} {}", self.table_name, made_up.id);
        let mut erased = self.table.forget(&made_up.id).await;
        if erased.is_ok() {
            sleep(PASS).await;
            erased = self.table.forget(&made_up.id).await;
        }
        match erased {
            Err(error) => {
                vec![Check::Probe.finding(format!("the probe is not erased ({error}): `{again}`"))]
            }
            Ok(_) if !came_through => vec![Check::Probe.finding(format!(
                "the probe may still be on its way: when its cause is repaired, `{again}`"
            ))],
            Ok(_) => Vec::new(),
        }
    }
}

/// Says that the probe came through, and how long each Common Event took.
fn through(made_up: &MadeUp, found: &BTreeMap<String, f64>) -> Line {
    let took = |expected: &Expected| found.get(&expected.id).copied().unwrap_or_default();
    let each: Vec<String> = made_up
        .expected
        .iter()
        .map(|expected| format!("{} after {:.1} s", expected.event_type, took(expected)))
        .collect();
    let seconds: serde_json::Map<_, _> = made_up
        .expected
        .iter()
        .map(|expected| (expected.event_type.to_string(), json!(took(expected))))
        .collect();
    Check::Probe
        .ok(format!("a made-up conversation came through ({}), and is erased", each.join(", ")))
        .with("conversationId", made_up.id.as_str())
        .with("organizationId", ORGANIZATION)
        .with("seconds", seconds)
}
