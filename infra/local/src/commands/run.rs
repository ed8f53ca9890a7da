//! `run`: events through receive, reconstruct and emit.

use std::fs;
use std::io::IsTerminal;
use std::mem;

use indicatif::{ProgressBar, ProgressStyle};
use runtime::Environment;

use super::printer::Printer;
use super::{CommandError, Done};
use crate::cli::Run;
use crate::input::{Input, Item, Origin};
use crate::local::Local;
use crate::output::Output;
use crate::pipeline::{Pipeline, PipelineError};
use crate::shuffle::Shuffle;
use crate::summary::Tally;

/// How often the same messages are given to receive before the run stops.
const ATTEMPTS: u32 = 5;

pub(super) async fn execute(run: &Run, output: Output) -> Result<Done, CommandError> {
    let input = Input::open(&run.files)?;
    let local = Local::start(run.data.as_deref()).await?;
    let batch = run.batch as usize;
    let pipeline = Pipeline::start(&local, Printer(output), batch, &Environment::of_process()).await?;
    let mut feed = Feed { pipeline, tally: Tally::start(), output, progress: progress(&input) };
    let fed = feed.all(input, batch, run.shuffle).await;
    feed.progress.finish_and_clear();
    let usage = local.table().meter().usage();
    let summary = feed.tally.finish(&usage);
    local.stop().await;
    fed?;
    output.note(&summary.to_string());
    if let Some(file) = &run.summary {
        let text = serde_json::to_string_pretty(&summary).unwrap_or_default() + "\n";
        fs::write(file, text).map_err(|error| CommandError::File(file.clone(), error))?;
    }
    Ok(if summary.rejected > 0 { Done::WithRejections } else { Done::Whole })
}

/// Feeds a pipeline and keeps the tally.
struct Feed {
    pipeline: Pipeline<Printer>,
    tally: Tally,
    output: Output,
    progress: ProgressBar,
}

impl Feed {
    async fn all(&mut self, mut input: Input, batch: usize, shuffle: Option<u64>) -> Result<(), CommandError> {
        self.settle().await?;
        let mut shuffle = Shuffle::new(shuffle);
        let (mut origins, mut messages) = (Vec::new(), Vec::new());
        loop {
            let item = input.next().await;
            let ended = item.is_none();
            match item {
                Some(Item::Message(origin, text)) => shuffle.push((origin, text)),
                Some(Item::Refused(origin, refusal)) => {
                    self.tally.refused();
                    self.reject(&origin, &refusal);
                }
                None => shuffle.end(),
            }
            while let Some((origin, text)) = shuffle.pop() {
                origins.push(origin);
                messages.push(text);
                if messages.len() == batch {
                    self.take(mem::take(&mut origins), mem::take(&mut messages)).await?;
                    self.progress.set_position(input.bytes());
                }
            }
            if ended {
                return if messages.is_empty() { Ok(()) } else { self.take(origins, messages).await };
            }
        }
    }

    /// Gives messages to receive, those that fail again, and lets the rest of the pipeline catch up.
    async fn take(&mut self, mut origins: Vec<Origin>, mut messages: Vec<String>) -> Result<(), CommandError> {
        for _ in 0..ATTEMPTS {
            let report = self.pipeline.receive(&messages).await;
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
        let settled = self.pipeline.settle().await?;
        self.tally.published(&settled.published);
        self.progress.set_message(self.tally.events().to_string());
        Ok(())
    }

    fn reject(&self, origin: &Origin, reason: &dyn std::error::Error) {
        self.progress.suspend(|| self.output.note(&format!("{origin}: {reason}")));
    }
}

fn progress(input: &Input) -> ProgressBar {
    let style = ProgressStyle::with_template("{wide_bar} {bytes}/{total_bytes} {msg} events {elapsed} ETA {eta}");
    match (input.total_bytes(), style) {
        (Some(bytes), Ok(style)) if std::io::stderr().is_terminal() => ProgressBar::new(bytes).with_style(style),
        _ => ProgressBar::hidden(),
    }
}
