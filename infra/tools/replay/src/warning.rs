//! The warnings of a plan. `start --despite` accepts a warning by its name.

use clap::ValueEnum;
use serde::Serialize;

/// The name of a warning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, ValueEnum, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Warning {
    /// The requested interval ends after the time that the archive is sure to cover
    Recent,
    /// The requested interval starts before anything that the archive can have
    BeforeArchive,
    /// The archive accepts no events at present
    ArchiveOff,
    /// The archive has events that the table has begun to delete
    OutlivesLedger,
    /// The rule has more targets than the intake
    OtherTargets,
    /// The rule is disabled, or has no target
    Undelivered,
    /// Other teams get the Common Events that follow
    Publishes,
    /// The table has less throughput than the replay needs
    Throttles,
}

impl Warning {
    /// The name, as `--despite` accepts it.
    #[must_use]
    pub fn name(self) -> String {
        self.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
    }
}

/// A warning, with its details.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RaisedWarning {
    /// The name.
    pub warning: Warning,
    /// What it is about, and what to do.
    pub text: String,
}
