//! The conversations before and after one in the list that a reader came from: two calls to the
//! table. With more partitions of an index, each takes a call.
//!
//! Neighbours in the list of a day are exact: the index is read from the conversation on, in both
//! directions, one call each. Of the open ones, those of the same page of the list are compared, as
//! they are now.

use axum::extract::Query as QueryOf;
use genesys::{ConversationId, Timestamp};
use http::Uri;
use render::{Listed, Sort};
use store::{Day, IndexPosition, Order, TreeItem};

use super::ended_list::Reading;
use super::list_query::{Query, whole_id};
use super::{naming, open_list};
use crate::api::Api;
use crate::problem::Problem;

/// The conversations before and after one.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Neighbours {
    pub previous: Option<ConversationId>,
    pub next: Option<ConversationId>,
}

/// The list with these parameters, which are form-urlencoded. `None` if they are damaged: a page
/// without links is better than none.
pub(super) fn list_of(parameters: &str) -> Option<Query> {
    let uri: Uri = format!("/?{parameters}").parse().ok()?;
    QueryOf::try_from_uri(&uri).ok().map(|QueryOf(query)| query)
}

/// The neighbours of a conversation in a list, as it is at `now`. There are none in a list of the
/// one conversation whose id was looked for.
pub(super) async fn of(
    api: &Api,
    list: &Query,
    tree: &TreeItem,
    now: Timestamp,
) -> Result<Neighbours, Problem> {
    let filter = list.filter();
    if whole_id(&filter).is_some() {
        return Ok(Neighbours::default());
    }
    let own =
        Listed { conversation_id: tree.conversation_id().clone(), overview: tree.overview.clone() };
    if list.is_open() {
        let read = open_list::read(api, list).await?.0;
        let mut rows: Vec<Listed> = read.into_iter().filter(|one| filter.fits(one, now)).collect();
        rows.retain(|one| one.conversation_id != own.conversation_id);
        rows.push(own.clone());
        Sort::from(list.sort).sort(&mut rows, now);
        return Ok(beside(&rows, &own.conversation_id));
    }
    let Some(start) = tree.overview.start else { return Ok(Neighbours::default()) };
    let from = IndexPosition { start, conversation_id: own.conversation_id, participant_id: None };
    naming::prepare(api, &filter).await;
    let reading = Reading::nearest(api, Day::of(start), &filter, now);
    Ok(Neighbours {
        previous: reading.first(&from, Order::EarliestFirst).await?,
        next: reading.first(&from, Order::LatestFirst).await?,
    })
}

/// The rows before and after one.
fn beside(rows: &[Listed], id: &ConversationId) -> Neighbours {
    let Some(place) = rows.iter().position(|row| row.conversation_id == *id) else {
        return Neighbours::default();
    };
    let at = |place: Option<usize>| Some(rows.get(place?)?.conversation_id.clone());
    Neighbours { previous: at(place.checked_sub(1)), next: at(place.checked_add(1)) }
}
