//! The bars of a lane: one per segment, ordered by start. Segments that are too short and too close
//! to be seen one by one share a bar, which says what it holds.

use std::ops::Range;

use conversation::Session;
use conversation::tree::Segment;

use super::super::axis::Axis;
use super::super::phase::Phase;
use super::drawing::Drawing;
use super::geometry::{BAR_HEIGHT, GAP, bar_y};
use super::place::{self, Placed, Wanted};
use super::units::Share;
use super::words::{of_bar, of_several};

/// Width of a letter in a bar, in tenths.
const LETTER: usize = 66;
/// Total margin left and right of the word.
const MARGIN: usize = 120;

/// The bar of a segment, or of several that share it.
#[derive(Debug)]
pub(super) struct Bar {
    /// The number of its first segment in its lane, which names it on the page.
    pub number: usize,
    /// The pattern.
    pub look: &'static str,
    pub x: Share,
    pub y: usize,
    pub width: Share,
    pub height: usize,
    /// The full description, for the tooltip and for screen readers.
    pub name: String,
    /// The name of the phase, if the bar has room for it.
    pub word: Option<Word>,
    /// Whether the bar continues beyond the axis.
    pub beyond: bool,
    /// Whether it grows with the present.
    pub grows: bool,
    /// The numbers of its segments in their lane.
    pub members: Vec<usize>,
}

impl Bar {
    /// Whether several segments share the bar.
    pub const fn is_several(&self) -> bool {
        self.members.len() > 1
    }

    /// Base line of the word.
    pub const fn base(&self) -> usize {
        self.y + BAR_HEIGHT / 2 + 4
    }
}

/// A word in a bar.
#[derive(Debug)]
pub(super) struct Word {
    pub text: String,
    pub x: Share,
}

/// The segments of a session in the order of their bars.
pub(super) fn in_order(session: &Session) -> Vec<&Segment> {
    let mut segments: Vec<&Segment> = session.segments.iter().collect();
    segments.sort_by_key(|segment| {
        (segment.segment_start, segment.segment_end.is_none(), segment.segment_end)
    });
    segments
}

/// The widest part of a bar between breaks.
fn widest(bar: &Range<usize>, axis: &Axis) -> Range<usize> {
    let breaks = || axis.breaks().filter(|column| bar.contains(column));
    let from = std::iter::once(bar.start).chain(breaks().map(|column| column + GAP));
    let to = breaks().chain(std::iter::once(bar.end));
    from.zip(to)
        .map(|(from, to)| from..to)
        .max_by_key(ExactSizeIterator::len)
        .unwrap_or_else(|| bar.clone())
}

/// The bars of a session of `whose`, at most `most` on each track, and the number of tracks that
/// they take.
pub(super) fn bars(
    session: &Session,
    drawing: &Drawing<'_>,
    whose: &str,
    most: usize,
) -> (Vec<Bar>, usize) {
    let segments = in_order(session);
    let wanted: Vec<Wanted> = segments
        .iter()
        .map(|segment| Wanted {
            columns: drawing.columns_of(segment.segment_start, segment.segment_end).columns,
            from: segment.segment_start,
            to: segment.segment_end,
        })
        .collect();
    let placed = place::bars(&wanted, drawing.columns, most);
    let tracks = placed.iter().map(|placed| placed.track + 1).max().unwrap_or(0);
    let bar = |placed: &Placed| bar(session, &segments, placed, drawing, whose);
    (placed.iter().map(bar).collect(), tracks)
}

fn bar(
    session: &Session,
    segments: &[&Segment],
    placed: &Placed,
    drawing: &Drawing<'_>,
    whose: &str,
) -> Bar {
    let members: Vec<(Phase, &Segment)> = placed
        .members
        .iter()
        .filter_map(|index| segments.get(*index))
        .map(|segment| (Phase::of(session, segment), *segment))
        .collect();
    let first = members.first().map_or(Phase::Unknown, |(phase, _)| *phase);
    let is_one_phase = members.iter().all(|(phase, _)| *phase == first);
    let look = if is_one_phase { first.look() } else { "several" };
    let text = match members.len() {
        1 => first.name().to_owned(),
        count if is_one_phase => format!("{} ×{count}", first.name()),
        count => format!("×{count}"),
    };
    let open = members.iter().any(|(_, segment)| segment.segment_end.is_none());
    let beyond = members
        .iter()
        .any(|(_, segment)| drawing.columns_of(segment.segment_start, segment.segment_end).beyond);
    let name = match members.as_slice() {
        [(phase, segment)] => of_bar(*phase, segment, drawing, whose, beyond),
        several => of_several(several, drawing.clock, whose),
    };
    let (x, width) = Share::of_range(&placed.columns, drawing.columns);
    let whole = widest(&placed.columns, drawing.axis);
    let fits = whole.len() >= LETTER * text.chars().count() + MARGIN;
    let middle = drawing.x(whole.start + whole.len() / 2);
    Bar {
        number: placed.members.first().copied().unwrap_or(0),
        look,
        x,
        y: bar_y(placed.track),
        width,
        height: BAR_HEIGHT,
        name,
        word: fits.then_some(Word { text, x: middle }),
        beyond,
        grows: open && drawing.now.is_some(),
        members: placed.members.clone(),
    }
}
