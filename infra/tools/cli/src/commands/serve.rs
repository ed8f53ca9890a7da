//! `serve`: the interactions API on this machine. There is no authentication: every caller is the
//! one that the command line names. So the address must be a loopback address.

use std::future::IntoFuture;
use std::net::SocketAddr;
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

use super::{CommandError, Done, names};
use crate::changes::FolderChanges;
use crate::cli::{CallerRole, Serve};
use crate::foreign::only_this_machine;
use console::output::Output;
use local_aws::pipeline::PipelineError;

/// The OpenAPI document of the API.
const OPENAPI: &str = include_str!("../../../../schemas/openapi.json");
/// Seconds after which the list of open conversations asks for news. On this machine that costs
/// nothing.
const RELOAD_SECONDS: u32 = 2;
/// How long an answer may take after Ctrl-C.
const GRACE: Duration = Duration::from_secs(2);

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
    let platform = platform(&environment)?;
    let opened = serve.location.read().await?;
    let names = names::directory(&opened.table, serve.names)?;
    let names = match &platform {
        Some(platform) => names.map(|names| names.asking(platform.clone())),
        None => names,
    };
    let operations = platform.map(|platform| Operations::new(platform, Clock::system()));
    let listener = listen(serve.listen).await?;
    let base = Base::of(&format!("http://{}", listener.local_addr()?));
    let pause = if opened.local.is_some() { LOOK } else { LOOK_IN_AWS };
    let follower = Follower::new(opened.table.clone(), shards, base, Clock::system(), pause);
    let follower = match &opened.local {
        Some(local) => follower.with_changes(FolderChanges::of(local.stream())),
        None => follower,
    };
    let api = Api::new(opened.table.clone(), shards)
        .with_visibility(visibility)
        .with_names_and_operations(names, operations)
        .with_workbins(Arc::new(follower.clone()));
    announce(&listener, output)?;
    serve_at(listener, api, caller(serve.role, serve.user.clone()), Some(follower)).await?;
    opened.close().await;
    Ok(Done::Whole)
}

/// Listens at an address.
pub(super) async fn listen(address: SocketAddr) -> Result<TcpListener, CommandError> {
    TcpListener::bind(address).await.map_err(|error| CommandError::Listen(address, error))
}

/// Prints where the list of open conversations is, and returns it.
pub(super) fn announce(listener: &TcpListener, output: Output) -> Result<String, CommandError> {
    let uri = format!("http://{}/interactions", listener.local_addr()?);
    if output.is_json() {
        output.line(&json!({ "uri": uri }))?;
    } else {
        output.text(&uri)?;
    }
    Ok(uri)
}

/// Serves the API, its pages and, with a follower, notifications until Ctrl-C. Requests that are
/// then being answered get a moment more.
pub(super) async fn serve_at(
    listener: TcpListener,
    api: Api,
    caller: Caller,
    follower: Option<Follower>,
) -> Result<(), CommandError> {
    let openapi = get(async || ([(CONTENT_TYPE, "application/json")], OPENAPI));
    let feed = follower.as_ref().map(|follower| follower.feed().clone());
    let mut routes =
        router(api.with_list_reload(RELOAD_SECONDS), &[]).route("/openapi.json", openapi);
    if let Some(feed) = feed.clone() {
        routes = routes.merge(stream::router(feed));
    }
    let routes = routes.layer(Extension(caller)).layer(middleware::from_fn(only_this_machine));
    let following = follower.map(|follower| tokio::spawn(async move { follower.run().await }));
    // A stream of notifications has no end of its own.
    let ended = async move {
        interrupted().await;
        if let Some(feed) = feed {
            feed.end();
        }
    };
    let serving = axum::serve(listener, routes).with_graceful_shutdown(ended);
    let overdue = async {
        interrupted().await;
        tokio::time::sleep(GRACE).await;
    };
    let served = tokio::select! {
        served = serving.into_future() => served,
        () = overdue => Ok(()),
    };
    if let Some(following) = following {
        following.abort();
    }
    Ok(served?)
}

fn caller(role: CallerRole, user_id: Option<UserId>) -> Caller {
    let role = match role {
        CallerRole::Admin => Role::Admin,
        CallerRole::Agent => Role::Agent,
    };
    Caller { user_id, role }
}

/// The Platform API, when the environment has an OAuth client: then operations are on, and Genesys
/// Cloud is asked for names.
fn platform(environment: &Environment) -> Result<Option<Arc<Platform>>, CommandError> {
    let Some((client_id, client_secret)) = environment.genesys_client() else { return Ok(None) };
    let endpoints = Endpoints::read(environment).map_err(PipelineError::from)?;
    let credentials = Arc::new(Fixed(ClientCredentials { client_id, client_secret }));
    let platform = Platform::new(&endpoints, credentials, Limits::default(), Clock::system())?;
    Ok(Some(Arc::new(platform)))
}

/// Waits for Ctrl-C. Waits forever if no handler can be installed.
async fn interrupted() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}
