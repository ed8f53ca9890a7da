//! The AWS actions that the functions call.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use aws_config::SdkConfig;
use axum::Router;
use axum::http::{Method, StatusCode};
use emit::{Emit, EventBridge};
use genesys::Timestamp;
use import::{Import, S3};
use receive::Receive;
use reconstruct::{PassRules, Reconstruct};
use runtime::{Clock, DeadLetterQueue, Deadline, WakeUpQueue, clients};
use serde_json::{Value, json};
use store::Table;
use sweep::{SweepRules, Sweeper};
use testkit::faults::{Fault, Faults, FaultyStore};
use testkit::invocations::{NOW, RETENTION, TABLE, batch, messages, published, rules};
use testkit::{cases, envelopes};
use tests::deployment::Deployment;
use tests::service::{Request, Service, serve};

use crate::asked::{by_interactions, by_notify};

/// Runs every function over everything: all cases, repeated events, upkeep, poisoned records and
/// rejected entries. Returns the actions that each one called.
pub async fn called() -> BTreeMap<&'static str, BTreeSet<String>> {
    let deployment = Deployment::start().await;
    let aws = Service::start(|request: &Request, _| match request.operation.as_str() {
        "PutEvents" => {
            let refused = |entry: &Value| {
                json!({"ErrorCode": "MalformedDetail",
                    "Id": entry["DetailType"]})
            };
            let entries = request.body["Entries"].as_array().unwrap();
            (
                StatusCode::OK,
                json!({"FailedEntryCount": entries.len(),
                    "Entries": entries.iter().map(refused).collect::<Value>()}),
            )
        }
        _ => (StatusCode::OK, json!({"MessageId": "m"})),
    })
    .await;
    let sdk = deployment.embedded.sdk_config().to_builder().endpoint_url(aws.endpoint()).build();
    let queue = || DeadLetterQueue::of(&sdk, Some(format!("{}/dead-letters", aws.endpoint())));
    let table = || Table::new(deployment.embedded.dynamodb(), TABLE);
    let mut called: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    let mut note = |function: &'static str, service: &str, operations: Vec<String>| {
        called
            .entry(function)
            .or_default()
            .extend(operations.into_iter().map(|name| format!("{service}:{name}")));
    };
    let metered = |table: &Table| {
        table.meter().usage().requests.keys().map(ToString::to_string).collect::<Vec<_>>()
    };
    let asked = |before: usize| {
        aws.asked().split_off(before).into_iter().map(|request| request.operation).collect()
    };

    let mut all: Vec<String> = cases()
        .iter()
        .flat_map(|(_, details)| envelopes(details, true))
        .map(|envelope| envelope.to_string())
        .collect();
    let late = all.pop().unwrap();
    let own = table();
    let receive = Receive::new(own.clone(), RETENTION, Clock::fixed(NOW));
    for messages_of_a_batch in all.chunks(10) {
        receive.handle(&messages(messages_of_a_batch), Deadline::never()).await;
    }
    receive.handle(&messages(&[all[0].clone(), "no event".to_owned()]), Deadline::never()).await;

    let stored = table();
    let wake_ups = || WakeUpQueue::of(&sdk, format!("{}/wake-ups", aws.endpoint()));
    let held_back = || PassRules { settle_seconds: 5, ..rules() };
    let reconstruct =
        Reconstruct::new(stored.clone(), queue(), wake_ups(), held_back(), Clock::fixed(NOW));
    reconstruct.handle(&batch(deployment.records().await), Deadline::never()).await;
    // So late that the expiry of unchanged items has to be extended.
    let later = Clock::fixed(Timestamp::from_ms(NOW.ms() + 300 * 86_400_000));
    let receive = Receive::new(own.clone(), RETENTION, later.clone());
    receive.handle(&messages(&[late]), Deadline::never()).await;
    let reconstruct = Reconstruct::new(stored.clone(), queue(), wake_ups(), rules(), later.clone());
    reconstruct.handle(&batch(deployment.records().await), Deadline::never()).await;
    let before = aws.asked().len();
    let poisoned = FaultyStore::new(stored.clone(), Faults::at(0, Fault::Poison));
    let reconstruct = Reconstruct::new(poisoned, queue(), wake_ups(), rules(), later);
    reconstruct.handle(&batch(deployment.records().await), Deadline::never()).await;
    note("receive", "dynamodb", metered(&own));
    note("reconstruct", "dynamodb", metered(&stored));
    note("reconstruct", "sqs", asked(before));

    let before = aws.asked().len();
    let emit = Emit::new(
        EventBridge::new(clients::eventbridge(&sdk), "switchboard"),
        queue(),
        published(&[], true),
    );
    emit.handle(&batch(deployment.records().await), Deadline::never()).await;
    let (puts, dead_letters): (Vec<String>, Vec<String>) = {
        let operations: Vec<String> = asked(before);
        operations.into_iter().partition(|operation| operation == "PutEvents")
    };
    note("emit", "events", puts);
    note("emit", "sqs", dead_letters);

    let bucket = bucket(format!("{}\nno document\n", json!(cases()[0].1))).await;
    let imported = table();
    let import = Import::new(
        S3::new(bucket.client(&sdk)),
        imported.clone(),
        queue(),
        RETENTION,
        Clock::fixed(NOW),
    );
    let before = aws.asked().len();
    let object = json!({"Records": [{"s3": {"bucket": {"name": "documents"},
        "object": {"key": "page.json"}}}]});
    import.handle(&messages(&[object.to_string()]), Deadline::never()).await;
    note("import", "dynamodb", metered(&imported));
    note("import", "s3", bucket.asked());
    note("import", "sqs", asked(before));

    let swept = table();
    let limits = SweepRules { retention: RETENTION, open_shards: 1, after_days: 14 };
    let much_later = Clock::fixed(Timestamp::from_ms(NOW.ms() + 390 * 86_400_000));
    let report = Sweeper::new(swept.clone(), limits, much_later).run(Deadline::never()).await;
    assert!(report.swept > 0, "{report:?}");
    note("sweep", "dynamodb", metered(&swept));
    // Lambda sends failed invocations to the queue in the function's name, as SweepInvocations
    // configures.
    note("sweep", "sqs", vec!["SendMessage".to_owned()]);
    called.insert("interactions", by_interactions(&deployment).await);
    called.insert("notify", by_notify(&deployment).await);
    called
}

/// A bucket on loopback in which every object has the same content.
async fn bucket(text: String) -> Bucket {
    let asked: Arc<Mutex<Vec<String>>> = Arc::default();
    let operations = Arc::clone(&asked);
    let give = move |method: Method| {
        operations.lock().unwrap().push(if method == Method::GET {
            "GetObject".to_owned()
        } else {
            method.to_string()
        });
        let text = text.clone();
        async move { text }
    };
    Bucket { endpoint: serve(Router::new().fallback(give)).await, asked }
}

struct Bucket {
    endpoint: String,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Bucket {
    fn client(&self, sdk: &SdkConfig) -> aws_sdk_s3::Client {
        aws_sdk_s3::Client::new(&sdk.to_builder().endpoint_url(&self.endpoint).build())
    }

    fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}
