//! Lengths in the drawing, in tenths of its unit. They are whole numbers, so that bars that touch
//! do not overlap.

use std::fmt;

/// A length or a position, in tenths of a unit.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Tenths(pub usize);

impl Tenths {
    /// A length of whole units.
    pub const fn units(units: usize) -> Self {
        Self(units * 10)
    }

    /// The sum of two lengths.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }

    /// The sum of this length and `units` whole units.
    #[must_use]
    pub const fn plus(self, units: usize) -> Self {
        self.and(Self::units(units))
    }

    /// Half of this length.
    #[must_use]
    pub const fn half(self) -> Self {
        Self(self.0 / 2)
    }
}

impl fmt::Display for Tenths {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 % 10 {
            0 => write!(f, "{}", self.0 / 10),
            tenths => write!(f, "{}.{tenths}", self.0 / 10),
        }
    }
}
