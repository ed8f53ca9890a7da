//! `GET /interactions`: open conversations, for administrators, and for agents who may see all. A
//! browser gets a page that reloads itself.

use axum::extract::State;
use axum::response::Response;
use genesys::ConversationId;
use http::HeaderMap;
use http::header::{ACCEPT, VARY};
use store::TreeItem;

use super::ApiState;
use super::fields::Query;
use super::list::{self, Entry};
use super::timeline::html;
use crate::api::Api;
use crate::base::Base;
use crate::caller::Caller;
use crate::extract::QueryParams;
use crate::page::Token;
use crate::problem::Problem;

/// Seconds after which a browser reloads the page.
const REFRESH_SECONDS: u32 = 15;

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
    let for_a_browser = headers
        .get(ACCEPT)
        .is_some_and(|accept| accept.to_str().is_ok_and(|it| it.contains("text/html")));
    let mut response = if for_a_browser {
        let next = next.map(|token| token.to_string());
        let trees = open_trees(&api, &entries).await?;
        html(render::html::open_list(
            trees.iter().map(|tree| &tree.summary),
            REFRESH_SECONDS,
            next.as_deref(),
        )?)
    } else {
        let page = if query.fields.is_none() {
            list::uris(&base, entries.iter().map(|entry| &entry.id), next.as_ref())
        } else {
            let trees = open_trees(&api, &entries).await?;
            list::page(&api, &base, query.fields, &entries, trees, next).await?
        };
        list::answer(&page, &headers)?
    };
    response.headers_mut().append(VARY, ACCEPT.into());
    Ok(response)
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
