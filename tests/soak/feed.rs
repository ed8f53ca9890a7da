//! The lines of `simulate --metrics --duplicates 0.1 --shuffle`, written by a thread that stays
//! only a few batches ahead.

use std::io::{self, Write};
use std::mem;
use std::thread::{self, JoinHandle};

use simulate::{self, SimulateError, SimulateOptions, Summary, conversations, events_of};
use tokio::sync::mpsc::{Receiver, Sender, channel};

/// Number of lines in a batch for receive.
pub const BATCH: usize = 100;
/// Number of batches that may wait.
const WAITING: usize = 4;
/// Share of events that come twice.
pub const DUPLICATES: f64 = 0.1;

/// Size of the feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// Number of conversations.
    pub conversations: u64,
    /// Number of their distinct events.
    pub events: u64,
}

impl Size {
    /// As many conversations of a seed as have that many events together.
    pub fn of(seed: u64, events: u64) -> Self {
        let mut size = Self { conversations: 0, events: 0 };
        let mut conversations = conversations(seed, u64::MAX);
        while size.events < events
            && let Some(details) = conversations.next()
        {
            size.conversations += 1;
            size.events += events_of(&details, true).events.len() as u64;
        }
        size
    }
}

/// The writing thread, and the number of lines that it wrote.
pub struct Feed {
    batches: Receiver<Vec<String>>,
    thread: JoinHandle<Result<Summary, SimulateError>>,
}

impl Feed {
    /// Starts the thread.
    pub fn start(seed: u64, size: &Size) -> Self {
        let (sender, batches) = channel(WAITING);
        let options = SimulateOptions {
            conversations: size.conversations,
            seed,
            metrics: true,
            duplicates: DUPLICATES,
            shuffle: true,
            ..SimulateOptions::default()
        };
        let out = Lines { line: Vec::new(), batch: Vec::new(), sender };
        Self { batches, thread: thread::spawn(move || simulate::write(&options, out)) }
    }

    /// The next lines; `None` at the end.
    pub async fn next(&mut self) -> Option<Vec<String>> {
        self.batches.recv().await
    }

    /// The summary of everything that was written.
    pub async fn end(self) -> Result<Summary, Box<dyn std::error::Error>> {
        drop(self.batches);
        let written = tokio::task::spawn_blocking(|| self.thread.join()).await?;
        Ok(written.map_err(|_| "the thread that makes the events up panicked")??)
    }
}

/// A pipe of lines, in batches.
struct Lines {
    line: Vec<u8>,
    batch: Vec<String>,
    sender: Sender<Vec<String>>,
}

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        for piece in bytes.split_inclusive(|byte| *byte == b'\n') {
            match piece.strip_suffix(b"\n") {
                None => self.line.extend_from_slice(piece),
                Some(rest) => {
                    self.line.extend_from_slice(rest);
                    let line = String::from_utf8(mem::take(&mut self.line));
                    self.batch.push(
                        line.map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))?,
                    );
                    if self.batch.len() == BATCH {
                        self.flush()?;
                    }
                }
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.batch.is_empty() {
            return Ok(());
        }
        let sent = self.sender.blocking_send(mem::take(&mut self.batch));
        sent.map_err(|_| io::Error::from(io::ErrorKind::BrokenPipe))
    }
}
