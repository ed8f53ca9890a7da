//! A batch of SQS messages in, the result of each out.

use std::pin::pin;

use aws_lambda_events::sqs::{SqsEvent, SqsMessage};
use futures::future::{Either, select};
use futures::stream::{self, StreamExt};
use genesys::details::{WITHOUT_IDS, envelope, lacks_ids, parts};
use genesys::{Arrival, JsonMap, Timestamp};
use runtime::{Clock, DeadLetter, DeadLetters, Deadline};
use store::event_item::MAX_BODY_BYTES;
use store::{Appended, EventItem, EventLog, Retention, StoreError};
use tokio::sync::mpsc::Receiver;
use tokio::task::JoinError;

use crate::notification::{self, Object};
use crate::objects::{Objects, Opened, Unread};
use crate::reader::{Found, Reader, give};
use crate::report::{BatchReport, Content, Document, RejectedValues, Rejection};

/// How many documents are put concurrently: enough to hide DynamoDB's latency, few enough for one
/// connection pool.
const SIDE_BY_SIDE: usize = 16;

/// The reason in a dead letter.
const REJECTED: &str = "some values of the object could not be stored as conversation-details \
                        documents; all others are in the log";

/// The function: reads objects and appends their documents to the log.
#[derive(Debug, Clone)]
pub struct Import<O, L, D> {
    objects: O,
    log: L,
    dead_letters: D,
    retention: Retention,
    clock: Clock,
}

/// Why an object could not be imported this time.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error(transparent)]
    Unread(#[from] Unread),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("the reader of the object stopped: its message is delivered again")]
    Reader(#[from] JoinError),
}

impl<O: Objects, L: EventLog, D: DeadLetters> Import<O, L, D> {
    /// Creates the function on objects, a log and dead letters.
    pub const fn new(
        objects: O,
        log: L,
        dead_letters: D,
        retention: Retention,
        clock: Clock,
    ) -> Self {
        Self { objects, log, dead_letters, retention, clock }
    }

    /// Processes a batch. Objects not imported by the deadline are delivered again.
    pub async fn handle(&self, batch: &SqsEvent, deadline: Deadline) -> BatchReport {
        let mut report = BatchReport::default();
        for message in &batch.records {
            if !self.take(message, deadline, &mut report).await {
                report.again.push(message.message_id.clone().unwrap_or_default());
            }
        }
        report
    }

    /// Processes a message. Returns whether it is done.
    async fn take(
        &self,
        message: &SqsMessage,
        deadline: Deadline,
        report: &mut BatchReport,
    ) -> bool {
        let objects = match notification::objects(message.body.as_deref().unwrap_or_default()) {
            Ok(objects) => objects,
            Err(reason) => {
                tracing::error!(message_id = message.message_id, %reason, "message rejected");
                report.count(false);
                return false;
            }
        };
        let mut is_done = true;
        for object in &objects {
            let mut content = Content::default();
            let is_imported = self.import(object, deadline, &mut content).await;
            report.add(content, is_imported);
            is_done &= is_imported;
        }
        is_done
    }

    /// Imports an object. Returns whether it is done.
    async fn import(&self, object: &Object, deadline: Deadline, content: &mut Content) -> bool {
        let Object { bucket, key } = object;
        let stored = if deadline.has_passed() {
            None
        } else {
            deadline.run_until(self.store(object, content)).await
        };
        let Content { stored: documents, duplicates, rejected, without_ids, .. } = &*content;
        match stored {
            Some(Ok(())) => {
                tracing::info!(bucket, key, documents, duplicates, rejected, "object imported");
            }
            Some(Err(error)) => {
                tracing::error!(
                    bucket, key, documents, duplicates, %error,
                    "object not imported: it is delivered again"
                );
                return false;
            }
            None => {
                tracing::warn!(
                    bucket,
                    key,
                    documents,
                    duplicates,
                    "no time left for an object: it is delivered again"
                );
                return false;
            }
        }
        if *without_ids > 0 {
            tracing::warn!(bucket, key, documents = without_ids, "{WITHOUT_IDS}");
        }
        if *rejected == 0 {
            return true;
        }
        let reasons = &content.reasons();
        tracing::warn!(
            bucket,
            key,
            rejected,
            first = reasons.first(),
            "values of an object rejected"
        );
        let values = RejectedValues { bucket, key, rejected: *rejected, first: reasons };
        let dead_letter = DeadLetter::new(REJECTED, "object", &values);
        self.dead_letters.send(&dead_letter, deadline).await.is_kept()
    }

    /// Stores the documents of an object.
    async fn store(&self, object: &Object, content: &mut Content) -> Result<(), Failure> {
        let Opened { last_modified, body } = self.objects.open(object).await?;
        let Reader { chunks, found, thread } = Reader::start(&object.key);
        let giving = pin!(give(body, chunks));
        let appending = pin!(self.append_all(found, last_modified, content));
        match select(appending, giving).await {
            Either::Left((appended, _)) => appended?,
            // To the reader, a body that was cut off looks like a broken file. The error of the
            // body is the true cause.
            Either::Right((given, appending)) => {
                appending.await?;
                given?;
            }
        }
        Ok(thread.await?)
    }

    /// Appends every document that a reader returns, until one cannot be stored. All were exported
    /// at `exported_at`.
    async fn append_all(
        &self,
        found: Receiver<Found>,
        exported_at: Option<Timestamp>,
        content: &mut Content,
    ) -> Result<(), StoreError> {
        let values = stream::unfold(found, |mut found| async {
            found.recv().await.map(|value| (value, found))
        });
        let appended = values
            .map(|(origin, value)| async move { (origin, self.append(value, exported_at).await) });
        let mut appended = pin!(appended.buffered(SIDE_BY_SIDE));
        while let Some((origin, document)) = appended.next().await {
            content.note(&origin, document?);
        }
        Ok(())
    }

    /// Appends a document, part by part. A value that is not a document, or that the table can
    /// never store, is set aside, because another attempt would find it unchanged.
    async fn append(
        &self,
        value: Result<JsonMap, Rejection>,
        exported_at: Option<Timestamp>,
    ) -> Result<Document, StoreError> {
        let mut document = Document::default();
        let parts = match value {
            Ok(value) => {
                document.lacks_ids = lacks_ids(&value);
                parts(value, MAX_BODY_BYTES)
            }
            Err(rejection) => return Ok(Document { rejected: Some(rejection), ..document }),
        };
        for part in parts {
            let arrival = match Arrival::decode(&envelope(part, exported_at)) {
                Ok(arrival) => arrival,
                Err(reason) => {
                    document.rejected = Some(reason.into());
                    continue;
                }
            };
            let event = EventItem::new(arrival, self.clock.now(), self.retention);
            let (conversation_id, event_key) = (event.conversation_id(), event.sk.key);
            match self.log.append(&event).await {
                Ok(Appended::Stored) => {
                    tracing::debug!(%conversation_id, %event_key, "event stored");
                    document.stored += 1;
                    document.cut += u64::from(!event.cut.is_empty());
                }
                Ok(Appended::Duplicate) => {
                    tracing::debug!(%conversation_id, %event_key, "event is a duplicate");
                }
                Err(error @ StoreError::Poison { .. }) => {
                    tracing::error!(%conversation_id, %event_key, %error, "event set aside");
                    document.rejected = Some(error.into());
                }
                Err(error) => {
                    tracing::error!(%conversation_id, %event_key, %error, "event not stored");
                    return Err(error);
                }
            }
        }
        Ok(document)
    }
}
