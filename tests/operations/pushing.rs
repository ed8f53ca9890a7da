//! `GetWorkbinContent` has the content pushed to the caller, and answers with it all the same.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use axum::body::{Body, to_bytes};
use genesys::{ConversationId, UserId};
use http::Request;
use http::header::{CONTENT_TYPE, HOST};
use interactions::notifications::feed::{Audience, Next};
use interactions::notifications::{Feed, Follower, NotNotified, Workbins};
use interactions::operations::Operations;
use interactions::{Api, Base, Caller, Role, router};
use runtime::Clock;
use serde_json::{Value, json};
use tower::ServiceExt;

use super::document::One;
use super::genesys_cloud::{GenesysCloud, Turn};
use super::tree::connected;

/// A Genesys Cloud in which `u-1` has parked the conversation `c-1`.
async fn parked() -> GenesysCloud {
    let segment = json!({"segmentType": "parked", "segmentStart": "2026-03-02T09:00:00Z"});
    let participants = json!([{"userId": "u-1", "sessions": [{"segments": [segment]}]}]);
    let found = json!({"conversations": [{"conversationId": "c-1", "participants": participants}]});
    let cloud = GenesysCloud::start().await;
    cloud.api.always(Turn::Answer(200, "", found.to_string()));
    cloud
}

/// What `u-1` is answered.
async fn ask(cloud: &GenesysCloud, workbins: Arc<dyn Workbins>) -> Value {
    let api = Api::new(One(Some(connected("email"))), 1)
        .with_operations(Operations::new(cloud.platform(), Clock::system()))
        .with_workbins(workbins);
    let body = json!({"operationName": "GetWorkbinContent", "workbin": "mine"}).to_string();
    let mut request = Request::post("/me/interactions/c-1")
        .header(HOST, "api.example.com")
        .header(CONTENT_TYPE, "application/json")
        .body(Body::from(body))
        .unwrap();
    let caller = Caller { user_id: Some("u-1".parse().unwrap()), role: Role::Agent };
    request.extensions_mut().insert(caller);
    let response = router(api, &[]).oneshot(request).await.unwrap();
    serde_json::from_slice(&to_bytes(response.into_body(), usize::MAX).await.unwrap()).unwrap()
}

fn answer() -> Value {
    json!({"status": "ok", "content": ["http://api.example.com/interactions/c-1"]})
}

async fn next(feed: &Feed, audience: Audience) -> Option<Value> {
    let mut receiver = feed.receiver(audience, Some("7.0".parse().unwrap()));
    match tokio::time::timeout(Duration::from_millis(100), receiver.next()).await {
        Ok(Next::Message(_, entry)) => serde_json::from_str(&entry.text).ok(),
        Ok(other) => panic!("{other:?}"),
        Err(_) => None,
    }
}

#[tokio::test]
async fn workbin_is_pushed_to_the_caller_alone() {
    let base = Base::of("https://api.example.com");
    let table = One(Some(connected("email")));
    let follower = Follower::new(table, 1, base, Clock::system(), Duration::from_secs(1));
    let feed = follower.feed().clone();
    feed.begin(7);
    assert_eq!(ask(&parked().await, Arc::new(follower)).await, answer());
    let message = next(&feed, Audience::User("u-1".parse().unwrap())).await.unwrap();
    assert_eq!(
        [&message["messageTypeName"], &message["id"], &message["state"], &message["userId"]],
        ["InteractionStateMessage", "c-1", "Parked", "u-1"]
    );
    assert_eq!(message["interaction"]["uri"], "https://api.example.com/interactions/c-1");
    assert_eq!(next(&feed, Audience::User("u-2".parse().unwrap())).await, None);
    assert_eq!(next(&feed, Audience::Administrators).await, None);
}

/// A queue that is down.
struct Down;

#[async_trait]
impl Workbins for Down {
    async fn push(&self, _: &UserId, _: &[ConversationId]) -> Result<(), NotNotified> {
        Err(NotNotified("down".into()))
    }
}

#[tokio::test]
async fn failed_push_does_not_fail_the_operation() {
    assert_eq!(ask(&parked().await, Arc::new(Down)).await, answer());
}
