//! The events of many conversations as one stream of lines, in the order of their times, as a contact centre sends them.
//!
//! Memory is bounded by what is not due yet, not by the length of the stream: once the next conversation begins, nothing
//! earlier can come, so everything before its beginning is written.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::io::{self, Write};

use genesys::Timestamp;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde_json::Value;

use super::envelope::DetailEvent;
use super::uuid::uuid;

/// Lines that a shuffled stream of made-up conversations holds back to choose from.
pub const SHUFFLE_WINDOW: usize = 2_048;
/// The ChaCha stream that shuffling and duplicating draw from: never that of a conversation.
const OWN_STREAM: u64 = u64::MAX;
/// A duplicate follows its event within this, in milliseconds.
const DUPLICATE_MS: i64 = 600_000;

/// Lines on their way out.
pub(super) struct Stream<W> {
    out: W,
    due: BinaryHeap<Reverse<(Timestamp, u64, String)>>,
    held: Vec<String>,
    window: usize,
    duplicates: f64,
    draw: ChaCha8Rng,
    taken: u64,
    written: u64,
}

impl<W: Write> Stream<W> {
    /// A stream to `out`: each event comes again with probability `duplicates`, and lines change places within `window`.
    pub fn new(out: W, seed: u64, duplicates: f64, window: usize) -> Self {
        let mut draw = ChaCha8Rng::seed_from_u64(seed);
        draw.set_stream(OWN_STREAM);
        let (due, held) = (BinaryHeap::new(), Vec::new());
        Self { out, due, held, window, duplicates: duplicates.clamp(0.0, 1.0), draw, taken: 0, written: 0 }
    }

    /// Takes an event, and perhaps the same again for later, under a new envelope id.
    pub fn take(&mut self, event: DetailEvent) {
        let DetailEvent { time, envelope } = event;
        let again = self.duplicates > 0.0 && self.draw.random_bool(self.duplicates);
        self.put(time, envelope.to_string());
        if again {
            let mut duplicate = envelope;
            duplicate["id"] = Value::String(uuid(self.draw.random()));
            let later = self.draw.random_range(1..=DUPLICATE_MS);
            self.put(time.plus_ms(later), duplicate.to_string());
        }
    }

    fn put(&mut self, at: Timestamp, line: String) {
        self.due.push(Reverse((at, self.taken, line)));
        self.taken += 1;
    }

    /// Writes what is due before `until`.
    pub fn advance(&mut self, until: Timestamp) -> io::Result<()> {
        while self.due.peek().is_some_and(|Reverse((at, ..))| *at < until) {
            if let Some(Reverse((_, _, line))) = self.due.pop() {
                self.hold(line)?;
            }
        }
        Ok(())
    }

    /// Writes everything that is left; the number of lines in all.
    pub fn finish(mut self) -> io::Result<u64> {
        while let Some(Reverse((_, _, line))) = self.due.pop() {
            self.hold(line)?;
        }
        while !self.held.is_empty() {
            self.release()?;
        }
        self.out.flush()?;
        Ok(self.written)
    }

    fn hold(&mut self, line: String) -> io::Result<()> {
        self.held.push(line);
        if self.held.len() > self.window { self.release() } else { Ok(()) }
    }

    fn release(&mut self) -> io::Result<()> {
        let chosen = if self.held.len() > 1 { self.draw.random_range(0..self.held.len()) } else { 0 };
        let line = self.held.swap_remove(chosen);
        self.written += 1;
        writeln!(self.out, "{line}")
    }
}
