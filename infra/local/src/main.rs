//! `switchboard`: see `switchboard --help`.

use std::process::ExitCode;

use clap::Parser;
use switchboard::cli::Cli;
use switchboard::commands::{self, Done};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

/// What is logged where `RUST_LOG` is not set: what a person should know of. The embedded DynamoDB takes every failed
/// condition for an error, and what receive rejects is told with its file and line.
const LOGGED: &str = "warn,receive=error,dynoxide=error";

#[tokio::main]
async fn main() -> ExitCode {
    let asked = std::env::var("RUST_LOG").ok().filter(|asked| !asked.is_empty());
    let filter = runtime::tracing::filter(asked.as_deref().unwrap_or(LOGGED));
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr).with_filter(filter);
    tracing_subscriber::registry().with(lines).init();
    match commands::execute(Cli::parse()).await {
        Ok(Done::Whole) => ExitCode::SUCCESS,
        Ok(Done::WithRejections) => ExitCode::from(1),
        Err(error) if error.is_broken_pipe() => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(2)
        }
    }
}
