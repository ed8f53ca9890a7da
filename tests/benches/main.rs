//! What it costs and how fast it is: `bash tests/bench.sh [section ...]` measures on this machine, prints a table for each
//! section and writes the figures to `target/benches.json`.
//!
//! - [`domain`]: decoding, the tree and the Common Events, on one core ([`steps`]), and what they allocate;
//! - [`cost`]: what DynamoDB and EventBridge are asked ([`usage`]), for the workload of [`reference`];
//! - [`start`]: the functions as processes ([`process`]) until their first answer;
//! - [`pipeline`]: events a second through everything, and the functions' own share of it, beside a [`bus`];
//! - [`peer`]: `receive` beside a function in Python that stores the same;
//! - [`report`]: tables and JSON.
//!
//! What does not depend on the machine is held against budgets by `budgets.rs`, a test.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a program that measures")]

mod bus;
mod conversation;
mod cost;
mod domain;
mod peer;
mod pipeline;
mod process;
mod reference;
mod report;
mod start;
mod steps;
mod usage;

use std::path::PathBuf;

use clap::{Parser, ValueEnum};
use procfs::{CpuInfo, Current};
use report::{Figure, Report, Table};

/// Measures how fast Switchboard is and what it costs.
#[derive(Debug, Parser)]
#[command(name = "bench.sh", max_term_width = 110)]
struct Options {
    /// What to measure; everything by default
    sections: Vec<Section>,
    /// How many made-up conversations `cost` is measured with
    #[arg(long, default_value_t = 10_000)]
    conversations: u64,
    /// How often a program is started by `start` and `peer`
    #[arg(long, default_value_t = 30)]
    runs: usize,
    /// How many events the own share of the functions is measured with by `pipeline`, which runs up to ten times as many
    #[arg(long, default_value_t = 10_000)]
    events: usize,
    /// How many events are stored by `peer`
    #[arg(long, default_value_t = 2_000)]
    stored: usize,
    /// Where the figures go [default: benches.json in the folder that cargo builds into]
    #[arg(long)]
    json: Option<PathBuf>,
    /// What cargo says to every benchmark
    #[arg(long, hide = true)]
    bench: bool,
}

/// What is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Section {
    /// Decoding, the tree and the Common Events on one core
    Domain,
    /// What `DynamoDB` and `EventBridge` are asked per event
    Cost,
    /// How long the functions take until their first answer
    Start,
    /// Events a second through everything, and the functions' own share
    Pipeline,
    /// The function `receive` beside one in Python that stores the same
    Peer,
}

#[tokio::main]
async fn main() {
    // As the command: the embedded DynamoDB takes every failed condition for an error.
    runtime::tracing::start_for_a_person("warn,dynoxide=error");
    let options = Options::parse();
    let file = options.json.clone().unwrap_or_else(|| process::target().join("benches.json"));
    let every = Section::value_variants();
    let sections = if options.sections.is_empty() { every } else { &options.sections };
    let mut report = Report::default();
    report.take(&machine()).unwrap();
    for section in sections {
        for table in section.measure(&options).await {
            report.take(&table).unwrap();
        }
    }
    report.write(&file).unwrap();
}

impl Section {
    async fn measure(self, options: &Options) -> Vec<Table> {
        match self {
            Self::Domain => domain::measure(&process::target()),
            Self::Cost => cost::measure(options.conversations).await,
            Self::Start => start::measure(options.runs).await,
            Self::Pipeline => pipeline::measure(options.events).await,
            Self::Peer => peer::measure(options.runs, options.stored).await,
        }
    }
}

/// What it is measured on.
fn machine() -> Table {
    let mut table =
        Table::new("machine", "Measured on", &[("processor", "processor"), ("cores", "cores")]);
    let processors = CpuInfo::current().unwrap();
    let name = processors.model_name(0).map(str::to_owned);
    table.row([Figure::from(name), processors.num_cores().into()]);
    table
}
