//! `demo --serve`: conversations that happen now, sped up, in the pages of the API.

use std::convert::Infallible;
use std::io::{self, IsTerminal};
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use input::Origin;
use interactions::{Api, Caller, Role};
use runtime::{Clock, Environment};
use tokio::net::TcpListener;

use super::super::feed::Feed;
use super::super::serve::{announce, listen, serve_at};
use super::super::{CommandError, Done};
use super::schedule::Schedule;
use super::shipped::NEXT;
use crate::cli::{Demo, Time};
use console::output::{Output, counted};
use local_aws::local::Local;

/// Where `serve` listens, too.
const ADDRESS: (Ipv4Addr, u16) = (Ipv4Addr::LOCALHOST, 8080);
/// Most messages that one invocation of receive gets.
const BATCH: usize = 10;
/// Between two looks at what has happened.
const TICK: Duration = Duration::from_millis(100);
/// Related events are closer together than in reality, so a second is long enough to wait for them.
const SETTLE_SECONDS: &str = "1";
/// Partitions of the index of open conversations.
const SHARDS: u32 = 1;

pub(super) async fn execute(demo: &Demo, output: Output) -> Result<Done, CommandError> {
    let listener = free(demo.listen).await?;
    let uri = announce(&listener, output)?;
    output.note(&format!(
        "Open this address in a browser: conversations happen there now, {} times as fast as in \
         reality.\nCommon Events are printed here as they are published. Ctrl-C ends the demo.\n",
        demo.speed
    ));
    let local = Local::start(None).await?;
    let environment = Environment::asking(|name| match name {
        "SETTLE_SECONDS" => Some(SETTLE_SECONDS.to_owned()),
        "OPEN_SHARDS" => Some(SHARDS.to_string()),
        _ => std::env::var(name).ok(),
    });
    let time = (Time::System, &environment);
    let mut feed = Feed::start(&local, output, BATCH, status_line(), time).await?;
    let mut schedule = Schedule::new(Clock::system().now(), demo.speed);
    let api = Api::new(local.table().clone(), SHARDS);
    let caller = Caller { user_id: None, role: Role::Admin };
    let ended = tokio::select! {
        served = serve_at(listener, api, caller, None) => served,
        failed = happen(&mut feed, &mut schedule, &uri) => failed.map(|never| match never {}),
    };
    feed.progress.finish_and_clear();
    output.note(&format!(
        "\n{} of {}.{NEXT}",
        counted(feed.tally.events(), "event"),
        counted(schedule.begun, "conversation")
    ));
    local.stop().await;
    ended.map(|()| Done::Whole)
}

/// The address that was asked for; else that of `serve`, or a free one if that is taken.
async fn free(asked: Option<SocketAddr>) -> Result<TcpListener, CommandError> {
    match asked {
        Some(address) if !address.ip().is_loopback() => Err(CommandError::Address(address)),
        Some(address) => listen(address).await,
        None => match listen(ADDRESS.into()).await {
            Ok(listener) => Ok(listener),
            Err(_) => listen((Ipv4Addr::LOCALHOST, 0).into()).await,
        },
    }
}

/// Feeds the events as they happen, for ever.
async fn happen(
    feed: &mut Feed,
    schedule: &mut Schedule,
    uri: &str,
) -> Result<Infallible, CommandError> {
    let clock = Clock::system();
    loop {
        let events = schedule.take(clock.now(), BATCH);
        if events.is_empty() {
            // Common Events that were held back may be due.
            feed.settle().await?;
            tokio::time::sleep(TICK).await;
        } else {
            let origins = vec![Origin::of_line("demo".into(), 1); events.len()];
            feed.take(origins, events).await?;
        }
        feed.progress.set_message(format!(
            "{uri}   {}, {}",
            counted(schedule.begun, "conversation"),
            counted(feed.tally.events(), "event")
        ));
    }
}

/// A line below the Common Events that keeps the address in sight, on a terminal only.
fn status_line() -> ProgressBar {
    match ProgressStyle::with_template("{spinner} {msg}") {
        Ok(style) if io::stderr().is_terminal() => ProgressBar::new_spinner().with_style(style),
        _ => ProgressBar::hidden(),
    }
}
