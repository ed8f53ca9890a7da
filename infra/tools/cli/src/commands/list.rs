//! `list`: lists conversations.

use std::future::ready;

use conversation::Status;
use futures::TryStreamExt;
use runtime::Environment;
use store::Listing;

use super::{CommandError, Done};
use crate::cli::List;
use console::output::Output;
use local_aws::pipeline::PipelineError;

/// How many rows are printed under one heading.
const PAGE: usize = 1_000;

pub(super) async fn execute(list: &List, output: Output) -> Result<Done, CommandError> {
    let listing = match &list.user {
        Some(user) => Listing::OfUser(user.clone()),
        None if list.open => {
            let shards = Environment::of_process().open_shards().map_err(PipelineError::from)?;
            Listing::Open { shards }
        }
        None => Listing::All,
    };
    let opened = list.location.open().await?;
    let is_meant = |status: Status| !list.open || status == Status::Open;
    let mut conversations =
        opened.table.list(&listing).try_filter(|tree| ready(is_meant(tree.summary.status)));
    let mut page = Vec::new();
    let mut some = false;
    while let Some(tree) = conversations.try_next().await? {
        some = true;
        if output.is_json() {
            output.line(&tree.summary)?;
        } else {
            page.push(tree.summary);
            if page.len() == PAGE {
                output.text(&render::list(&page, output.style()))?;
                page.clear();
            }
        }
    }
    if !page.is_empty() {
        output.text(&render::list(&page, output.style()))?;
    }
    if !some {
        let open = if list.open { "open " } else { "" };
        let of_user = list.user.as_ref().map(|user| format!(" of user {user}")).unwrap_or_default();
        output.note(&format!("no {open}conversations{of_user}"));
    }
    drop(conversations);
    opened.close().await;
    Ok(Done::Whole)
}
