//! `serve`: the interactions API on this machine. There is no authentication: every caller is the
//! one that the command line names. So the address must be a loopback address.

use std::sync::Arc;
use std::time::Duration;

use axum::http::header::CONTENT_TYPE;
use axum::routing::get;
use axum::{Extension, middleware};
use genesys::UserId;
use interactions::config::Endpoints;
use interactions::notifications::{Follower, stream};
use interactions::operations::Operations;
use interactions::platform::{ClientCredentials, Fixed, Limits, Platform};
use interactions::{Api, Base, Caller, Role, Visibility, router};
use runtime::{Clock, Environment};
use serde_json::json;
use tokio::net::TcpListener;

use super::{CommandError, Done};
use crate::cli::{CallerRole, Serve};
use crate::foreign::only_this_machine;
use console::output::Output;
use local_aws::pipeline::PipelineError;

/// The OpenAPI document of the API.
const OPENAPI: &str = include_str!("../../../../schemas/openapi.json");

/// How often a folder is looked at for notifications.
const LOOK: Duration = Duration::from_millis(250);
/// How often a table in AWS is, where each look costs read units.
const LOOK_IN_AWS: Duration = Duration::from_secs(2);

pub(super) async fn execute(serve: &Serve, output: Output) -> Result<Done, CommandError> {
    if !serve.listen.ip().is_loopback() {
        return Err(CommandError::Address(serve.listen));
    }
    let environment = Environment::of_process();
    let shards = environment.open_shards().map_err(PipelineError::from)?;
    let visibility = Visibility::read(&environment).map_err(PipelineError::from)?;
    let operations = operations(&environment)?;
    let opened = serve.location.open().await?;
    let mut api = Api::new(opened.table.clone(), shards).with_visibility(visibility);
    if let Some(operations) = operations {
        api = api.with_operations(operations);
    }
    let listener = TcpListener::bind(serve.listen)
        .await
        .map_err(|error| CommandError::Listen(serve.listen, error))?;
    let base = format!("http://{}", listener.local_addr()?);
    let pause = if opened.local.is_some() { LOOK } else { LOOK_IN_AWS };
    let follower =
        Follower::new(opened.table.clone(), shards, Base::of(&base), Clock::system(), pause);
    let feed = follower.feed().clone();
    api = api.with_workbins(Arc::new(follower.clone()));
    let uri = format!("{base}/interactions");
    if output.is_json() {
        output.line(&json!({ "uri": uri }))?;
    } else {
        output.text(&uri)?;
    }
    let openapi = get(async || ([(CONTENT_TYPE, "application/json")], OPENAPI));
    let router = router(api, &[])
        .route("/openapi.json", openapi)
        .merge(stream::router(feed.clone()))
        .layer(Extension(caller(serve.role, serve.user.clone())))
        .layer(middleware::from_fn(only_this_machine));
    let following = tokio::spawn(async move { follower.run().await });
    // A stream of notifications has no end of its own.
    let ended = async move {
        interrupted().await;
        feed.end();
    };
    axum::serve(listener, router).with_graceful_shutdown(ended).await?;
    following.abort();
    opened.close().await;
    Ok(Done::Whole)
}

fn caller(role: CallerRole, user_id: Option<UserId>) -> Caller {
    let role = match role {
        CallerRole::Admin => Role::Admin,
        CallerRole::Agent => Role::Agent,
    };
    Caller { user_id, role }
}

/// Operations are on when the environment has an OAuth client.
fn operations(environment: &Environment) -> Result<Option<Operations>, CommandError> {
    let Some((client_id, client_secret)) = environment.genesys_client() else { return Ok(None) };
    let endpoints = Endpoints::read(environment).map_err(PipelineError::from)?;
    let credentials = Arc::new(Fixed(ClientCredentials { client_id, client_secret }));
    let platform = Platform::new(&endpoints, credentials, Limits::default(), Clock::system())?;
    Ok(Some(Operations::new(Arc::new(platform), Clock::system())))
}

/// Waits for Ctrl-C. Waits forever if no handler can be installed.
async fn interrupted() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}
