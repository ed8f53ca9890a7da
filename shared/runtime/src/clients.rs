//! The SDK's clients, from the standard AWS configuration: the role's credentials, region,
//! `AWS_ENDPOINT_URL`.

use std::time::Duration;

use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, ConfigLoader, SdkConfig};

use crate::amazon;

/// How long one attempt of a call may take. The services respond within milliseconds, so a longer
/// attempt is lost; and the SDK's own retries have to fit into an invocation.
const ATTEMPT: Duration = Duration::from_secs(5);

/// Loads the AWS configuration of this process. Its clients trust the system's certificates.
pub async fn configuration() -> SdkConfig {
    loader().http_client(amazon::client_with_system_roots()).load().await
}

/// Loads the AWS configuration of a function. Its clients trust Amazon's certificates alone, which
/// are part of the binary: reading the system's would take half of the start.
///
/// The clients trust the system's certificates after all in these cases:
/// - an endpoint is set (`AWS_ENDPOINT_URL`, or that of one service) that is not plain HTTP;
/// - a proxy is set (`HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY`);
/// - certificates are set (`SSL_CERT_FILE`, `SSL_CERT_DIR`);
/// - `AWS_REGION` is not a region of the partition `aws`.
pub async fn configuration_of_function() -> SdkConfig {
    loader().http_client(amazon::client_of_function()).load().await
}

fn loader() -> ConfigLoader {
    let timeouts = TimeoutConfig::builder().operation_attempt_timeout(ATTEMPT).build();
    aws_config::defaults(BehaviorVersion::latest()).timeout_config(timeouts)
}

/// Creates a DynamoDB client.
#[must_use]
pub fn dynamodb(configuration: &SdkConfig) -> aws_sdk_dynamodb::Client {
    aws_sdk_dynamodb::Client::new(configuration)
}

/// Creates an EventBridge client.
#[cfg(feature = "aws")]
#[must_use]
pub fn eventbridge(configuration: &SdkConfig) -> aws_sdk_eventbridge::Client {
    aws_sdk_eventbridge::Client::new(configuration)
}

/// Creates an SQS client.
#[cfg(feature = "aws")]
#[must_use]
pub fn sqs(configuration: &SdkConfig) -> aws_sdk_sqs::Client {
    aws_sdk_sqs::Client::new(configuration)
}
