//! The deployed binary: a batch of records in, messages on the channels out. Nothing personal is
//! logged.

use std::sync::{Arc, Mutex};

use axum::http::HeaderMap;
use axum::routing::post;
use axum::{Json, Router};
use serde_json::{Value, json};
use testkit::invocations::{TABLE, messages};
use testkit::marks::{mark, marked_line};
use testkit::{cases, envelopes};
use tests::binary::{Binary, metrics};
use tests::deployment::Deployment;
use tests::service::serve;

const BINARY: &str = "notify";

type Posted = Arc<Mutex<Vec<(String, Value)>>>;

/// An Event API that takes everything, and keeps the signature and the body of each request.
async fn event_api() -> (String, Posted) {
    let posted = Posted::default();
    let kept = Arc::clone(&posted);
    let take = move |headers: HeaderMap, Json(body): Json<Value>| {
        let signature = headers["authorization"].to_str().unwrap().to_owned();
        kept.lock().unwrap().push((signature, body));
        async { Json(json!({"failed": [], "successful": []})) }
    };
    (serve(Router::new().route("/event", post(take))).await, posted)
}

#[tokio::test]
async fn ended_conversation_is_pushed_to_its_users() {
    let deployment = Deployment::start().await;
    let (_, details) = cases().into_iter().find(|(name, _)| name == "chat-agent-held-1").unwrap();
    let mut arrivals = envelopes(&details, true);
    arrivals.iter_mut().for_each(|arrival| drop(mark(arrival)));
    deployment.append(&arrivals).await;
    deployment.pass(&details.conversation_id).await;
    let (endpoint, posted) = event_api().await;
    let variables = [
        ("TABLE_NAME", TABLE),
        ("API_URL", "https://api.example.com"),
        ("EVENT_API_URL", endpoint.as_str()),
        ("AWS_ACCESS_KEY_ID", "x"),
        ("AWS_SECRET_ACCESS_KEY", "x"),
        ("AWS_ENDPOINT_URL_DYNAMODB", deployment.embedded.endpoint()),
    ];
    let metadata = json!({"type": "ConversationEnded", "conversationId": details.conversation_id});
    let bodies = [json!({"metadata": metadata, "data": {}}).to_string(), "no record".to_owned()];
    let batch = serde_json::to_value(messages(&bodies)).unwrap();
    let (response, written) = Binary::start(BINARY, &variables).await.invoke(batch).await;
    assert_eq!(response, json!({"batchItemFailures": [{"itemIdentifier": "1"}]}));
    let posted = posted.lock().unwrap().clone();
    let user_id =
        details.participants.iter().find_map(|participant| participant.user_id.clone()).unwrap();
    let channels: Vec<&str> =
        posted.iter().map(|(_, body)| body["channel"].as_str().unwrap()).collect();
    assert!(channels.contains(&"/interactions/all"));
    assert!(channels.contains(&format!("/interactions/users/{user_id}").as_str()));
    assert!(posted.iter().all(|(signature, _)| {
        signature.starts_with("AWS4-HMAC-SHA256 ") && signature.contains("/us-east-1/appsync/")
    }));
    assert!(marked_line(&posted[0].1.to_string()).is_some(), "a receiver sees what is personal");
    let numbers = metrics(&written);
    assert!(numbers["NotificationsPublished"].as_f64().unwrap() >= 2.0);
    assert_eq!([&numbers["NotificationsFailed"], &numbers["RecordsUnreadable"]], [0.0, 1.0]);
    assert!(numbers["ReadUnits"].as_f64().unwrap() > 0.0);
    assert_eq!(marked_line(&(written.stderr + &written.stdout)), None);
}
