//! A program as Lambda runs it, in a process of its own, and what that process uses.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use procfs::process::Process;
use serde::Serialize;
use serde_json::Value;
use switchboard::lambda_api::{Function, LambdaApi, Outcome, Written};
use tokio::time::Instant;

/// How long an invocation may take.
const PATIENCE: Duration = Duration::from_secs(300);

/// What is started.
#[derive(Debug, Clone)]
pub struct Program {
    /// What it is called in tables.
    pub name: String,
    /// Where it is.
    pub path: PathBuf,
    arguments: Vec<String>,
    variables: Vec<(&'static str, String)>,
}

/// A running program, with a Runtime API of its own.
pub struct Worker {
    name: String,
    api: LambdaApi,
    function: Function,
    started: Instant,
}

/// What a process used up to now.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Used {
    /// Seconds of CPU time in the process itself.
    pub user: f64,
    /// Seconds of CPU time that the operating system spent on its behalf.
    pub system: f64,
}

/// How long a program took to start.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Started {
    /// Until it asked for its first invocation, in milliseconds.
    pub asked: f64,
    /// Until it had answered that, in milliseconds.
    pub answered: f64,
    /// The most memory that it occupied up to then, in MiB.
    pub memory: f64,
}

/// The folder that cargo builds into: this program is in `release/deps` below it.
pub fn target() -> PathBuf {
    std::env::current_exe().unwrap().ancestors().nth(3).unwrap().to_owned()
}

/// What an architecture is called where functions are deployed.
pub const ARCHITECTURE: &str = if cfg!(target_arch = "aarch64") { "arm64" } else { "x86_64" };

impl Program {
    /// A function of ours: as it is deployed where it was built so, else as cargo builds it.
    pub fn function(name: &str) -> Self {
        let deployed = target().join(format!("lambda/{ARCHITECTURE}/{name}/bootstrap"));
        let path = if deployed.is_file() { deployed } else { target().join("release").join(name) };
        assert!(
            path.is_file(),
            "{} is missing: run bash tests/bench.sh, which builds it",
            path.display()
        );
        Self { name: name.to_owned(), path, arguments: Vec::new(), variables: Vec::new() }
    }

    /// Another program.
    pub fn other(name: impl Into<String>, path: &Path, arguments: &[&str]) -> Self {
        let arguments = arguments.iter().map(|argument| (*argument).to_owned()).collect();
        Self { name: name.into(), path: path.to_owned(), arguments, variables: Vec::new() }
    }

    /// Sets a variable of its environment, which has no others but those of Lambda.
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.variables.push((name, value.into()));
        self
    }

    /// How it was built: its place in the folder that cargo builds into.
    pub fn build(&self) -> String {
        let place = self.path.strip_prefix(target()).unwrap_or(&self.path);
        let first =
            place.components().next().map(|first| first.as_os_str().to_string_lossy().into_owned());
        first.unwrap_or_default()
    }

    /// Starts it.
    pub async fn start(&self) -> Worker {
        let api = LambdaApi::start().await.unwrap();
        let mut command = Command::new(&self.path);
        command
            .args(&self.arguments)
            .env_clear()
            .envs(self.variables.iter().map(|(name, value)| (name, value)));
        let started = Instant::now();
        let function = Function::start(&api, command).unwrap();
        Worker { name: self.name.clone(), api, function, started }
    }

    /// Starts it for one invocation, which it has to answer well, and gives what that took.
    pub async fn start_once(&self, event: &impl Serialize) -> Started {
        let worker = self.start().await;
        worker.invoke(event).await;
        let answered = worker.started.elapsed();
        let asked = worker.api.first_asked().unwrap() - worker.started;
        let ms = |took: Duration| took.as_secs_f64() * 1e3;
        Started { asked: ms(asked), answered: ms(answered), memory: worker.memory() }
    }
}

impl Worker {
    /// Invokes it; no part of the event may fail.
    pub async fn invoke(&self, event: &impl Serialize) -> Value {
        let event = serde_json::to_value(event).unwrap();
        let outcome = self.api.invoke(event, PATIENCE).await;
        let Ok(Outcome::Response(response)) = outcome else { panic!("{}: {outcome:?}", self.name) };
        let failed =
            response["batchItemFailures"].as_array().is_some_and(|failures| !failures.is_empty());
        let refused = response["statusCode"].as_u64().is_some_and(|status| status != 200);
        assert!(!failed && !refused, "{}: {response}", self.name);
        response
    }

    /// The most memory that it has occupied so far, in MiB.
    pub fn memory(&self) -> f64 {
        let kib = self.process().status().unwrap().vmhwm.unwrap();
        kib as f64 / 1_024.0
    }

    /// What it has used so far.
    pub fn used(&self) -> Used {
        let stat = self.process().stat().unwrap();
        let seconds = |ticks: u64| ticks as f64 / procfs::ticks_per_second() as f64;
        Used { user: seconds(stat.utime), system: seconds(stat.stime) }
    }

    /// Ends it, and gives what it wrote.
    pub fn stop(self) -> Written {
        self.function.stop()
    }

    fn process(&self) -> Process {
        Process::new(self.function.id().try_into().unwrap()).unwrap()
    }
}

impl Used {
    /// What was used since.
    pub fn since(self, before: Self) -> Self {
        Self { user: self.user - before.user, system: self.system - before.system }
    }

    /// Seconds, of both kinds.
    pub fn total(self) -> f64 {
        self.user + self.system
    }
}

/// The value that so many of a hundred are no greater than.
pub fn percentile(values: &[f64], percent: usize) -> f64 {
    let mut values = values.to_vec();
    values.sort_by(f64::total_cmp);
    values[(values.len() * percent).div_ceil(100).max(1) - 1]
}

/// Size of a file, where there is one.
pub fn bytes(file: &Path) -> Option<u64> {
    fs::metadata(file).ok().map(|file| file.len())
}
