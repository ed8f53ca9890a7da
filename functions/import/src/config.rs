//! The environment variables of `import`.

use runtime::{ConfigError, Environment};
use store::Retention;

/// Configuration of `import`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// `TABLE_NAME`.
    pub table_name: String,
    /// `EVENT_RETENTION_DAYS`.
    pub retention: Retention,
    /// `DEAD_LETTER_QUEUE_URL`.
    pub dead_letter_queue_url: Option<String>,
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
            dead_letter_queue_url: environment.dead_letter_queue_url(),
        })
    }
}
