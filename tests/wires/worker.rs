//! A function's binary as Lambda runs it: started on demand, and started again after it was killed.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use fastrand::Rng;
use local_aws::lambda_api::{Function, LambdaApi, Outcome};
use serde::Serialize;
use serde_json::Value;
use tests::binary::built;
use tokio::time::{Instant, timeout};

/// Time limit of an invocation.
const TIMEOUT: Duration = Duration::from_secs(30);

/// One function.
pub struct Worker {
    name: &'static str,
    binary: PathBuf,
    variables: Vec<(&'static str, String)>,
    running: Option<Running>,
    killer: Killer,
    tally: Tally,
}

/// The results of the invocations of one function.
#[derive(Debug, Default)]
pub struct Tally {
    /// Number of times that a process was killed during an invocation.
    pub killed: u32,
    /// Number of invocations that responded.
    pub answered: u32,
    /// The sums of its metrics. A killed invocation contributes nothing.
    metrics: BTreeMap<String, f64>,
}

struct Running {
    api: LambdaApi,
    function: Function,
    /// Whether it has responded before.
    warm: bool,
}

impl Worker {
    /// The function whose binary has this name.
    pub fn new(name: &'static str, variables: Vec<(&'static str, String)>, rng: Rng) -> Self {
        Self {
            name,
            binary: built(name),
            variables,
            running: None,
            killer: Killer::new(rng),
            tally: Tally::default(),
        }
    }

    /// Invokes the function; `None` if it was killed before it responded.
    pub async fn invoke(&mut self, event: &impl Serialize) -> Option<Value> {
        let event = serde_json::to_value(event).unwrap();
        let mut running = match self.running.take() {
            Some(running) => running,
            None => self.start().await,
        };
        let begun = Instant::now();
        let outcome =
            timeout(self.killer.moment(running.warm), running.api.invoke(event, TIMEOUT)).await;
        match outcome {
            Ok(Ok(Outcome::Response(response))) => {
                self.killer.learn(running.warm, begun.elapsed());
                self.tally.answered += 1;
                running.warm = true;
                self.running = Some(running);
                Some(response)
            }
            Ok(failed) => {
                panic!("{}: {failed:?}; it wrote:\n{}", self.name, running.function.stop().stderr)
            }
            Err(_) => {
                self.killer.left -= 1;
                self.tally.killed += 1;
                self.stop(running);
                None
            }
        }
    }

    /// Allows it to be killed up to `times` times from now on.
    pub const fn kill(&mut self, times: u32) {
        self.killer.left = times;
    }

    /// Ends its process, as Lambda does without work, and returns the results of the invocations so
    /// far.
    pub fn rest(&mut self) -> Tally {
        if let Some(running) = self.running.take() {
            self.stop(running);
        }
        std::mem::take(&mut self.tally)
    }

    /// A new process with its own Runtime API, so that no response of the previous process can
    /// reach it.
    async fn start(&self) -> Running {
        let api = LambdaApi::start().await.unwrap();
        let mut command = Command::new(&self.binary);
        command.env_clear().envs(self.variables.iter().map(|(name, value)| (name, value)));
        let function = Function::start(&api, command).unwrap();
        Running { api, function, warm: false }
    }

    fn stop(&mut self, running: Running) {
        let written = running.function.stop();
        for line in written.stderr.lines().filter(|line| line.contains(r#""level":"ERROR""#)) {
            eprintln!("{} wrote: {line}", self.name);
        }
        for line in written.stdout.lines() {
            let metrics: BTreeMap<String, Value> = serde_json::from_str(line).unwrap();
            for (name, value) in metrics {
                *self.tally.metrics.entry(name).or_default() += value.as_f64().unwrap_or_default();
            }
        }
    }
}

impl Tally {
    /// The sum of a metric over all invocations that responded.
    pub fn sum(&self, metric: &str) -> u64 {
        self.metrics.get(metric).copied().unwrap_or_default() as u64
    }
}

/// Decides when a process is killed.
struct Killer {
    rng: Rng,
    left: u32,
    /// Average duration of an invocation: of a process that has to start first, and of a running
    /// one.
    takes: [Duration; 2],
}

impl Killer {
    const fn new(rng: Rng) -> Self {
        Self { rng, left: 0, takes: [Duration::from_millis(100); 2] }
    }

    /// How long an invocation may run before it is killed. Three of four in a running process may
    /// run for up to twice their average duration, so that the kill can come at any time. Few are
    /// killed in a process that has to start first, because most of its time is the start.
    fn moment(&mut self, warm: bool) -> Duration {
        if self.left == 0 || self.rng.u8(0..100) >= if warm { 75 } else { 10 } {
            return TIMEOUT * 2;
        }
        self.takes[usize::from(warm)].mul_f64(2.0 * self.rng.f64())
    }

    fn learn(&mut self, warm: bool, took: Duration) {
        let mean = &mut self.takes[usize::from(warm)];
        *mean = (*mean * 7 + took) / 8;
    }
}
