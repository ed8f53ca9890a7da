//! `peer`: storing events as `receive` does, beside the same job as a team would write it today
//! with Python, boto3 and Powertools. Both run on the same Runtime API, the same DynamoDB and the
//! same messages.

use std::path::Path;
use std::time::Instant;

use aws_sdk_dynamodb::types::{
    AttributeDefinition, BillingMode, KeySchemaElement, KeyType, ScalarAttributeType,
};
use genesys::{Arrival, ConversationId};
use receive::Receive;
use runtime::{Clock, Deadline};
use serde::Deserialize;
use testkit::invocations::{RETENTION, TABLE, messages};
use tests::deployment::Deployment;

use crate::pipeline::workload;
use crate::process::{Program, target};
use crate::report::{Figure, Table, hundredths, tenths, whole};
use crate::start::{add_times, times};

/// Name of the idempotency layer's table.
const IDEMPOTENCY: &str = "idempotency";
/// Numbers of messages in an invocation.
const BATCHES: [usize; 2] = [10, 100];

/// The functions to compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Peer {
    /// Our `receive`.
    Receive,
    /// The Python function.
    Python,
    /// The Python function without the idempotency layer: a repeated message overwrites its event.
    PythonWithoutIdempotency,
}

/// The requests and capacity for all events.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Consumed {
    requests: f64,
    read_units: f64,
    write_units: f64,
}

/// The tables of this section.
pub async fn measure(runs: usize, events: usize) -> Vec<Table> {
    let mut start = times("peerStart", format!("Storing one event, {runs} runs"));
    let mut rate = rates(format!("Storing {events} events"));
    let mut consumed =
        units(format!("Storing {events} events: what DynamoDB is asked and charges per event"));
    let messages = workload(events);
    for peer in [Peer::Receive, Peer::Python, Peer::PythonWithoutIdempotency] {
        peer.start(&mut start, runs, &messages).await;
        for batch in BATCHES {
            peer.rate(&mut rate, batch, &messages).await;
        }
        peer.consumed(&mut consumed, &messages).await;
    }
    vec![start, rate, consumed]
}

fn rates(title: String) -> Table {
    let columns = [
        ("program", "program"),
        ("batch", "batch"),
        ("eventsPerSecond", "events/s"),
        ("microsecondsPerEvent", "CPU, µs/event"),
        ("memoryMib", "peak memory, MiB"),
    ];
    Table::new("peerRate", title, &columns)
}

fn units(title: String) -> Table {
    let columns = [
        ("program", "program"),
        ("requests", "requests"),
        ("readUnits", "read units"),
        ("writeUnits", "write units"),
    ];
    Table::new("peerUnits", title, &columns)
}

impl Peer {
    /// The program on a deployment; `module` is the Python module of the handler.
    fn program(self, deployment: &Deployment, module: &str) -> Program {
        let program = match self {
            Self::Receive => Program::function("receive"),
            Self::Python | Self::PythonWithoutIdempotency => python(module),
        };
        let program = program.with("TABLE_NAME", TABLE);
        let program = program.with("AWS_ENDPOINT_URL_DYNAMODB", deployment.embedded.endpoint());
        match self {
            Self::PythonWithoutIdempotency => {
                program.with("POWERTOOLS_IDEMPOTENCY_DISABLED", "true")
            }
            Self::Receive | Self::Python => program,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Receive => "receive",
            Self::Python => "Python",
            Self::PythonWithoutIdempotency => "Python, not idempotent",
        }
    }

    async fn start(self, table: &mut Table, runs: usize, events: &[String]) {
        let deployment = deployment().await;
        let mut program = self.program(&deployment, "handler");
        self.name().clone_into(&mut program.name);
        let mut started = Vec::new();
        for body in events.iter().cycle().take(runs) {
            started.push(program.start_once(&messages(std::slice::from_ref(body))).await);
        }
        add_times(table, &program, &started);
    }

