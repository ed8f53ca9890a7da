//! Positions on the axis, as shares of its length. They are whole numbers of millionths, so that
//! bars that touch do not overlap. The drawing stretches with its window; its heights do not.

use std::fmt;
use std::ops::Range;

/// A position or a length on the axis, in millionths of the axis.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Share(usize);

impl Share {
    /// The position of a column on an axis of `columns`.
    pub const fn of(column: usize, columns: usize) -> Self {
        let columns = if columns == 0 { 1 } else { columns };
        Self(column.saturating_mul(1_000_000) / columns)
    }

    /// Where a range of columns begins, and how long it is.
    pub const fn of_range(range: &Range<usize>, columns: usize) -> (Self, Self) {
        let (from, to) = (Self::of(range.start, columns), Self::of(range.end, columns));
        (from, Self(to.0.saturating_sub(from.0)))
    }
}

impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, rest) = (self.0 / 10_000, self.0 % 10_000);
        if rest == 0 {
            write!(f, "{whole}%")
        } else {
            write!(f, "{}%", format!("{whole}.{rest:04}").trim_end_matches('0'))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_that_touch_have_shares_that_touch() {
        let said = |column| Share::of(column, 8_500).to_string();
        assert_eq!([said(0), said(8_500), said(4_250), said(1)], ["0%", "100%", "50%", "0.0117%"]);
        let (from, length) = Share::of_range(&(1..3), 8_500);
        assert_eq!(Share(from.0 + length.0), Share::of(3, 8_500));
    }
}
