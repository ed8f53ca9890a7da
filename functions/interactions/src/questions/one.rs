//! `GET /interactions/{id}`: a conversation, as its tree or as the details document of Genesys'
//! analytics API.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use genesys::ConversationId;
use http::HeaderMap;
use serde::Deserialize;

use super::revision::Revision;
use super::{ApiState, naming, seen};
use crate::base::Base;
use crate::caller::Caller;
use crate::extract::{IdInPath, QueryParams};
use crate::interaction::Interaction;
use crate::problem::Problem;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Query {
    #[serde(default)]
    view: View,
}

#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
enum View {
    #[default]
    Tree,
    Details,
}

pub(crate) async fn one(
    State(api): ApiState,
    caller: Caller,
    base: Base,
    IdInPath(id): IdInPath<ConversationId>,
    QueryParams(query): QueryParams<Query>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (stored, conversation) = seen(&api, &caller, &id).await?;
    let names = match query.view {
        View::Tree => naming::of_tree(&api, &conversation).await,
        View::Details => None,
    };
    let revision = Revision::of(&stored.tree).with_names(names.as_ref());
    revision.unless_known(&headers, || {
        Ok(match query.view {
            View::Tree => {
                let interaction = Interaction::new(conversation, &base);
                Json(interaction.with_names(names)).into_response()
            }
            View::Details => Json(conversation::details(&conversation)).into_response(),
        })
    })
}
