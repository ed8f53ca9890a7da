//! EventBridge adapter of the bus. `PutEvents` responds with 200 even if it took nothing: every
//! entry has its own outcome.

use std::borrow::Cow;

use async_trait::async_trait;
use aws_sdk_eventbridge::Client;
use aws_sdk_eventbridge::error::SdkError;
use aws_sdk_eventbridge::operation::put_events::{PutEventsError, PutEventsOutput};
use aws_sdk_eventbridge::primitives::DateTime;
use aws_sdk_eventbridge::types::{PutEventsRequestEntry, PutEventsResultEntry};
use runtime::{Outcome, trace};
use store::error::failure_code;

use crate::bus::Bus;
use crate::entry::Entry;

/// A custom event bus.
#[derive(Debug, Clone)]
pub struct EventBridge {
    client: Client,
    bus_name: String,
}

impl EventBridge {
    /// The bus with this name or ARN.
    #[must_use]
    pub fn new(client: Client, bus_name: impl Into<String>) -> Self {
        Self { client, bus_name: bus_name.into() }
    }

    async fn put(&self, entries: &[Entry]) -> Result<PutEventsOutput, SdkError<PutEventsError>> {
        let entries = entries.iter().map(|entry| self.request(entry)).collect();
        self.client.put_events().set_entries(Some(entries)).send().await
    }

    fn request(&self, entry: &Entry) -> PutEventsRequestEntry {
        PutEventsRequestEntry::builder()
            .event_bus_name(&self.bus_name)
            .source(&entry.source)
            .detail_type(entry.detail_type.as_str())
            .time(DateTime::from_millis(entry.time.ms()))
            .detail(entry.detail.get())
            // What subscribers do with it is then in the trace of this invocation.
            .set_trace_header(trace::header())
            .build()
    }
}

#[async_trait]
impl Bus for EventBridge {
    /// If a call is refused as a whole because of one entry, each entry is sent again alone, so
    /// that only the faulty one is refused.
    async fn publish(&self, entries: &[Entry]) -> Vec<Outcome> {
        let failed = match self.put(entries).await {
            Ok(output) => return outcomes(&output, entries.len()),
            Err(error) => outcome_of_call(&error),
        };
        if entries.len() < 2 || !matches!(failed, Outcome::Refused(_)) {
            return vec![failed; entries.len()];
        }
        let mut outcomes = Vec::with_capacity(entries.len());
        for entry in entries {
            outcomes.extend(self.publish(std::slice::from_ref(entry)).await);
        }
        outcomes
    }
}

/// The outcomes in the response. An entry that the response leaves out is sent again.
fn outcomes(output: &PutEventsOutput, sent: usize) -> Vec<Outcome> {
    if output.failed_entry_count() == 0 {
        return vec![Outcome::Accepted; sent];
    }
    let mut outcomes: Vec<Outcome> = output.entries().iter().take(sent).map(outcome).collect();
    outcomes.resize(sent, Outcome::Retry(Cow::Borrowed("no outcome")));
    outcomes
}

/// The outcome of one entry. The codes are those of `PutEventsResultEntry` in the EventBridge API
/// reference. A code that the reference does not call retryable means refused, so the entry goes to
/// the dead-letter queue.
fn outcome(result: &PutEventsResultEntry) -> Outcome {
    let Some(code) = result.error_code() else {
        return Outcome::Accepted;
    };
    let code: Cow<'static, str> = Cow::Owned(code.to_owned());
    match code.as_ref() {
        "InternalFailure" | "InternalException" | "ThrottlingException" | "ServiceUnavailable" => {
            Outcome::Retry(code)
        }
        _ => Outcome::Refused(code),
    }
}

/// The outcome of a failed call. Only an invalid request is the fault of the entries. Everything
/// else, including a missing bus or permission, is an outage: the records wait in the stream until
/// it is over.
fn outcome_of_call(error: &SdkError<PutEventsError>) -> Outcome {
    let code = failure_code(error);
    let is_refused = match error {
        SdkError::ServiceError(_) => code == "ValidationException",
        SdkError::ConstructionFailure(_) => true,
        _ => false,
    };
    if is_refused { Outcome::Refused(code) } else { Outcome::Retry(code) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failed(code: &str) -> PutEventsResultEntry {
        PutEventsResultEntry::builder().error_code(code).build()
    }

    #[test]
    fn every_entry_has_its_own_outcome() {
        let output = PutEventsOutput::builder()
            .failed_entry_count(2)
            .entries(PutEventsResultEntry::builder().event_id("1").build())
            .entries(failed("ThrottlingException"))
            .entries(failed("MalformedDetail"))
            .build();
        let expected = [
            Outcome::Accepted,
            Outcome::Retry("ThrottlingException".into()),
            Outcome::Refused("MalformedDetail".into()),
            Outcome::Retry("no outcome".into()),
        ];
        assert_eq!(outcomes(&output, 4), expected);
    }

    #[test]
    fn no_failure_means_all_accepted() {
        assert_eq!(
            outcomes(&PutEventsOutput::builder().build(), 2),
            [Outcome::Accepted, Outcome::Accepted]
        );
    }
}
