//! The SDK's clients, from the ordinary AWS configuration: credentials of the role, region, `AWS_ENDPOINT_URL`.

use std::time::Duration;

use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, SdkConfig};

/// How long one attempt of a call may take. The services answer within milliseconds; what takes longer is lost, and
/// the SDK's own retries have to fit into an invocation.
const ATTEMPT: Duration = Duration::from_secs(5);

/// Loads the AWS configuration of this process.
pub async fn configuration() -> SdkConfig {
    let timeouts = TimeoutConfig::builder().operation_attempt_timeout(ATTEMPT).build();
    aws_config::defaults(BehaviorVersion::latest()).timeout_config(timeouts).load().await
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
