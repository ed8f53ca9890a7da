//! The bus of this machine: standard output.

use std::borrow::Cow;
use std::io::ErrorKind;
use std::process;

use async_trait::async_trait;
use emit::{Bus, Entry, Outcome};
use indicatif::ProgressBar;

use console::output::Output;

/// Prints Common Events as they are published. When the reader closes the pipe, the process ends at
/// once, as other commands do. What was not printed counts as unpublished, and the next run on the
/// same folder prints it. A progress bar steps aside while a line is printed.
#[derive(Debug, Clone)]
pub struct Printer {
    output: Output,
    progress: ProgressBar,
}

impl Printer {
    /// Prints beside no progress bar.
    pub fn new(output: Output) -> Self {
        Self::beside(output, ProgressBar::hidden())
    }

    /// Prints beside this progress bar.
    pub const fn beside(output: Output, progress: ProgressBar) -> Self {
        Self { output, progress }
    }
}

#[async_trait]
impl Bus for Printer {
    async fn publish(&self, entries: &[Entry]) -> Vec<Outcome> {
        let print = |entry: &Entry| {
            let printed = match serde_json::from_str(entry.detail.get()) {
                Ok(event) if !self.output.is_json() => {
                    self.output.text(&render::event(&event, self.output.style()))
                }
                _ => self.output.line(entry),
            };
            match printed {
                Ok(()) => Outcome::Accepted,
                Err(error) if error.kind() == ErrorKind::BrokenPipe => process::exit(0),
                Err(error) => Outcome::Retry(Cow::Owned(error.kind().to_string())),
            }
        };
        self.progress.suspend(|| entries.iter().map(print).collect())
    }
}
