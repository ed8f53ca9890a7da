//! `reproject`: runs the pass again, after an upgrade or for records that a function failed to
//! process.
//!
//! After an upgrade, it compares the stored Common Events with those that follow now, and publishes
//! a difference only with `--publish`. The records of an on-failure destination were never
//! processed, so for them it runs the ordinary pass, which publishes. What that pass holds back is
//! published before the command ends: at once on a local table, when it is due on a deployed one.
//!
//! Each pass reads all of the log, with late events that no pass has known.

use std::collections::BTreeSet;
use std::fs;
use std::mem;
use std::path::PathBuf;
use std::time::Duration;

use futures::stream::{self, BoxStream, StreamExt, TryStreamExt};
use genesys::ConversationId;
use reconstruct::{Pass, PassRules};
use runtime::{Clock, Environment};
use store::{StoreError, Table};

use super::printer::Printer;
use super::targets::Targets;
use super::{CommandError, Done};
use crate::cli::{Reproject, TableLocation};
use console::output::{Output, counted};
use local_aws::pipeline::{Pipeline, PipelineError};
use local_aws::wake_ups::LocalWakeUps;

/// How many passes run side by side.
const SIDE_BY_SIDE: usize = 8;
/// How many due wake-ups are handled before the queue is read again.
const WOKEN: u32 = 100;
/// After how many conversations the position is stored.
const KEPT_EVERY: u64 = 100;

pub(super) async fn execute(reproject: &Reproject, output: Output) -> Result<Done, CommandError> {
    let mut targets = Targets::read(&reproject.targets)?;
    let environment = Environment::of_process();
    let rules = PassRules::read(&environment).map_err(PipelineError::from)?;
    let opened = reproject.location.open().await?;
    targets.resolve(&opened, output).await?;
    let mut pipeline = match &opened.local {
        Some(local) => Some(Pipeline::start(local, Printer::new(output), 1, &environment).await?),
        None => None,
    };
    let clock = Clock::system();
    let wake_ups = match &opened.local {
        Some(local) => local.wake_ups().clone(),
        None => LocalWakeUps::open(None).map_err(PipelineError::from)?,
    };
    let mut ordinary = Pass::new(&opened.table, &wake_ups, &rules, &clock).over_everything();
    if opened.local.is_none() {
        ordinary = ordinary.with_own_wake_ups();
    }
    let upgraded = ordinary.clone().after_upgrade(reproject.publish);
    let mut tally = Tally::default();
    if targets.is_all() {
        let position = Position::of(&reproject.location);
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

/// What has been done so far.
#[derive(Debug, Default)]
struct Tally {
    conversations: u64,
    changed: u64,
    truncated: u64,
    concluded: u64,
    /// Conversations that were named but are not stored.
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
            if position.is_none() && report.known_events == 0 && !report.truncated {
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

    /// Waits until each held-back conversation is due, and runs its pass once more.
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
            "{} processed, {changed} changed, {} derived; {truncated} unchanged because part of \
             the log has expired",
            counted(*conversations, "conversation"),
            counted(*concluded, "Common Event")
        ));
    }
}

/// How far a reprojection of every conversation has come, so that an interrupted one can continue.
#[derive(Debug)]
struct Position(PathBuf);

impl Position {
    /// The file is in the data folder; for a table in AWS, in the working directory.
    fn of(location: &TableLocation) -> Self {
        Self(match (&location.data, &location.table) {
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
