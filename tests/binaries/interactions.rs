//! The deployed binary: requests of an HTTP API in, responses and metrics out. Nothing personal is
//! logged.

use local_aws::lambda_api::Written;
use serde_json::{Value, json};
use testkit::invocations::TABLE;
use testkit::marks::{mark, marked_line};
use testkit::{cases, envelopes};
use tests::binary::{Binary, metrics};
use tests::deployment::Deployment;

const BINARY: &str = "interactions";

/// A request as an HTTP API with a JWT authorizer sends it, payload format 2.0.
fn request(method: &str, path: &str, query: &str, claims: Value, body: Option<&str>) -> Value {
    let context = json!({
        "accountId": "123456789012", "apiId": "api",
        "domainName": "api.execute-api.eu-central-1.amazonaws.com",
        "domainPrefix": "api", "requestId": "r", "routeKey": "$default", "stage": "$default",
        "time": "03/Mar/2026:00:00:00 +0000", "timeEpoch": 1_772_496_000_000_i64,
        "http": {
            "method": method, "path": path, "protocol": "HTTP/1.1", "sourceIp": "192.0.2.1",
            "userAgent": "desk",
        },
        "authorizer": {"jwt": {"claims": claims, "scopes": null}},
    });
    json!({
        "version": "2.0", "routeKey": "$default", "rawPath": path, "rawQueryString": query,
        "headers": {
            "accept": "application/json", "content-type": "application/json",
            "authorization": "Bearer token",
        },
        "requestContext": context, "body": body, "isBase64Encoded": false,
    })
}

async fn ask(deployment: &Deployment, more: &[(&str, &str)], request: Value) -> (Value, Written) {
    let mut variables =
        vec![("TABLE_NAME", TABLE), ("AWS_ENDPOINT_URL_DYNAMODB", deployment.embedded.endpoint())];
    variables.extend(more);
    Binary::start(BINARY, &variables).await.invoke(request).await
}

#[tokio::test]
async fn agent_sees_own_interaction_and_log_stays_clean() {
    let deployment = Deployment::start().await;
    let (_, details) = cases().into_iter().find(|(name, _)| name == "chat-agent-held-1").unwrap();
    let mut arrivals = envelopes(&details, true);
    for arrival in &mut arrivals {
        mark(arrival);
    }
    deployment.append(&arrivals).await;
    deployment.pass(&details.conversation_id).await;
    let user_id =
        details.participants.iter().find_map(|participant| participant.user_id.clone()).unwrap();
    let path = format!("/interactions/{}", details.conversation_id);
    let own = json!({
        "genesys_user_id": user_id, "switchboard_roles": "[agent reader]",
        "email": "secret@example.com",
    });

    let (answer, written) =
        ask(&deployment, &[], request("GET", &path, "view=details", own.clone(), None)).await;
    assert_eq!(answer["statusCode"], 200, "{answer}");
    let body: Value = serde_json::from_str(answer["body"].as_str().unwrap()).unwrap();
    assert_eq!(body["conversationId"], json!(details.conversation_id));
    assert!(marked_line(&body.to_string()).is_some(), "the caller sees what is personal");
    let numbers = metrics(&written);
    assert_eq!(
        [&numbers["Requests"], &numbers["RequestsRefused"], &numbers["RequestsFailed"]],
        [1.0, 0.0, 0.0]
    );
    assert!(numbers["ReadUnits"].as_f64().unwrap() > 0.0);
    assert!(
        written.stderr.contains("/interactions/{id}") && !written.stderr.contains("view=details")
    );
    let all = written.stderr + &written.stdout;
    assert_eq!(marked_line(&all), None);
    for hidden in [
        user_id.as_str(),
        details.conversation_id.as_str(),
        "secret@example.com",
        "192.0.2.1",
        "Bearer",
    ] {
        assert!(!all.contains(hidden), "{hidden}");
    }

    let claims = json!({"custom:user": user_id, "custom:roles": "admin"});
    let (refused, written) =
        ask(&deployment, &[], request("GET", &path, "", claims.clone(), None)).await;
    assert_eq!(
        (&refused["statusCode"], &metrics(&written)["RequestsRefused"]),
        (&json!(403), &json!(1.0))
    );
    let names = [("USER_ID_CLAIM", "custom:user"), ("ROLES_CLAIM", "custom:roles")];
    let (answer, _) = ask(&deployment, &names, request("GET", &path, "", claims, None)).await;
    assert_eq!(answer["statusCode"], 200);
    let body = Some(r#"{"operationName": "Accept"}"#);
    let (off, _) =
        ask(&deployment, &[], request("POST", &format!("/me{path}"), "", own, body)).await;
    assert_eq!(off["statusCode"], 403);
    assert!(off["body"].as_str().unwrap().contains("operations are disabled in this deployment"));
}
