//! The bars of a lane: one per segment, ordered by start.

use std::ops::Range;

use conversation::Session;
use conversation::tree::Segment;

use super::super::axis::Axis;
use super::super::phase::Phase;
use super::place;
use super::timeline::{ROOM, bar_height, bar_y, x};
use super::units::Tenths;
use super::words::{Clock, of_bar};

/// Width of a letter in a bar.
const LETTER: Tenths = Tenths(64);
/// Total margin left and right of the word.
const MARGIN: Tenths = Tenths(120);

/// The bar of a segment.
#[derive(Debug)]
pub(super) struct Bar {
    pub phase: Phase,
    pub x: Tenths,
    pub y: Tenths,
    pub width: Tenths,
    pub height: Tenths,
    /// The full description, for the tooltip and for screen readers.
    pub name: String,
    /// The name of the phase, if the bar has room for it.
    pub word: Option<Word>,
    /// Whether the bar continues beyond the axis.
    pub beyond: bool,
    /// The position of the sign for that.
    pub sign: (Tenths, Tenths),
}

/// A word in a bar.
#[derive(Debug)]
pub(super) struct Word {
    pub text: &'static str,
    pub x: Tenths,
    pub y: Tenths,
}

/// The widest part of a bar between breaks.
fn widest(bar: &Range<usize>, axis: &Axis) -> Range<usize> {
    let breaks = || axis.breaks().filter(|column| bar.contains(column));
    let from = std::iter::once(bar.start).chain(breaks().map(|column| column + ROOM.gap));
    let to = breaks().chain(std::iter::once(bar.end));
    from.zip(to)
        .map(|(from, to)| from..to)
        .max_by_key(ExactSizeIterator::len)
        .unwrap_or_else(|| bar.clone())
}

/// At most `most` bars of a session of `whose`, from `top` downwards, and the number of tracks that
/// they take.
pub(super) fn bars(
    session: &Session,
    axis: &Axis,
    clock: &Clock,
    whose: &str,
    top: Tenths,
    most: usize,
) -> (Vec<Bar>, usize) {
    let mut segments: Vec<&Segment> = session.segments.iter().take(most).collect();
    segments.sort_by_key(|segment| {
        (segment.segment_start, segment.segment_end.is_none(), segment.segment_end)
    });
    let stretch = |segment: &&Segment| axis.bar(segment.segment_start, segment.segment_end);
    let columns = segments.iter().map(|segment| -> Range<usize> { stretch(segment).columns });
    let placed = place::bars(columns, ROOM.columns);
    let tracks = placed.iter().map(|placed| placed.track + 1).max().unwrap_or(0);
    let bar = |(segment, placed): (&&Segment, place::Placed)| {
        let phase = Phase::of(session, segment);
        let (from, y) = (x(placed.columns.start), bar_y(top, placed.track));
        let width = Tenths(placed.columns.len());
        let wanted = Tenths(LETTER.0 * phase.name().len() + MARGIN.0);
        let base = y.and(bar_height().half()).plus(4);
        let whole = widest(&placed.columns, axis);
        let middle = x(whole.start).and(Tenths(whole.len()).half());
        let word =
            (whole.len() >= wanted.0).then(|| Word { text: phase.name(), x: middle, y: base });
        let beyond = stretch(segment).beyond;
        let name = of_bar(phase, segment, clock, whose, beyond);
        Bar {
            phase,
            x: from,
            y,
            width,
            height: bar_height(),
            name,
            word,
            beyond,
            sign: (from.and(width).plus(4), base),
        }
    };
    (segments.iter().zip(placed).map(bar).collect(), tracks)
}
