//! From a body that is awaited to the documents of a reader that blocks. Both ways between are narrow, so that neither gets
//! far ahead of the other, and when one side stops, so does the other.

use std::io::{self, Read};
use std::sync::Arc;

use bytes::{Buf, Bytes};
use genesys::details::documents;
use input::{Item, Origin};
use serde_json::{Map, Value};
use tokio::sync::mpsc::{self, Receiver, Sender};
use tokio::task::{self, JoinHandle};

use crate::objects::{Body, Unread};
use crate::report::Rejection;

/// How many chunks of the body wait to be read.
const CHUNKS: usize = 4;
/// How many documents wait to be taken. What they stand in, a page perhaps, is in memory once.
const DOCUMENTS: usize = 4;

/// What stands in an object, by its line: a document, or something else.
pub(crate) type Found = (u64, Result<Map<String, Value>, Rejection>);

/// A chunk of the body; `None` is its end. When the channel closes without one, the body was cut off.
type Chunk = Option<Bytes>;

/// A reader on a thread of its own.
pub(crate) struct Reader {
    /// Takes the body.
    pub chunks: Sender<Chunk>,
    /// Gives what it holds.
    pub found: Receiver<Found>,
    /// The thread.
    pub thread: JoinHandle<()>,
}

impl Reader {
    /// Starts to read an object of that key.
    pub fn start(key: &str) -> Self {
        let (chunks, received) = mpsc::channel(CHUNKS);
        let (sender, found) = mpsc::channel(DOCUMENTS);
        let key: Arc<str> = key.into();
        let thread = task::spawn_blocking(move || {
            let chunks = Chunks { received, chunk: Bytes::new(), has_ended: false };
            // That nobody wants any more is known where it was decided.
            let _ = input::read(&key, chunks, &|item| match item {
                Item::Message(Origin { line, .. }, text) => documents(&text).all(|document| {
                    sender.blocking_send((line, document.map_err(Rejection::from))).is_ok()
                }),
                Item::Refused(Origin { line, .. }, refusal) => {
                    sender.blocking_send((line, Err(refusal.into()))).is_ok()
                }
            });
        });
        Self { chunks, found, thread }
    }
}

/// Gives a body to the reader until it ends, or the reader does.
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
