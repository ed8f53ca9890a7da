//! The result of a conditional write.

/// The result of a conditional write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use = "a lost race means running the pass again"]
pub enum Written {
    /// The item is stored.
    Stored,
    /// The condition failed: another pass wrote since this one read. Run the pass again.
    Lost,
}
