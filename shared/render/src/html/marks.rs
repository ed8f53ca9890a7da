//! The active Common Events, as marks on a lane of their own.

use super::super::names::Names;
use super::super::parsed_event::Ledger;
use super::super::parsed_event::ParsedEvent;
use super::drawing::Drawing;
use super::geometry::mark_y;
use super::limits::MARKS;
use super::place;
use super::units::Share;
use super::words::of_mark;

/// The mark of a Common Event.
#[derive(Debug)]
pub(super) struct Mark {
    /// The number of the Common Event in order of time, which names it on the page.
    pub number: usize,
    /// Its middle.
    pub x: Share,
    pub y: usize,
    /// The full description, for the tooltip and for screen readers.
    pub name: String,
    /// Whether the Common Event was revised.
    pub revised: bool,
}

/// The marks, and the number of tracks that they take.
pub(super) fn marks(
    ledger: &Ledger,
    drawing: &Drawing<'_>,
    names: &Names<'_>,
) -> (Vec<Mark>, usize) {
    let all = ledger.all().iter().enumerate();
    let active: Vec<(usize, &ParsedEvent)> =
        all.filter(|(_, parsed)| !parsed.is_withdrawn()).take(MARKS).collect();
    let at: Vec<usize> =
        active.iter().map(|(_, parsed)| drawing.axis.place(parsed.metadata.occurred_at)).collect();
    let placed = place::marks(&at, drawing.columns);
    let tracks = placed.iter().map(|placed| placed.track + 1).max().unwrap_or(0);
    let mark = |((number, parsed), placed): (&(usize, &ParsedEvent), place::Placed)| Mark {
        number: *number,
        x: drawing.x(placed.columns.start + placed.columns.len() / 2),
        y: mark_y(placed.track),
        name: of_mark(parsed, drawing.clock, names),
        revised: parsed.metadata.revision > 1,
    };
    (active.iter().zip(placed).map(mark).collect(), tracks)
}
