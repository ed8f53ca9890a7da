//! A program that refuses to start.

use std::process::Command;

/// Starts a program with these environment variables alone, and returns what it writes to standard
/// error.
///
/// # Panics
/// When it cannot be started, or does not fail.
#[must_use]
pub fn refusal(path: &str, variables: &[(&str, &str)]) -> String {
    let mut command = Command::new(path);
    command.env_clear().envs(variables.iter().copied());
    let output = command.output().unwrap();
    let errors = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success(), "{path} runs all the same; it wrote:\n{errors}");
    errors
}
