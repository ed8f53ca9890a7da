//! Samples: whole events as a subscriber receives them, from conversations that run through the
//! real rules.
//!
//! [`list`] defines them. A sample is the first Common Event of its type that meets its conditions.

pub mod list;
mod sample;
mod source;

use std::collections::BTreeMap;

use common_events::EventType;
use serde_json::Value;

use crate::ContractError;
use list::SAMPLES;
pub use sample::Sample;
pub use source::Source;

/// Every sample with its event, grouped by type, the plain one first.
///
/// # Errors
/// A conversation has no Common Event that meets the conditions of the list.
pub fn samples() -> Result<Vec<(Sample, Value)>, ContractError> {
    SAMPLES.iter().map(|sample| Ok((*sample, sample.find()?))).collect()
}

/// The samples of each type.
#[must_use]
pub fn by_type(samples: &[(Sample, Value)]) -> BTreeMap<EventType, Vec<&(Sample, Value)>> {
    let mut types: BTreeMap<EventType, Vec<&(Sample, Value)>> = BTreeMap::new();
    for sample in samples {
        types.entry(sample.0.event_type()).or_default().push(sample);
    }
    types
}
