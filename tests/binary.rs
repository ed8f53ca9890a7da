//! Runs a function's binary against a Runtime API. The binary gets the addresses of its services
//! and no other environment of this machine.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use local_aws::lambda_api::{Function, LambdaApi, Outcome, Written};
use serde_json::Value;

/// The longest wait for anything here.
const TIMEOUT: Duration = Duration::from_secs(30);

/// A running binary, which logs everything that it can.
pub struct Binary {
    api: LambdaApi,
    function: Function,
}

impl Binary {
    /// Starts the function `name` with these variables besides Lambda's own.
    ///
    /// # Panics
    /// When the binary is missing, or older than one of its sources.
    pub async fn start(name: &str, variables: &[(&str, &str)]) -> Self {
        let api = LambdaApi::start().await.unwrap();
        let mut command = Command::new(built(name));
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
}

/// The function's binary in the folder above this test's own. Cargo builds it for the tests of the
/// function's own package, so not when this suite runs alone.
///
/// # Panics
/// When the binary is missing, or older than one of its sources.
#[must_use]
pub fn built(name: &str) -> PathBuf {
    let test = std::env::current_exe().unwrap();
    let binary = test.ancestors().nth(2).unwrap().join(name);
    let modified = |file: &Path| std::fs::metadata(file).and_then(|file| file.modified()).ok();
    let dependencies = std::fs::read_to_string(binary.with_extension("d")).unwrap_or_default();
    let newer = dependencies
        .split_whitespace()
        .skip(1)
        .find(|source| modified(Path::new(source)) > modified(&binary));
    assert!(
        binary.is_file() && newer.is_none(),
        "{} is missing or older than {newer:?}: run cargo test --workspace --no-run",
        binary.display()
    );
    binary
}

/// The numbers of the one metric line that was written.
#[must_use]
pub fn metrics(written: &Written) -> Value {
    let lines: Vec<&str> = written.stdout.lines().collect();
    assert_eq!(lines.len(), 1, "one line an invocation: {}", written.stdout);
    serde_json::from_str(lines[0]).unwrap()
}
