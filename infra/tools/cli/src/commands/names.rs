//! `names`: the directory of names.

use futures::stream::{self, StreamExt, TryStreamExt};
use genesys::{Entity, EntityKind};
use interactions::NameDirectory;
use runtime::{Clock, Environment};
use serde_json::json;
use store::{NameSource, Names, Retention, StoredName, Table, Written};

use super::{CommandError, Done};
use crate::cli::{AllowNames, ImportNames, NamesAction, NamesArgs, NamesSwitch};
use crate::names_file::{Contents, Named};
use console::output::{Output, counted};
use local_aws::pipeline::PipelineError;

/// How many names are put side by side.
const SIDE_BY_SIDE: usize = 16;

pub(super) async fn execute(args: &NamesArgs, output: Output) -> Result<Done, CommandError> {
    match &args.action {
        NamesAction::Import(import) => execute_import(import, output).await,
        NamesAction::Allow(allow) => execute_allow(allow, output).await,
    }
}

/// The directory in a table, unless it is switched off.
pub(super) fn directory(
    table: &Table,
    switch: NamesSwitch,
) -> Result<Option<NameDirectory>, CommandError> {
    let is_on = !switch.no_names
        && Environment::of_process().directory_of_names().map_err(PipelineError::from)?;
    Ok(is_on.then(|| NameDirectory::new(table.clone(), Clock::system())))
}

async fn execute_import(import: &ImportNames, output: Output) -> Result<Done, CommandError> {
    let mut files = Vec::new();
    for file in &import.files {
        let contents = Contents::read(file, import.kind)
            .map_err(|error| CommandError::NamesFile(file.clone(), error))?;
        files.push(contents);
    }
    let opened = import.location.start().await?;
    let table = &opened.table;
    let now = Clock::system().now();
    let (mut stored, mut kept, mut rejected) = (0, 0, 0);
    for Contents { named, rejections, modified } in files {
        for rejection in rejections {
            rejected += 1;
            output.note(&rejection);
        }
        let as_of = import.as_of.or(modified).unwrap_or(now).min(now);
        let expires_at = Retention::days(import.days).expiry(now, now);
        let name = |Named { entity, name }: Named| StoredName {
            entity,
            name: Some(name),
            source: NameSource::File,
            as_of,
            expires_at,
        };
        let mut puts = stream::iter(named.into_iter().map(name))
            .map(|name| async move { table.put_name(&name, now).await })
            .buffer_unordered(SIDE_BY_SIDE);
        while let Some(written) = puts.try_next().await? {
            match written {
                Written::Stored => stored += 1,
                Written::Lost => kept += 1,
            }
        }
    }
    opened.close().await;
    if output.is_json() {
        output.line(&json!({"stored": stored, "kept": kept, "rejected": rejected}))?;
    } else {
        output.text(&summary(stored, kept, rejected))?;
    }
    Ok(if rejected > 0 { Done::WithRejections } else { Done::Whole })
}

async fn execute_allow(allow: &AllowNames, output: Output) -> Result<Done, CommandError> {
    let opened = allow.location.open().await?;
    let now = Clock::system().now();
    for user_id in &allow.users {
        let was_forgotten = match Entity::new(EntityKind::User, user_id.as_str()) {
            Some(entity) => opened.table.allow_name(&entity, now).await?,
            None => false,
        };
        if output.is_json() {
            output.line(&json!({"userId": user_id, "wasForgotten": was_forgotten}))?;
        } else if was_forgotten {
            output.text(&format!("{user_id}: the next name is stored again"))?;
        } else {
            output.text(&format!("{user_id}: was not forgotten, or long ago"))?;
        }
    }
    opened.close().await;
    Ok(Done::Whole)
}

fn summary(stored: u64, kept: u64, rejected: u64) -> String {
    let mut said = format!("{} stored", counted(stored, "name"));
    if kept > 0 {
        said += &format!(", {kept} left as they were: as new, newer, or forgotten");
    }
    if rejected > 0 {
        said += &format!(", {} rejected", counted(rejected, "row"));
    }
    said
}
