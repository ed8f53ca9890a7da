//! `GET /interactions`: open conversations, for administrators.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use genesys::ConversationId;

use super::ApiState;
use super::fields::{Fields, Query};
use crate::api::Api;
use crate::caller::Caller;
use crate::extract::QueryParams;
use crate::interaction::{Interaction, Interactions, uri};
use crate::page::Token;
use crate::problem::Problem;

/// Most partitions of the index that one request reads. A busy installation has many partitions,
/// and at night they are empty.
const SHARDS: u32 = 10;

pub(crate) async fn all(
    State(api): ApiState,
    caller: Caller,
    QueryParams(query): QueryParams<Query>,
) -> Result<Response, Problem> {
    caller.must_be_admin()?;
    let (ids, next) = open(&api, query.limit.get(), query.next).await?;
    let next = next.map(|token| token.to_string());
    let page = match query.fields {
        None => Interactions::Uris { uris: ids.iter().map(uri).collect(), next },
        Some(Fields::All) => {
            Interactions::Full { interactions: interactions(&api, &ids).await?, next }
        }
    };
    Ok(Json(page).into_response())
}

/// A page of the index of open conversations, one partition after another, and where the next one
/// begins.
async fn open(
    api: &Api,
    limit: u32,
    begin: Token,
) -> Result<(Vec<ConversationId>, Option<Token>), Problem> {
    let mut ids = Vec::new();
    let mut left = limit;
    let mut next = Some(begin).filter(|token| token.shard < api.open_shards);
    for _ in 0..SHARDS {
        let Some(token) = next.take() else { break };
        let page = api.conversations.open_page(token.shard, token.after.as_ref(), left).await?;
        left = left.saturating_sub(u32::try_from(page.positions.len()).unwrap_or(left));
        let another = Token { shard: token.shard + 1, after: None };
        next = Token::after(token.shard, &page)
            .or(Some(another).filter(|token| token.shard < api.open_shards));
        ids.extend(page.positions.into_iter().map(|position| position.conversation_id));
        if left == 0 {
            break;
        }
    }
    Ok((ids, next))
}

/// The interactions with these ids. The index lags behind the table, so conversations that have
/// ended meanwhile are left out.
async fn interactions(api: &Api, ids: &[ConversationId]) -> Result<Vec<Interaction>, Problem> {
    let trees = api.conversations.trees(ids).await?;
    Ok(trees
        .into_iter()
        .filter(|tree| tree.open.is_some())
        .map(|tree| Interaction::new(tree.summary, None))
        .collect())
}
