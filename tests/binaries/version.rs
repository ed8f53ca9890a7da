//! Every binary says which release it is: with `--version`, and in the first line of its log.

use std::process::Command;

use runtime::version::{self, Version};
use tests::binary::built;

const FUNCTIONS: [&str; 7] =
    ["receive", "reconstruct", "emit", "import", "sweep", "interactions", "notify"];

#[test]
fn binaries_say_their_version_and_end() {
    for name in FUNCTIONS.into_iter().chain(["switchboard"]) {
        // Without any configuration, and without a Runtime API to talk to.
        let said = Command::new(built(name)).arg("--version").env_clear().output().unwrap();
        assert!(said.status.success() && said.stderr.is_empty(), "{name}: {said:?}");
        let said = String::from_utf8(said.stdout).unwrap();
        assert_eq!(said, format!("{name} {}\n", version::text()));
    }
}

#[test]
fn first_log_line_of_a_function_names_the_version() {
    for name in FUNCTIONS {
        // Without its configuration, a function ends at once.
        let said = Command::new(built(name)).env_clear().output().unwrap();
        let log = String::from_utf8(said.stderr).unwrap();
        let first = log.lines().next().and_then(Version::of_line);
        assert_eq!(first, Some(Version::of_this_build()), "{name}: {log}");
    }
}
