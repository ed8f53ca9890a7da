//! `list`: lists conversations.

use std::future::ready;

use conversation::{Status, Summary};
use futures::TryStreamExt;
use futures::stream;
use genesys::{EntityKind, Timestamp, UserId};
use interactions::NameDirectory;
use render::{Filter, Listed};
use runtime::{Clock, Environment};
use store::{Listing, StartRange, TreeItem};

use super::{CommandError, Done, names};
use crate::cli::List;
use console::output::Output;
use local_aws::pipeline::PipelineError;

/// How many rows are printed under one heading.
const PAGE: usize = 1_000;
/// How many conversations are named at a time.
const CHUNK: usize = 200;
/// Length of an id of Genesys Cloud: a UUID with hyphens.
const ID_LENGTH: usize = 36;
/// Most users that an error lists.
const MOST_CANDIDATES: usize = 10;

pub(super) async fn execute(list: &List, output: Output) -> Result<Done, CommandError> {
    let now = Clock::system().now();
    let opened = list.location.read().await?;
    let names = names::directory(&opened.table, list.names)?;
    let user = match &list.user {
        Some(user) => Some(user_named(user, names.as_ref()).await?),
        None => None,
    };
    let listing = listing(list, user.as_ref(), now)?;
    let wanted = Wanted::new(list, now);
    // Only a person's list, and a filter by names, need them.
    let is_named = !output.is_json() || list.queue.is_some() || list.agent.is_some();
    let names = names.filter(|_| is_named);
    let found = opened.table.list(&listing).map_err(CommandError::from).map_ok(split);
    let found = found.try_ready_chunks(CHUNK).map_err(|error| error.1);
    let found = found.and_then(|chunk| named(chunk, names.as_ref()));
    let found = found.map_ok(|chunk| stream::iter(chunk.into_iter().map(Ok::<_, CommandError>)));
    let found = found.try_flatten();
    let mut found =
        Box::pin(found.try_filter(|(summary, listed)| ready(wanted.fits(summary, listed))));
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
fn listing(list: &List, user: Option<&UserId>, now: Timestamp) -> Result<Listing, CommandError> {
    if let Some(user) = user {
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

/// The user that an argument names: by their name, or by their id.
async fn user_named(text: &str, names: Option<&NameDirectory>) -> Result<UserId, CommandError> {
    let id: Option<UserId> = text.parse().ok();
    let nobody = || CommandError::NobodyNamed(text.to_owned());
    let is_whole = text.len() == ID_LENGTH && id.is_some();
    let found = match names.filter(|_| !is_whole) {
        Some(names) => names.named(EntityKind::User, text).await?,
        None => Vec::new(),
    };
    match (found.as_slice(), id) {
        ([(one, _)], _) => one.as_str().parse().map_err(|_| nobody()),
        ([], id) => id.ok_or_else(nobody),
        (several, _) => {
            let all: Vec<String> = several
                .iter()
                .take(MOST_CANDIDATES)
                .map(|(id, name)| format!("{name} ({id})"))
                .collect();
            Err(CommandError::SeveralNamed(text.to_owned(), all.join(", ")))
        }
    }
}

/// The same conversations, with the names that the directory has for their parties.
async fn named(
    mut chunk: Vec<(Summary, Listed)>,
    names: Option<&NameDirectory>,
) -> Result<Vec<(Summary, Listed)>, CommandError> {
    if let Some(names) = names {
        let unnamed: Vec<_> =
            chunk.iter().flat_map(|(_, listed)| listed.overview.unnamed()).collect();
        let directory = names.all(unnamed).await?;
        chunk.iter_mut().for_each(|(_, listed)| listed.overview.add_names(&directory));
    }
    Ok(chunk)
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
