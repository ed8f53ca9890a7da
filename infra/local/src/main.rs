//! `switchboard`: see `switchboard --help`.

use std::process::ExitCode;

use clap::Parser;
use switchboard::cli::Cli;
use switchboard::commands::{self, Done};

/// What is logged where `RUST_LOG` is not set: what a person should know of. The embedded DynamoDB takes every failed
/// condition for an error, and what receive rejects is told with its file and line.
const LOGGED: &str = "warn,receive=error,dynoxide=error";

#[tokio::main]
async fn main() -> ExitCode {
    runtime::tracing::start_for_a_person(LOGGED);
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
