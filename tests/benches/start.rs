//! `start`: time until a function requests work and until it has done the first of it, and its
//! size.

use aws_lambda_events::dynamodb::EventRecord;
use axum::extract::Path;
use axum::routing::{get, post};
use axum::{Json, Router};
use genesys::ConversationId;
use genesys::details::ConversationDetails;
use serde_json::{Value, json};
use simulate::conversations;
use store::Image;
use testkit::envelopes;
use testkit::invocations::{TABLE, batch, ledger_pages, messages};
use tests::deployment::Deployment;
use tests::service::serve;

use crate::bus::Bus;
use crate::process::{Program, Started, bytes, percentile, target};
use crate::report::{Figure, Table, tenths};

/// Every function.
const FUNCTIONS: [&str; 7] =
    ["receive", "reconstruct", "emit", "import", "sweep", "interactions", "notify"];
/// The architectures that functions are built for.
const ARCHITECTURES: [&str; 2] = ["x86_64", "arm64"];

/// The data of the functions: a conversation for each run.
struct World {
    deployment: Deployment,
    conversations: Vec<ConversationDetails>,
    /// For each conversation, the record of its first event.
    events: Vec<EventRecord>,
    /// As many records of ledger pages.
    ledger_pages: Vec<EventRecord>,
    bus: Bus,
    objects: String,
    /// A conversation with a tree.
    notified: ConversationId,
    event_api: String,
}

/// The tables of this section.
pub async fn measure(runs: usize) -> Vec<Table> {
    let world = World::new(runs).await;
    let mut table = times("start", format!("Start of each function, {runs} runs"));
    for function in FUNCTIONS {
        let program = world.program(function);
        let mut started = Vec::new();
        for run in 0..runs {
            started.push(program.start_once(&world.event(function, run)).await);
        }
        add_times(&mut table, &program, &started);
    }
    vec![table, sizes()]
}

/// An empty table of times.
pub fn times(name: &'static str, title: String) -> Table {
    let columns = [
        ("program", "program"),
        ("build", "build"),
        ("askedMedianMs", "asks for work, ms: median"),
        ("askedP95Ms", "p95"),
        ("answeredMedianMs", "first answer, ms: median"),
        ("answeredP95Ms", "p95"),
        ("memoryMib", "peak memory, MiB"),
    ];
    Table::new(name, title, &columns)
}

/// Adds the times of a program's runs.
pub fn add_times(table: &mut Table, program: &Program, started: &[Started]) {
    let of = |figure: fn(&Started) -> f64, percent| {
        tenths(percentile(&started.iter().map(figure).collect::<Vec<_>>(), percent))
    };
    let mut row: Vec<Figure> = vec![program.name.clone().into(), program.build().into()];
    row.extend([
        of(|it| it.asked, 50),
        of(|it| it.asked, 95),
        of(|it| it.answered, 50),
        of(|it| it.answered, 95),
    ]);
    row.push(of(|it| it.memory, 50));
    table.row(row);
}

fn sizes() -> Table {
    let columns = [
        ("function", "function"),
        ("x86_64BinaryBytes", "x86_64: binary"),
        ("x86_64ZipBytes", "zip"),
        ("arm64BinaryBytes", "arm64: binary"),
        ("arm64ZipBytes", "zip"),
    ];
    let mut table =
        Table::new("sizes", "Bytes of each function as bash infra/build.sh makes it", &columns);
    for function in FUNCTIONS {
        let sizes = ARCHITECTURES.iter().flat_map(|architecture| {
            let folder = target().join("lambda").join(architecture);
            [
                bytes(&folder.join(function).join("bootstrap")),
                bytes(&folder.join(format!("{function}.zip"))),
            ]
        });
        table.row([Figure::from(function)].into_iter().chain(sizes.map(Figure::from)));
    }
    table
}

