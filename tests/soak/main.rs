//! A soak test: hundreds of thousands of simulated events, a tenth of them twice and all of them
//! shuffled, through the pipeline.
//!
//! `cargo run --release -p tests --example soak -- --events 1000000 --seed 7`
//!
//! A while after its last event, when nothing is held back any more, a conversation is verified:
//! its tree, its ledger and its Common Events on the bus must be what follows from all of its
//! events. Then the soak forgets the conversation, and nothing more may be published about it. The
//! memory of the process must not grow with the table, which is in a temporary folder.
//! Exit status: 0 if everything is as expected, 1 if anything differs, 2 if the soak could not
//! continue.
//!
//! - [`feed`]: the lines, as `simulate` writes them; [`bus`]: what is published;
//! - [`expectations`]: what has to follow, computed alongside the feed; [`differences`]:
//!   deviations;
//! - [`report`]: the table of figures; [`memory`]: the memory of the process.

#![allow(clippy::print_stdout, reason = "a program that prints figures")]

mod bus;
mod differences;
mod expectations;
mod feed;
mod memory;
mod report;

use std::collections::VecDeque;
use std::error::Error;
use std::process::ExitCode;

use clap::Parser;
use genesys::{Arrival, Timestamp};
use local_aws::local::Local;
use local_aws::pipeline::Pipeline;
use runtime::{Clock, Environment};

use bus::Hearing;
use differences::{Difference, Differences};
use expectations::Expectations;
use feed::{BATCH, Feed, Size};
use report::SoakReport;

/// How far the clock moves between two batches, in milliseconds.
const BATCH_MS: i64 = 1_000;
/// How long after the last event nothing of a conversation is held back any more, in milliseconds:
/// the longest settle time, and the greatest delay of a wake-up.
const SETTLED_MS: i64 = 125_000;

/// Feeds simulated events, a tenth of them twice and all of them shuffled, through the pipeline,
/// and verifies the results
#[derive(Debug, Parser)]
#[command(name = "soak", max_term_width = 110)]
struct Options {
    /// Minimum number of distinct events
    #[arg(long, default_value_t = 200_000)]
    events: u64,
    /// Seed of the conversations
    #[arg(long, default_value_t = 7)]
    seed: u64,
    /// Keep the table in memory; the memory of the process is then not checked
    #[arg(long)]
    memory: bool,
}

#[tokio::main]
async fn main() -> ExitCode {
    // As in the command: the embedded DynamoDB logs every failed condition as an error.
    runtime::tracing::start_for_a_person("warn,dynoxide=error");
    let options = Options::parse();
    let ended = tokio::select! {
        ended = soak(&options) => ended,
        // The folder may hold gigabytes; it is removed when it is dropped.
        _ = tokio::signal::ctrl_c() => Err("interrupted".into()),
    };
    match ended {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(2)
        }
    }
}

/// Runs the soak; returns whether everything was as expected.
async fn soak(options: &Options) -> Result<bool, Box<dyn Error>> {
    eprintln!("counting the events of seed {} (a minute for a million)", options.seed);
    let size = Size::of(options.seed, options.events);
    let folder = (!options.memory).then(tempfile::tempdir).transpose()?;
    let local = Local::start(folder.as_ref().map(tempfile::TempDir::path)).await?;
    let hearing = Hearing::default();
    // All attribute values are published, so that Common Events can be compared in full.
    let environment = Environment::of([("PUBLISHED_ATTRIBUTES", "*")]);
    let clock = Clock::fixed(Timestamp::from_ms(0));
    let mut pipeline =
        Pipeline::start_at(&local, hearing.clone(), BATCH, &environment, clock).await?;
    let (mut now, mut settling) = (Timestamp::from_ms(0), VecDeque::<(Timestamp, _)>::new());
    let mut feed = Feed::start(options.seed, &size);
    let mut expectations = Expectations::of(options.seed, &size, hearing.clone());
    let mut differences = Differences::new(options.seed);
    let mut report = SoakReport::start(&size, folder.as_ref().map(tempfile::TempDir::path));

    while let Some(lines) = feed.next().await {
        let mut new = 0;
        for line in &lines {
            new += u64::from(expectations.take(&Arrival::decode(line)?));
        }
        let received = pipeline.receive(&lines).await;
        let again = lines.len() as u64 - new;
        if (received.stored, received.duplicates) != (new, again) || !received.rejected.is_empty() {
            let receive::BatchReport { stored, duplicates, rejected, failed, .. } = received;
            let found = format!(
                "{new} new lines and {again} duplicates were fed; {stored} were stored, \
                 {duplicates} known, and \
                 {rejected:?} {failed:?} neither"
            );
            differences.note(&Difference::of_all("receive", found));
        }
        now = now.plus_ms(BATCH_MS);
        pipeline.pass_time(now).await?;
        let settled = pipeline.settle().await?;
        if settled.poisoned > 0 {
            differences
                .note(&Difference::of_all("poison", format!("{} set aside", settled.poisoned)));
        }
        settling.extend(expectations.whole().into_iter().map(|conversation| (now, conversation)));
        while settling.front().is_some_and(|(whole, _)| now.since(*whole) > SETTLED_MS) {
            let Some((_, conversation)) = settling.pop_front() else { break };
            for difference in expectations.verify(&conversation, local.table()).await? {
                differences.note(&difference);
            }
        }
        hearing.differences().iter().for_each(|difference| differences.note(difference));
        report.fed(new, again, &expectations, differences.count());
    }

    pipeline.finish().await?;
    for (_, conversation) in settling {
        for difference in expectations.verify(&conversation, local.table()).await? {
            differences.note(&difference);
        }
    }
    hearing.differences().iter().for_each(|difference| differences.note(difference));
    let written = feed.end().await?;
    expectations.unverified().iter().for_each(|difference| differences.note(difference));
    if report.lines() != (size.events, written.events - size.events)
        || written.conversations != size.conversations
    {
        let found = format!(
            "{written:?} of {size:?}, and {:?} lines were new and duplicates",
            report.lines()
        );
        differences.note(&Difference::of_all("feed", found));
    }
    let bounded = report.end(&expectations, &hearing.tally(), &differences);
    local.stop().await;
    Ok(bounded && differences.count() == 0)
}
