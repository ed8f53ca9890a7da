//! `switchboard`: see `switchboard --help`.

use std::process::ExitCode;

use clap::Parser;
use switchboard::cli::Cli;
use switchboard::commands::{self, Done};

/// The log filter when `RUST_LOG` is not set. The embedded DynamoDB logs every failed condition as
/// an error; the command itself reports what receive rejects, with file and line, and what the
/// AWS configuration lacks. So these are filtered out.
const LOGGED: &str = "warn,receive=error,dynoxide=error,aws_config=off";

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
