//! `GET /users/{id}/interactions?from&to`: conversations in which a user took part, latest first.

use std::collections::HashSet;

use axum::extract::State;
use axum::response::Response;
use genesys::{Timestamp, UserId};
use http::HeaderMap;
use serde::Deserialize;
use store::StartRange;

use super::ApiState;
use super::fields::Fields;
use super::pages::{self, Entry};
use crate::base::Base;
use crate::caller::Caller;
use crate::extract::{IdInPath, QueryParams};
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
    base: Base,
    headers: HeaderMap,
    QueryParams(query): QueryParams<Query>,
) -> Result<Response, Problem> {
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
    let entries: Vec<Entry> = Entry::of(0, &listed).collect();
    let ids: Vec<_> =
        entries.iter().map(|entry| &entry.id).filter(|id| seen.insert(*id)).cloned().collect();
    let trees = api.conversations.trees(&ids).await?;
    let page = pages::page(&api, &base, query.fields, &entries, trees, next).await?;
    pages::answer(&page, &headers)
}
