//! Text that may be personal data.

use std::fmt;

use serde::Deserialize;

/// A text that may be personal: a note, an attribute's value, a number to call. Its `Debug` hides
/// it.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(inline, description = "Never logged."))]
#[serde(transparent)]
pub struct Private(pub String);

impl fmt::Debug for Private {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Private(_)")
    }
}
