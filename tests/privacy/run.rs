//! One run through everything that can happen, with all of its output.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use aws_lambda_events::dynamodb::Event;
use aws_sdk_dynamodb::types::AttributeValue;
use axum::http::StatusCode;
use emit::{AddressKey, Emit, EventBridge, MemoryBus, PublishRules, PublishedAddresses};
use receive::Receive;
use runtime::{Clock, DeadLetterQueue, Deadline, clients};
use serde_json::{Value, json};
use store::Table;
use store::keys::ConversationKey;
use testkit::faults::{Fault, Faults, FaultyStore};
use testkit::invocations::{NOW, RETENTION, TABLE, batch, messages, published, reconstruct};
use testkit::marks::marked;
use tests::deployment::Deployment;
use tests::service::{Request, Service, entries, outcomes};

use crate::input::{BROKEN, Input, ODD, input};
use crate::log::Log;

/// The one attribute whose values may leave, in the run that lets values leave.
pub const PUBLISHED: &str = "customerTier";
/// One type that the bus rejects permanently, and one that it always throttles.
const REFUSED: &str = "ConversationCreated";
const THROTTLED: &str = "VoicemailLeft";

/// The key of hashed addresses.
const KEY: &str = "the key of the privacy tests, which is long enough";

/// The output.
pub struct Run {
    /// The input.
    pub input: Input,
    /// Reports of receive: of valid messages, of the same messages again, and of messages that
    /// can never be stored.
    pub received: Vec<receive::BatchReport>,
    /// All log lines.
    pub log: String,
    /// All lines of metrics.
    pub metrics: Vec<String>,
    /// Common Events that leave when no attribute values may.
    pub sent: Vec<Value>,
    /// Common Events that leave when the values of [`PUBLISHED`] may.
    pub sent_with_values: Vec<Value>,
    /// Common Events that leave with addresses masked, hashed, and left out.
    pub sent_without_addresses: [Vec<Value>; 3],
    /// Dead letters, as text.
    pub dead_letters: Vec<String>,
    /// All records in the table's stream, as text.
    pub stored: String,
}

/// The output of the run, which is made once.
pub fn run() -> &'static Run {
    static RUN: OnceLock<Run> = OnceLock::new();
    RUN.get_or_init(|| {
        tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(feed())
    })
}

async fn feed() -> Run {
    let (input, log) = (input(), Log::of_process());
    let deployment = Deployment::start().await;
    let mut metrics = Vec::new();
    let received = receive(&deployment, &input, &mut metrics).await;
    put_broken_items(&deployment).await;
    pass(&deployment, &mut metrics).await;
    let records = batch(deployment.records().await);
    let bus = bus().await;
    emit(&deployment, &bus, &records, &mut metrics).await;
    let memory = MemoryBus::default();
    let config = deployment.embedded.sdk_config();
    let queue = DeadLetterQueue::of(&config, Some("http://queue".to_owned()));
    let report = Emit::new(memory.clone(), queue, published(&[PUBLISHED], true))
        .handle(&records, Deadline::never())
        .await;
    metrics.push(report.metrics().line(NOW));
    let mut sent_without_addresses = Vec::new();
    for addresses in [
        PublishedAddresses::masked(),
        PublishedAddresses::hashed(AddressKey::new(KEY).unwrap()),
        PublishedAddresses::none(),
    ] {
        let (memory, rules) = (MemoryBus::default(), published(&[], true));
        let rules = PublishRules { published_addresses: addresses, ..rules };
        let queue = DeadLetterQueue::of(&config, Some("http://queue".to_owned()));
        Emit::new(memory.clone(), queue, rules).handle(&records, Deadline::never()).await;
        let details = memory.entries().into_iter();
        let details = details.map(|entry| serde_json::from_str(entry.detail.get()).unwrap());
        sent_without_addresses.push(details.collect());
    }
    let detail = |detail: &str| serde_json::from_str::<Value>(detail).unwrap();
    let asked = bus.asked();
    let dead_letters = asked.iter().filter(|request| request.operation == "SendMessage");
    Run {
        dead_letters: dead_letters.map(|request| request.body["MessageBody"].to_string()).collect(),
        sent: asked
            .iter()
            .flat_map(entries)
            .map(|entry| detail(entry["Detail"].as_str().unwrap()))
            .collect(),
        sent_with_values: memory.entries().iter().map(|entry| detail(entry.detail.get())).collect(),
        sent_without_addresses: sent_without_addresses.try_into().unwrap(),
        stored: serde_json::to_string(&records).unwrap(),
        log: log.text(),
        input,
        received,
        metrics,
    }
}

