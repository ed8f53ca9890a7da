//! What bars and marks are drawn on.

use genesys::Timestamp;

use super::super::axis::{Axis, Bar as Columns};
use super::clock::Clock;
use super::units::Share;

/// What all bars and marks are drawn on.
pub(super) struct Drawing<'a> {
    pub axis: &'a Axis,
    pub clock: &'a Clock,
    /// The present, if something goes on.
    pub now: Option<Timestamp>,
    /// Columns of the axis, in tenths.
    pub columns: usize,
}

impl Drawing<'_> {
    /// The position of a column.
    pub const fn x(&self, column: usize) -> Share {
        Share::of(column, self.columns)
    }

    /// The columns of a time span. What goes on is drawn up to the present if that is known, else
    /// beyond the axis.
    pub fn columns_of(&self, from: Timestamp, to: Option<Timestamp>) -> Columns {
        self.axis.bar(from, to.or(self.now.map(|now| now.max(from))))
    }
}
