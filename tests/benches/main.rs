//! Cost and speed. `bash tests/bench.sh [section ...]` measures on this machine, prints a table for
//! each section and writes the figures to `target/benches.json`.
//!
//! - [`domain`]: decoding, the tree and the Common Events, on one core ([`steps`]), and
//!   allocations;
//! - [`cost`]: use of DynamoDB and EventBridge ([`usage`]) for the workload of [`reference`];
//! - [`start`]: the functions as processes ([`process`]) until their first response;
//! - [`pipeline`]: events per second through everything, and the functions' share, with a [`bus`];
//! - [`peer`]: `receive` beside a function in Python that stores the same;
//! - [`report`]: tables and JSON.
//!
//! The test `budgets.rs` checks what does not depend on the machine.

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
use report::{BenchReport, Figure, Table};

/// Measures the speed and the cost of Switchboard
#[derive(Debug, Parser)]
#[command(name = "bench.sh", max_term_width = 110)]
struct Options {
    /// What to measure; everything by default
    sections: Vec<Section>,
    /// Number of simulated conversations in `cost`
    #[arg(long, default_value_t = 10_000)]
    conversations: u64,
    /// Number of starts of a program in `start` and `peer`
    #[arg(long, default_value_t = 30)]
    runs: usize,
    /// Number of events for the functions' share in `pipeline`, which runs up to ten times as many
    #[arg(long, default_value_t = 10_000)]
    events: usize,
    /// Number of events that `peer` stores
    #[arg(long, default_value_t = 2_000)]
    stored: usize,
    /// Output file for the figures [default: benches.json in the folder that cargo builds into]
    #[arg(long)]
    json: Option<PathBuf>,
    /// The flag that cargo passes to every benchmark
    #[arg(long, hide = true)]
    bench: bool,
}

/// The sections.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Section {
    /// Decoding, the tree and the Common Events on one core
    Domain,
    /// Use of `DynamoDB` and `EventBridge` per event
    Cost,
    /// Time until the first response of each function
    Start,
    /// Events per second through everything, and the functions' share
    Pipeline,
    /// The function `receive` beside one in Python that stores the same
    Peer,
}

#[tokio::main]
async fn main() {
    // As in the command: the embedded DynamoDB logs every failed condition as an error.
    runtime::tracing::start_for_a_person("warn,dynoxide=error");
    let options = Options::parse();
    let file = options.json.clone().unwrap_or_else(|| process::target().join("benches.json"));
    let every = Section::value_variants();
    let sections = if options.sections.is_empty() { every } else { &options.sections };
    let mut report = BenchReport::default();
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

/// The machine.
fn machine() -> Table {
    let mut table =
        Table::new("machine", "Measured on", &[("processor", "processor"), ("cores", "cores")]);
    let processors = CpuInfo::current().unwrap();
    let name = processors.model_name(0).map(str::to_owned);
    table.row([Figure::from(name), processors.num_cores().into()]);
    table
}
