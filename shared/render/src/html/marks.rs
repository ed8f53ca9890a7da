//! The active Common Events, as marks on a lane of their own.

use super::super::axis::Axis;
use super::super::names::Names;
use super::super::parsed_event::{Ledger, ParsedEvent};
use super::limits::MARKS;
use super::place;
use super::timeline::{ROOM, mark_y, x};
use super::units::Tenths;
use super::words::{Clock, of_mark};

/// Visible size of a mark, which is less than its room.
const SIZE: Tenths = Tenths(100);

/// The mark of a Common Event.
#[derive(Debug)]
pub(super) struct Mark {
    pub x: Tenths,
    pub y: Tenths,
    pub size: Tenths,
    /// The full description, for the tooltip and for screen readers.
    pub name: String,
    /// Whether the Common Event was revised.
    pub revised: bool,
}

impl Mark {
    /// The SVG path of the mark, a diamond, from its left corner.
    pub fn path(&self) -> String {
        let half = self.size.half();
        let middle = self.y.and(half);
        format!("M{} {middle}l{half} -{half} {half} {half} -{half} {half}z", self.x)
    }
}

/// The marks, from `top` downwards, and the number of tracks that they take.
pub(super) fn marks(
    ledger: &Ledger,
    axis: &Axis,
    clock: &Clock,
    names: &Names<'_>,
    top: Tenths,
) -> (Vec<Mark>, usize) {
    let active: Vec<&ParsedEvent> =
        ledger.all().iter().filter(|it| !it.is_withdrawn()).take(MARKS).collect();
    let at: Vec<usize> =
        active.iter().map(|parsed| axis.place(parsed.metadata.occurred_at)).collect();
    let placed = place::marks(&at, ROOM.columns);
    let tracks = placed.iter().map(|placed| placed.track + 1).max().unwrap_or(0);
    let mark = |(parsed, placed): (&&ParsedEvent, place::Placed)| Mark {
        x: x(placed.columns.start).and(Tenths((place::MARK - SIZE.0) / 2)),
        y: mark_y(top, placed.track),
        size: SIZE,
        name: of_mark(parsed, clock, names),
        revised: parsed.metadata.revision > 1,
    };
    (active.iter().zip(placed).map(mark).collect(), tracks)
}
