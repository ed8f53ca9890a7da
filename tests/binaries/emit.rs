//! The binary as it is deployed: a batch of stream records in, entries on the bus.

use std::collections::BTreeMap;

use local_aws::lambda_api::TRACE;
use serde_json::{Value, json};
use testkit::invocations::batch;
use testkit::marks::{mark, marked_line};
use testkit::{cases, envelopes};
use tests::binary::{Binary, metrics};
use tests::deployment::Deployment;
use tests::service::{Service, entries, outcomes};

const BINARY: &str = "emit";

/// Id and revision of an entry.
fn of(entry: &Value) -> (String, u64) {
    let detail: Value = serde_json::from_str(entry["Detail"].as_str().unwrap()).unwrap();
    (
        detail["metadata"]["id"].as_str().unwrap().to_owned(),
        detail["metadata"]["revision"].as_u64().unwrap(),
    )
}

/// Every entry of the ledger arrives. Only the throttled entry is sent again.
#[tokio::test]
async fn ledger_arrives_and_throttled_entry_is_resent() {
    let deployment = Deployment::start().await;
    let (_, details) = cases().remove(0);
    let mut arrivals = envelopes(&details, true);
    arrivals.iter_mut().for_each(|arrival| drop(mark(arrival)));
    deployment.append(&arrivals).await;
    deployment.pass(&details.conversation_id).await;
    let ledger = deployment.table.ledger(&details.conversation_id).await.unwrap();
    let bus = Service::start(|request, before| {
        outcomes(request, |index, _| (before == 0 && index == 0).then_some("ThrottlingException"))
    })
    .await;
    let variables =
        [("BUS_NAME", "common-events"), ("AWS_ENDPOINT_URL_EVENTBRIDGE", bus.endpoint())];
    let records = serde_json::to_value(batch(deployment.records().await)).unwrap();
    let (response, written) = Binary::start(BINARY, &variables).await.invoke(records).await;
    assert_eq!(response, json!({"batchItemFailures": []}));
    let asked = bus.asked();
    let mut sent: BTreeMap<(String, u64), u32> = BTreeMap::new();
    for entry in asked.iter().flat_map(entries) {
        assert_eq!(entry["EventBusName"], "common-events");
        assert_eq!(entry["TraceHeader"], TRACE, "subscribers are in the trace of emit");
        *sent.entry(of(entry)).or_default() += 1;
    }
    let mut expected: BTreeMap<(String, u64), u32> =
        ledger.iter().map(|entry| ((entry.id().to_string(), entry.revision), 1)).collect();
    expected.insert(of(&entries(&asked[0])[0]), 2);
    assert_eq!(sent, expected);
    assert_eq!(metrics(&written)["CommonEventsFailed"], 0.0);
    assert!(written.stderr.contains("\"message\":\"published\""));
    assert_eq!(marked_line(&(written.stderr + &written.stdout)), None);
}
