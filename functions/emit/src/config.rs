//! The environment variables of `emit`.

use common_events::CommonEvent;
use runtime::published_addresses::PublishedAddresses as AddressSetting;
use runtime::{ConfigError, Environment};
use store::LedgerEntry;

use crate::address_key::{AddressKeys, KeyError};
use crate::addresses::PublishedAddresses;
use crate::attributes::PublishedAttributes;

/// Configuration of `emit`.
#[derive(Debug, Clone, PartialEq)]
pub struct Config {
    /// `BUS_NAME`.
    pub bus_name: String,
    /// `DEAD_LETTER_QUEUE_URL`.
    pub dead_letter_queue_url: Option<String>,
    /// What is published, and under which source.
    pub rules: PublishConfig,
}

/// What is published, as the environment says it. The key of hashed addresses is not read yet, so
/// nothing can be published by it: see [`PublishConfig::rules`].
#[derive(Debug, Clone, PartialEq)]
pub struct PublishConfig {
    /// `SOURCE`: the `source` on the bus.
    source: String,
    /// `PUBLISHED_ATTRIBUTES`.
    published_attributes: PublishedAttributes,
    /// `PUBLISHED_ADDRESSES`.
    published_addresses: AddressSetting,
    /// `ADDRESS_KEY_SECRET`: the secret with the key of hashed addresses.
    pub address_key_secret: Option<String>,
    /// `PUBLISH_REPLAYED`.
    publish_replayed: bool,
}

/// What is published, and under which source.
#[derive(Debug, Clone, PartialEq)]
pub struct PublishRules {
    /// `SOURCE`: the `source` on the bus.
    pub source: String,
    /// `PUBLISHED_ATTRIBUTES`.
    pub published_attributes: PublishedAttributes,
    /// `PUBLISHED_ADDRESSES`, with the key.
    pub published_addresses: PublishedAddresses,
    /// `PUBLISH_REPLAYED`: whether Common Events that follow only from replayed events are
    /// published.
    pub publish_replayed: bool,
}

impl PublishRules {
    /// The Common Event of a ledger entry as it is published.
    #[must_use]
    pub fn common_event(&self, entry: &LedgerEntry) -> CommonEvent {
        let mut event = entry.common_event();
        self.published_attributes.filter(&mut event.data);
        self.published_addresses.apply(event.metadata.event_type, &mut event.data);
        event
    }
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
            rules: PublishConfig::read(environment)?,
        })
    }
}

impl PublishConfig {
    /// Reads the variables.
    ///
    /// # Errors
    /// A variable is invalid; the error names it.
    pub fn read(environment: &Environment) -> Result<Self, ConfigError> {
        Ok(Self {
            source: environment.source()?,
            published_attributes: PublishedAttributes::new(&environment.published_attributes()),
            published_addresses: environment.published_addresses()?,
            address_key_secret: environment.address_key_secret(),
            publish_replayed: environment.publish_replayed()?,
        })
    }

    /// The rules, with the key if addresses are hashed.
    ///
    /// # Errors
    /// The key is needed and cannot be read.
    pub async fn rules(self, keys: &impl AddressKeys) -> Result<PublishRules, KeyError> {
        Ok(PublishRules {
            source: self.source,
            published_attributes: self.published_attributes,
            published_addresses: PublishedAddresses::of(self.published_addresses, keys).await?,
            publish_replayed: self.publish_replayed,
        })
    }
}
