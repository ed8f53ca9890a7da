//! A program as Lambda runs it, in its own process, and the resources of that process.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use local_aws::lambda_api::{Function, LambdaApi, Outcome, Written};
use procfs::process::Process;
use serde::Serialize;
use serde_json::Value;
use tokio::time::Instant;

/// Time limit of an invocation.
const TIMEOUT: Duration = Duration::from_secs(300);

/// A program to start.
#[derive(Debug, Clone)]
pub struct Program {
    /// Its name in tables.
    pub name: String,
    /// Path of its file.
    pub path: PathBuf,
    arguments: Vec<String>,
    variables: Vec<(&'static str, String)>,
}

/// A running program with its own Runtime API.
pub struct Worker {
    name: String,
    api: LambdaApi,
    function: Function,
    started: Instant,
}

/// The CPU time of a process so far.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Used {
    /// Seconds in the process itself.
    pub user: f64,
    /// Seconds in the operating system on its behalf.
    pub system: f64,
}

/// The start of a program.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Started {
    /// Time until it requested its first invocation, in milliseconds.
    pub asked: f64,
    /// Time until it had responded to that, in milliseconds.
    pub answered: f64,
    /// Its peak memory up to then, in MiB.
    pub memory: f64,
}

/// The folder that cargo builds into; this program is in `release/deps` below it.
pub fn target() -> PathBuf {
    std::env::current_exe().unwrap().ancestors().nth(3).unwrap().to_owned()
}

/// This machine's architecture, by the name that Lambda uses.
pub const ARCHITECTURE: &str = if cfg!(target_arch = "aarch64") { "arm64" } else { "x86_64" };

impl Program {
    /// One of our functions: the deployable build if there is one, otherwise cargo's release build.
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

    /// Any other program.
    pub fn other(name: impl Into<String>, path: &Path, arguments: &[&str]) -> Self {
        let arguments = arguments.iter().map(|argument| (*argument).to_owned()).collect();
        Self { name: name.into(), path: path.to_owned(), arguments, variables: Vec::new() }
    }

    /// Sets an environment variable. The environment has only these and Lambda's own.
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.variables.push((name, value.into()));
        self
    }

    /// Its build: the path of the file below the folder that cargo builds into.
    pub fn build(&self) -> String {
        let place = self.path.strip_prefix(target()).unwrap_or(&self.path);
        let first =
            place.components().next().map(|first| first.as_os_str().to_string_lossy().into_owned());
        first.unwrap_or_default()
    }

    /// Starts the program.
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

    /// Starts the program for one successful invocation; returns the times.
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
    /// Invokes the program; no part of the event may fail.
    pub async fn invoke(&self, event: &impl Serialize) -> Value {
        let event = serde_json::to_value(event).unwrap();
        let outcome = self.api.invoke(event, TIMEOUT).await;
        let Ok(Outcome::Response(response)) = outcome else { panic!("{}: {outcome:?}", self.name) };
        let failed =
            response["batchItemFailures"].as_array().is_some_and(|failures| !failures.is_empty());
        let refused = response["statusCode"].as_u64().is_some_and(|status| status != 200);
        assert!(!failed && !refused, "{}: {response}", self.name);
        response
    }

    /// Its peak memory so far, in MiB.
    pub fn memory(&self) -> f64 {
        let kib = self.process().status().unwrap().vmhwm.unwrap();
        kib as f64 / 1_024.0
    }

    /// Its CPU time so far.
    pub fn used(&self) -> Used {
        let stat = self.process().stat().unwrap();
        let seconds = |ticks: u64| ticks as f64 / procfs::ticks_per_second() as f64;
        Used { user: seconds(stat.utime), system: seconds(stat.stime) }
    }

    /// Ends the program; returns its output.
    pub fn stop(self) -> Written {
        self.function.stop()
    }

    fn process(&self) -> Process {
        Process::new(self.function.id().try_into().unwrap()).unwrap()
    }
}

impl Used {
    /// The CPU time since `before`.
    pub fn since(self, before: Self) -> Self {
        Self { user: self.user - before.user, system: self.system - before.system }
    }

    /// Seconds of both kinds.
    pub fn total(self) -> f64 {
        self.user + self.system
    }
}

/// The value that `percent` percent of the values do not exceed.
pub fn percentile(values: &[f64], percent: usize) -> f64 {
    let mut values = values.to_vec();
    values.sort_by(f64::total_cmp);
    values[(values.len() * percent).div_ceil(100).max(1) - 1]
}

/// Size of a file, if it exists.
pub fn bytes(file: &Path) -> Option<u64> {
    fs::metadata(file).ok().map(|file| file.len())
}
