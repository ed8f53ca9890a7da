//! One file per verb.

mod conversation;
pub mod demo;
#[cfg(feature = "aws")]
pub mod doctor;
pub mod export;
mod feed;
pub mod forget;
pub mod import;
pub mod list;
mod location;
pub mod log;
mod manual;
pub mod names;
mod outcome;
mod printer;
pub mod reconcile;
#[cfg(feature = "aws")]
pub mod replay;
pub mod reproject;
pub mod republish;
pub mod rules;
pub mod run;
pub mod serve;
pub mod show;
pub mod simulate;
mod targets;
pub mod why;

use crate::cli::{Cli, Verb};
use console::output::Output;

pub use outcome::{CommandError, Done};

/// Executes the command line.
pub async fn execute(cli: Cli) -> Result<Done, CommandError> {
    let output = Output::new(cli.json);
    match cli.verb {
        Verb::Demo(demo) => demo::execute(&demo, output).await,
        Verb::Run(run) => run::execute(&run, output).await,
        Verb::Import(import) => import::execute(&import, output).await,
        Verb::Reconcile(reconcile) => reconcile::execute(&reconcile, output).await,
        Verb::Show(show) => show::execute(&show, output).await,
        Verb::List(list) => list::execute(&list, output).await,
        Verb::Export(export) => export::execute(&export, output).await,
        Verb::Log(one) => log::execute(&one, output).await,
        Verb::Why(args) => why::execute(&args, output).await,
        Verb::Names(args) => names::execute(&args, output).await,
        Verb::Serve(serve) => serve::execute(&serve, output).await,
        Verb::Reproject(reproject) => reproject::execute(&reproject, output).await,
        Verb::Republish(republish) => republish::execute(&republish, output).await,
        Verb::Forget(forget) => forget::execute(&forget, output).await,
        Verb::Completions(args) => manual::completions(&args, output),
        Verb::Man(args) => manual::man(&args, output),
        Verb::Simulate(simulate) => simulate::execute(&simulate, output),
        Verb::Rules(rules) => rules::execute(&rules, output),
        #[cfg(feature = "aws")]
        Verb::Replay(replay) => replay::execute(&replay, output).await,
        #[cfg(feature = "aws")]
        Verb::Doctor(asked) => doctor::execute(&asked, output).await,
    }
}
