//! Batch reads: items come in the order of the request, missing ones are left out, and those that
//! DynamoDB leaves unread are requested again.

use axum::http::StatusCode;
use genesys::ConversationId;
use serde_json::{Value, json};
use store::{Conversations, StoreError, Table, TreeItem};
use testkit::invocations::TABLE;
use testkit::{cases, envelopes};
use tests::deployment::Deployment;
use tests::service::{Request, Service};

#[tokio::test]
async fn batch_keeps_order_and_omits_missing_items() {
    let deployment = Deployment::start().await;
    let mut ids: Vec<ConversationId> = vec!["c-9".parse().unwrap()];
    for (_, details) in cases().into_iter().take(5) {
        deployment.append(&envelopes(&details, false)).await;
        deployment.pass(&details.conversation_id).await;
        ids.insert(0, details.conversation_id);
    }
    let trees = deployment.table.trees(&ids).await.unwrap();
    let read: Vec<&ConversationId> = trees.iter().map(TreeItem::conversation_id).collect();
    assert_eq!(read, ids[..5].iter().collect::<Vec<_>>());
    assert_eq!(deployment.table.trees(&[]).await.unwrap(), []);
}

/// A DynamoDB that leaves all keys unread in the first `times` requests.
async fn unwilling(times: usize) -> (Deployment, Service, Table) {
    let service = Service::start(move |request: &Request, before| {
        let left = if before < times { request.body["RequestItems"].clone() } else { json!({}) };
        (StatusCode::OK, json!({"Responses": {}, "UnprocessedKeys": left}))
    })
    .await;
    let deployment = Deployment::start().await;
    let config =
        deployment.embedded.sdk_config().to_builder().endpoint_url(service.endpoint()).build();
    let table = Table::new(aws_sdk_dynamodb::Client::new(&config), TABLE);
    (deployment, service, table)
}

#[tokio::test]
async fn unread_keys_are_requested_again_within_limits() {
    let ids: Vec<ConversationId> = vec!["c-1".parse().unwrap(), "c-2".parse().unwrap()];
    let (_deployment, service, table) = unwilling(2).await;
    assert_eq!(table.trees(&ids).await.unwrap(), []);
    let asked: Vec<Value> = service
        .asked()
        .into_iter()
        .map(|request| request.body["RequestItems"][TABLE]["Keys"].clone())
        .collect();
    assert_eq!(asked.len(), 3);
    assert!(asked.iter().all(|keys| keys.as_array().unwrap().len() == 2));

    let (_deployment, _, table) = unwilling(usize::MAX).await;
    assert!(matches!(table.trees(&ids).await, Err(StoreError::Retry { .. })));
}
