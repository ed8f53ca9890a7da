//! The environment variables of `notify`.

use interactions::Base;
use runtime::{ConfigError, Environment};

/// Configuration of `notify`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// `TABLE_NAME`.
    pub table_name: String,
    /// `API_URL`: where callers reach the API, which the messages name.
    pub base: Base,
    /// `EVENT_API_URL`: the HTTP endpoint of the AppSync Event API.
    pub event_api_url: String,
}

impl Config {
    /// Reads the configuration.
    ///
    /// # Errors
    /// A variable is missing; the error names it.
    pub fn read(environment: &Environment) -> Result<Self, ConfigError> {
        Ok(Self {
            table_name: environment.table_name()?,
            base: Base::of(&environment.api_url()?),
            event_api_url: environment.event_api_url()?,
        })
    }
}