    async fn rate(self, table: &mut Table, batch: usize, events: &[String]) {
        let deployment = deployment().await;
        let worker = self.program(&deployment, "handler").start().await;
        let (first, rest) = events.split_at(batch);
        worker.invoke(&messages(first)).await;
        let (before, began) = (worker.used(), Instant::now());
        for bodies in rest.chunks(batch) {
            worker.invoke(&messages(bodies)).await;
        }
        let (took, used) = (began.elapsed().as_secs_f64(), worker.used().since(before));
        let events = rest.len() as f64;
        let per_event = tenths(used.total() * 1e6 / events);
        table.row([
            self.name().into(),
            batch.into(),
            whole(events / took),
            per_event,
            tenths(worker.memory()),
        ]);
    }

    /// The requests and capacity. Checks first that it stored what `receive` stores.
    async fn consumed(self, table: &mut Table, events: &[String]) {
        let (ours, theirs) = (deployment().await, deployment().await);
        let receive = Receive::new(ours.table.clone(), RETENTION, Clock::system());
        for bodies in events.chunks(BATCHES[0]) {
            assert!(receive.handle(&messages(bodies), Deadline::never()).await.failed.is_empty());
        }
        let usage = ours.table.meter().take();
        let consumed = match self {
            Self::Receive => Consumed {
                requests: usage.requests.values().sum::<u64>() as f64,
                read_units: usage.read_units,
                write_units: usage.write_units,
            },
            Self::Python | Self::PythonWithoutIdempotency => {
                let worker = self.program(&theirs, "measured").start().await;
                for bodies in events.chunks(BATCHES[0]) {
                    worker.invoke(&messages(bodies)).await;
                }
                for event in events {
                    let id = Arrival::decode(event).unwrap().conversation_id;
                    assert_eq!(
                        stored(&theirs, &id).await,
                        stored(&ours, &id).await,
                        "another item is stored"
                    );
                }
                last(&worker.stop().stdout)
            }
        };
        let per_event = |total: f64| hundredths(total / events.len() as f64);
        let figures = [consumed.requests, consumed.read_units, consumed.write_units].map(per_event);
        table.row([Figure::from(self.name())].into_iter().chain(figures));
    }
}

/// A Python with the packages in the peer's `requirements.txt`.
fn python(module: &str) -> Program {
    let python = target().join("bench-venv/bin/python");
    assert!(
        python.is_file(),
        "{} is missing: run bash tests/bench.sh, which makes it",
        python.display()
    );
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/peer");
    let handler = format!("{module}.handler");
    Program::other("Python", &python, &["-m", "awslambdaric", &handler])
        .with("PYTHONPATH", folder.to_str().unwrap())
        .with("PYTHONDONTWRITEBYTECODE", "1")
        .with("LAMBDA_TASK_ROOT", folder.to_str().unwrap())
        .with("AWS_DEFAULT_REGION", "us-east-1")
        .with("IDEMPOTENCY_TABLE_NAME", IDEMPOTENCY)
}

/// A deployment with a table for the idempotency layer, created as its documentation says.
async fn deployment() -> Deployment {
    let deployment = Deployment::start().await;
    let id =
        AttributeDefinition::builder().attribute_name("id").attribute_type(ScalarAttributeType::S);
    let key = KeySchemaElement::builder().attribute_name("id").key_type(KeyType::Hash);
    let table = deployment.embedded.dynamodb().create_table().table_name(IDEMPOTENCY);
    let table =
        table.billing_mode(BillingMode::PayPerRequest).attribute_definitions(id.build().unwrap());
    table.key_schema(key.build().unwrap()).send().await.unwrap();
    deployment
}

/// The log of a conversation without fields that depend on the clock.
async fn stored(
    deployment: &Deployment,
    id: &ConversationId,
) -> Vec<(String, String, Option<String>, Option<String>)> {
    let log = deployment.table.log(id).await.unwrap();
    log.into_iter()
        .map(|it| (it.sk.to_string(), it.event_body, it.organization_id, it.envelope_id))
        .collect()
}

/// The last sums that the measuring module printed.
fn last(stdout: &str) -> Consumed {
    stdout
        .lines()
        .rev()
        .find_map(|line| serde_json::from_str(line.strip_prefix("consumed ")?).ok())
        .unwrap()
}
