//! `GET /interactions`: open conversations, for administrators, and for agents who may see all.

use axum::extract::State;
use axum::response::Response;
use genesys::ConversationId;
use http::HeaderMap;
use store::TreeItem;

use super::ApiState;
use super::fields::Query;
use super::pages::{self, Entry};
use crate::api::Api;
use crate::base::Base;
use crate::caller::Caller;
use crate::extract::QueryParams;
use crate::page::Token;
use crate::problem::Problem;

/// Most partitions of the index that one request reads. A busy installation has many partitions,
/// and at night they are empty.
const SHARDS: u32 = 10;

pub(crate) async fn all(
    State(api): ApiState,
    caller: Caller,
    base: Base,
    headers: HeaderMap,
    QueryParams(query): QueryParams<Query>,
) -> Result<Response, Problem> {
    caller.must_see_all(api.visibility)?;
    let (entries, next) = open(&api, query.limit.get(), query.next).await?;
    let page = if query.fields.is_none() {
        pages::uris(&base, entries.iter().map(|entry| &entry.id), next.as_ref())
    } else {
        let trees = open_trees(&api, &entries).await?;
        pages::page(&api, &base, query.fields, &entries, trees, next).await?
    };
    pages::answer(&page, &headers)
}

/// A page of the index of open conversations, one partition after another, and where the next one
/// begins.
async fn open(api: &Api, limit: u32, begin: Token) -> Result<(Vec<Entry>, Option<Token>), Problem> {
    let mut entries = Vec::new();
    let mut left = limit;
    let mut next = Some(begin).filter(|token| token.shard < api.open_shards);
    for _ in 0..SHARDS {
        let Some(token) = next.take() else { break };
        let page = api.conversations.open_page(token.shard, token.after.as_ref(), left).await?;
        left = left.saturating_sub(u32::try_from(page.positions.len()).unwrap_or(left));
        let another = Token { shard: token.shard + 1, after: None };
        next = Token::after(token.shard, &page)
            .or(Some(another).filter(|token| token.shard < api.open_shards));
        entries.extend(Entry::of(token.shard, &page));
        if left == 0 {
            break;
        }
    }
    Ok((entries, next))
}

/// The trees of the entries. The index lags behind the table, so conversations that have ended
/// meanwhile are left out.
async fn open_trees(api: &Api, entries: &[Entry]) -> Result<Vec<TreeItem>, Problem> {
    let ids: Vec<ConversationId> = entries.iter().map(|entry| entry.id.clone()).collect();
    let trees = api.conversations.trees(&ids).await?;
    Ok(trees.into_iter().filter(|tree| tree.open.is_some()).collect())
}
