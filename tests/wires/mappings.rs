//! Lambda's event source mappings: they invoke a function with the next records, and again with
//! those that it did not confirm.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::time::Duration;

use aws_lambda_events::dynamodb::EventRecord;
use aws_lambda_events::sqs::SqsMessage;
use fastrand::Rng;
use local_aws::streams::StreamReader;
use serde_json::Value;
use testkit::invocations::batch;

use crate::account::{Account, Queue};
use crate::worker::Worker;

/// Pause when there are no records.
const PAUSE: Duration = Duration::from_millis(20);
/// Maximum number of records in an invocation: few, to get many invocations.
const RECORDS: usize = 24;

/// The mapping from a queue to a function.
pub struct Poller<'a> {
    pub account: &'a Account,
    pub queue: &'a Queue,
    /// Maximum number of messages in an invocation.
    pub batch: usize,
    pub worker: Worker,
}

impl Poller<'_> {
    /// Runs until the queue is empty, once `last` says that no more messages will come.
    pub async fn run(&mut self, last: &Cell<bool>) {
        let queue = self.queue;
        loop {
            let last = last.get();
            let batch = self.account.receive(queue, self.batch).await;
            if batch.records.is_empty() {
                if last && self.account.is_empty(queue).await {
                    return;
                }
                tokio::time::sleep(PAUSE).await;
                continue;
            }
            // A message that is not deleted is visible again soon.
            let Some(response) = self.worker.invoke(&batch).await else { continue };
            let failed = named(&response);
            let id = |message: &SqsMessage| message.message_id.clone().unwrap();
            let sent: BTreeSet<String> = batch.records.iter().map(id).collect();
            assert!(
                failed.is_subset(&sent),
                "a name that is none fails the whole batch: {response}"
            );
            let done: Vec<&SqsMessage> =
                batch.records.iter().filter(|sent| !failed.contains(&id(sent))).collect();
            self.account.delete(queue, &done).await;
        }
    }
}

/// The mapping from the table's stream to a function.
pub struct Follower {
    reader: StreamReader,
    takes: fn(&EventRecord) -> bool,
    pub worker: Worker,
    rng: Rng,
}

impl Follower {
    /// A mapping with a filter.
    pub const fn new(
        reader: StreamReader,
        takes: fn(&EventRecord) -> bool,
        worker: Worker,
        rng: Rng,
    ) -> Self {
        Self { reader, takes, worker, rng }
    }

    /// Runs until it has caught up, once `last` says that no more records will come.
    pub async fn run(&mut self, last: &Cell<bool>) {
        loop {
            let last = last.get();
            let mut records = self.reader.next(self.rng.usize(1..=RECORDS)).await.unwrap();
            if records.is_empty() {
                if last {
                    return;
                }
                tokio::time::sleep(PAUSE).await;
                continue;
            }
            records.retain(self.takes);
            if !records.is_empty() {
                let records = batch(records);
                let response = loop {
                    if let Some(response) = self.worker.invoke(&records).await {
                        break response;
                    }
                };
                if let Some(from) = named(&response).first() {
                    self.reader.rewind_to(from).unwrap();
                }
            }
            self.reader.acknowledge();
        }
    }
}

/// The identifiers in a partial-batch response.
fn named(response: &Value) -> BTreeSet<String> {
    let failures = response["batchItemFailures"].as_array().unwrap();
    failures.iter().map(|failure| failure["itemIdentifier"].as_str().unwrap().to_owned()).collect()
}
