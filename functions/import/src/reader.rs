//! Connects an asynchronous body to the blocking reader of documents. The channels between them are
//! short, so that neither side gets far ahead of the other. When one side stops, so does the other.

use std::io::{self, Read};
use std::sync::Arc;

use bytes::{Buf, Bytes};
use genesys::JsonMap;
use genesys::details::documents;
use input::{Item, Origin};
use tokio::sync::mpsc::{self, Receiver, Sender};
use tokio::task::{self, JoinHandle};

use crate::objects::{Body, Unread};
use crate::report::Rejection;

/// How many chunks of the body are buffered for the reader.
const CHUNKS: usize = 4;
/// How many documents are buffered for the table.
const DOCUMENTS: usize = 4;

/// A value of an object with its position: a document, or the reason why it is none.
pub(crate) type Found = (Origin, Result<JsonMap, Rejection>);

/// A chunk of the body; `None` is the end. If the channel closes without it, the body was cut off.
type Chunk = Option<Bytes>;

/// A reader on its own thread.
pub(crate) struct Reader {
    /// Takes the body.
    pub chunks: Sender<Chunk>,
    /// Returns the values.
    pub found: Receiver<Found>,
    /// The thread.
    pub thread: JoinHandle<()>,
}

impl Reader {
    /// Starts to read the object with this key.
    pub fn start(key: &str) -> Self {
        let (chunks, received) = mpsc::channel(CHUNKS);
        let (sender, found) = mpsc::channel(DOCUMENTS);
        let key: Arc<str> = key.into();
        let thread = task::spawn_blocking(move || {
            let chunks = Chunks { received, chunk: Bytes::new(), has_ended: false };
            // The result may be ignored: where the receiver is dropped, the reason is already
            // known.
            let _ = input::read(&key, chunks, &|item| match item {
                Item::Message(origin, text) => documents(&text).all(|document| {
                    let found = (origin.clone(), document.map_err(Rejection::from));
                    sender.blocking_send(found).is_ok()
                }),
                Item::Refused(origin, refusal) => {
                    sender.blocking_send((origin, Err(refusal.into()))).is_ok()
                }
            });
        });
        Self { chunks, found, thread }
    }
}

/// Sends a body to the reader until the body or the reader ends.
///
/// # Errors
/// The body was cut off.
pub(crate) async fn give(mut body: Box<dyn Body>, chunks: Sender<Chunk>) -> Result<(), Unread> {
    loop {
        let chunk = body.next().await?;
        let is_end = chunk.is_none();
        if chunks.send(chunk).await.is_err() || is_end {
            return Ok(());
        }
    }
}

struct Chunks {
    received: Receiver<Chunk>,
    chunk: Bytes,
    has_ended: bool,
}

impl Read for Chunks {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.chunk.is_empty() && !self.has_ended {
            match self.received.blocking_recv() {
                Some(Some(chunk)) => self.chunk = chunk,
                Some(None) => self.has_ended = true,
                None => return Err(io::ErrorKind::ConnectionAborted.into()),
            }
        }
        let read = buffer.len().min(self.chunk.len());
        self.chunk.copy_to_slice(&mut buffer[..read]);
        Ok(read)
    }
}
