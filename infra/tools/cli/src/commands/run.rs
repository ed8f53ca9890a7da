//! `run`: events through receive, reconstruct and emit.

use std::fs::File;
use std::io::{self, Write};
use std::mem;
use std::path::Path;

use input::Item;
use runtime::Environment;
use serde::Serialize;

use super::feed::{Feed, progress};
use super::{CommandError, Done};
use crate::cli::Run;
use crate::shuffle::Shuffle;
use console::files::Input;
use console::output::Output;
use local_aws::local::Local;

pub(super) async fn execute(run: &Run, output: Output) -> Result<Done, CommandError> {
    let input = Input::open(&run.files)?;
    let summary_file = run.summary.as_deref().map(SummaryFile::open).transpose()?;
    let local = Local::start(run.data.as_deref()).await?;
    let batch = run.batch as usize;
    let environment = environment(run.settle);
    let time = (run.clock, &environment);
    let mut feed = Feed::start(&local, output, batch, progress(&input, "events"), time).await?;
    let fed = feed_all(&mut feed, input, batch, run.shuffle).await;
    feed.progress.finish_and_clear();
    let usage = local.table().meter().usage();
    let summary = feed.tally.finish(&usage);
    local.stop().await;
    fed?;
    output.note(&summary.to_string());
    if let Some(file) = summary_file {
        file.write(&summary)?;
    }
    Ok(if summary.rejected > 0 { Done::WithRejections } else { Done::Whole })
}

/// The environment of this process, with the settle time of the command line.
fn environment(settle: Option<u32>) -> Environment {
    Environment::asking(move |name| match settle {
        Some(seconds) if name == "SETTLE_SECONDS" => Some(seconds.to_string()),
        _ => std::env::var(name).ok(),
    })
}

/// Feeds all input, in batches.
async fn feed_all(
    feed: &mut Feed,
    mut input: Input,
    batch: usize,
    shuffle: Option<u64>,
) -> Result<(), CommandError> {
    let mut shuffle = Shuffle::new(shuffle);
    let (mut origins, mut messages) = (Vec::new(), Vec::new());
    loop {
        let item = input.next().await;
        let ended = item.is_none();
        match item {
            Some(Item::Message(origin, text)) => shuffle.push((origin, text)),
            Some(Item::Refused(origin, refusal)) => {
                feed.refuse(&origin, &refusal, refusal.is_about_file());
            }
            None => shuffle.end(),
        }
        while let Some((origin, text)) = shuffle.pop() {
            origins.push(origin);
            messages.push(text);
            if messages.len() == batch {
                feed.take(mem::take(&mut origins), mem::take(&mut messages)).await?;
                feed.progress.set_position(input.bytes());
            }
        }
        if ended {
            if !messages.is_empty() {
                feed.take(origins, messages).await?;
            }
            return feed.finish().await;
        }
    }
}

/// The file for the summary. It is opened before anything is fed, so that an error shows early, and
/// keeps its old content until the summary is written.
pub(super) struct SummaryFile<'a> {
    path: &'a Path,
    file: File,
}

impl<'a> SummaryFile<'a> {
    pub fn open(path: &'a Path) -> Result<Self, CommandError> {
        let opened = File::options().write(true).create(true).truncate(false).open(path);
        opened
            .map(|file| Self { path, file })
            .map_err(|error| CommandError::File(path.to_owned(), error))
    }

    pub fn write(mut self, summary: &impl Serialize) -> Result<(), CommandError> {
        self.replace(summary).map_err(|error| CommandError::File(self.path.to_owned(), error))
    }

    fn replace(&mut self, summary: &impl Serialize) -> io::Result<()> {
        // A terminal or a pipe has no length.
        if self.file.metadata()?.is_file() {
            self.file.set_len(0)?;
        }
        let text = serde_json::to_string_pretty(summary)? + "\n";
        self.file.write_all(text.as_bytes())
    }
}
