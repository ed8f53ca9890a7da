//! Shows the progress of a replay: a bar on a terminal, plain lines elsewhere; and every window as
//! a result.

use std::io::{self, IsTerminal};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use super::follow::Listener;
use super::progress::Progress;
use super::state::{State, Window};
use super::table;
use console::output::Output;

/// The least time between two lines of progress, where there is no bar. A line is only printed when
/// the percentage has changed.
const LINE_EVERY: Duration = Duration::from_secs(60);

/// Reports on standard output and standard error.
#[derive(Debug)]
pub struct Screen {
    output: Output,
    bar: ProgressBar,
    is_terminal: bool,
    last_line: Option<(u64, Instant)>,
}

impl Screen {
    /// A screen, still empty.
    #[must_use]
    pub fn new(output: Output) -> Self {
        let is_terminal = io::stderr().is_terminal();
        let bar = match ProgressStyle::with_template("{wide_bar} {percent}% {msg}") {
            Ok(style) if is_terminal => ProgressBar::new(0).with_style(style),
            _ => ProgressBar::hidden(),
        };
        Self { output, bar, is_terminal, last_line: None }
    }

    /// Removes the bar.
    pub fn clear(&self) {
        self.bar.finish_and_clear();
    }
}

impl Listener for Screen {
    fn window(&mut self, window: &Window, state: &State, phase: bool) -> io::Result<()> {
        self.bar.suspend(|| match self.output.is_json() {
            true => self.output.line(window),
            false if phase => self.output.text(&table::window(window, state)),
            false => Ok(()),
        })
    }

    fn progress(&mut self, progress: &Progress, remaining: Option<Duration>) {
        let line = summary(progress, remaining);
        if self.is_terminal {
            self.bar.set_length(progress.total_ms);
            self.bar.set_position(progress.done_ms);
            self.bar.set_message(line);
            return;
        }
        let percent = progress.percent();
        let is_due =
            self.last_line.is_none_or(|(last, at)| percent != last && at.elapsed() >= LINE_EVERY);
        if is_due || percent == 100 {
            self.last_line = Some((percent, Instant::now()));
            self.output.note(&format!("{percent}% {line}"));
        }
    }

    fn note(&mut self, text: &str) {
        self.bar.suspend(|| self.output.note(text));
    }
}

fn summary(progress: &Progress, remaining: Option<Duration>) -> String {
    let Progress { completed, at_work, windows, .. } = progress;
    let rest = remaining.filter(|_| progress.done_ms < progress.total_ms);
    let rest =
        rest.map(|rest| format!(", {} to go", table::length(rest.as_secs()))).unwrap_or_default();
    format!("{completed}/{windows} windows, {at_work} at work{rest}")
}
