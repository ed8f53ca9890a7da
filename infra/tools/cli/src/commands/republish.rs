//! `republish`: publishes Common Events of the ledger once more. The verb puts them on a new ledger
//! page; emit publishes them, here or where the table is deployed.

use std::collections::BTreeSet;

use runtime::Environment;
use store::{LedgerEntry, Republished};

use super::printer::Printer;
use super::targets::Targets;
use super::{CommandError, Done};
use crate::cli::Republish;
use console::output::{Output, counted};
use local_aws::pipeline::Pipeline;

pub(super) async fn execute(republish: &Republish, output: Output) -> Result<Done, CommandError> {
    let mut targets = Targets::read(&republish.targets)?;
    let opened = republish.location.open().await?;
    targets.resolve(&opened, output).await?;
    let mut pipeline = match &opened.local {
        Some(local) => {
            Some(Pipeline::start(local, Printer::new(output), 1, &Environment::of_process()).await?)
        }
        None => None,
    };
    if let Some(pipeline) = &mut pipeline {
        pipeline.settle().await?;
    }
    let is_meant = |entry: &LedgerEntry| {
        republish.since.is_none_or(|since| entry.occurred_at >= since)
            && republish.event_type.is_none_or(|event_type| entry.event_type == event_type)
    };
    let (mut marked, mut unknown) = (0, BTreeSet::new());
    for conversation in targets.named.union(&targets.given_up) {
        match opened.table.republish(conversation, is_meant).await? {
            Republished::Marked(count) => marked += count,
            Republished::Unknown => drop(unknown.insert(conversation.clone())),
            Republished::Contended => return Err(CommandError::Busy(conversation.clone())),
        }
    }
    let done = targets.done(unknown, output)?;
    match &mut pipeline {
        Some(pipeline) => {
            let settled = pipeline.settle().await?;
            let published = counted(settled.published.len(), "Common Event");
            output.note(&format!("{published} published again"));
        }
        None => {
            let marked = counted(marked, "Common Event");
            output.note(&format!("{marked} marked for emit to publish again"));
        }
    }
    opened.close().await;
    Ok(done)
}
