//! Feeds messages to the functions, for `run`, `demo` and `import`.

use std::io::IsTerminal;
use std::mem;

use genesys::{Kind, Timestamp};
use indicatif::{ProgressBar, ProgressStyle};
use input::{Origin, Rejections};
use receive::Receive;
use runtime::{Clock, Deadline, Environment};
use store::{Retention, Table};

use super::CommandError;
use super::printer::Printer;
use crate::cli::Time;
use crate::summary::Tally;
use console::files::Input;
use console::output::Output;
use local_aws::arrival;
use local_aws::local::Local;
use local_aws::pipeline::{Pipeline, PipelineError, Settled, batch};

/// How often receive gets the same messages before the command stops.
const ATTEMPTS: u32 = 5;

/// The functions that are fed.
enum Functions {
    /// All of them, on this machine.
    Here(Box<Pipeline<Printer>>),
    /// Receive alone; the other functions are deployed beside the table.
    Deployed(Receive<Table>),
}

/// Feeds the functions, reports what they reject, and keeps the tally.
pub(super) struct Feed {
    functions: Functions,
    time: Time,
    pub tally: Tally,
    rejections: Rejections,
    output: Output,
    pub progress: ProgressBar,
}

impl Feed {
    /// Starts a pipeline on a local table. The pipeline first processes the records that are
    /// already in the table's stream.
    pub async fn start(
        local: &Local,
        output: Output,
        batch: usize,
        progress: ProgressBar,
        (time, environment): (Time, &Environment),
    ) -> Result<Self, CommandError> {
        let clock = match time {
            Time::System => Clock::system(),
            Time::Events => Clock::fixed(Timestamp::from_ms(0)),
        };
        let printer = Printer::beside(output, progress.clone());
        let pipeline = Pipeline::start_at(local, printer, batch, environment, clock).await?;
        let functions = Functions::Here(Box::new(pipeline));
        let mut feed = Self::of(functions, time, output, progress);
        feed.settle().await?;
        Ok(feed)
    }

    /// Feeds a deployed table: only receive runs here, the deployed functions do the rest.
    pub fn deployed(table: Table, output: Output) -> Result<Self, CommandError> {
        let retention =
            Environment::of_process().event_retention_days().map_err(PipelineError::from)?;
        let receive = Receive::new(table, Retention::days(retention), Clock::system());
        let functions = Functions::Deployed(receive);
        Ok(Self::of(functions, Time::System, output, ProgressBar::hidden()))
    }

    fn of(functions: Functions, time: Time, output: Output, progress: ProgressBar) -> Self {
        let (tally, rejections) = (Tally::start(), Rejections::default());
        Self { functions, time, tally, rejections, output, progress }
    }

    /// Gives messages to receive, and lets the rest of the pipeline catch up. By the clock of the
    /// events, each message arrives at its own timestamp.
    pub async fn take(
        &mut self,
        origins: Vec<Origin>,
        messages: Vec<String>,
    ) -> Result<(), CommandError> {
        match self.time {
            Time::System => self.receive(origins, messages).await?,
            Time::Events => {
                for (origin, message) in origins.into_iter().zip(messages) {
                    if let Some(arrived_at) = arrival::time_of(&message) {
                        self.pass_time(arrived_at).await?;
                    }
                    self.receive(vec![origin], vec![message]).await?;
                }
            }
        }
        self.settle().await
    }

    /// Advances time until nothing is held back any more, and counts the wake-ups. Reports the
    /// rejections that were not printed one by one.
    pub async fn finish(&mut self) -> Result<(), CommandError> {
        for more in unprinted(&self.rejections) {
            self.progress.suspend(|| self.output.note(&more));
        }
        if let Functions::Here(pipeline) = &mut self.functions {
            let settled = pipeline.finish().await?;
            self.tally.wake_ups(pipeline.wake_ups_sent());
            self.note(&settled);
        }
        Ok(())
    }

    /// Gives messages to receive, and retries those that fail.
    async fn receive(
        &mut self,
        mut origins: Vec<Origin>,
        mut messages: Vec<String>,
    ) -> Result<(), CommandError> {
        for _ in 0..ATTEMPTS {
            let report = match &self.functions {
                Functions::Here(pipeline) => pipeline.receive(&messages).await,
                Functions::Deployed(receive) => {
                    receive.handle(&batch(&messages), Deadline::never()).await
                }
            };
            self.tally.received(&report);
            for rejection in &report.rejected {
                let origin = &origins[rejection.index];
                match Kind::instead_of_event(&messages[rejection.index]) {
                    Some(kind) => self.note_once(origin, &kind.to_string()),
                    None => self.report(origin, &rejection.reason.to_string(), false),
                }
            }
            if report.failed.is_empty() {
                return Ok(());
            }
            let failed = || report.failed.iter().map(|failure| failure.index);
            origins = failed().map(|index| origins[index].clone()).collect();
            messages = failed().map(|index| mem::take(&mut messages[index])).collect();
        }
        Err(PipelineError::Failed("receive").into())
    }

    /// Lets the pipeline catch up, and publishes what was held back and is due.
    pub async fn settle(&mut self) -> Result<(), CommandError> {
        if let Functions::Here(pipeline) = &mut self.functions {
            let settled = pipeline.settle().await?;
            self.note(&settled);
        }
        self.progress.set_message(self.tally.events().to_string());
        Ok(())
    }

    async fn pass_time(&mut self, until: Timestamp) -> Result<(), CommandError> {
        if let Functions::Here(pipeline) = &mut self.functions {
            let settled = pipeline.pass_time(until).await?;
            self.note(&settled);
        }
        Ok(())
    }

    fn note(&mut self, settled: &Settled) {
        self.tally.published(&settled.published);
    }

    /// Counts and reports input that never reached receive; `once` if the reason holds for the
    /// whole file.
    pub fn refuse(&mut self, origin: &Origin, reason: &dyn std::error::Error, once: bool) {
        self.tally.refused();
        self.report(origin, &reason.to_string(), once);
    }

    /// Reports what need not be repeated for a file.
    pub fn note_once(&mut self, origin: &Origin, note: &str) {
        self.report(origin, note, true);
    }

    fn report(&mut self, origin: &Origin, reason: &str, once: bool) {
        if self.rejections.add(origin, reason, once) {
            self.progress.suspend(|| self.output.note(&format!("{origin}: {reason}")));
        }
    }
}

/// How many more rejections of each kind there were than were printed.
pub(super) fn unprinted(rejections: &Rejections) -> impl Iterator<Item = String> {
    rejections.unprinted().map(|(first, more)| format!("{}: {more} more like {first}", first.file))
}

/// A progress bar over the bytes of the input, on a terminal only. `what` names the unit of the
/// messages.
pub(super) fn progress(input: &Input, what: &str) -> ProgressBar {
    let template =
        format!("{{wide_bar}} {{bytes}}/{{total_bytes}} {{msg}} {what} {{elapsed}} ETA {{eta}}");
    match (input.total_bytes(), ProgressStyle::with_template(&template)) {
        (Some(bytes), Ok(style)) if std::io::stderr().is_terminal() => {
            ProgressBar::new(bytes).with_style(style)
        }
        _ => ProgressBar::hidden(),
    }
}
