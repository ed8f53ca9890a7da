//! Items read in a batch: in the order asked for, without those that are not there, and asked for again where DynamoDB left
//! them unread.

use axum::http::StatusCode;
use genesys::ConversationId;
use serde_json::{Value, json};
use store::{Conversations, StoreError, Table, TreeItem};
use tests::deployment::{Deployment, TABLE};
use tests::service::{Request, Service};
use tests::{cases, envelopes};

#[tokio::test]
async fn a_batch_comes_in_the_order_asked_for_without_what_is_not_there() {
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

/// A DynamoDB that leaves keys unread so many times.
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
async fn what_is_left_unread_is_asked_for_again_but_not_for_ever() {
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
