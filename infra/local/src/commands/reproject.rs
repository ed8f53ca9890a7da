//! `reproject`: runs the pass again, after an upgrade or for what was given up.
//!
//! After an upgrade it compares what is stored with what follows now, and tells nobody unless asked to. What an
//! on-failure destination kept was never concluded, so for that it is the ordinary pass, which publishes. What such a pass
//! holds back is published before the command ends: at once on this machine, when it is due beside a deployed stack.

use std::collections::BTreeSet;
use std::fs;
use std::mem;
use std::path::PathBuf;
use std::time::Duration;

use futures::stream::{self, BoxStream, StreamExt, TryStreamExt};
use genesys::ConversationId;
use reconstruct::{Pass, Rules};
use runtime::{Clock, Environment};
use store::{StoreError, Table};

use super::printer::Printer;
use super::targets::Targets;
use super::{CommandError, Done};
use crate::cli::{Place, Reproject};
use crate::output::{Output, counted};
use crate::pipeline::{Pipeline, PipelineError};
use crate::wake_ups::LocalWakeUps;

/// How many conversations are passed side by side.
const SIDE_BY_SIDE: usize = 8;
/// How many conversations that were held back are passed before the queue is looked at again.
const WOKEN: u32 = 100;
/// After how many conversations the position is kept.
const KEPT_EVERY: u64 = 100;

pub(super) async fn execute(reproject: &Reproject, output: Output) -> Result<Done, CommandError> {
    let targets = Targets::read(&reproject.targets)?;
    let environment = Environment::of_process();
    let rules = Rules::read(&environment).map_err(PipelineError::from)?;
    let opened = reproject.place.open().await?;
    let mut pipeline = match &opened.local {
        Some(local) => Some(Pipeline::start(local, Printer(output), 1, &environment).await?),
        None => None,
    };
    let clock = Clock::system();
    let wake_ups = match &opened.local {
        Some(local) => local.wake_ups().clone(),
        None => LocalWakeUps::open(None).map_err(PipelineError::from)?,
    };
    let mut ordinary = Pass::new(&opened.table, &wake_ups, &rules, &clock);
    if opened.local.is_none() {
        ordinary = ordinary.with_own_wake_ups();
    }
    let upgraded = ordinary.clone().after_upgrade(reproject.publish);
    let mut tally = Tally::default();
    if targets.is_all() {
        let position = Position::of(&reproject.place);
        let after = position.load();
        let ids = opened.table.conversation_ids(after.as_ref());
        tally.pass(&upgraded, ids, Some(&position)).await?;
        position.done()?;
    }
    tally.pass(&upgraded, all(&targets.named), None).await?;
    tally.pass(&ordinary, all(&targets.given_up), None).await?;
    match &mut pipeline {
        Some(pipeline) => drop(pipeline.finish().await?),
        None => tally.pass_held_back(&ordinary, &wake_ups, &clock, output).await?,
    }
    let done = targets.done(mem::take(&mut tally.unknown), output)?;
    tally.report(output);
    opened.close().await;
    Ok(done)
}

fn all(ids: &BTreeSet<ConversationId>) -> BoxStream<'_, Result<ConversationId, StoreError>> {
    stream::iter(ids.iter().cloned().map(Ok)).boxed()
}

/// What was done.
#[derive(Debug, Default)]
struct Tally {
    conversations: u64,
    changed: u64,
    truncated: u64,
    concluded: u64,
    /// Of which nothing is stored, though somebody named them.
    unknown: BTreeSet<ConversationId>,
}

impl Tally {
    async fn pass(
        &mut self,
        pass: &Pass<'_, Table, LocalWakeUps>,
        ids: BoxStream<'_, Result<ConversationId, StoreError>>,
        position: Option<&Position>,
    ) -> Result<(), CommandError> {
        let mut passes = ids
            .map_err(CommandError::from)
            .map_ok(|id| async move {
                let report =
                    pass.run(&id).await.map_err(|error| CommandError::Pass(id.clone(), error))?;
                Ok((id, report))
            })
            .try_buffered(SIDE_BY_SIDE);
        while let Some((id, report)) = passes.try_next().await? {
            if position.is_none() && report.basis == 0 && !report.truncated {
                self.unknown.insert(id);
                continue;
            }
            self.conversations += 1;
            self.changed += u64::from(report.committed);
            self.truncated += u64::from(report.truncated);
            self.concluded += report.published.len() as u64;
            if let Some(position) =
                position.filter(|_| self.conversations.is_multiple_of(KEPT_EVERY))
            {
                position.store(&id)?;
            }
        }
        Ok(())
    }

    /// Waits until what was held back is due, and passes it once more.
    async fn pass_held_back(
        &mut self,
        pass: &Pass<'_, Table, LocalWakeUps>,
        wake_ups: &LocalWakeUps,
        clock: &Clock,
        output: Output,
    ) -> Result<(), CommandError> {
        while let Some(due_at) = wake_ups.next_due().map_err(PipelineError::from)? {
            let left = u64::try_from(due_at.since(clock.now())).unwrap_or_default();
            if left > 0 {
                output
                    .note(&format!("waiting until {due_at} for Common Events that are held back"));
                tokio::time::sleep(Duration::from_millis(left)).await;
            }
            for woken in wake_ups.due(clock.now(), WOKEN).map_err(PipelineError::from)? {
                let id = &woken.conversation_id;
                let report =
                    pass.run(id).await.map_err(|error| CommandError::Pass(id.clone(), error))?;
                self.concluded += report.published.len() as u64;
                wake_ups.done(&woken).map_err(PipelineError::from)?;
            }
        }
        Ok(())
    }

    fn report(&self, output: Output) {
        let Self { conversations, changed, truncated, concluded, unknown: _ } = self;
        output.note(&format!(
            "{} passed, {changed} changed, {} concluded; {truncated} left alone because part of the log has expired",
            counted(*conversations, "conversation"),
            counted(*concluded, "Common Event")
        ));
    }
}

/// How far a reprojection of every conversation has come, so that one that was stopped goes on.
#[derive(Debug)]
struct Position(PathBuf);

impl Position {
    /// In the data folder; of a real table, in the folder where the command runs.
    fn of(place: &Place) -> Self {
        Self(match (&place.data, &place.table) {
            (Some(folder), _) => folder.join("reproject.position"),
            (None, table) => {
                format!("reproject-{}.position", table.as_deref().unwrap_or_default()).into()
            }
        })
    }

    fn load(&self) -> Option<ConversationId> {
        fs::read_to_string(&self.0).ok()?.trim().parse().ok()
    }

    fn store(&self, id: &ConversationId) -> Result<(), CommandError> {
        fs::write(&self.0, id.as_str()).map_err(|error| CommandError::File(self.0.clone(), error))
    }

    fn done(&self) -> Result<(), CommandError> {
        match fs::remove_file(&self.0) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                Err(CommandError::File(self.0.clone(), error))
            }
            _ => Ok(()),
        }
    }
}
