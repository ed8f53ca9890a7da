//! Merges the events of many conversations into one stream of lines, in the order of their times,
//! as a contact centre sends them.
//!
//! Memory depends on the events that are not due yet, not on the length of the stream.
//! Conversations come in the order of their starts, so once one starts, all lines due before that
//! can be written. Delays only make events arrive later, so this also holds for arrivals. Later
//! lines stay in memory until they are due: those of contacts that come back hours or days later,
//! and of dangling sessions.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::io::{self, Write};

use genesys::Timestamp;
use rand::rngs::ChaCha8Rng;
use rand::{RngExt, SeedableRng};
use serde_json::Value;

use super::SimulateOptions;
use super::delay::Delays;
use super::envelope::{DetailEvent, arriving};
use super::uuid::uuid;

/// The number of lines that a shuffled stream of made-up conversations keeps to choose from.
pub const SHUFFLE_WINDOW: usize = 2_048;
/// The ChaCha stream for shuffling and duplicating. No conversation has this stream.
const OWN_STREAM: u64 = u64::MAX;
/// The ChaCha stream that decides which ends are lost.
const LOST_STREAM: u64 = u64::MAX - 2;
/// The longest time from an event to its duplicate, in milliseconds.
const DUPLICATE_MS: i64 = 600_000;

/// Lines that wait to be written.
pub(super) struct Stream<W> {
    out: W,
    due: BinaryHeap<Reverse<(Timestamp, u64, String)>>,
    held: Vec<String>,
    window: usize,
    duplicates: f64,
    rng: ChaCha8Rng,
    lost: f64,
    losing: ChaCha8Rng,
    delays: Option<Delays>,
    taken: u64,
    written: Written,
}

/// Counts of what was written and what was left out.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Written {
    /// Lines written.
    pub lines: u64,
    /// End events of sessions that were left out.
    pub lost: u64,
}

impl<W: Write> Stream<W> {
    /// A stream to `out`. The options decide which events are duplicated, lost or delayed; lines
    /// are shuffled within `window`.
    pub fn new(out: W, options: &SimulateOptions, window: usize) -> Self {
        let rng_of = |stream| {
            let mut rng = ChaCha8Rng::seed_from_u64(options.seed);
            rng.set_stream(stream);
            rng
        };
        Self {
            out,
            due: BinaryHeap::new(),
            held: Vec::new(),
            window,
            duplicates: options.duplicates.clamp(0.0, 1.0),
            rng: rng_of(OWN_STREAM),
            lost: options.lost.clamp(0.0, 1.0),
            losing: rng_of(LOST_STREAM),
            delays: options.jitter.then(|| Delays::new(options.seed)),
            taken: 0,
            written: Written::default(),
        }
    }

    /// Takes an event. It may be lost, delayed, or duplicated with a new envelope id.
    pub fn take(&mut self, event: DetailEvent) {
        if self.lost > 0.0 && event.is_end() && self.losing.random_bool(self.lost) {
            self.written.lost += 1;
            return;
        }
        let again = self.duplicates > 0.0 && self.rng.random_bool(self.duplicates);
        let DetailEvent { time, mut envelope, .. } = event;
        let arrival = match &mut self.delays {
            None => time,
            Some(delays) => arriving(&mut envelope, time.plus_ms(delays.next_ms())),
        };
        self.put(arrival, envelope.to_string());
        if again {
            envelope["id"] = Value::String(uuid(self.rng.random()));
            let mut later = arrival.plus_ms(self.rng.random_range(1..=DUPLICATE_MS));
            if self.delays.is_some() {
                later = arriving(&mut envelope, later);
            }
            self.put(later, envelope.to_string());
        }
    }

    fn put(&mut self, at: Timestamp, line: String) {
        self.due.push(Reverse((at, self.taken, line)));
        self.taken += 1;
    }

    /// Writes the lines that are due before `until`.
    pub fn advance(&mut self, until: Timestamp) -> io::Result<()> {
        while self.due.peek().is_some_and(|Reverse((at, ..))| *at < until) {
            if let Some(Reverse((_, _, line))) = self.due.pop() {
                self.hold(line)?;
            }
        }
        Ok(())
    }

    /// Writes all remaining lines, and returns the totals.
    pub fn finish(mut self) -> io::Result<Written> {
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
        let chosen =
            if self.held.len() > 1 { self.rng.random_range(0..self.held.len()) } else { 0 };
        let line = self.held.swap_remove(chosen);
        self.written.lines += 1;
        writeln!(self.out, "{line}")
    }
}
