//! The AWS actions that `interactions` calls.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::http::{Method, Request as HttpRequest, StatusCode};
use axum::{Json, Router};
use interactions::config::Endpoints;
use interactions::operations::Operations;
use interactions::platform::{Limits, Platform, SecretsManager};
use interactions::{Api, Caller, NameDirectory, Role, router};
use runtime::Clock;
use serde_json::json;
use store::{Operation, Table};
use testkit::cases;
use testkit::invocations::{NOW, TABLE};
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
    of_the_table.chain(of_secrets).collect()
}
