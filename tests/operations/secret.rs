//! Reading the OAuth client from Secrets Manager, and the errors if it cannot be read.

use aws_sdk_secretsmanager::Client;
use aws_sdk_secretsmanager::config::{
    BehaviorVersion, Credentials as AwsCredentials, Region, retry::RetryConfig,
};
use axum::http::StatusCode;
use interactions::platform::{ClientCredentials, Credentials, CredentialsError, SecretsManager};
use serde_json::{Value, json};
use tests::service::{Request, Service};

/// Reads the OAuth client from a Secrets Manager that gives this answer.
async fn read(
    status: u16,
    answer: Value,
) -> (Result<ClientCredentials, CredentialsError>, Vec<Request>) {
    let status = StatusCode::from_u16(status).unwrap();
    let service = Service::start(move |_: &Request, _| (status, answer.clone())).await;
    let config = aws_sdk_secretsmanager::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .region(Region::new("eu-central-1"))
        .credentials_provider(AwsCredentials::new("id", "key", None, None, "test"))
        .retry_config(RetryConfig::disabled())
        .endpoint_url(service.endpoint());
    let read =
        SecretsManager::new(Client::from_conf(config.build()), "genesys").credentials().await;
    (read, service.asked())
}

#[tokio::test]
async fn oauth_client_is_read_from_the_named_secret() {
    let secret = r#"{"clientId": "id", "clientSecret": "hush", "comment": "of the team"}"#;
    let (read, asked) = read(200, json!({"Name": "genesys", "SecretString": secret})).await;
    assert_eq!(
        read,
        Ok(ClientCredentials { client_id: "id".to_owned(), client_secret: "hush".to_owned() })
    );
    let [asked] = asked.as_slice() else { panic!("one call") };
    assert_eq!(
        (asked.operation.as_str(), &asked.body),
        ("GetSecretValue", &json!({"SecretId": "genesys"}))
    );
}

#[tokio::test]
async fn secret_error_says_what_is_wrong_and_hides_secret() {
    let fails = |code: &str| json!({"__type": code, "message": "of AWS"});
    for (status, answer, says) in [
        (
            400,
            fails("ResourceNotFoundException"),
            "the secret genesys does not exist or has no value",
        ),
        (400, fails("AccessDeniedException"), "reading the secret genesys was denied"),
        (400, fails("DecryptionFailure"), "reading the secret genesys was denied"),
        (500, fails("InternalServiceError"), "the secret genesys could not be read: try again"),
        (200, json!({"SecretString": "hush"}), "the secret genesys is not {"),
        (200, json!({"SecretString": r#"{"clientId": "id"}"#}), "the secret genesys is not {"),
        (200, json!({"SecretBinary": "aHVzaA=="}), "the secret genesys is not {"),
    ] {
        let (read, _) = read(status, answer).await;
        let error = read.unwrap_err();
        assert!(error.to_string().contains(says), "{error}");
        assert!(!format!("{error} {error:?}").contains("hush"));
    }
}
