//! Extractors for requests. A query that cannot be parsed is answered with what is wrong in it.

use std::error::Error;

use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{FromRequestParts, Path, Query};
use http::request::Parts;
use serde::de::DeserializeOwned;

use crate::problem::Problem;

/// The parameters of a query.
pub(crate) struct QueryParams<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for QueryParams<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let query = Query::from_request_parts(parts, state).await;
        query
            .map(|Query(query)| Self(query))
            .map_err(|error: QueryRejection| Problem::bad_request(reason(&error)))
    }
}

/// What is wrong in a query, in the words of the parameter that refused it.
fn reason(rejection: &QueryRejection) -> String {
    let mut error: &dyn Error = rejection;
    while let Some(source) = error.source() {
        error = source;
    }
    format!("the query is invalid: {error}: see the parameters in the OpenAPI document")
}

/// The id in the path.
pub(crate) struct IdInPath<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for IdInPath<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let wrong =
            |_: PathRejection| Problem::bad_request("an id is 1 to 64 letters, digits and hyphens");
        Path::from_request_parts(parts, state).await.map(|Path(id)| Self(id)).map_err(wrong)
    }
}
