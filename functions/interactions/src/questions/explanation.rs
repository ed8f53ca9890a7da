//! `GET /interactions/{id}/events/{commonEventId}`: one Common Event, the rule from which it
//! follows, and the Genesys events behind it.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use conversation::why::Reasons;
use conversation::{History, Known};
use genesys::ConversationId;
use http::{HeaderMap, StatusCode};
use store::EventItem;

use super::revision::Revision;
use super::{ApiState, seen_with_ledger};
use crate::caller::Caller;
use crate::extract::IdInPath;
use crate::interaction::Explanation;
use crate::problem::Problem;

/// Nothing is read of the log before the caller and the Common Event are known.
pub(crate) async fn explanation(
    State(api): ApiState,
    caller: Caller,
    IdInPath((id, event_id)): IdInPath<(ConversationId, String)>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (stored, _, ledger) = seen_with_ledger(&api, &caller, &id).await?;
    let entry = ledger.iter().find(|entry| entry.id().to_string() == event_id);
    let common_event = entry.ok_or_else(no_such_event)?.common_event();
    let events: Vec<Known> =
        api.conversations.log(&id).await?.iter().map(EventItem::known).collect();
    let metadata = &common_event.metadata;
    let why = Reasons::new(&History::new(id, events)).why(&metadata.id, &metadata.causes);
    Revision::with_ledger(&stored.tree, &ledger)
        .unless_known(&headers, || Ok(Json(Explanation { common_event, why }).into_response()))
}

fn no_such_event() -> Problem {
    Problem::new(
        StatusCode::NOT_FOUND,
        "the interaction has no Common Event with this id: `/interactions/{id}/events` lists them",
    )
}
