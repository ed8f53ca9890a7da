//! Samples: whole events as a subscriber receives them, out of conversations told through the real rules.
//!
//! [`list`] says which there are; a sample is the first statement of its type that its conditions hold for.

pub mod list;
mod source;

use std::collections::BTreeMap;

use common_events::EventType;
use emit::Entry;
use serde_json::Value;

use crate::ContractError;
use crate::received::received;
use crate::told::Way;
use list::SAMPLES;
pub use source::Source;

/// Which statement becomes a sample.
#[derive(Debug, Clone, Copy)]
pub struct Sample {
    event_type: EventType,
    variant: &'static str,
    source: Source,
    way: Way,
    published: &'static [&'static str],
    conditions: &'static [(&'static str, &'static str)],
}

impl Sample {
    /// The first statement of a type in a conversation.
    const fn of(event_type: EventType, source: Source) -> Self {
        Self { event_type, variant: "", source, way: Way::AtOnce, published: &[], conditions: &[] }
    }

    /// A variant beside the type's plain sample: its name in the file's.
    const fn variant(self, variant: &'static str) -> Self {
        Self { variant, ..self }
    }

    /// The first for which at each pointer into `detail` stands that JSON.
    const fn with(self, conditions: &'static [(&'static str, &'static str)]) -> Self {
        Self { conditions, ..self }
    }

    /// How the events of the conversation came.
    const fn told(self, way: Way) -> Self {
        Self { way, ..self }
    }

    /// What `PUBLISHED_ATTRIBUTES` allows.
    const fn publishing(self, published: &'static [&'static str]) -> Self {
        Self { published, ..self }
    }

    /// The type.
    #[must_use]
    pub const fn event_type(&self) -> EventType {
        self.event_type
    }

    /// The name of the variant; none for the type's plain sample.
    #[must_use]
    pub fn variant_name(&self) -> Option<&'static str> {
        (!self.variant.is_empty()).then_some(self.variant)
    }

    /// The name of its file.
    #[must_use]
    pub fn file(&self) -> String {
        match self.variant_name() {
            Some(variant) => format!("{}.{variant}.json", self.event_type),
            None => format!("{}.json", self.event_type),
        }
    }

    fn is(&self, entry: &Entry) -> Result<bool, ContractError> {
        let detail: Value = serde_json::from_str(entry.detail.get())?;
        let holds = |(pointer, json): &(&str, &str)| {
            let there = detail.pointer(pointer).map(Value::to_string);
            there.is_some_and(|there| there == *json)
        };
        Ok(entry.detail_type == self.event_type && self.conditions.iter().all(holds))
    }

    fn find(&self) -> Result<Value, ContractError> {
        for entry in self.source.story()?.entries(self.way, self.published)? {
            if self.is(&entry)? {
                return Ok(received(&entry)?);
            }
        }
        Err(ContractError::NoSample(self.file()))
    }
}

/// Every sample with its event, those of a type together, its plain one first.
///
/// # Errors
/// A conversation does not say what the list expects of it.
pub fn samples() -> Result<Vec<(Sample, Value)>, ContractError> {
    SAMPLES.iter().map(|sample| Ok((*sample, sample.find()?))).collect()
}

/// The samples of each type.
#[must_use]
pub fn by_type(samples: &[(Sample, Value)]) -> BTreeMap<EventType, Vec<&(Sample, Value)>> {
    let mut types: BTreeMap<EventType, Vec<&(Sample, Value)>> = BTreeMap::new();
    for sample in samples {
        types.entry(sample.0.event_type).or_default().push(sample);
    }
    types
}
