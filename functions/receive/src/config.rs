//! The environment variables of `receive`.

use runtime::{ConfigError, Environment};
use store::Retention;

/// Configuration of `receive`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// `TABLE_NAME`.
    pub table_name: String,
    /// `EVENT_RETENTION_DAYS`.
    pub retention: Retention,
}

impl Config {
    /// Reads the configuration.
    ///
    /// # Errors
    /// A variable is missing or invalid; the error names it.
    pub fn read(environment: &Environment) -> Result<Self, ConfigError> {
        Ok(Self {
            table_name: environment.table_name()?,
            retention: Retention::days(environment.event_retention_days()?),
        })
    }
}
