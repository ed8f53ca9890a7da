//! The environment variables of `reconstruct`.

use common_events::catalogue::Selection;
use runtime::{ConfigError, Environment};

/// Configuration of `reconstruct`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// `TABLE_NAME`.
    pub table_name: String,
    /// `DEAD_LETTER_QUEUE_URL`.
    pub dead_letter_queue_url: Option<String>,
    /// `WAKE_UP_QUEUE_URL`.
    pub wake_up_queue_url: String,
    /// What is derived and how it is indexed.
    pub rules: PassRules,
}

/// What is derived and how it is indexed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PassRules {
    /// `COMMON_EVENT_TYPES`: the types of Common Events to derive.
    pub selection: Selection,
    /// `OPEN_SHARDS`: partitions of the index of open conversations.
    pub open_shards: u32,
    /// `SETTLE_SECONDS`: how long a Common Event that follows from several events is held back; see
    /// [`crate::settling`].
    pub settle_seconds: u32,
}

impl Config {
    /// Reads the configuration.
    ///
    /// # Errors
    /// A variable is missing or invalid; the error names it.
    pub fn read(environment: &Environment) -> Result<Self, ConfigError> {
        Ok(Self {
            table_name: environment.table_name()?,
            dead_letter_queue_url: environment.dead_letter_queue_url(),
            wake_up_queue_url: environment.wake_up_queue_url()?,
            rules: PassRules::read(environment)?,
        })
    }
}

impl PassRules {
    /// Reads the rules.
    ///
    /// # Errors
    /// A variable is invalid; the error names it.
    pub fn read(environment: &Environment) -> Result<Self, ConfigError> {
        Ok(Self {
            selection: environment.common_event_types()?,
            open_shards: environment.open_shards()?,
            settle_seconds: environment.settle_seconds()?,
        })
    }
}
