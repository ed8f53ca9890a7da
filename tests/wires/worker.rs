//! A function's binary as Lambda runs it: started when there is something to do, started again when it was killed.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use fastrand::Rng;
use serde::Serialize;
use serde_json::Value;
use switchboard::lambda_api::{Function, LambdaApi, Outcome};
use tokio::time::{Instant, timeout};

/// How long an invocation may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// One function.
pub struct Worker {
    name: &'static str,
    binary: PathBuf,
    variables: Vec<(&'static str, String)>,
    running: Option<Running>,
    killer: Killer,
    tally: Tally,
}

/// What came of the invocations of one function.
#[derive(Debug, Default)]
pub struct Tally {
    /// How often a process was killed while it had an invocation to answer.
    pub killed: u32,
    /// How many invocations were answered.
    pub answered: u32,
    /// The sums of its metrics. What an invocation did that was killed is in none of them.
    metrics: BTreeMap<String, f64>,
}

struct Running {
    api: LambdaApi,
    function: Function,
    /// Whether it has answered before.
    warm: bool,
}

impl Worker {
    /// The function whose binary has this name. It is in the folder above this test's own binary.
    pub fn new(name: &'static str, variables: Vec<(&'static str, String)>, draw: Rng) -> Self {
        let test = std::env::current_exe().unwrap();
        let binary = test.ancestors().nth(2).unwrap().join(name);
        assert!(
            binary.is_file(),
            "{} is missing: run bash tests/wires.sh, which builds it",
            binary.display()
        );
        Self {
            name,
            binary,
            variables,
            running: None,
            killer: Killer::new(draw),
            tally: Tally::default(),
        }
    }

    /// Invokes it; `None` when it was killed before it answered.
    pub async fn invoke(&mut self, event: &impl Serialize) -> Option<Value> {
        let event = serde_json::to_value(event).unwrap();
        let mut running = match self.running.take() {
            Some(running) => running,
            None => self.start().await,
        };
        let begun = Instant::now();
        let outcome =
            timeout(self.killer.moment(running.warm), running.api.invoke(event, PATIENCE)).await;
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

    /// From now on kills it up to so many times.
    pub const fn kill(&mut self, times: u32) {
        self.killer.left = times;
    }

    /// Ends its process, as Lambda does when there is nothing to do, and gives what came of the invocations so far.
    pub fn rest(&mut self) -> Tally {
        if let Some(running) = self.running.take() {
            self.stop(running);
        }
        std::mem::take(&mut self.tally)
    }

    /// A new process, with a Runtime API of its own: no answer of the one before can reach it.
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
    /// The sum of a metric over everything that was answered.
    pub fn sum(&self, metric: &str) -> u64 {
        self.metrics.get(metric).copied().unwrap_or_default() as u64
    }
}

/// Decides when a process is killed.
struct Killer {
    draw: Rng,
    left: u32,
    /// How long an invocation takes, more or less: that of a process that has to start first, and any other.
    takes: [Duration; 2],
}

impl Killer {
    const fn new(draw: Rng) -> Self {
        Self { draw, left: 0, takes: [Duration::from_millis(100); 2] }
    }

    /// How long an invocation has from its beginning. Most have up to twice as long as such a one takes, so that they
    /// may be killed at any moment; of those whose process has to start first few, for that is most of what they do.
    fn moment(&mut self, warm: bool) -> Duration {
        if self.left == 0 || self.draw.u8(0..100) >= if warm { 75 } else { 10 } {
            return PATIENCE * 2;
        }
        self.takes[usize::from(warm)].mul_f64(2.0 * self.draw.f64())
    }

    fn learn(&mut self, warm: bool, took: Duration) {
        let mean = &mut self.takes[usize::from(warm)];
        *mean = (*mean * 7 + took) / 8;
    }
}
