//! The lines of `simulate --metrics --duplicates 0.1 --shuffle`, written by a thread that is never far ahead.

use std::io::{self, Write};
use std::mem;
use std::thread::{self, JoinHandle};

use switchboard::simulate::{
    self, SimulateError, SimulateOptions, Summary, conversations, events_of,
};
use tokio::sync::mpsc::{Receiver, Sender, channel};

/// How many lines are given to receive at once.
pub const BATCH: usize = 100;
/// How many batches wait.
const WAITING: usize = 4;
/// How often an event comes again.
pub const DUPLICATES: f64 = 0.1;

/// How much is fed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// Conversations.
    pub conversations: u64,
    /// Their distinct events.
    pub events: u64,
}

impl Size {
    /// As many conversations of a seed as have that many events.
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

/// The thread that writes, and what it has written.
pub struct Feed {
    batches: Receiver<Vec<String>>,
    thread: JoinHandle<Result<Summary, SimulateError>>,
}

impl Feed {
    /// Begins to write.
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

    /// What was written in all.
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
