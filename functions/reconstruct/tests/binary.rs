//! The binary, as it is deployed: a batch of stream records in, the tree and the ledger in the table.

#![allow(clippy::unwrap_used, reason = "these are tests")]

use serde_json::json;
use tests::binary::{Binary, metrics};
use tests::deployment::{Deployment, TABLE, batch};
use tests::marks::{mark, marked_line};
use tests::{cases, envelopes};

const BINARY: &str = env!("CARGO_BIN_EXE_reconstruct");

#[tokio::test]
async fn new_events_become_the_tree_and_the_ledger() {
    let deployment = Deployment::start().await;
    let (_, details) = cases().remove(0);
    let mut arrivals = envelopes(&details, true);
    arrivals.iter_mut().for_each(|arrival| drop(mark(arrival)));
    deployment.append(&arrivals).await;
    let records = batch(deployment.records().await);
    let variables = [("TABLE_NAME", TABLE), ("AWS_ENDPOINT_URL_DYNAMODB", deployment.embedded.endpoint())];
    let (response, written) =
        Binary::start(BINARY, &variables).await.invoke(serde_json::to_value(&records).unwrap()).await;
    assert_eq!(response, json!({"batchItemFailures": []}));
    let stored = deployment.table.tree(&details.conversation_id).await.unwrap().unwrap();
    assert_eq!(stored.tree.version, 1);
    assert!(!stored.participants.is_empty());
    let ledger = deployment.table.ledger(&details.conversation_id).await.unwrap();
    let metrics = metrics(&written);
    assert_eq!(metrics["Passes"], 1.0, "one conversation is one pass");
    assert_eq!(metrics["CommonEventsConcluded"].as_f64(), Some(f64::from(u32::try_from(ledger.len()).unwrap())));
    let here = Deployment::start().await;
    here.append(&arrivals).await;
    here.pass(&details.conversation_id).await;
    let (there, here) = (deployment.said(&details.conversation_id), here.said(&details.conversation_id));
    assert_eq!(there.await, here.await, "the binary says what the library says");
    assert!(written.stderr.contains("\"message\":\"passed\""));
    assert_eq!(marked_line(&(written.stderr + &written.stdout)), None);
}

#[tokio::test]
async fn without_a_table_it_says_what_to_set() {
    let said = Binary::start(BINARY, &[]).await.refuse().await;
    assert!(said.contains("TABLE_NAME is not set: set it to the name of the DynamoDB table"), "{said}");
}
