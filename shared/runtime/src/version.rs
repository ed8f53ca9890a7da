//! The release of this build: the version, and the commit if the build names it.
//!
//! A build sets `SWITCHBOARD_VERSION` and `SWITCHBOARD_COMMIT`, as `infra/build.sh` does. Cargo
//! compiles this crate again when they change, and nothing else: no build script looks at git.

use std::fmt;
use std::io::Write;
use std::sync::LazyLock;

use serde::Deserialize;

/// The message of the log line that names the version: the first line of every function.
pub const LOGGED: &str = "Switchboard starts";

/// A release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// The version, such as `0.1.0`.
    pub number: String,
    /// The commit, if the build named it; `-dirty` after it says that files were changed.
    pub commit: Option<String>,
}

impl Version {
    /// The release of this build.
    #[must_use]
    pub fn of_this_build() -> Self {
        let set = |value: Option<&str>| value.filter(|it| !it.is_empty()).map(ToOwned::to_owned);
        Self {
            number: set(option_env!("SWITCHBOARD_VERSION"))
                .unwrap_or_else(|| env!("CARGO_PKG_VERSION").to_owned()),
            commit: set(option_env!("SWITCHBOARD_COMMIT")),
        }
    }

    /// The release in a log line of a function, if the line names one.
    #[must_use]
    pub fn of_line(line: &str) -> Option<Self> {
        #[derive(Deserialize)]
        struct Line {
            message: String,
            version: String,
            commit: Option<String>,
        }
        let line: Line = serde_json::from_str(line).ok()?;
        (line.message == LOGGED).then_some(Self { number: line.version, commit: line.commit })
    }

    /// Whether both are the same release, as far as is known: a build without a commit may be any
    /// of its version.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        let differ = self.commit.is_some() && other.commit.is_some() && self.commit != other.commit;
        self.number == other.number && !differ
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.commit {
            Some(commit) => write!(f, "{} ({commit})", self.number),
            None => f.write_str(&self.number),
        }
    }
}

/// The release of this build as text, for `--version`.
#[must_use]
pub fn text() -> &'static str {
    static TEXT: LazyLock<String> = LazyLock::new(|| Version::of_this_build().to_string());
    &TEXT
}

/// Logs the release of this build.
pub(crate) fn log() {
    let Version { number, commit } = Version::of_this_build();
    ::tracing::info!(version = number, commit, "{LOGGED}");
}

/// Prints `<program> <version>` if the only argument of the process is `--version`. Returns whether
/// it was, so that the caller can end.
#[must_use]
pub fn is_asked(program: &str) -> bool {
    let mut arguments = std::env::args().skip(1);
    let asked = arguments.next().is_some_and(|it| it == "--version") && arguments.next().is_none();
    if asked {
        // Nobody reads it if it cannot be written.
        let _ = writeln!(std::io::stdout(), "{program} {}", text());
    }
    asked
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn log_lines_name_the_version() {
        let line = r#"{"timestamp":"t","level":"INFO","message":"Switchboard starts",
            "version":"1.2.0","commit":"abc123","target":"runtime::version"}"#;
        let version = Version::of_line(line).unwrap();
        assert_eq!(version.to_string(), "1.2.0 (abc123)");
        let without = line.replace(r#","commit":"abc123""#, "");
        assert_eq!(Version::of_line(&without).unwrap().to_string(), "1.2.0");
        for other in ["", "INIT_START Runtime Version", &line.replace("starts", "ends")] {
            assert_eq!(Version::of_line(other), None, "{other}");
        }
    }

    #[test]
    fn unknown_commit_may_be_any() {
        let version = |number: &str, commit: Option<&str>| Version {
            number: number.to_owned(),
            commit: commit.map(ToOwned::to_owned),
        };
        let one = version("1.0.0", Some("a"));
        assert!(one.is_same(&version("1.0.0", None)) && one.is_same(&one));
        assert!(!one.is_same(&version("1.0.0", Some("b"))));
        assert!(!one.is_same(&version("1.0.1", None)));
    }
}
