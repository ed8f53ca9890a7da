//! What speaks against a replay. Each has a name, by which `start` is told to go on all the same.

use clap::ValueEnum;
use serde::Serialize;

/// The name of a warning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, ValueEnum, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Warning {
    /// What was asked for reaches beyond what the archive is sure to have by now
    Recent,
    /// What was asked for begins before anything that the archive can have
    BeforeArchive,
    /// The archive takes nothing in at present
    ArchiveOff,
    /// The archive has events that the table has begun to forget
    OutlivesLedger,
    /// The rule leads to more than the intake
    OtherTargets,
    /// The rule is off, or leads nowhere
    Undelivered,
    /// Other teams hear of what follows
    Publishes,
    /// The table has less throughput than the replay wants
    Throttles,
}

impl Warning {
    /// The name, as `--despite` takes it.
    #[must_use]
    pub fn name(self) -> String {
        self.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
    }
}

/// A warning in its case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Raised {
    /// Its name.
    pub warning: Warning,
    /// What it is about, and what to do.
    pub text: String,
}
