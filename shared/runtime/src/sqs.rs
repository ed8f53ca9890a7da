//! An SQS queue that a function sends to.

use std::error::Error;

use aws_config::SdkConfig;
use aws_sdk_sqs::Client;

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
        Self { client: crate::clients::sqs(configuration), url }
    }

    /// Sends a message that the queue delivers after so many seconds; `None` is the delay that the
    /// queue has of its own.
    ///
    /// # Errors
    /// The queue did not take the message, after the SDK's own attempts.
    pub async fn send(
        &self,
        body: String,
        delay_seconds: Option<i32>,
    ) -> Result<(), Box<dyn Error + Send + Sync>> {
        let message = self.client.send_message().queue_url(&self.url).message_body(body);
        message.set_delay_seconds(delay_seconds).send().await?;
        Ok(())
    }
}
