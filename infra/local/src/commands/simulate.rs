//! `simulate`: detail events as JSON Lines.

use std::io::{self, BufWriter, Write};

use super::{CommandError, Done};
use crate::cli::Simulate;
use crate::output::Output;
use crate::simulate::{SimulateError, SimulateOptions, write};

pub(super) fn execute(simulate: &Simulate, output: Output) -> Result<Done, CommandError> {
    let options = SimulateOptions {
        conversations: simulate.conversations,
        seed: simulate.seed,
        details: simulate.details.clone(),
        metrics: simulate.metrics,
        duplicates: simulate.duplicates,
        shuffle: simulate.shuffle,
    };
    let mut out = BufWriter::new(io::stdout().lock());
    let summary = write(&options, &mut out)?;
    out.flush().map_err(SimulateError::from)?;
    for (purpose, participants) in &summary.unsent {
        output.note(&format!(
            "{participants} participants of purpose {purpose} were left out: Genesys sends no detail events of them"
        ));
    }
    output.note(&format!("{} events of {} conversations", summary.events, summary.conversations));
    Ok(Done::Whole)
}
