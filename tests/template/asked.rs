//! The AWS actions that `interactions` and `notify` call.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::http::{HeaderMap, Method, Request as HttpRequest, StatusCode};
use axum::routing::post;
use axum::{Json, Router};
use interactions::config::Endpoints;
use interactions::notifications::{NotifyQueue, Workbins};
use interactions::operations::Operations;
use interactions::platform::{Limits, Platform, SecretsManager};
use interactions::{Api, Base, Caller, NameDirectory, Role, router};
use notify::{AppSync, Notify};
use runtime::sqs::Queue;
use runtime::{Clock, Deadline};
use serde_json::json;
use store::{Operation, Table};
use testkit::cases;
use testkit::invocations::{NOW, TABLE, messages};
use tests::deployment::Deployment;
use tests::service::{Request, Service, serve};
use tower::ServiceExt;

/// Calls every route of `interactions`, operations included; returns the actions that it called.
pub async fn by_interactions(deployment: &Deployment) -> BTreeSet<String> {
    let secrets = Service::start(|_: &Request, _| {
        (StatusCode::OK, json!({"SecretString": r#"{"clientId": "id", "clientSecret": "secret"}"#}))
    })
    .await;
    let sdk =
        deployment.embedded.sdk_config().to_builder().endpoint_url(secrets.endpoint()).build();
    let credentials =
        Arc::new(SecretsManager::new(aws_sdk_secretsmanager::Client::new(&sdk), "credentials"));
    // One answer for every call of Genesys Cloud: a token, an empty workbin, no names.
    let answer = json!({"access_token": "t", "expires_in": 86_400, "conversations": [],
        "entities": []});
    let genesys_cloud = serve(Router::new().fallback(async move || Json(answer))).await;
    let endpoints = Endpoints { api: genesys_cloud.clone(), login: genesys_cloud };
    let clock = Clock::fixed(NOW);
    let platform =
        Platform::new(&endpoints, credentials, Limits::default(), clock.clone()).unwrap();
    let platform = Arc::new(platform);
    let table = Table::new(deployment.embedded.dynamodb(), TABLE);
    let names = NameDirectory::new(table.clone(), clock.clone()).asking(platform.clone());
    let operations = Operations::new(platform, clock);
    let api = Api::new(table.clone(), 1).with_names_and_operations(Some(names), Some(operations));
    let router = router(api, &[]);
    let (_, details) = cases().into_iter().find(|(name, _)| name == "chat-agent-held-1").unwrap();
    let user_id =
        details.participants.iter().find_map(|participant| participant.user_id.clone()).unwrap();
    let id = &details.conversation_id;
    for (method, uri, status) in [
        (Method::GET, "/interactions?fields=*".to_owned(), 200),
        (Method::GET, "/me/interactions?fields=*".to_owned(), 200),
        (Method::GET, format!("/users/{user_id}/interactions?fields=*"), 200),
        (Method::GET, format!("/interactions/{id}"), 200),
        (Method::GET, format!("/interactions/{id}/events"), 200),
        (Method::GET, format!("/interactions/{id}/timeline"), 200),
        (Method::POST, format!("/me/interactions/{id}"), 200),
    ] {
        let operation = Body::from(r#"{"operationName": "GetWorkbinContent", "workbin": "w"}"#);
        let request = HttpRequest::builder()
            .method(method)
            .uri(&uri)
            .header("content-type", "application/json");
        let mut request = request.body(operation).unwrap();
        request
            .extensions_mut()
            .insert(Caller { user_id: Some(user_id.clone()), role: Role::Admin });
        assert_eq!(router.clone().oneshot(request).await.unwrap().status(), status, "{uri}");
    }
    // Names are asked for and stored in the background.
    let mut waits = 0;
    while !table.meter().usage().requests.contains_key(&Operation::PutItem) {
        assert!(waits < 1_000, "no name was stored");
        waits += 1;
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let of_the_table =
        table.meter().usage().requests.into_keys().map(|operation| format!("dynamodb:{operation}"));
    let of_secrets =
        secrets.asked().into_iter().map(|request| format!("secretsmanager:{}", request.operation));
    let called: BTreeSet<String> = of_the_table.chain(of_secrets).collect();
    let queue = Service::start(|_: &Request, _| (StatusCode::OK, json!({"MessageId": "m"}))).await;
    let sdk = sdk.to_builder().endpoint_url(queue.endpoint()).build();
    let workbins = NotifyQueue(Queue::of(&sdk, format!("{}/notify", queue.endpoint())));
    workbins.push(&user_id, std::slice::from_ref(id)).await.unwrap();
    let of_the_queue = queue.asked().into_iter().map(|it| format!("sqs:{}", it.operation));
    called.into_iter().chain(of_the_queue).collect()
}

/// Has `notify` push a change of a conversation; returns the actions that it called.
pub async fn by_notify(deployment: &Deployment) -> BTreeSet<String> {
    let take = async |headers: HeaderMap| {
        assert!(headers["authorization"].to_str().unwrap().contains("/appsync/aws4_request"));
        Json(json!({"failed": [], "successful": []}))
    };
    let endpoint = serve(Router::new().route("/event", post(take))).await;
    let table = Table::new(deployment.embedded.dynamodb(), TABLE);
    let channels =
        AppSync::new(&deployment.embedded.sdk_config(), &endpoint, Clock::fixed(NOW)).unwrap();
    let notify = Notify::new(table.clone(), channels, Base::of("https://api.example.com"));
    let id = &cases()[0].1.conversation_id;
    let metadata = json!({"type": "ConversationEnded", "conversationId": id});
    let record = json!({"metadata": metadata, "data": {}}).to_string();
    let report = notify.handle(&messages(&[record]), Deadline::never()).await;
    assert!(report.published > 0, "{report:?}");
    let of_the_table = table.meter().usage().requests.into_keys();
    let of_the_table = of_the_table.map(|operation| format!("dynamodb:{operation}"));
    of_the_table.chain(["appsync:EventPublish".to_owned()]).collect()
}
