//! The SDK's clients, from the ordinary AWS configuration: credentials of the role, region, `AWS_ENDPOINT_URL`.

use std::time::Duration;

use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, ConfigLoader, SdkConfig};

use crate::amazon;

/// How long one attempt of a call may take. The services answer within milliseconds; what takes longer is lost, and
/// the SDK's own retries have to fit into an invocation.
const ATTEMPT: Duration = Duration::from_secs(5);

/// Loads the AWS configuration of this process, whose clients trust the certificates of the system.
pub async fn configuration() -> SdkConfig {
    loader().load().await
}

/// Loads the AWS configuration of a function. Its clients trust Amazon's certificates alone, which are part of the
/// binary: reading those of the system would be half of the start. They trust those of the system all the same where
/// the environment names an endpoint (`AWS_ENDPOINT_URL`, one service's too) that is not plain HTTP, a proxy
/// (`HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY`) or certificates (`SSL_CERT_FILE`, `SSL_CERT_DIR`), and where `AWS_REGION`
/// is no region of the partition `aws`.
pub async fn configuration_of_function() -> SdkConfig {
    let loader = loader();
    match amazon::client() {
        Some(client) => loader.http_client(client).load().await,
        None => loader.load().await,
    }
}

fn loader() -> ConfigLoader {
    let timeouts = TimeoutConfig::builder().operation_attempt_timeout(ATTEMPT).build();
    aws_config::defaults(BehaviorVersion::latest()).timeout_config(timeouts)
}

/// A client of DynamoDB.
#[must_use]
pub fn dynamodb(configuration: &SdkConfig) -> aws_sdk_dynamodb::Client {
    aws_sdk_dynamodb::Client::new(configuration)
}

/// A client of EventBridge.
#[must_use]
pub fn eventbridge(configuration: &SdkConfig) -> aws_sdk_eventbridge::Client {
    aws_sdk_eventbridge::Client::new(configuration)
}

/// A client of SQS.
#[must_use]
pub fn sqs(configuration: &SdkConfig) -> aws_sdk_sqs::Client {
    aws_sdk_sqs::Client::new(configuration)
}
