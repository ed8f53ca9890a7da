//! What is compiled, and how often. The tests of a function build quickly: they depend neither on
//! the command nor on SQLite. Only those of the API, and of what is pushed with it, depend on a web
//! server. No dependency is compiled again for other features.

#![allow(clippy::unwrap_used, clippy::panic, reason = "these are tests")]

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

const FUNCTIONS: [&str; 7] =
    ["receive", "reconstruct", "emit", "import", "sweep", "interactions", "notify"];

/// The lines of `cargo tree` with these options, as text without indentation.
fn tree(options: &[&str], format: &str) -> BTreeSet<String> {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["tree", "--prefix", "none", "--locked", "--offline", "--format", format]);
    let output = cargo.args(options).current_dir(env!("CARGO_MANIFEST_DIR")).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().map(|line| line.trim_end_matches(" (*)").to_owned()).collect()
}

/// The crates that the library, the binary and the tests of a package depend on.
fn dependencies(package: &str) -> BTreeSet<String> {
    let lines = tree(&["--package", package, "--edges", "normal,dev"], "{p}");
    lines.iter().filter_map(|line| line.split(' ').next().map(str::to_owned)).collect()
}

/// The features of every crate from elsewhere that is compiled, by name and version.
fn features(options: &[&str]) -> BTreeMap<String, String> {
    let lines = tree(options, "{p}|{f}").into_iter().filter(|line| !line.contains(" (/"));
    let features = lines.filter_map(|line| {
        let (package, features) = line.split_once('|')?;
        Some((package.to_owned(), features.to_owned()))
    });
    features.collect()
}

#[test]
fn function_tests_build_no_command_and_no_sqlite() {
    for function in FUNCTIONS {
        let crates = dependencies(function);
        assert!(crates.contains("testkit"), "{function}: {crates:?}");
        let mut heavy = vec!["switchboard", "tests", "local-aws", "dynoxide-rs", "libsqlite3-sys"];
        if !["interactions", "notify"].contains(&function) {
            heavy.push("axum");
        }
        for name in heavy {
            assert!(!crates.contains(name), "the tests of {function} build {name}");
        }
    }
}

/// The build for deployment compiles each SDK once for all functions. If this fails, turn the
/// feature on in `shared/runtime`.
#[test]
fn functions_share_their_dependencies() {
    // Little depends on these.
    let may_differ = ["aws_lambda_events ", "digest ", "crypto-common "];
    let mut all: BTreeMap<String, (&str, String)> = BTreeMap::new();
    for function in FUNCTIONS {
        for (package, features) in features(&["--package", function, "--edges", "normal,build"]) {
            if may_differ.iter().any(|name| package.starts_with(name)) {
                continue;
            }
            let (first, known) =
                all.entry(package.clone()).or_insert_with(|| (function, features.clone()));
            assert_eq!(features, *known, "{package} of {function} and of {first}");
        }
    }
    assert!(all.keys().any(|package| package.starts_with("aws-sdk-dynamodb ")), "{all:?}");
}

/// `cargo test` uses the dependencies that the README's first command compiled. If this fails, turn
/// the feature on in `infra/tools/cli`.
#[test]
fn command_shares_its_dependencies_with_tests() {
    let first = ["--package", "switchboard", "--no-default-features", "--edges", "normal,build"];
    let of_tests = features(&["--workspace", "--edges", "normal,build,dev"]);
    let of_command = features(&first);
    assert!(of_command.keys().any(|package| package.starts_with("aws-sdk-dynamodb ")));
    for (package, features) in of_command {
        assert_eq!(Some(&features), of_tests.get(&package), "{package} of command and tests");
    }
}

/// The tests of one function use the SDKs that the tests of the workspace compiled. If this fails,
/// turn the feature on in `tests/testkit`.
#[test]
fn function_tests_share_their_sdks() {
    // No SDK depends on these.
    let may_differ = ["aws_lambda_events ", "serde_dynamo "];
    let of_tests = features(&["--workspace", "--edges", "normal,build,dev"]);
    for function in ["receive", "reconstruct", "emit", "sweep"] {
        let of_function = features(&["--package", function, "--edges", "normal,build,dev"]);
        for (package, features) in of_function {
            if may_differ.iter().any(|name| package.starts_with(name)) {
                continue;
            }
            assert_eq!(Some(&features), of_tests.get(&package), "{package} of {function}");
        }
    }
}
