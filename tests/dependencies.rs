//! The tests of a function build quickly: they depend neither on the command nor on SQLite. Only
//! those of the API, and of what is pushed with it, depend on a web server.

#![allow(clippy::unwrap_used, clippy::panic, reason = "these are tests")]

use std::collections::BTreeSet;
use std::process::Command;

/// The crates that the library, the binary and the tests of a package depend on.
fn dependencies(package: &str) -> BTreeSet<String> {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["tree", "--package", package, "--edges", "normal,dev"]);
    cargo.args(["--prefix", "none", "--format", "{p}", "--locked", "--offline"]);
    let output = cargo.current_dir(env!("CARGO_MANIFEST_DIR")).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().filter_map(|line| line.split(' ').next().map(str::to_owned)).collect()
}

#[test]
fn function_tests_build_no_command_and_no_sqlite() {
    for function in ["receive", "reconstruct", "emit", "import", "sweep", "interactions", "notify"]
    {
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
