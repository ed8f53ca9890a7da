//! Where objects are read from: S3.

use std::borrow::Cow;
use std::error::Error;

use async_trait::async_trait;
use aws_sdk_s3::Client;
use aws_sdk_s3::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_s3::operation::get_object::GetObjectError;
use aws_sdk_s3::primitives::ByteStream;
use bytes::Bytes;

use crate::notification::Object;

type Source = Box<dyn Error + Send + Sync>;

/// Why an object could not be read, or not to its end. Its message comes again.
#[derive(Debug, thiserror::Error)]
pub enum Unread {
    /// It was not given out at all.
    #[error(
        "GetObject failed ({code}): check that the object is there and that the role may read it"
    )]
    NotOpened {
        /// What S3 calls it.
        code: Cow<'static, str>,
        /// What the client says.
        source: Source,
    },
    /// It was given out in part.
    #[error("the object was cut off while it was read: its message comes again")]
    Cut(#[source] Source),
}

/// Gives out objects.
#[async_trait]
pub trait Objects: Send + Sync {
    /// Begins to read an object.
    async fn open(&self, object: &Object) -> Result<Box<dyn Body>, Unread>;
}

/// The rest of an object.
#[async_trait]
pub trait Body: Send {
    /// The next bytes, as many as there are; `None` at the end.
    async fn next(&mut self) -> Result<Option<Bytes>, Unread>;
}

/// Objects in S3.
///
/// The time that an attempt of a call may take ends, of `GetObject`, when its body begins: however long that is, it is
/// read to its end. A body that gives nothing for a while is cut off by the client ("stalled stream protection"); while
/// nothing is asked of it, because the table has to catch up, it may wait. The client checks the checksum that S3 has of an
/// object.
#[derive(Debug, Clone)]
pub struct S3(Client);

impl S3 {
    /// Objects behind a client.
    #[must_use]
    pub const fn new(client: Client) -> Self {
        Self(client)
    }
}

#[async_trait]
impl Objects for S3 {
    async fn open(&self, object: &Object) -> Result<Box<dyn Body>, Unread> {
        match self.0.get_object().bucket(&object.bucket).key(&object.key).send().await {
            Ok(got) => Ok(Box::new(got.body)),
            Err(error) => Err(Unread::NotOpened { code: code(&error), source: error.into() }),
        }
    }
}

/// What S3 calls an error, or the kind of failure.
fn code(error: &SdkError<GetObjectError>) -> Cow<'static, str> {
    match error {
        SdkError::ServiceError(refused) => {
            Cow::Owned(refused.err().code().unwrap_or("no code").to_owned())
        }
        SdkError::TimeoutError(_) => Cow::Borrowed("timeout"),
        SdkError::DispatchFailure(_) => Cow::Borrowed("no connection"),
        SdkError::ConstructionFailure(_) => Cow::Borrowed("request not built"),
        _ => Cow::Borrowed("unreadable answer"),
    }
}

#[async_trait]
impl Body for ByteStream {
    async fn next(&mut self) -> Result<Option<Bytes>, Unread> {
        self.try_next().await.map_err(|error| Unread::Cut(error.into()))
    }
}
