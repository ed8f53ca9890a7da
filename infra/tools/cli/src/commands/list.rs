//! `list`: lists conversations.

use std::future::ready;

use conversation::{Status, Summary};
use futures::TryStreamExt;
use genesys::Timestamp;
use render::{Filter, Listed};
use runtime::{Clock, Environment};
use store::{Listing, StartRange, TreeItem};

use super::{CommandError, Done};
use crate::cli::List;
use console::output::Output;
use local_aws::pipeline::PipelineError;

/// How many rows are printed under one heading.
const PAGE: usize = 1_000;

pub(super) async fn execute(list: &List, output: Output) -> Result<Done, CommandError> {
    let now = Clock::system().now();
    let listing = listing(list, now)?;
    let opened = list.location.read().await?;
    let wanted = Wanted::new(list, now);
    let found = opened.table.list(&listing).map_ok(split);
    let mut found = found.try_filter(|(summary, listed)| ready(wanted.fits(summary, listed)));
    let mut page = Vec::new();
    let mut some = false;
    while let Some((summary, listed)) = found.try_next().await? {
        some = true;
        if output.is_json() {
            output.line(&summary)?;
        } else {
            page.push(listed);
            if page.len() == PAGE {
                output.text(&render::list(&page, now, output.style()))?;
                page.clear();
            }
        }
    }
    if !page.is_empty() {
        output.text(&render::list(&page, now, output.style()))?;
    }
    if !some {
        output.note(&nothing(list, &wanted));
    }
    drop(found);
    opened.close().await;
    Ok(Done::Whole)
}

/// The listing that reads the least.
fn listing(list: &List, now: Timestamp) -> Result<Listing, CommandError> {
    if let Some(user) = &list.user {
        return Ok(Listing::OfUser(user.clone()));
    }
    if !list.open && list.since.is_none() {
        return Ok(Listing::All);
    }
    let shards = Environment::of_process().open_shards().map_err(PipelineError::from)?;
    Ok(match list.since {
        Some(from) if !list.open => {
            Listing::Began { from, to: list.until.unwrap_or(now).max(from), shards }
        }
        _ => Listing::Open { shards },
    })
}

/// Which conversations of a listing are printed.
struct Wanted {
    open: bool,
    began: StartRange,
    filter: Filter,
    now: Timestamp,
}

impl Wanted {
    fn new(list: &List, now: Timestamp) -> Self {
        let filter = Filter {
            medium: list.medium.clone(),
            queue: list.queue.clone().unwrap_or_default(),
            agent: list.agent.clone().unwrap_or_default(),
            ..Filter::default()
        };
        let began = StartRange { from: list.since, to: list.until };
        Self { open: list.open, began, filter, now }
    }

    fn fits(&self, summary: &Summary, listed: &Listed) -> bool {
        let anytime = self.began == StartRange::default();
        (!self.open || summary.status == Status::Open)
            && (anytime || summary.conversation_start.is_some_and(|at| self.began.covers(at)))
            && self.filter.fits(listed, self.now)
    }
}

fn split(tree: TreeItem) -> (Summary, Listed) {
    (tree.summary, Listed { conversation_id: tree.pk.0, overview: tree.overview })
}

fn nothing(list: &List, wanted: &Wanted) -> String {
    let open = if list.open { "open " } else { "" };
    let of_user = list.user.as_ref().map(|user| format!(" of user {user}")).unwrap_or_default();
    let matches = wanted.began == StartRange::default() && wanted.filter.is_empty();
    let matches = if matches { "" } else { " that match" };
    format!("no {open}conversations{of_user}{matches}")
}
