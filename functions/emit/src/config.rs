//! The environment variables of `emit`.

use runtime::{ConfigError, Environment};

use crate::attributes::PublishedAttributes;

/// Configuration of `emit`.
#[derive(Debug, Clone, PartialEq)]
pub struct Config {
    /// `BUS_NAME`.
    pub bus_name: String,
    /// `DEAD_LETTER_QUEUE_URL`.
    pub dead_letter_queue_url: Option<String>,
    /// What is published, and under which source.
    pub rules: PublishRules,
}

/// What is published, and under which source.
#[derive(Debug, Clone, PartialEq)]
pub struct PublishRules {
    /// `SOURCE`: the `source` on the bus.
    pub source: String,
    /// `PUBLISHED_ATTRIBUTES`.
    pub published_attributes: PublishedAttributes,
    /// `PUBLISH_REPLAYED`: whether Common Events that follow only from replayed events are
    /// published.
    pub publish_replayed: bool,
}

impl Config {
    /// Reads the configuration.
    ///
    /// # Errors
    /// A variable is missing or invalid; the error names it.
    pub fn read(environment: &Environment) -> Result<Self, ConfigError> {
        Ok(Self {
            bus_name: environment.bus_name()?,
            dead_letter_queue_url: environment.dead_letter_queue_url(),
            rules: PublishRules::read(environment)?,
        })
    }
}

impl PublishRules {
    /// Reads the rules.
    ///
    /// # Errors
    /// A variable is invalid; the error names it.
    pub fn read(environment: &Environment) -> Result<Self, ConfigError> {
        Ok(Self {
            source: environment.source()?,
            published_attributes: PublishedAttributes::new(&environment.published_attributes()),
            publish_replayed: environment.publish_replayed()?,
        })
    }
}
