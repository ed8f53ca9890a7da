//! Runs a function's binary against a Runtime API. The binary gets the addresses of its services
//! and no other environment of this machine.

use std::process::Command;
use std::time::Duration;

use serde_json::Value;
use switchboard::lambda_api::{Function, LambdaApi, Outcome, Written};

/// The longest wait for anything here.
const TIMEOUT: Duration = Duration::from_secs(30);

/// A running binary, which logs everything that it can.
pub struct Binary {
    api: LambdaApi,
    function: Function,
}

impl Binary {
    /// Starts a binary with these variables besides Lambda's own.
    pub async fn start(path: &str, variables: &[(&str, &str)]) -> Self {
        let api = LambdaApi::start().await.unwrap();
        let mut command = Command::new(path);
        command.env_clear().env("RUST_LOG", "trace").envs(variables.iter().copied());
        let function = Function::start(&api, command).unwrap();
        Self { api, function }
    }

    /// Invokes it once and returns its response.
    pub async fn invoke(self, event: Value) -> (Value, Written) {
        let outcome = self.api.invoke(event, TIMEOUT).await;
        let written = self.function.stop();
        match outcome {
            Ok(Outcome::Response(response)) => (response, written),
            failed => panic!("{failed:?}; it wrote:\n{}", written.stderr),
        }
    }

    /// Invokes it once and returns the error of the invocation.
    pub async fn fail(self, event: Value) -> (Value, Written) {
        let outcome = self.api.invoke(event, TIMEOUT).await;
        let written = self.function.stop();
        match outcome {
            Ok(Outcome::Error(error)) => (error, written),
            answered => panic!("{answered:?}; it wrote:\n{}", written.stderr),
        }
    }

    /// Returns what it writes to standard error when it refuses to start.
    pub async fn refuse(mut self) -> String {
        let status = self.function.ended(TIMEOUT).await;
        let written = self.function.stop();
        assert!(
            status.is_ok_and(|status| !status.success()),
            "it runs all the same; it wrote:\n{}",
            written.stderr
        );
        written.stderr
    }
}

/// The numbers of the one metric line that was written.
#[must_use]
pub fn metrics(written: &Written) -> Value {
    let lines: Vec<&str> = written.stdout.lines().collect();
    assert_eq!(lines.len(), 1, "one line an invocation: {}", written.stdout);
    serde_json::from_str(lines[0]).unwrap()
}
