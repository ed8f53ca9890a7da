//! `GET /interactions` of a browser: a page with the open conversations, or with those of a day
//! that ended. Anyone else gets the list of [`super::all`].

use axum::extract::{FromRequestParts, Request, State};
use axum::handler::Handler;
use axum::response::{Html, IntoResponse, Response};
use http::header::{ACCEPT, CONTENT_SECURITY_POLICY, VARY};
use render::html::list_security_policy;

use super::all::all;
use super::list_query::{Query, View};
use super::{ApiState, ended_list, open_list};
use crate::api::Api;
use crate::browser::asks_for_a_page;
use crate::caller::Caller;
use crate::extract::QueryParams;
use crate::problem::Problem;

pub(crate) async fn list(
    State(api): ApiState,
    caller: Caller,
    request: Request,
) -> Result<Response, Problem> {
    let mut response = if asks_for_a_page(request.headers()) {
        caller.must_see_all(api.visibility)?;
        let QueryParams(query) =
            QueryParams::from_request_parts(&mut request.into_parts().0, &()).await?;
        page(&api, &query).await?
    } else {
        all.call(request, api).await
    };
    response.headers_mut().append(VARY, ACCEPT.into());
    Ok(response)
}

async fn page(api: &Api, query: &Query) -> Result<Response, Problem> {
    let page = match query.view {
        None => open_list::page(api, query).await?,
        Some(View::Ended) => ended_list::page(api, query).await?,
    };
    Ok(([(CONTENT_SECURITY_POLICY, list_security_policy())], Html(page)).into_response())
}
