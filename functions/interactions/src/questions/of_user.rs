//! `GET /users/{id}/interactions?from&to`: conversations in which a user took part, latest first.

use std::collections::HashSet;

use axum::Json;
use axum::extract::State;
use genesys::{Timestamp, UserId};
use serde::Deserialize;
use store::StartRange;

use super::ApiState;
use super::fields::{Fields, page};
use crate::caller::Caller;
use crate::extract::{IdInPath, QueryParams};
use crate::interaction::{Interaction, Interactions};
use crate::page::{Limit, Token};
use crate::problem::Problem;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Query {
    fields: Option<Fields>,
    from: Option<Timestamp>,
    to: Option<Timestamp>,
    #[serde(default)]
    limit: Limit,
    #[serde(default)]
    next: Token,
}

pub(crate) async fn of_user(
    State(api): ApiState,
    caller: Caller,
    IdInPath(user_id): IdInPath<UserId>,
    QueryParams(query): QueryParams<Query>,
) -> Result<Json<Interactions>, Problem> {
    caller.must_be(&user_id)?;
    if query.from.zip(query.to).is_some_and(|(from, to)| from > to) {
        return Err(Problem::bad_request("from is after to"));
    }
    let began = StartRange { from: query.from, to: query.to };
    let after = query.next.after.as_ref();
    if after.is_some_and(|last| !began.covers(last.start)) {
        return Err(Problem::bad_request("next comes from another list: start again without it"));
    }
    let listed = api.conversations.page_of_user(&user_id, &began, after, query.limit.get()).await?;
    let next = Token::after(0, &listed);
    // A user may be two participants of one conversation.
    let mut seen = HashSet::new();
    let ids: Vec<_> =
        listed.positions.into_iter().map(|position| position.conversation_id).collect();
    let ids: Vec<_> = ids.into_iter().filter(|id| seen.insert(id.clone())).collect();
    let trees = api.conversations.trees(&ids).await?;
    let found = trees.into_iter().map(|tree| Interaction::new(tree.summary, None));
    Ok(Json(page(found.collect(), query.fields, next.as_ref())))
}
