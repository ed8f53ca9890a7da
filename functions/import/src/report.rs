//! The result of a batch of messages.

use aws_lambda_events::sqs::SqsBatchResponse;
use genesys::EnvelopeError;
use genesys::details::NoDocument;
use input::{Origin, Refusal, Rejections};
use runtime::{Metrics, redelivery};
use serde::Serialize;
use store::StoreError;

/// How many rejected values of an object are listed one by one.
const MAX_REASONS: usize = 20;

/// Why a value of an object can never be stored. Never quotes the value.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub(crate) enum Rejection {
    Refusal(#[from] Refusal),
    NoDocument(#[from] NoDocument),
    Envelope(#[from] EnvelopeError),
    Poison(#[from] StoreError),
}

impl Rejection {
    /// Whether it is about the whole object, so that it need not be repeated.
    const fn is_about_file(&self) -> bool {
        match self {
            Self::Refusal(refusal) => refusal.is_about_file(),
            Self::NoDocument(none) => none.is_about_file(),
            Self::Envelope(_) | Self::Poison(_) => false,
        }
    }
}

/// The result of a document.
#[derive(Debug, Default)]
pub(crate) struct Document {
    /// Events that are new in the log; 0 if the document was there already.
    pub stored: u64,
    /// New events that had to be cut to fit into an item.
    pub cut: u64,
    /// Whether it has participants or sessions without an id.
    pub lacks_ids: bool,
    /// Why part of the document can never be stored.
    pub rejected: Option<Rejection>,
}

/// The documents of an object, as far as it was read.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Content {
    /// Documents with at least one event that is new in the log.
    pub stored: u64,
    /// Documents that were in the log already.
    pub duplicates: u64,
    /// New events that had to be cut to fit into an item.
    pub cut: u64,
    /// Values that are not documents, and documents that cannot be stored.
    pub rejected: u64,
    /// Documents with participants or sessions that have no id.
    pub without_ids: u64,
    /// The first of the rejected values, as `position: reason`. Never quotes them.
    first: Vec<String>,
    rejections: Rejections,
}

impl Content {
    pub(crate) fn note(&mut self, origin: &Origin, document: Document) {
        self.cut += document.cut;
        self.without_ids += u64::from(document.lacks_ids);
        match document {
            Document { rejected: Some(rejection), .. } => {
                self.rejected += 1;
                let reason = rejection.to_string();
                if self.rejections.add(origin, &reason, rejection.is_about_file())
                    && self.first.len() < MAX_REASONS
                {
                    self.first.push(format!("{}: {reason}", origin.place()));
                }
            }
            Document { stored: 0, .. } => self.duplicates += 1,
            Document { .. } => self.stored += 1,
        }
    }

    /// The first of the rejected values of each kind, and how many more there are. Never quotes
    /// them.
    #[must_use]
    pub fn reasons(&self) -> Vec<String> {
        let more = self.rejections.unprinted();
        let more = more.map(|(first, more)| format!("{more} more like {}", first.place()));
        self.first.iter().cloned().chain(more).collect()
    }
}

/// The content of a dead letter about an object.
#[derive(Debug, Serialize)]
pub(crate) struct RejectedValues<'a> {
    pub bucket: &'a str,
    pub key: &'a str,
    /// Number of rejected values.
    pub rejected: u64,
    /// The first of the rejected values.
    pub first: &'a [String],
}

/// The result of a batch: every object that a message names is imported, or its message is
/// delivered again.
#[derive(Debug, Default)]
pub struct BatchReport {
    /// Objects named by messages, and messages that are not notifications.
    pub received: u64,
    /// Objects whose documents are all in the log, as far as they can be stored.
    pub imported: u64,
    /// Objects that could not be imported this time.
    pub failed: u64,
    /// The documents of the objects. Rejected values count only when their object is imported, so
    /// that they count once.
    pub content: Content,
    /// Ids of the messages that are delivered again; empty for a message without an id.
    pub again: Vec<String>,
}

impl BatchReport {
    /// Adds the counts of an object.
    pub(crate) fn add(&mut self, content: Content, is_imported: bool) {
        self.content.stored += content.stored;
        self.content.duplicates += content.duplicates;
        self.content.cut += content.cut;
        if is_imported {
            self.content.rejected += content.rejected;
            self.content.without_ids += content.without_ids;
        }
        self.count(is_imported);
    }

    /// Counts an object or message as received.
    pub(crate) fn count(&mut self, is_imported: bool) {
        self.received += 1;
        self.imported += u64::from(is_imported);
        self.failed += u64::from(!is_imported);
    }

    /// The messages that SQS keeps, which is safe, because a repeated event is a duplicate.
    #[must_use]
    pub fn response(&self) -> SqsBatchResponse {
        redelivery::of_messages(self.again.iter().cloned())
    }

    /// The metrics of this batch.
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
