//! The environment variables of `sweep`.

use runtime::{ConfigError, Environment};
use store::Retention;

/// Configuration of `sweep`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// `TABLE_NAME`.
    pub table_name: String,
    /// Which conversations are closed, and how long the sweep event is kept.
    pub rules: SweepRules,
}

/// Which conversations are closed, and how long the sweep event is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SweepRules {
    /// `EVENT_RETENTION_DAYS`.
    pub retention: Retention,
    /// `OPEN_SHARDS`: partitions of the index of open conversations.
    pub open_shards: u32,
    /// `SWEEP_AFTER_DAYS`: after how many days without an event a conversation is closed.
    pub after_days: u32,
}

impl Config {
    /// Reads the configuration.
    ///
    /// # Errors
    /// A variable is missing or invalid; the error names it.
    pub fn read(environment: &Environment) -> Result<Self, ConfigError> {
        Ok(Self { table_name: environment.table_name()?, rules: SweepRules::read(environment)? })
    }
}

impl SweepRules {
    /// Reads the rules.
    ///
    /// # Errors
    /// A variable is invalid; the error names it.
    pub fn read(environment: &Environment) -> Result<Self, ConfigError> {
        Ok(Self {
            retention: Retention::days(environment.event_retention_days()?),
            open_shards: environment.open_shards()?,
            after_days: environment.sweep_after_days()?,
        })
    }
}
