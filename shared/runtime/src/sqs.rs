//! An SQS queue that a function sends to.

use std::collections::HashMap;
use std::error::Error;

use aws_config::SdkConfig;
use aws_sdk_sqs::Client;
use aws_sdk_sqs::error::BuildError;
use aws_sdk_sqs::types::{MessageSystemAttributeNameForSends, MessageSystemAttributeValue};

use crate::{clients, trace};

/// An SQS queue.
#[derive(Debug, Clone)]
pub struct Queue {
    client: Client,
    url: String,
}

impl Queue {
    /// The queue at this URL.
    #[must_use]
    pub fn of(configuration: &SdkConfig, url: String) -> Self {
        Self { client: clients::sqs(configuration), url }
    }

    /// Sends a message that the queue delivers after so many seconds; `None` is the delay that the
    /// queue has of its own. The message carries the trace of this invocation.
    ///
    /// # Errors
    /// The queue did not take the message, after the SDK's own attempts.
    pub async fn send(
        &self,
        body: String,
        delay_seconds: Option<i32>,
    ) -> Result<(), Box<dyn Error + Send + Sync>> {
        let message = self.client.send_message().queue_url(&self.url).message_body(body);
        let message = message.set_message_system_attributes(trace_attribute()?);
        message.set_delay_seconds(delay_seconds).send().await?;
        Ok(())
    }
}

/// The trace of this invocation, so that X-Ray links it with the one that the message causes.
fn trace_attribute() -> Result<
    Option<HashMap<MessageSystemAttributeNameForSends, MessageSystemAttributeValue>>,
    BuildError,
> {
    let Some(header) = trace::header() else { return Ok(None) };
    let value = MessageSystemAttributeValue::builder().data_type("String").string_value(header);
    Ok(Some(HashMap::from([(MessageSystemAttributeNameForSends::AwsTraceHeader, value.build()?)])))
}
