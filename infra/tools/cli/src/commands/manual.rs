//! `completions` and `man`: the command line, described for shells and for `man`.

use std::fs;

use clap::CommandFactory;
use clap_complete::generate;

use super::{CommandError, Done};
use crate::cli::{Cli, Completions, Man};
use console::output::Output;

/// Prints the completions, whether or not standard output is a terminal.
pub(super) fn completions(args: &Completions, output: Output) -> Result<Done, CommandError> {
    let mut text = Vec::new();
    generate(args.shell, &mut Cli::command(), "switchboard", &mut text);
    output.text(&String::from_utf8_lossy(&text))?;
    Ok(Done::Whole)
}

/// Writes `switchboard.1`, and a page such as `switchboard-run.1` for each verb.
pub(super) fn man(args: &Man, output: Output) -> Result<Done, CommandError> {
    let write = || {
        fs::create_dir_all(&args.folder)?;
        clap_mangen::generate_to(Cli::command(), &args.folder)
    };
    write().map_err(|error| CommandError::File(args.folder.clone(), error))?;
    output.note(&format!("the manual pages are in {}", args.folder.display()));
    Ok(Done::Whole)
}
