//! The figures: a row for every tenth of the events, and a summary.

use std::fs;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use crate::bus::Tally;
use crate::differences::Differences;
use crate::expectations::Expectations;
use crate::feed::Size;
use crate::memory::{Memory, allowed};

/// Progress of the feed.
pub struct SoakReport {
    size: Size,
    folder: Option<PathBuf>,
    bar: ProgressBar,
    started: Instant,
    new: u64,
    duplicates: u64,
    /// Number of rows printed.
    tenths: u64,
    /// When the last row was printed, and the number of lines fed by then.
    last: (Instant, u64),
    /// Memory of the process after a fifth of the events.
    early: Option<u64>,
}

impl SoakReport {
    /// Begins the table. `folder` is that of the DynamoDB table, if it has one.
    pub fn start(size: &Size, folder: Option<&Path>) -> Self {
        println!(
            "{} events of {} conversations",
            grouped(size.events),
            grouped(size.conversations)
        );
        println!(
            "{:>5} {:>10} {:>9} {:>8} {:>10} {:>9} {:>9} {:>8}",
            "", "events fed", "events/s", "RSS MiB", "table MiB", "verified", "in flight", "differ"
        );
        let now = Instant::now();
        Self {
            size: *size,
            folder: folder.map(Path::to_path_buf),
            bar: bar(size.events),
            started: now,
            new: 0,
            duplicates: 0,
            tenths: 0,
            last: (now, 0),
            early: None,
        }
    }

    /// Numbers of new lines and duplicates that were fed.
    pub const fn lines(&self) -> (u64, u64) {
        (self.new, self.duplicates)
    }

    /// Records a batch.
    pub fn fed(&mut self, new: u64, duplicates: u64, expectations: &Expectations, differ: u64) {
        self.new += new;
        self.duplicates += duplicates;
        self.bar.set_position(self.new);
        let tenths = self.new * 10 / self.size.events.max(1);
        // The last row is printed at the end.
        if tenths > self.tenths && tenths < 10 {
            self.tenths = tenths;
            self.row(&format!("{}%", tenths * 10), expectations, differ);
        }
    }

    fn row(&mut self, name: &str, expectations: &Expectations, differ: u64) {
        let (now, lines) = (Instant::now(), self.new + self.duplicates);
        let rate = rate(lines - self.last.1, now - self.last.0);
        self.last = (now, lines);
        let memory = Memory::sample().map(|memory| memory.now);
        if self.tenths >= 2 && self.early.is_none() {
            self.early = memory;
        }
        let or_dash = |value: Option<u64>| value.map_or_else(|| "-".to_owned(), grouped);
        self.bar.suspend(|| {
            println!(
                "{name:>5} {:>10} {:>9} {:>8} {:>10} {:>9} {:>9} {:>8}",
                grouped(lines),
                grouped(rate),
                or_dash(memory),
                or_dash(self.folder.as_deref().and_then(mebibytes)),
                grouped(expectations.verified()),
                grouped(expectations.in_flight() as u64),
                grouped(differ)
            );
        });
    }

    /// Ends the table and prints the summary; returns whether the memory stayed within its limit.
    pub fn end(
        mut self,
        expectations: &Expectations,
        tally: &Tally,
        differences: &Differences,
    ) -> bool {
        self.row("end", expectations, differences.count());
        self.bar.finish_and_clear();
        let (lines, took) = (self.new + self.duplicates, self.started.elapsed());
        println!(
            "\n{} lines, {} of them duplicates, in {} s: {} lines/s",
            grouped(lines),
            grouped(self.duplicates),
            grouped(took.as_secs()),
            grouped(rate(lines, took))
        );
        println!(
            "{} Common Events: {} revised, {} withdrawn",
            grouped(tally.said),
            grouped(tally.revised),
            grouped(tally.withdrawn)
        );
        match differences.count() {
            0 => println!("nothing differs"),
            count => println!("{} things differ: {:?}", grouped(count), differences.by_kind()),
        }
        self.bounded()
    }

    /// A table in memory grows, and so does the process.
    fn bounded(&self) -> bool {
        let (Some(early), Some(memory), Some(_)) =
            (self.early, Memory::sample(), self.folder.as_ref())
        else {
            println!("the memory of the process was not judged");
            return true;
        };
        let (allowed, bounded) = (allowed(early), memory.now <= allowed(early));
        println!(
            "memory: {early} MiB at a fifth, {} in the end, {} at most; \
             {allowed} were allowed in the end{}",
            memory.now,
            memory.peak,
            if bounded { "" } else { ": IT GROWS" }
        );
        bounded
    }
}

fn bar(events: u64) -> ProgressBar {
    match ProgressStyle::with_template("{wide_bar} {human_pos}/{human_len} {elapsed} ETA {eta}") {
        Ok(style) if std::io::stderr().is_terminal() => ProgressBar::new(events).with_style(style),
        _ => ProgressBar::hidden(),
    }
}

/// Size of the files in a folder.
fn mebibytes(folder: &Path) -> Option<u64> {
    let files = fs::read_dir(folder).ok()?;
    Some(
        files.flatten().filter_map(|file| file.metadata().ok()).map(|file| file.len()).sum::<u64>()
            >> 20,
    )
}

fn rate(count: u64, took: Duration) -> u64 {
    u64::try_from(u128::from(count) * 1_000 / took.as_millis().max(1)).unwrap_or(u64::MAX)
}

/// A number with a comma after every three digits.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