async fn receive(
    deployment: &Deployment,
    input: &Input,
    metrics: &mut Vec<String>,
) -> Vec<receive::BatchReport> {
    let mut reports = Vec::new();
    let receive = Receive::new(deployment.table.clone(), RETENTION, Clock::fixed(NOW));
    for bodies in [&input.good, &input.good, &input.rejected] {
        reports.push(receive.handle(&messages(bodies), Deadline::never()).await);
    }
    metrics.extend(reports.iter().map(|report| report.metrics().line(NOW)));
    let elsewhere = Table::new(deployment.embedded.dynamodb(), "elsewhere");
    for (table, faults) in
        [(&elsewhere, Faults::none()), (&deployment.table, Faults::at(1, Fault::Poison))]
    {
        let receive =
            Receive::new(FaultyStore::new(table.clone(), faults), RETENTION, Clock::fixed(NOW));
        let report = receive.handle(&messages(&input.good[..20]), Deadline::never()).await;
        assert_eq!(report.failed.len(), 20);
        metrics.push(report.metrics().line(NOW));
    }
    reports
}

/// Items that someone changed by hand: an event that is not one, one whose key is not one, and an
/// invalid ledger entry.
async fn put_broken_items(deployment: &Deployment) {
    let event = "EVENT#1772442000000#acw#00000000000000000000000000000000".to_owned();
    let page = "COMMON_EVENT#0000000001".to_owned();
    for (id, sort_key) in
        [(ODD, event), (ODD, format!("EVENT#{}", marked("subject", "key"))), (BROKEN, page)]
    {
        let text = |text: String| AttributeValue::S(text);
        let item = HashMap::from([
            ("pk".to_owned(), text(ConversationKey(id.parse().unwrap()).to_string())),
            ("sk".to_owned(), text(sort_key)),
            ("eventBody".to_owned(), text(marked("wrapupNotes", "by hand"))),
            ("said".to_owned(), text(marked("wrapupNotes", "by hand"))),
            ("receivedAt".to_owned(), text(marked("wrapupNotes", "by hand"))),
        ]);
        let put = deployment.embedded.dynamodb().put_item().table_name(TABLE).set_item(Some(item));
        put.send().await.unwrap();
    }
}

async fn pass(deployment: &Deployment, metrics: &mut Vec<String>) {
    let records = batch(deployment.records().await);
    for faults in [
        Faults::at(30, Fault::Poison),
        Faults::at(3, Fault::Throttled),
        Faults::at(50, Fault::AnswerLost),
        Faults::none(),
    ] {
        let store = FaultyStore::new(deployment.table.clone(), faults);
        let report = reconstruct(store, NOW).handle(&records, Deadline::never()).await;
        assert!(report.poisoned >= 2, "a record and a conversation that cannot be read");
        metrics.push(report.metrics().line(NOW));
    }
    let function = reconstruct(deployment.table.clone(), NOW);
    let broken = json!({"conversationId": BROKEN, "dueAt": NOW}).to_string();
    let woken = function
        .wake(&messages(&[marked("subject", "no wake-up"), broken]), Deadline::never())
        .await;
    assert_eq!((woken.unreadable.len(), woken.failed.len()), (1, 1));
    metrics.push(woken.metrics().line(NOW));
}

/// Publishes through a bus that is down, then twice through one that rejects some types. Its
/// dead-letter queue fails at first.
async fn emit(deployment: &Deployment, bus: &Service, records: &Event, metrics: &mut Vec<String>) {
    let down = Service::start(|request, _| {
        (
            StatusCode::INTERNAL_SERVER_ERROR,
            json!({"__type": "InternalException", "message": request.body.to_string()}),
        )
    });
    let mut poisoned = 0;
    for service in [&down.await, bus, bus] {
        let config = deployment
            .embedded
            .sdk_config()
            .into_builder()
            .endpoint_url(service.endpoint())
            .build();
        let queue = DeadLetterQueue::of(&config, Some("http://queue".to_owned()));
        let adapter = EventBridge::new(clients::eventbridge(&config), "common-events");
        let report = Emit::new(adapter, queue, published(&[], true))
            .handle(records, Deadline::never())
            .await;
        assert!(report.failed > 0);
        poisoned += report.poisoned;
        metrics.push(report.metrics().line(NOW));
    }
    assert_eq!(poisoned, 1, "a record that cannot be read, once the queue is there to keep it");
}

/// EventBridge and SQS, whose error messages quote the input. The queue fails at first.
async fn bus() -> Service {
    let queue_works = Arc::new(AtomicBool::new(false));
    Service::start(move |request: &Request, _| match request.operation.as_str() {
        "SendMessage" if queue_works.swap(true, Ordering::SeqCst) => {
            (StatusCode::OK, json!({"MessageId": "m"}))
        }
        "SendMessage" => {
            (StatusCode::SERVICE_UNAVAILABLE, json!({"message": request.body["MessageBody"]}))
        }
        _ => outcomes(request, |_, entry| match entry["DetailType"].as_str() {
            Some(REFUSED) => Some("MalformedDetail"),
            Some(THROTTLED) => Some("ThrottlingException"),
            _ => None,
        }),
    })
    .await
}
