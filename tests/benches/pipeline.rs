//! `pipeline`: events per second through everything on this machine, and the functions' share of
//! the time.

use std::fs;
use std::process::{Command, Stdio};

use aws_lambda_events::dynamodb::EventRecord;
use local_aws::streams::StreamReader;
use serde_json::Value;
use testkit::invocations::{TABLE, batch, ledger_pages, messages, new_events};
use tests::deployment::Deployment;

use crate::bus::Bus;
use crate::process::{Program, Used, Worker, target};
use crate::reference::reference;
use crate::report::{Figure, Table, tenths, whole};

/// Numbers of events, smallest first. Not all of them are run.
const SIZES: [usize; 3] = [1_000, 10_000, 100_000];
/// Number of messages or records in an invocation.
const BATCH: usize = 100;
/// The functions on the way of an event.
const FUNCTIONS: [&str; 3] = ["receive", "reconstruct", "emit"];
/// Minimum number of events of a simulated conversation.
const FEWEST: usize = 5;

/// The tables of this section. `events` is the number of events for the functions' share, and a
/// tenth of the largest run.
pub async fn measure(events: usize) -> Vec<Table> {
    vec![run(events * 10), share(events).await]
}

/// `events` messages of the reference workload.
pub fn workload(events: usize) -> Vec<String> {
    let mut messages = reference(events.div_ceil(FEWEST) as u64);
    assert!(messages.len() >= events, "conversations are shorter than {FEWEST} events");
    messages.truncate(events);
    messages
}

/// Measures the command, from a file to no output.
fn run(most: usize) -> Table {
    let title = "switchboard run --batch 100: everything on this machine, in memory";
    let columns = [
        ("events", "events"),
        ("seconds", "seconds"),
        ("eventsPerSecond", "events/s"),
        ("published", "published"),
    ];
    let mut table = Table::new("run", title, &columns);
    let folder = tempfile::tempdir().unwrap();
    let (input, summary) = (folder.path().join("events.jsonl"), folder.path().join("summary.json"));
    for events in SIZES.into_iter().filter(|size| *size <= most) {
        fs::write(&input, workload(events).join("\n")).unwrap();
        let mut command = Command::new(target().join("release/switchboard"));
        command
            .args(["--json", "run", "--batch", &BATCH.to_string(), "--summary"])
            .args([&summary, &input]);
        let ended =
            command.env_clear().stdout(Stdio::null()).stderr(Stdio::null()).status().unwrap();
        assert!(ended.success(), "{command:?} ended with {ended}");
        let summary: Value = serde_json::from_slice(&fs::read(&summary).unwrap()).unwrap();
        assert_eq!(summary["events"], events);
        let seconds = summary["seconds"].as_f64().unwrap();
        let published: u64 =
            summary["published"].as_object().unwrap().values().filter_map(Value::as_u64).sum();
        let per_second = whole(events as f64 / seconds);
        table.row([events.into(), Figure::Number(seconds, 2), per_second, published.into()]);
    }
    table
}

/// The three functions as processes. Their event sources and services run in this process.
struct Stack {
    _deployment: Deployment,
    bus: Bus,
    records: StreamReader,
    workers: [Worker; 3],
}

/// Measures the functions' share: the CPU time of their processes, without DynamoDB, EventBridge
/// and event sources.
async fn share(events: usize) -> Table {
    let mut stack = Stack::start().await;
    let messages = workload(events + BATCH);
    // The start is measured elsewhere.
    stack.take(&messages[..BATCH]).await;
    let before = stack.used();
    for messages in messages[BATCH..].chunks(BATCH) {
        stack.take(messages).await;
    }
    let title = format!(
        "Own share of the functions: CPU time per event, {events} events in batches of {BATCH}"
    );
    let columns = [
        ("function", "function"),
        ("build", "build"),
        ("microsecondsPerEvent", "µs/event"),
        ("userMicrosecondsPerEvent", "user"),
        ("systemMicrosecondsPerEvent", "system"),
        ("memoryMib", "peak memory, MiB"),
    ];
    let mut table = Table::new("share", title, &columns);
    let mut all = Used::default();
    let per_event = |seconds: f64| tenths(seconds * 1e6 / events as f64);
    for (index, (worker, before)) in stack.workers.iter().zip(before).enumerate() {
        let used = worker.used().since(before);
        all = Used { user: all.user + used.user, system: all.system + used.system };
        let program = Program::function(FUNCTIONS[index]);
        let share = [used.total(), used.user, used.system].map(per_event);
        let names = [program.name.clone().into(), program.build().into()];
        table.row(names.into_iter().chain(share).chain([tenths(worker.memory())]));
    }
    let share = [all.total(), all.user, all.system].map(per_event);
    table
        .row(["all three".into(), Figure::Absent].into_iter().chain(share).chain([Figure::Absent]));
    assert!(stack.bus.accepted() > 0, "nothing was published");
    table
}

impl Stack {
    async fn start() -> Self {
        let deployment = Deployment::start().await;
        let bus = Bus::start().await;
        let records = deployment.stream().await;
        let program = |name: &str| {
            let program = Program::function(name)
                .with("AWS_ENDPOINT_URL_DYNAMODB", deployment.embedded.endpoint());
            let program = program.with("AWS_ENDPOINT_URL_EVENTBRIDGE", bus.endpoint());
            program.with("TABLE_NAME", TABLE).with("BUS_NAME", "common-events")
        };
        let [receive, reconstruct, emit] = FUNCTIONS.map(program);
        let workers = [receive.start().await, reconstruct.start().await, emit.start().await];
        Self { _deployment: deployment, bus, records, workers }
    }

    /// Invokes the first function with messages, and the others with the records that follow.
    async fn take(&mut self, bodies: &[String]) {
        self.workers[0].invoke(&messages(bodies)).await;
        for (worker, takes) in [(1, new_events as fn(&EventRecord) -> bool), (2, ledger_pages)] {
            let mut records = self.written().await;
            records.retain(takes);
            for records in records.chunks(BATCH) {
                self.workers[worker].invoke(&batch(records.to_vec())).await;
            }
        }
    }

    /// The records that were written since the last call.
    async fn written(&mut self) -> Vec<EventRecord> {
        let mut written = Vec::new();
        loop {
            let records = self.records.next(1_000).await.unwrap();
            if records.is_empty() {
                return written;
            }
            self.records.acknowledge();
            written.extend(records);
        }
    }

    fn used(&self) -> [Used; 3] {
        self.workers.each_ref().map(Worker::used)
    }
}