impl World {
    async fn new(runs: usize) -> Self {
        let deployment = Deployment::start().await;
        let conversations: Vec<ConversationDetails> =
            conversations(1, runs.max(2) as u64).collect();
        for details in &conversations {
            deployment.append(&envelopes(details, false)).await;
        }
        let records = deployment.records().await;
        let of = |details: &ConversationDetails| {
            let is_of = |record: &&EventRecord| {
                Image(&record.change.keys).key().unwrap().0 == details.conversation_id
            };
            records.iter().find(is_of).unwrap().clone()
        };
        let events = conversations.iter().map(of).collect();
        // One more conversation, because those for `reconstruct` must have no tree yet.
        let details = testkit::cases().remove(0).1;
        deployment.append(&envelopes(&details, false)).await;
        deployment.pass(&details.conversation_id).await;
        let ledger_pages = deployment.records().await.into_iter().filter(ledger_pages).collect();
        let documents =
            conversations.iter().map(|details| serde_json::to_string(details).unwrap()).collect();
        Self {
            deployment,
            conversations,
            events,
            ledger_pages,
            bus: Bus::start().await,
            objects: s3(documents).await,
            notified: details.conversation_id,
            event_api: event_api().await,
        }
    }

    fn program(&self, function: &str) -> Program {
        let program = Program::function(function);
        let program = match function {
            "emit" => program.with("BUS_NAME", "common-events"),
            "notify" => program
                .with("TABLE_NAME", TABLE)
                .with("API_URL", "https://api.example.com")
                .with("EVENT_API_URL", &self.event_api),
            _ => program.with("TABLE_NAME", TABLE),
        };
        let program =
            program.with("AWS_ENDPOINT_URL_DYNAMODB", self.deployment.embedded.endpoint());
        let program = program.with("AWS_ENDPOINT_URL_EVENTBRIDGE", self.bus.endpoint());
        program.with("AWS_ENDPOINT_URL_S3", &self.objects)
    }

    /// The event for an invocation of a function in one of the runs.
    fn event(&self, function: &str, run: usize) -> Value {
        let of = |records: &[EventRecord]| {
            serde_json::to_value(batch(vec![records[run % records.len()].clone()])).unwrap()
        };
        match function {
            "receive" => {
                // An event that is not in the log yet.
                let mut envelope = envelopes(&self.conversations[run], false).remove(0);
                envelope["detail"]["eventBody"]["run"] = json!(run);
                serde_json::to_value(messages(&[envelope.to_string()])).unwrap()
            }
            "reconstruct" => of(&self.events),
            "emit" => of(&self.ledger_pages),
            "import" => {
                let object = json!({"bucket": {"name": "documents"},
                    "object": {"key": format!("{run}.json")}});
                let notification = json!({"Records": [{"s3": object}]});
                serde_json::to_value(messages(&[notification.to_string()])).unwrap()
            }
            "notify" => {
                let metadata =
                    json!({"type": "ConversationEnded", "conversationId": self.notified});
                let body = json!({"metadata": metadata, "data": {}});
                serde_json::to_value(messages(&[body.to_string()])).unwrap()
            }
            "interactions" => self.request(run),
            _ => json!({}),
        }
    }

    /// A request of an administrator, in the form of an HTTP API with a JWT authorizer.
    fn request(&self, run: usize) -> Value {
        let path = format!("/interactions/{}", self.conversations[run].conversation_id);
        let claims = json!({"genesys_user_id": "u-1", "switchboard_roles": "[admin]"});
        let http =
            json!({"method": "GET", "path": path, "protocol": "HTTP/1.1", "sourceIp": "192.0.2.1"});
        let context = json!({
            "accountId": "123456789012", "apiId": "api", "requestId": "r", "routeKey": "$default",
            "stage": "$default",
            "time": "03/Mar/2026:00:00:00 +0000", "timeEpoch": 1_772_496_000_000_i64, "http": http,
            "authorizer": {"jwt": {"claims": claims, "scopes": null}},
        });
        json!({
            "version": "2.0", "routeKey": "$default", "rawPath": path, "rawQueryString": "",
            "headers": {"accept": "application/json"}, "requestContext": context,
            "isBase64Encoded": false,
        })
    }
}

/// A stand-in for the Event API of AppSync, which takes everything. Returns its URL.
async fn event_api() -> String {
    let take = async || Json(json!({"failed": [], "successful": []}));
    serve(Router::new().route("/event", post(take))).await
}

/// A stand-in for S3: each object is a document, named by its number. Returns its URL.
async fn s3(documents: Vec<String>) -> String {
    let handler = move |Path((_, key)): Path<(String, String)>| {
        let number: usize = key.trim_end_matches(".json").parse().unwrap();
        let document = documents[number].clone();
        async move { document }
    };
    serve(Router::new().route("/{bucket}/{key}", get(handler))).await
}
