//! `domain`: the speed of the domain on one core by the length of a conversation, and its
//! allocations. These are counted by a separate program, `allocations.rs`, because counting takes
//! time.

use std::fs;
use std::hint::black_box;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use common_events::catalogue::Selection;
use conversation::{History, derive, project};
use criterion::measurement::WallTime;
use criterion::{BatchSize, BenchmarkGroup, BenchmarkId, Criterion, SamplingMode, Throughput};
use genesys::ConversationId;
use serde_json::Value;

use crate::conversation::{conversation, conversation_id};
use crate::report::{Figure, Table, tenths, whole};
use crate::steps::{Step, all, decode_all};

/// Lengths of the conversations, in events.
const LENGTHS: [usize; 5] = [10, 20, 100, 1_000, 10_000];
/// Each step, and all of them in sequence.
const STEPS: [Step; 4] = [Step::Decode, Step::Project, Step::Derive, Step::All];
/// From this number of events on, the runs are few and long.
const LONG: usize = 1_000;

/// The tables of this section. Measurements are kept in a folder below `target`.
pub fn measure(target: &Path) -> Vec<Table> {
    let folder = target.join("criterion");
    let id = conversation_id();
    let workloads: Vec<Vec<String>> = LENGTHS.into_iter().map(conversation).collect();
    let mut criterion = Criterion::default()
        .output_directory(&folder)
        .without_plots()
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(3));
    let mut group = criterion.benchmark_group("domain");
    for messages in &workloads {
        group.throughput(Throughput::Elements(messages.len() as u64));
        let long = messages.len() >= LONG;
        group.sample_size(if long { 10 } else { 100 });
        group.sampling_mode(if long { SamplingMode::Flat } else { SamplingMode::Auto });
        for step in STEPS {
            run(&mut group, step, &id, messages);
        }
    }
    group.finish();
    vec![speed(&folder, &workloads), allocated(target)]
}

fn run(
    group: &mut BenchmarkGroup<'_, WallTime>,
    step: Step,
    id: &ConversationId,
    messages: &[String],
) {
    let events = decode_all(messages);
    let history = History::new(id.clone(), events.clone());
    let selection = Selection::all();
    let benchmark = BenchmarkId::new(name(step), messages.len());
    match step {
        Step::Decode => group.bench_function(benchmark, |run| run.iter(|| decode_all(messages))),
        Step::Project => group.bench_function(benchmark, |run| {
            run.iter_batched(
                || (id.clone(), events.clone()),
                |(id, events)| project(&History::new(id, events)),
                BatchSize::LargeInput,
            );
        }),
        Step::Derive => group
            .bench_function(benchmark, |run| run.iter(|| derive(black_box(&history), &selection))),
        Step::All => {
            group.bench_function(benchmark, |run| run.iter(|| all(id, messages, &selection)))
        }
    };
}

const fn name(step: Step) -> &'static str {
    match step {
        Step::Decode => "decode",
        Step::Project => "project",
        Step::Derive => "derive",
        Step::All => "all",
    }
}

/// Events per second of each step, from the medians.
fn speed(folder: &Path, workloads: &[Vec<String>]) -> Table {
    let title = "Domain: events/s on one core, by the number of events of the conversation";
    let mut table = Table::new(
        "domain",
        title,
        &[
            ("length", "events"),
            ("decode", "decode"),
            ("project", "project"),
            ("derive", "derive"),
            ("all", "all three"),
            ("microsecondsPerEvent", "all three, µs/event"),
        ],
    );
    for messages in workloads {
        let took = |step| median(folder, step, messages.len());
        let per_second = |step| whole(messages.len() as f64 * 1e9 / took(step));
        let all = tenths(took(Step::All) / 1e3 / messages.len() as f64);
        let steps = STEPS.map(per_second);
        table.row([Figure::from(messages.len())].into_iter().chain(steps).chain([all]));
    }
    table
}

/// Median time of a step, in nanoseconds.
fn median(folder: &Path, step: Step, length: usize) -> f64 {
    let file = folder.join(format!("domain/{}/{length}/new/estimates.json", name(step)));
    let estimates: Value = serde_json::from_slice(&fs::read(file).unwrap()).unwrap();
    estimates["median"]["point_estimate"].as_f64().unwrap()
}

fn allocated(target: &Path) -> Table {
    let mut table = Table::new(
        "allocations",
        "Domain: allocations and allocated bytes per event",
        &[
            ("length", "events"),
            ("decode", "decode"),
            ("decodeBytes", "bytes"),
            ("project", "project"),
            ("projectBytes", "bytes"),
            ("derive", "derive"),
            ("deriveBytes", "bytes"),
            ("all", "all three"),
            ("allBytes", "bytes"),
        ],
    );
    let mut counts = Command::new(target.join("release/examples/allocations"));
    let said = counts
        .args(LENGTHS.map(|length| length.to_string()))
        .stderr(Stdio::inherit())
        .output()
        .unwrap();
    let rows: Vec<Vec<(f64, f64)>> = serde_json::from_slice(&said.stdout).unwrap();
    for (length, row) in LENGTHS.into_iter().zip(rows) {
        let figures = row.into_iter().flat_map(|(count, bytes)| [tenths(count), whole(bytes)]);
        table.row([Figure::from(length)].into_iter().chain(figures));
    }
    table
}
