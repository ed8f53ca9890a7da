//! `GET /interactions/{id}/timeline`: a conversation as a page for a browser. While the
//! conversation is open the page follows it, by asking here again and again.
//!
//! A page takes one call to the table. With links to the neighbours in a list it takes three; the
//! page that follows a conversation keeps its links and asks without them, by `Prefer:
//! return=minimal`.

use axum::extract::State;
use axum::response::{Html, IntoResponse, Response};
use common_events::CommonEvent;
use conversation::Status;
use genesys::ConversationId;
use http::HeaderMap;
use http::header::CONTENT_SECURITY_POLICY;
use render::html::{Served, Zoom};
use serde::{Deserialize, Deserializer};
use store::LedgerEntry;

use super::neighbours::{self, Neighbours};
use super::revision::Revision;
use super::{ApiState, naming, seen_with_ledger};
use crate::caller::Caller;
use crate::extract::{IdInPath, QueryParams};
use crate::problem::Problem;

/// How long an open conversation's page is the same, in milliseconds, if nothing happens. After
/// that it is drawn again, because the present moved on.
const SAME_MS: i64 = 10_000;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Query {
    /// How many window widths the axis has: 1, 2, 4, 8, 16 or 32.
    #[serde(default, deserialize_with = "zoom")]
    zoom: Zoom,
    /// The parameters of the list that the reader came from: the page links to its other
    /// conversations.
    list: Option<String>,
}

fn zoom<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Zoom, D::Error> {
    let text = String::deserialize(deserializer)?;
    let zoom = text.parse().ok().and_then(Zoom::new);
    zoom.ok_or_else(|| serde::de::Error::custom("zoom is 1, 2, 4, 8, 16 or 32"))
}

/// Whether the request is one for news, from a page that has its links.
fn prefers_minimal(headers: &HeaderMap) -> bool {
    let mut preferences = headers.get_all("prefer").iter().filter_map(|value| value.to_str().ok());
    preferences.any(|value| value.contains("return=minimal"))
}

pub(crate) async fn timeline(
    State(api): ApiState,
    caller: Caller,
    IdInPath(id): IdInPath<ConversationId>,
    QueryParams(query): QueryParams<Query>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let list = query.list.as_deref().and_then(neighbours::list_of);
    let (stored, conversation, ledger) = seen_with_ledger(&api, &caller, &id).await?;
    let now = api.clock.now();
    let remembered = query.list.filter(|_| list.is_some());
    let wanted = list.as_ref().filter(|_| !prefers_minimal(&headers));
    let Neighbours { previous, next } = match wanted {
        Some(list) if caller.must_see_all(api.visibility).is_ok() => {
            neighbours::of(&api, list, &stored.tree, now).await?
        }
        _ => Neighbours::default(),
    };
    let names = naming::of_tree(&api, &conversation).await;
    let revision = Revision::with_ledger(&stored.tree, &ledger).with_names(names.as_ref());
    let names = names.unwrap_or_default();
    let served =
        Served { zoom: query.zoom, names, previous, next, list: remembered, ..Served::at(now) };
    let is_open = conversation.summary.status == Status::Open;
    let moment = if is_open { served.now.ms().div_euclid(SAME_MS) } else { 0 };
    let links = [&served.previous, &served.next];
    revision.at(moment).beside(&links).unless_known(&headers, || {
        let common_events: Vec<CommonEvent> =
            ledger.iter().map(LedgerEntry::common_event).collect();
        let page = render::html::served_page(&conversation, &common_events, &served)?;
        let policy = render::html::timeline_security_policy();
        Ok(([(CONTENT_SECURITY_POLICY, policy)], Html(page)).into_response())
    })
}
