//! A program that refuses to start.

use std::process::Command;

/// Checks that a program with these environment variables alone fails, and that what it writes to
/// standard error contains `reason`.
///
/// # Panics
/// When it cannot be started, does not fail, or gives another reason.
pub fn assert_refusal(path: &str, variables: &[(&str, &str)], reason: &str) {
    let mut command = Command::new(path);
    command.env_clear().envs(variables.iter().copied());
    let output = command.output().unwrap();
    let errors = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success(), "{path} runs all the same; it wrote:\n{errors}");
    assert!(errors.contains(reason), "{errors}");
}
