//! The definition of a sample, and how its event is found.

use common_events::EventType;
use emit::{AddressKey, Entry, PublishedAddresses};
use serde_json::Value;

use super::source::Source;
use crate::ContractError;
use crate::published::Way;
use crate::received::received;

/// The key of the hashed addresses in samples.
const SAMPLE_KEY: &str = "a key that is known to everybody, for samples alone";

/// How addresses are published in a sample.
#[derive(Debug, Clone, Copy)]
pub(super) enum Addresses {
    Clear,
    Masked,
    Hashed,
}

/// Defines a sample.
#[derive(Debug, Clone, Copy)]
pub struct Sample {
    event_type: EventType,
    variant: &'static str,
    source: Source,
    way: Way,
    published: &'static [&'static str],
    addresses: Addresses,
    conditions: &'static [(&'static str, &'static str)],
}

impl Sample {
    /// The first Common Event of a type in a conversation.
    pub(super) const fn of(event_type: EventType, source: Source) -> Self {
        Self {
            event_type,
            variant: "",
            source,
            way: Way::AtOnce,
            published: &[],
            addresses: Addresses::Clear,
            conditions: &[],
        }
    }

    /// A variant beside the plain sample of the type. Its name becomes part of the file name.
    pub(super) const fn variant(self, variant: &'static str) -> Self {
        Self { variant, ..self }
    }

    /// Adds conditions: a pointer into `detail`, and the JSON that must be there.
    pub(super) const fn with(self, conditions: &'static [(&'static str, &'static str)]) -> Self {
        Self { conditions, ..self }
    }

    /// How the events of the conversation arrive.
    pub(super) const fn arriving(self, way: Way) -> Self {
        Self { way, ..self }
    }

    /// The attributes that `PUBLISHED_ATTRIBUTES` allows.
    pub(super) const fn publishing(self, published: &'static [&'static str]) -> Self {
        Self { published, ..self }
    }

    /// How `PUBLISHED_ADDRESSES` publishes addresses.
    pub(super) const fn with_addresses(self, addresses: Addresses) -> Self {
        Self { addresses, ..self }
    }

    /// The type of the Common Event.
    #[must_use]
    pub const fn event_type(&self) -> EventType {
        self.event_type
    }

    /// The name of the variant. `None` for the plain sample of a type.
    #[must_use]
    pub fn variant_name(&self) -> Option<&'static str> {
        (!self.variant.is_empty()).then_some(self.variant)
    }

    /// The name of the file.
    #[must_use]
    pub fn file(&self) -> String {
        match self.variant_name() {
            Some(variant) => format!("{}.{variant}.json", self.event_type),
            None => format!("{}.json", self.event_type),
        }
    }

    pub(super) fn is(&self, entry: &Entry) -> Result<bool, ContractError> {
        let detail: Value = serde_json::from_str(entry.detail.get())?;
        let holds = |(pointer, json): &(&str, &str)| {
            let there = detail.pointer(pointer).map(Value::to_string);
            there.is_some_and(|there| there == *json)
        };
        Ok(entry.detail_type == self.event_type && self.conditions.iter().all(holds))
    }

    pub(super) fn find(&self) -> Result<Value, ContractError> {
        let addresses = match self.addresses {
            Addresses::Clear => PublishedAddresses::clear(),
            Addresses::Masked => PublishedAddresses::masked(),
            Addresses::Hashed => PublishedAddresses::hashed(AddressKey::new(SAMPLE_KEY)?),
        };
        for entry in self.source.story()?.entries(self.way, self.published, addresses)? {
            if self.is(&entry)? {
                return Ok(received(&entry)?);
            }
        }
        Err(ContractError::NoSample(self.file()))
    }
}
