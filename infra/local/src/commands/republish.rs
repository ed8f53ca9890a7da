//! `republish`: has Common Events of the ledger published once more.

use runtime::Environment;
use store::LedgerEntry;

use super::printer::Printer;
use super::{CommandError, Done};
use crate::cli::Republish;
use crate::local::Local;
use crate::output::Output;
use crate::pipeline::Pipeline;

pub(super) async fn execute(republish: &Republish, output: Output) -> Result<Done, CommandError> {
    let local = Local::open(&republish.data).await?;
    let mut pipeline = Pipeline::start(&local, Printer(output), 1, &Environment::of_process()).await?;
    pipeline.settle().await?;
    let is_meant = |entry: &LedgerEntry| {
        republish.since.is_none_or(|since| entry.occurred_at >= since)
            && republish.event_type.is_none_or(|event_type| entry.event_type == event_type)
    };
    for conversation in &republish.conversations {
        let ledger = local.table().ledger(conversation).await?;
        if ledger.is_empty() {
            return Err(CommandError::Unknown(conversation.clone()));
        }
        for entry in ledger.iter().filter(|entry| is_meant(entry)) {
            if local.table().republish(entry).await? == store::Written::Lost {
                output.note(&format!("{} {} has a later revision by now", entry.event_type, entry.subject));
            }
        }
    }
    let settled = pipeline.settle().await?;
    output.note(&format!("{} Common Events published once more", settled.published.len()));
    local.stop().await;
    Ok(Done::Whole)
}
