//! `GET /interactions/{id}/events`: the Common Events of a conversation.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use genesys::ConversationId;
use http::HeaderMap;
use store::LedgerEntry;

use super::revision::Revision;
use super::{ApiState, seen_with_ledger};
use crate::caller::Caller;
use crate::extract::IdInPath;
use crate::interaction::Events;
use crate::problem::Problem;

pub(crate) async fn events(
    State(api): ApiState,
    caller: Caller,
    IdInPath(id): IdInPath<ConversationId>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (stored, _, ledger) = seen_with_ledger(&api, &caller, &id).await?;
    Revision::with_ledger(&stored.tree, &ledger).unless_known(&headers, || {
        Ok(Json(Events::new(ledger.iter().map(LedgerEntry::common_event).collect()))
            .into_response())
    })
}
