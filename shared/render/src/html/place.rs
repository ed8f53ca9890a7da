//! Positions of bars and marks that are close to each other. No bar or mark covers another.

use std::ops::Range;

/// Least width of a bar, in tenths: still visible and large enough for a pointer.
const LEAST: usize = 30;
/// How far a bar may be shifted from its time, in tenths, before it gets a track of its own.
const SLACK: usize = 60;
/// Width of a mark including its distance to the next, in tenths.
pub(super) const MARK: usize = 110;
/// Most tracks of marks. If a place needs more, marks move sideways.
const MARK_TRACKS: usize = 12;

/// The track and the columns of a bar or mark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Placed {
    /// The track, from 0.
    pub track: usize,
    /// Tenths from the start of the axis.
    pub columns: Range<usize>,
}

/// Places bars, which are ordered by start, on an axis of `width` tenths. A bar of the least width
/// may shift its neighbour slightly. A bar that overlaps another gets a track of its own.
pub(super) fn bars(bars: impl Iterator<Item = Range<usize>>, width: usize) -> Vec<Placed> {
    let mut taken: Vec<usize> = Vec::new();
    let mut placed = Vec::new();
    for bar in bars {
        let wanted = |from: usize| {
            let to = bar.end.max(from + LEAST).min(width.max(LEAST));
            from.min(to.saturating_sub(LEAST))..to
        };
        let fits = |taken: usize| {
            let columns = wanted(bar.start.max(taken));
            (columns.start >= taken && columns.start <= bar.start + SLACK).then_some(columns)
        };
        let free = taken.iter().enumerate().find_map(|(track, taken)| Some((track, fits(*taken)?)));
        let (track, columns) = free.unwrap_or_else(|| (taken.len(), wanted(bar.start)));
        if track == taken.len() {
            taken.push(0);
        }
        if let Some(taken) = taken.get_mut(track) {
            *taken = columns.end;
        }
        placed.push(Placed { track, columns });
    }
    placed
}

/// Places marks, which are ordered by column, around these columns on an axis of `width` tenths.
pub(super) fn marks(at: &[usize], width: usize) -> Vec<Placed> {
    let around = |column: usize| column.saturating_sub(MARK / 2).min(width.saturating_sub(MARK));
    let mut taken: Vec<usize> = Vec::new();
    let mut placed: Vec<Placed> = Vec::new();
    for column in at {
        let from = around(*column);
        let track = taken.iter().position(|taken| *taken <= from).unwrap_or(taken.len());
        if track == taken.len() {
            taken.push(0);
        }
        if let Some(taken) = taken.get_mut(track) {
            *taken = from + MARK;
        }
        placed.push(Placed { track, columns: from..from + MARK });
    }
    if taken.len() <= MARK_TRACKS {
        return placed;
    }
    // Round robin over the tracks, so that no track has more marks than fit. Marks keep their order
    // and stay as close to their columns as possible.
    let mut placed: Vec<Placed> = at
        .iter()
        .enumerate()
        .map(|(index, column)| Placed { track: index % MARK_TRACKS, columns: around(*column)..0 })
        .collect();
    for track in 0..MARK_TRACKS {
        let mut least = 0;
        for mark in placed.iter_mut().filter(|mark| mark.track == track) {
            mark.columns.start = mark.columns.start.max(least);
            least = mark.columns.start + MARK;
        }
        let mut most = width;
        for mark in placed.iter_mut().rev().filter(|mark| mark.track == track) {
            mark.columns.start = mark.columns.start.min(most.saturating_sub(MARK));
            mark.columns.end = mark.columns.start + MARK;
            most = mark.columns.start;
        }
    }
    placed
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const WIDTH: usize = 8_000;

    // Neighbours touch, and only a bar that overlaps another moves to a track of its own.
    #[test]
    fn overlapping_bar_gets_its_own_track() {
        let placed = |ranges: &[Range<usize>]| bars(ranges.iter().cloned(), WIDTH);
        let of = |track, columns| Placed { track, columns };
        assert_eq!(placed(&[0..100, 99..200]), [of(0, 0..100), of(0, 100..200)]);
        assert_eq!(placed(&[0..100, 50..60]), [of(0, 0..100), of(0, 100..130)]);
        assert_eq!(placed(&[0..100, 20..90]), [of(0, 0..100), of(1, 20..90)]);
        assert_eq!(placed(&[0..20, WIDTH - 1..WIDTH]), [of(0, 0..30), of(0, WIDTH - 30..WIDTH)]);
    }

    proptest! {
        #[test]
        fn bars_and_marks_never_overlap(
            mut ranges in prop::collection::vec((0..WIDTH, 1..2_000_usize), 0..200)
        ) {
            ranges.sort_unstable();
            let bars = bars(
                ranges.iter().map(|(from, length)| *from..(from + length).min(WIDTH)),
                WIDTH,
            );
            let at: Vec<usize> = ranges.iter().map(|(from, _)| *from).collect();
            let crowd: Vec<usize> =
                ranges.iter().map(|(from, _)| WIDTH - from / 100).rev().collect();
            for placed in [bars, marks(&at, WIDTH), marks(&crowd, WIDTH)] {
                prop_assert_eq!(placed.len(), ranges.len());
                for (index, one) in placed.iter().enumerate() {
                    prop_assert!(one.columns.end <= WIDTH && one.columns.len() >= LEAST);
                    for other in &placed[..index] {
                        let apart = one.columns.end <= other.columns.start
                            || other.columns.end <= one.columns.start;
                        prop_assert!(one.track != other.track || apart, "{one:?} {other:?}");
                    }
                }
            }
        }
    }
}
