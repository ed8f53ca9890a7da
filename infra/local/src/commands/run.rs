//! `run`: events through receive, reconstruct and emit.

use std::fs;
use std::mem;

use input::Item;

use super::feed::{Feed, progress};
use super::{CommandError, Done};
use crate::cli::Run;
use crate::files::Input;
use crate::local::Local;
use crate::output::Output;
use crate::shuffle::Shuffle;

pub(super) async fn execute(run: &Run, output: Output) -> Result<Done, CommandError> {
    let input = Input::open(&run.files)?;
    let local = Local::start(run.data.as_deref()).await?;
    let batch = run.batch as usize;
    let mut feed = Feed::start(&local, output, batch, progress(&input, "events")).await?;
    let fed = feed_all(&mut feed, input, batch, run.shuffle).await;
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

/// Feeds everything, in batches.
async fn feed_all(feed: &mut Feed, mut input: Input, batch: usize, shuffle: Option<u64>) -> Result<(), CommandError> {
    let mut shuffle = Shuffle::new(shuffle);
    let (mut origins, mut messages) = (Vec::new(), Vec::new());
    loop {
        let item = input.next().await;
        let ended = item.is_none();
        match item {
            Some(Item::Message(origin, text)) => shuffle.push((origin, text)),
            Some(Item::Refused(origin, refusal)) => feed.refuse(&origin, &refusal),
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
            return if messages.is_empty() { Ok(()) } else { feed.take(origins, messages).await };
        }
    }
}
