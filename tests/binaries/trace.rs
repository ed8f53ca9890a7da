//! From an event to its Common Events by the log lines of the deployed binaries.

use std::collections::BTreeSet;

use local_aws::lambda_api::{TRACE, Written};
use serde_json::{Value, json};
use testkit::invocations::{TABLE, batch, ledger_pages, messages, new_events};
use testkit::{cases, envelopes};
use tests::binary::Binary;
use tests::deployment::Deployment;
use tests::service::{Service, outcomes};

/// The lines of an invocation with this message. Each names its trace.
fn lines(written: &Written, message: &str) -> Vec<Value> {
    let lines = written.stderr.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let lines: Vec<Value> = lines.filter(|line| line["message"] == message).collect();
    for line in &lines {
        assert_eq!(line["span"]["xrayTraceId"], TRACE, "{line}");
        assert!(line["span"]["requestId"].is_string(), "{line}");
    }
    assert!(!lines.is_empty(), "{message}: {}", written.stderr);
    lines
}

/// Id of the Common Event, and the keys that it rests on, of each line.
fn causes(lines: &[Value]) -> BTreeSet<(String, Vec<String>)> {
    let of = |line: &Value| {
        let keys = line["causes"].as_str().unwrap().split(' ').map(str::to_owned).collect();
        (line["common_event_id"].as_str().unwrap().to_owned(), keys)
    };
    lines.iter().map(of).collect()
}

/// From an envelope one finds its key in the lines of `receive`, and with the key its Common
/// Events in those of `reconstruct` and `emit`: all of the ledger, and nothing else.
#[tokio::test]
async fn logs_lead_from_an_event_to_its_effects() {
    let deployment = Deployment::start().await;
    let dynamodb = deployment.embedded.endpoint();
    let (_, details) = cases().remove(0);
    let sent = envelopes(&details, false);
    let bodies: Vec<String> = sent.iter().map(Value::to_string).collect();
    let mut arrivals = serde_json::to_value(messages(&bodies)).unwrap();
    for record in arrivals["Records"].as_array_mut().unwrap() {
        record["attributes"] = json!({"AWSTraceHeader": "Root=1-2-3"});
    }
    let table = [("TABLE_NAME", TABLE), ("AWS_ENDPOINT_URL_DYNAMODB", dynamodb)];
    let (_, written) = Binary::start("receive", &table).await.invoke(arrivals).await;
    let stored = lines(&written, "event stored");
    assert!(stored.iter().all(|line| line["trace_header"] == "Root=1-2-3"));
    let text = |line: &Value, name: &str| line[name].as_str().unwrap().to_owned();
    let envelopes: BTreeSet<String> = sent.iter().map(|sent| text(sent, "id")).collect();
    assert_eq!(
        stored.iter().map(|line| text(line, "envelope_id")).collect::<BTreeSet<_>>(),
        envelopes
    );
    let keys: BTreeSet<String> = stored.iter().map(|line| text(line, "event_key")).collect();

    let mut records = deployment.records().await;
    records.retain(new_events);
    let variables =
        [table[0], table[1], ("WAKE_UP_QUEUE_URL", "http://queue"), ("SETTLE_SECONDS", "0")];
    let records = serde_json::to_value(batch(records)).unwrap();
    let (_, written) = Binary::start("reconstruct", &variables).await.invoke(records).await;
    let derived = causes(&lines(&written, "derived"));

    let bus = Service::start(|request, _| outcomes(request, |_, _| None)).await;
    let mut pages = deployment.records().await;
    pages.retain(ledger_pages);
    let variables =
        [("BUS_NAME", "common-events"), ("AWS_ENDPOINT_URL_EVENTBRIDGE", bus.endpoint())];
    let pages = serde_json::to_value(batch(pages)).unwrap();
    let (_, written) = Binary::start("emit", &variables).await.invoke(pages).await;
    let published = causes(&lines(&written, "published"));

    let ledger = deployment.table.ledger(&details.conversation_id).await.unwrap();
    let expected = ledger.iter().map(|entry| {
        (entry.id().to_string(), entry.causes.iter().map(ToString::to_string).collect())
    });
    assert_eq!(derived, expected.collect::<BTreeSet<_>>());
    assert_eq!(derived, published);
    assert!(published.iter().flat_map(|(_, causes)| causes).all(|key| keys.contains(key)));
}
