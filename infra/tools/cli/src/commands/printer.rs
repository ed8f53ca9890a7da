//! The bus of this machine: standard output.

use std::borrow::Cow;
use std::io::ErrorKind;
use std::process;

use async_trait::async_trait;
use emit::{Bus, Entry, Outcome};

use console::output::Output;

/// Prints Common Events as they are published. When the reader closes the pipe, the process ends at
/// once, as other commands do. What was not printed counts as unpublished, and the next run on the
/// same folder prints it.
#[derive(Debug, Clone, Copy)]
pub struct Printer(pub Output);

#[async_trait]
impl Bus for Printer {
    async fn publish(&self, entries: &[Entry]) -> Vec<Outcome> {
        let print = |entry: &Entry| {
            let printed = match serde_json::from_str(entry.detail.get()) {
                Ok(event) if !self.0.is_json() => {
                    self.0.text(&render::event(&event, self.0.style()))
                }
                _ => self.0.line(entry),
            };
            match printed {
                Ok(()) => Outcome::Accepted,
                Err(error) if error.kind() == ErrorKind::BrokenPipe => process::exit(0),
                Err(error) => Outcome::Retry(Cow::Owned(error.kind().to_string())),
            }
        };
        entries.iter().map(print).collect()
    }
}
