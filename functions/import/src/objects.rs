//! Reads objects from S3.

use std::borrow::Cow;
use std::error::Error;

use async_trait::async_trait;
use aws_sdk_s3::Client;
use aws_sdk_s3::primitives::ByteStream;
use bytes::Bytes;
use genesys::Timestamp;
use store::error::failure_code;

use crate::notification::Object;

type Source = Box<dyn Error + Send + Sync>;

/// Why an object could not be read to its end. Its message is delivered again.
#[derive(Debug, thiserror::Error)]
pub enum Unread {
    /// The object could not be opened.
    #[error(
        "GetObject failed ({code}): check that the object exists and that the role may read it"
    )]
    NotOpened {
        /// S3's error code, or the kind of failure.
        code: Cow<'static, str>,
        /// The client's error.
        source: Source,
    },
    /// The object was read in part.
    #[error(
        "the connection ended before the whole object was read: its message is delivered again"
    )]
    Cut(#[source] Source),
}

/// Opens objects.
#[async_trait]
pub trait Objects: Send + Sync {
    /// Starts to read an object.
    async fn open(&self, object: &Object) -> Result<Opened, Unread>;
}

/// An object that is being read.
pub struct Opened {
    /// Its `LastModified`, which counts as the time when its documents were exported.
    pub last_modified: Option<Timestamp>,
    /// Its content.
    pub body: Box<dyn Body>,
}

/// The unread rest of an object.
#[async_trait]
pub trait Body: Send {
    /// The next bytes, as many as have arrived; `None` at the end.
    async fn next(&mut self) -> Result<Option<Bytes>, Unread>;
}

/// Objects in S3.
///
/// The time limit of a call's attempt ends, for `GetObject`, when the body begins, so a body is
/// read to its end however long that takes. The client cuts off a body that delivers nothing for a
/// while ("stalled stream protection"). Time in which the function reads nothing, because the table
/// has to catch up, does not count. The client verifies S3's checksum of an object.
#[derive(Debug, Clone)]
pub struct S3(Client);

impl S3 {
    /// Objects reached through this client.
    #[must_use]
    pub const fn new(client: Client) -> Self {
        Self(client)
    }
}

#[async_trait]
impl Objects for S3 {
    async fn open(&self, object: &Object) -> Result<Opened, Unread> {
        match self.0.get_object().bucket(&object.bucket).key(&object.key).send().await {
            Ok(got) => Ok(Opened {
                last_modified: got
                    .last_modified
                    .and_then(|time| time.to_millis().ok())
                    .map(Timestamp::from_ms)
                    .filter(|time| time.is_event_time()),
                body: Box::new(got.body),
            }),
            Err(error) => {
                Err(Unread::NotOpened { code: failure_code(&error), source: error.into() })
            }
        }
    }
}

#[async_trait]
impl Body for ByteStream {
    async fn next(&mut self) -> Result<Option<Bytes>, Unread> {
        self.try_next().await.map_err(|error| Unread::Cut(error.into()))
    }
}
