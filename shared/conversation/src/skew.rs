//! How far the clocks of Genesys Cloud differ.

/// Genesys reports the two sides of one change at most this far apart.
pub(crate) const SKEW_MS: i64 = 2_000;
