//! `simulate`: detail events as JSON Lines.

use std::io::{self, BufWriter, Write};

use super::{CommandError, Done};
use crate::cli::Simulate;
use console::output::{Output, counted};
use simulate::{SimulateError, SimulateOptions, write};

pub(super) fn execute(simulate: &Simulate, output: Output) -> Result<Done, CommandError> {
    let options = SimulateOptions {
        conversations: simulate.conversations,
        seed: simulate.seed,
        details: simulate.details.clone(),
        metrics: simulate.metrics,
        duplicates: simulate.duplicates,
        shuffle: simulate.shuffle,
        lost: simulate.lost,
        jitter: simulate.jitter,
    };
    let mut out = BufWriter::new(io::stdout().lock());
    let summary = write(&options, &mut out)?;
    out.flush().map_err(SimulateError::from)?;
    for reason in &summary.reasons {
        output.note(reason);
    }
    for (purpose, participants) in &summary.unsent {
        let participants = counted(*participants, "participant");
        output.note(&format!(
            "{participants} of purpose {purpose} left out: Genesys sends no detail events of that \
             purpose"
        ));
    }
    if summary.lost > 0 {
        output.note(&format!("{} of sessions left out", counted(summary.lost, "end event")));
    }
    let conversations = counted(summary.conversations, "conversation");
    output.note(&format!("{} of {conversations}", counted(summary.events, "event")));
    Ok(if summary.rejected > 0 { Done::WithRejections } else { Done::Whole })
}
