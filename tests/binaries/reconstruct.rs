//! The binary as it is deployed: a batch of stream records in, the tree and the ledger in the
//! table.

use axum::http::StatusCode;
use local_aws::lambda_api::TRACE;
use serde_json::{Value, json};
use testkit::invocations::{NOW, TABLE, batch, messages};
use testkit::marks::{mark, marked_line};
use testkit::{cases, envelopes};
use tests::binary::{Binary, metrics};
use tests::deployment::Deployment;
use tests::service::{Request, Service};

const BINARY: &str = "reconstruct";

#[tokio::test]
async fn new_events_become_the_tree_and_the_ledger() {
    let deployment = Deployment::start().await;
    let (_, details) = cases().remove(0);
    let mut arrivals = envelopes(&details, true);
    arrivals.iter_mut().for_each(|arrival| drop(mark(arrival)));
    deployment.append(&arrivals).await;
    let records = batch(deployment.records().await);
    let variables = [
        ("TABLE_NAME", TABLE),
        ("AWS_ENDPOINT_URL_DYNAMODB", deployment.embedded.endpoint()),
        ("WAKE_UP_QUEUE_URL", "http://queue"),
        ("SETTLE_SECONDS", "0"),
    ];
    let (response, written) = Binary::start(BINARY, &variables)
        .await
        .invoke(serde_json::to_value(&records).unwrap())
        .await;
    assert_eq!(response, json!({"batchItemFailures": []}));
    let stored = deployment.table.tree(&details.conversation_id).await.unwrap().unwrap();
    assert_eq!(stored.tree.version, 1);
    assert!(!stored.participants.is_empty());
    let ledger = deployment.table.ledger(&details.conversation_id).await.unwrap();
    let metrics = metrics(&written);
    assert_eq!(metrics["Passes"], 1.0, "one conversation is one pass");
    assert_eq!(
        metrics["CommonEventsConcluded"].as_f64(),
        Some(f64::from(u32::try_from(ledger.len()).unwrap()))
    );
    let here = Deployment::start().await;
    here.append(&arrivals).await;
    here.pass(&details.conversation_id).await;
    let (there, here) =
        (deployment.said(&details.conversation_id), here.said(&details.conversation_id));
    assert_eq!(there.await, here.await, "the binary says what the library says");
    assert!(written.stderr.contains("\"message\":\"passed\""));
    assert_eq!(marked_line(&(written.stderr + &written.stdout)), None);
}

/// An early wake-up goes back into the queue. A wake-up that is due causes a pass over its
/// conversation.
#[tokio::test]
async fn due_wake_up_causes_a_pass() {
    let queue =
        Service::start(|_: &Request, _| (StatusCode::OK, json!({"MessageId": "m-1"}))).await;
    let deployment = Deployment::start().await;
    let (_, details) = cases().remove(0);
    deployment.append(&envelopes(&details, true)).await;
    let url = format!("{}/1/wake-ups", queue.endpoint());
    let variables = [
        ("TABLE_NAME", TABLE),
        ("AWS_ENDPOINT_URL_DYNAMODB", deployment.embedded.endpoint()),
        ("AWS_ENDPOINT_URL_SQS", queue.endpoint()),
        ("WAKE_UP_QUEUE_URL", url.as_str()),
    ];
    let mut message = serde_json::to_value(messages(&[String::new()])).unwrap();
    message["Records"][0]["eventSource"] = json!("aws:sqs");
    let mut due = |due_at: Value| {
        let body = json!({"conversationId": details.conversation_id, "dueAt": due_at});
        message["Records"][0]["body"] = json!(body.to_string());
        message.clone()
    };
    let early = due(json!("2200-01-01T00:00:00.000Z"));
    let (response, written) = Binary::start(BINARY, &variables).await.invoke(early).await;
    assert_eq!(
        (response, metrics(&written)["WakeUpsEarly"].as_f64()),
        (json!({"batchItemFailures": []}), Some(1.0))
    );
    let asked = queue.asked();
    assert_eq!(
        (asked[0].operation.as_str(), &asked[0].body["DelaySeconds"]),
        ("SendMessage", &json!(900))
    );
    let attribute = &asked[0].body["MessageSystemAttributes"]["AWSTraceHeader"];
    assert_eq!(attribute["StringValue"], TRACE, "X-Ray links what the wake-up causes");
    let (response, written) = Binary::start(BINARY, &variables).await.invoke(due(json!(NOW))).await;
    assert_eq!(response, json!({"batchItemFailures": []}));
    let metrics = metrics(&written);
    assert_eq!(
        (metrics["PassesWoken"].as_f64(), metrics["CommonEventsHeldBack"].as_f64()),
        (Some(1.0), Some(0.0))
    );
    assert!(!deployment.table.ledger(&details.conversation_id).await.unwrap().is_empty());
}
