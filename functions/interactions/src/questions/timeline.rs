//! `GET /interactions/{id}/timeline`: a conversation as an HTML page.

use axum::extract::State;
use axum::response::{Html, IntoResponse, Response};
use common_events::CommonEvent;
use genesys::ConversationId;
use http::HeaderMap;
use http::header::CONTENT_SECURITY_POLICY;
use store::LedgerEntry;

use super::revision::Revision;
use super::{ApiState, seen_with_ledger};
use crate::caller::Caller;
use crate::extract::IdInPath;
use crate::problem::Problem;

pub(crate) async fn timeline(
    State(api): ApiState,
    caller: Caller,
    IdInPath(id): IdInPath<ConversationId>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (stored, conversation, ledger) = seen_with_ledger(&api, &caller, &id).await?;
    Revision::with_ledger(&stored.tree, &ledger).unless_known(&headers, || {
        let common_events: Vec<CommonEvent> =
            ledger.iter().map(LedgerEntry::common_event).collect();
        Ok(html(render::html::page(&conversation, &common_events)?))
    })
}

/// An HTML response with its content security policy.
pub(super) fn html(page: String) -> Response {
    ([(CONTENT_SECURITY_POLICY, render::html::content_security_policy())], Html(page))
        .into_response()
}
