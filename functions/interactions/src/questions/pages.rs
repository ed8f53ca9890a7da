//! Pages of lists: URIs, or whole interactions.
//!
//! A page of whole interactions ends early where its participants would need a second batch read.
//! So it takes one more call to the table than a page of URIs, however many participants there are.
//! Only an interaction that exceeds a batch by itself takes more, and one with log pages takes one
//! of its own. Names take another one, unless this process knows them.

use std::collections::HashMap;

use axum::response::{IntoResponse, Response};
use genesys::{ConversationId, Timestamp};
use http::HeaderMap;
use http::header::CONTENT_TYPE;
use store::{IndexPage, IndexPosition, ParticipantItem, StoredTree, TreeItem};

use super::fields::Fields;
use super::naming;
use super::revision::Revision;
use crate::api::Api;
use crate::base::Base;
use crate::interaction::{Interaction, InteractionPage, Interactions, UriPage};
use crate::page::Token;
use crate::problem::Problem;

/// Most participants of a page, unless its first interaction alone has more: the number of items
/// that one batch read takes.
const MOST_PARTICIPANTS: usize = 100;

/// A conversation of a page of an index.
pub(super) struct Entry {
    /// The conversation.
    pub id: ConversationId,
    /// Where a page that follows this entry begins.
    pub after: Token,
}

impl Entry {
    /// The entries of a page of partition `shard`.
    pub fn of(shard: u32, page: &IndexPage) -> impl Iterator<Item = Self> {
        page.positions.iter().map(move |position| Self {
            id: position.conversation_id.clone(),
            after: Token { shard, after: Some(position.clone()) },
        })
    }
}

/// A page of the conversations whose trees are given, in the order of `entries`. `next` is where
/// the index page ended.
pub(super) async fn page(
    api: &Api,
    base: &Base,
    fields: Option<Fields>,
    entries: &[Entry],
    trees: Vec<TreeItem>,
    next: Option<Token>,
) -> Result<Interactions, Problem> {
    match fields {
        None => Ok(uris(base, trees.iter().map(TreeItem::conversation_id), next.as_ref())),
        Some(Fields::All) => {
            let (trees, next) = fitting(entries, trees, next);
            let interactions = whole(api, base, trees).await?;
            let next = next.map(|token| token.to_string());
            Ok(Interactions::Whole(InteractionPage { status_code: 0, interactions, next }))
        }
    }
}

/// A page of URIs.
pub(super) fn uris<'a>(
    base: &Base,
    ids: impl Iterator<Item = &'a ConversationId>,
    next: Option<&Token>,
) -> Interactions {
    let uris = ids.map(|id| base.uri(id)).collect();
    Interactions::Uris(UriPage { status_code: 0, uris, next: next.map(ToString::to_string) })
}

/// The response with a page, or 304 if the caller has the same page.
pub(super) fn answer(page: &Interactions, headers: &HeaderMap) -> Result<Response, Problem> {
    let body = serde_json::to_string(page).map_err(|error| {
        tracing::error!(%error, "a list was not written");
        Problem::new(
            http::StatusCode::INTERNAL_SERVER_ERROR,
            "the list cannot be written: see the log",
        )
    })?;
    Revision::of_list(&body)
        .unless_known(headers, || Ok(([(CONTENT_TYPE, "application/json")], body).into_response()))
}

/// The trees that fit on a page of whole interactions, and where the next page begins.
fn fitting(
    entries: &[Entry],
    trees: Vec<TreeItem>,
    next: Option<Token>,
) -> (Vec<TreeItem>, Option<Token>) {
    let mut trees: HashMap<ConversationId, TreeItem> =
        trees.into_iter().map(|tree| (tree.conversation_id().clone(), tree)).collect();
    let (mut taken, mut participants, mut last) = (Vec::new(), 0, None);
    for entry in entries {
        if let Some(tree) = trees.remove(&entry.id) {
            participants += if tree.packed.is_none() { tree.participants.len() } else { 0 };
            if participants > MOST_PARTICIPANTS && !taken.is_empty() {
                return (taken, last);
            }
            taken.push(tree);
        }
        last = Some(entry.after.clone());
    }
    (taken, next)
}

/// The whole interactions of these trees.
async fn whole(api: &Api, base: &Base, trees: Vec<TreeItem>) -> Result<Vec<Interaction>, Problem> {
    let positions: Vec<IndexPosition> = trees
        .iter()
        .filter(|tree| tree.packed.is_none())
        .flat_map(|tree| {
            tree.participants.keys().map(|participant_id| IndexPosition {
                start: Timestamp::from_ms(0),
                conversation_id: tree.conversation_id().clone(),
                participant_id: Some(participant_id.clone()),
            })
        })
        .collect();
    let mut participants: HashMap<ConversationId, Vec<ParticipantItem>> = HashMap::new();
    for batch in positions.chunks(MOST_PARTICIPANTS) {
        for item in api.conversations.participants_at(batch).await? {
            participants.entry(item.pk.0.clone()).or_default().push(item);
        }
    }
    let mut conversations = Vec::with_capacity(trees.len());
    for tree in trees {
        let own = participants.remove(tree.conversation_id()).unwrap_or_default();
        let mut stored = StoredTree::new(tree, own);
        // `TREE` does not name the participants on log pages.
        if stored.tree.packed.is_some() || stored.lacks_pages() {
            let read = api.conversations.tree(stored.tree.conversation_id()).await?;
            stored = read.unwrap_or(stored);
        }
        conversations.push(stored.conversation());
    }
    let names = naming::of_trees(api, &conversations).await;
    let named = |(conversation, names)| Interaction::new(conversation, base).with_names(names);
    Ok(conversations.into_iter().zip(names).map(named).collect())
}
