//! Giving messages to the functions, as `run`, `demo` and `import` do.

use std::io::IsTerminal;
use std::mem;

use indicatif::{ProgressBar, ProgressStyle};
use input::Origin;
use receive::Receive;
use runtime::{Clock, Deadline, Environment};
use store::{Retention, Table};

use super::CommandError;
use super::printer::Printer;
use crate::files::Input;
use crate::local::Local;
use crate::output::Output;
use crate::pipeline::{Pipeline, PipelineError, batch};
use crate::summary::Tally;

/// How often the same messages are given to receive before the command stops.
const ATTEMPTS: u32 = 5;

/// The functions that are fed.
enum Functions {
    /// All of them, on this machine.
    Here(Box<Pipeline<Printer>>),
    /// Receive; the others are deployed beside the table.
    Deployed(Receive<Table>),
}

/// Feeds the functions, tells what they reject, and keeps the tally.
pub(super) struct Feed {
    functions: Functions,
    pub tally: Tally,
    output: Output,
    pub progress: ProgressBar,
}

impl Feed {
    /// A pipeline on a table, which catches up with what is there already.
    pub async fn start(
        local: &Local,
        output: Output,
        batch: usize,
        progress: ProgressBar,
    ) -> Result<Self, CommandError> {
        let pipeline = Pipeline::start(local, Printer(output), batch, &Environment::of_process()).await?;
        let mut feed = Self { functions: Functions::Here(Box::new(pipeline)), tally: Tally::start(), output, progress };
        feed.settle().await?;
        Ok(feed)
    }

    /// A deployed table: what it does with events, its own functions do.
    pub fn deployed(table: Table, output: Output) -> Result<Self, CommandError> {
        let retention = Environment::of_process().event_retention_days().map_err(PipelineError::from)?;
        let receive = Receive::new(table, Retention::days(retention), Clock::system());
        let functions = Functions::Deployed(receive);
        Ok(Self { functions, tally: Tally::start(), output, progress: ProgressBar::hidden() })
    }

    /// Gives messages to receive, those that fail again, and lets the rest of the pipeline catch up.
    pub async fn take(&mut self, mut origins: Vec<Origin>, mut messages: Vec<String>) -> Result<(), CommandError> {
        for _ in 0..ATTEMPTS {
            let report = match &self.functions {
                Functions::Here(pipeline) => pipeline.receive(&messages).await,
                Functions::Deployed(receive) => receive.handle(&batch(&messages), Deadline::never()).await,
            };
            self.tally.received(&report);
            for rejection in &report.rejected {
                self.reject(&origins[rejection.index], &rejection.reason);
            }
            if report.failed.is_empty() {
                return self.settle().await;
            }
            let failed = || report.failed.iter().map(|failure| failure.index);
            origins = failed().map(|index| origins[index].clone()).collect();
            messages = failed().map(|index| mem::take(&mut messages[index])).collect();
        }
        Err(PipelineError::Failed("receive").into())
    }

    async fn settle(&mut self) -> Result<(), CommandError> {
        if let Functions::Here(pipeline) = &mut self.functions {
            let settled = pipeline.settle().await?;
            self.tally.published(&settled.published);
        }
        self.progress.set_message(self.tally.events().to_string());
        Ok(())
    }

    /// Counts and tells what never reached receive, and why.
    pub fn refuse(&mut self, origin: &Origin, reason: &dyn std::error::Error) {
        self.tally.refused();
        self.reject(origin, reason);
    }

    /// Tells that something was rejected, and why.
    fn reject(&self, origin: &Origin, reason: &dyn std::error::Error) {
        self.progress.suspend(|| self.output.note(&format!("{origin}: {reason}")));
    }
}

/// How far the files have been read, on a terminal; `what` is in them.
pub(super) fn progress(input: &Input, what: &str) -> ProgressBar {
    let template = format!("{{wide_bar}} {{bytes}}/{{total_bytes}} {{msg}} {what} {{elapsed}} ETA {{eta}}");
    match (input.total_bytes(), ProgressStyle::with_template(&template)) {
        (Some(bytes), Ok(style)) if std::io::stderr().is_terminal() => ProgressBar::new(bytes).with_style(style),
        _ => ProgressBar::hidden(),
    }
}
