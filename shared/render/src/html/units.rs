//! Lengths of the drawing, in tenths of its unit: whole numbers, so that bars that touch do not overlap.

use std::fmt;

/// A length or a place, in tenths of a unit.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Tenths(pub usize);

impl Tenths {
    /// Whole units.
    pub const fn units(units: usize) -> Self {
        Self(units * 10)
    }

    /// This and another length.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }

    /// This and some units.
    #[must_use]
    pub const fn plus(self, units: usize) -> Self {
        self.and(Self::units(units))
    }

    /// Half of it.
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
