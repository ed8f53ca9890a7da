//! `GET /interactions/{id}/events/{commonEventId}`: one Common Event, the rule from which it
//! follows, and the Genesys events behind it; as a page for a browser.

use axum::Json;
use axum::extract::State;
use axum::response::{Html, IntoResponse, Response};
use common_events::CommonEvent;
use conversation::why::Reasons;
use conversation::{History, Known};
use genesys::ConversationId;
use http::header::{ACCEPT, CONTENT_SECURITY_POLICY, VARY};
use http::{HeaderMap, StatusCode};
use serde::Deserialize;
use store::{EventItem, LedgerEntry};

use super::revision::Revision;
use super::{ApiState, naming, seen_with_ledger};
use crate::browser::asks_for_a_page;
use crate::caller::Caller;
use crate::extract::{IdInPath, QueryParams};
use crate::interaction::Explanation;
use crate::problem::Problem;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Query {
    /// The parameters of the list that the reader of the page came from.
    list: Option<String>,
}

/// Nothing is read of the log before the caller and the Common Event are known.
pub(crate) async fn explanation(
    State(api): ApiState,
    caller: Caller,
    IdInPath((id, event_id)): IdInPath<(ConversationId, String)>,
    QueryParams(query): QueryParams<Query>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (stored, conversation, ledger) = seen_with_ledger(&api, &caller, &id).await?;
    let entry = ledger.iter().find(|entry| entry.id().to_string() == event_id);
    let common_event = entry.ok_or_else(no_such_event)?.common_event();
    let events: Vec<Known> =
        api.conversations.log(&id).await?.iter().map(EventItem::known).collect();
    let metadata = &common_event.metadata;
    let why = Reasons::new(&History::new(id, events)).why(&metadata.id, &metadata.causes);
    let is_page = asks_for_a_page(&headers);
    let names = if is_page { naming::of_tree(&api, &conversation).await } else { None };
    let revision = Revision::with_ledger(&stored.tree, &ledger).with_names(names.as_ref());
    let names = names.unwrap_or_default();
    let mut response = revision.unless_known(&headers, || {
        if !is_page {
            return Ok(Json(Explanation { common_event, why }).into_response());
        }
        let all: Vec<CommonEvent> = ledger.iter().map(LedgerEntry::common_event).collect();
        let list = query.list.as_deref();
        let page = render::html::why_page(&conversation, &all, &common_event, &why, &names, list)?;
        let policy = render::html::why_security_policy();
        Ok(([(CONTENT_SECURITY_POLICY, policy)], Html(page)).into_response())
    })?;
    response.headers_mut().append(VARY, ACCEPT.into());
    Ok(response)
}

fn no_such_event() -> Problem {
    Problem::new(
        StatusCode::NOT_FOUND,
        "the interaction has no Common Event with this id: `/interactions/{id}/events` lists them",
    )
}
