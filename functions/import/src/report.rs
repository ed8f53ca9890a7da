//! What became of a batch of messages.

use aws_lambda_events::sqs::SqsBatchResponse;
use genesys::EnvelopeError;
use genesys::details::NoDocument;
use input::Refusal;
use runtime::Metrics;
use serde::Serialize;
use store::StoreError;

/// How many rejected values of an object are told one by one.
const TOLD: usize = 20;

/// Why a value of an object can never be kept. Never quotes it.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub(crate) enum Rejection {
    Refusal(#[from] Refusal),
    NoDocument(#[from] NoDocument),
    Envelope(#[from] EnvelopeError),
    Poison(#[from] StoreError),
}

/// What became of a document.
#[derive(Debug, Default)]
pub(crate) struct Document {
    /// Events that are new in the log; none when it was there already.
    pub stored: u64,
    /// New events that had to be cut to fit.
    pub cut: u64,
    /// Why some of it can never be kept.
    pub rejected: Option<Rejection>,
}

/// What an object held, as far as it was read.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Content {
    /// Documents of which something is new in the log.
    pub stored: u64,
    /// Documents that were in the log already.
    pub duplicates: u64,
    /// New events that had to be cut to fit.
    pub cut: u64,
    /// Values that are no document, or none that can be kept.
    pub rejected: u64,
    /// The first of these, as `line: reason`; never quotes them.
    pub told: Vec<String>,
}

impl Content {
    pub(crate) fn note(&mut self, line: u64, document: Document) {
        self.cut += document.cut;
        match document {
            Document { rejected: Some(reason), .. } => {
                self.rejected += 1;
                if self.told.len() < TOLD {
                    self.told.push(format!("{line}: {reason}"));
                }
            }
            Document { stored: 0, .. } => self.duplicates += 1,
            Document { .. } => self.stored += 1,
        }
    }
}

/// What a dead letter says of an object.
#[derive(Debug, Serialize)]
pub(crate) struct RejectedValues<'a> {
    pub bucket: &'a str,
    pub key: &'a str,
    /// How many.
    pub rejected: u64,
    /// The first of them.
    pub first: &'a [String],
}

/// What became of a batch: every object that a message names is imported, or its message comes again.
#[derive(Debug, Default)]
pub struct Report {
    /// Objects that were named, and messages that are no notification.
    pub received: u64,
    /// Objects of which everything that can be kept is in the log.
    pub imported: u64,
    /// What could not be imported this time.
    pub failed: u64,
    /// What the objects held. What was rejected counts once its object is imported, so that it counts once.
    pub content: Content,
    /// Ids of the messages that come again; empty for one that has none.
    pub again: Vec<String>,
}

impl Report {
    /// Counts what an object held.
    pub(crate) fn add(&mut self, content: Content, is_imported: bool) {
        self.content.stored += content.stored;
        self.content.duplicates += content.duplicates;
        self.content.cut += content.cut;
        if is_imported {
            self.content.rejected += content.rejected;
            self.content.told.extend(content.told);
        }
        self.count(is_imported);
    }

    /// Counts something that was received.
    pub(crate) fn count(&mut self, is_imported: bool) {
        self.received += 1;
        self.imported += u64::from(is_imported);
        self.failed += u64::from(!is_imported);
    }

    /// What SQS keeps for another attempt, and at last moves to the dead-letter queue. A message without an id cannot be
    /// named: the empty name makes SQS keep the whole batch, which is safe, for a repetition is a duplicate.
    #[must_use]
    pub fn response(&self) -> SqsBatchResponse {
        let mut response = SqsBatchResponse::default();
        response.set_failures(self.again.iter().cloned());
        response
    }

    /// The numbers of this batch.
    #[must_use]
    pub fn metrics(&self) -> Metrics {
        Metrics::of("import")
            .count("ObjectsReceived", self.received)
            .count("ObjectsImported", self.imported)
            .count("ObjectsFailed", self.failed)
            .count("DocumentsStored", self.content.stored)
            .count("DocumentsDuplicate", self.content.duplicates)
            .count("DocumentsRejected", self.content.rejected)
            .count("EventsCut", self.content.cut)
    }
}
