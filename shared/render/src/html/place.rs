//! Positions of bars and marks that are close to each other. No bar or mark covers another, and
//! none is left out.
//!
//! Bars that are too short and too close to be seen one by one share one bar. Bars of one session
//! are above each other only where their times overlap.

use std::ops::Range;

use genesys::Timestamp;

/// Least width of a bar, in tenths: still visible and large enough for a pointer.
const LEAST: usize = 30;
/// Width of a mark including its distance to the next, in tenths.
pub(super) const MARK: usize = 110;
/// Most tracks of marks. If a place needs more, marks move sideways.
const MARK_TRACKS: usize = 12;

/// A bar that wants a place: its columns and its time. A live one has no end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Wanted {
    /// Tenths from the start of the axis.
    pub columns: Range<usize>,
    pub from: Timestamp,
    pub to: Option<Timestamp>,
}

/// The place of a bar or mark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Placed {
    /// The track, from 0.
    pub track: usize,
    /// Tenths from the start of the axis.
    pub columns: Range<usize>,
    /// What is drawn here, by index: one thing, or bars that are too close to each other.
    pub members: Vec<usize>,
}

/// Places bars, which are ordered by start, on an axis of `width` tenths, in at most `most` places
/// if that is possible: bars whose times overlap never share one.
pub(super) fn bars(bars: &[Wanted], width: usize, most: usize) -> Vec<Placed> {
    let mut least = LEAST;
    loop {
        let placed = with_least(bars, width, least);
        if placed.len() <= most || least * 8 > width {
            return placed;
        }
        least *= 2;
    }
}

/// Places bars, each at least `least` wide. A bar is moved by at most twice that, and a long one
/// loses at most three times that of its beginning.
fn with_least(bars: &[Wanted], width: usize, least: usize) -> Vec<Placed> {
    let width = width.max(least);
    // For each track: its last place, and the time until which it is taken.
    let mut tracks: Vec<(usize, Option<Timestamp>)> = Vec::new();
    let mut placed: Vec<Placed> = Vec::new();
    for (index, bar) in bars.iter().enumerate() {
        let free = tracks.iter().position(|(_, until)| until.is_some_and(|it| it <= bar.from));
        let track = free.unwrap_or(tracks.len());
        let taken = free.and_then(|track| placed.get(tracks[track].0)).map(|it| it.columns.end);
        let from = bar.columns.start.max(taken.unwrap_or(0));
        let is_long = bar.columns.end >= from + least;
        let has_room = from + least <= width && from <= bar.columns.start + 2 * least;
        let columns = match free.and_then(|track| placed.get_mut(tracks[track].0)) {
            _ if is_long => from..bar.columns.end,
            _ if has_room => from..from + least,
            None => width - least..width,
            // At the end of the axis, a long bar makes room.
            Some(last) if last.members.len() == 1 && last.columns.len() >= 4 * least => {
                last.columns.end = last.columns.end.min(width - least);
                width - least..width
            }
            Some(last) => {
                last.members.push(index);
                last.columns.end = last.columns.end.max(bar.columns.end.min(width));
                tracks[track].1 = later(tracks[track].1, bar.to);
                continue;
            }
        };
        if free.is_none() {
            tracks.push((0, None));
        }
        tracks[track] = (placed.len(), bar.to);
        placed.push(Placed { track, columns, members: vec![index] });
    }
    placed
}

/// The later of two ends. A missing end is later than any other.
fn later(one: Option<Timestamp>, other: Option<Timestamp>) -> Option<Timestamp> {
    one.zip(other).map(|(one, other)| one.max(other))
}

/// Places marks, which are ordered by column, around these columns on an axis of `width` tenths.
pub(super) fn marks(at: &[usize], width: usize) -> Vec<Placed> {
    let around = |column: usize| column.saturating_sub(MARK / 2).min(width.saturating_sub(MARK));
    let mut taken: Vec<usize> = Vec::new();
    let mut placed: Vec<Placed> = Vec::new();
    for (index, column) in at.iter().enumerate() {
        let from = around(*column);
        let track = taken.iter().position(|taken| *taken <= from).unwrap_or(taken.len());
        if track == taken.len() {
            taken.push(0);
        }
        if let Some(taken) = taken.get_mut(track) {
            *taken = from + MARK;
        }
        placed.push(Placed { track, columns: from..from + MARK, members: vec![index] });
    }
    if taken.len() <= MARK_TRACKS {
        return placed;
    }
    // Round robin over the tracks, so that no track has more marks than fit. Marks keep their order
    // and stay as close to their columns as possible.
    let mut placed: Vec<Placed> = at
        .iter()
        .enumerate()
        .map(|(index, column)| Placed {
            track: index % MARK_TRACKS,
            columns: around(*column)..0,
            members: vec![index],
        })
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

    /// Bars whose times are their columns.
    fn wanted(ranges: &[Range<usize>]) -> Vec<Wanted> {
        let at = |column: usize| Timestamp::from_ms(i64::try_from(column).unwrap());
        let bar = |range: &Range<usize>| Wanted {
            columns: range.clone(),
            from: at(range.start),
            to: Some(at(range.end)),
        };
        ranges.iter().map(bar).collect()
    }

    // Neighbours touch, a bar whose time overlaps another gets a track of its own, and short ones
    // that are too close share a place.
    #[test]
    fn overlapping_bar_gets_its_own_track() {
        let placed = |ranges: &[Range<usize>]| bars(&wanted(ranges), WIDTH, 100);
        let of = |track, columns, members: &[usize]| Placed {
            track,
            columns,
            members: members.to_vec(),
        };
        assert_eq!(placed(&[0..100, 100..200]), [of(0, 0..100, &[0]), of(0, 100..200, &[1])]);
        assert_eq!(placed(&[0..100, 20..90]), [of(0, 0..100, &[0]), of(1, 20..90, &[1])]);
        assert_eq!(placed(&[0..10, 10..100]), [of(0, 0..30, &[0]), of(0, 30..100, &[1])]);
        let crowd: Vec<Range<usize>> = (0..10).map(|at| at * 2..at * 2 + 2).collect();
        assert_eq!(
            placed(&crowd),
            [of(0, 0..30, &[0]), of(0, 30..60, &[1]), of(0, 60..90, &[2, 3, 4, 5, 6, 7, 8, 9])]
        );
        let end = [100..WIDTH, WIDTH..WIDTH];
        assert_eq!(placed(&end), [of(0, 100..WIDTH - 30, &[0]), of(0, WIDTH - 30..WIDTH, &[1])]);
    }

    #[test]
    fn many_bars_share_few_places() {
        let crowd: Vec<Range<usize>> = (0..600).map(|at| at * 13..at * 13 + 13).collect();
        let all = bars(&wanted(&crowd), WIDTH, 1_000);
        let few = bars(&wanted(&crowd), WIDTH, 50);
        assert!(all.len() > 150 && few.len() <= 50, "{} and {}", all.len(), few.len());
        assert!(few.iter().chain(&all).all(|placed| placed.track == 0));
    }

    proptest! {
        #[test]
        fn bars_and_marks_never_overlap(
            mut ranges in prop::collection::vec((0..WIDTH, 0..2_000_usize), 0..200),
            most in 1..300_usize,
        ) {
            ranges.sort_unstable();
            let ranges: Vec<Range<usize>> = ranges
                .iter()
                .map(|(from, length)| *from..(from + length / 9).min(WIDTH))
                .collect();
            let wanted = wanted(&ranges);
            let drawn = bars(&wanted, WIDTH, most);
            let at: Vec<usize> = ranges.iter().map(|range| range.start).collect();
            let crowd: Vec<usize> =
                ranges.iter().map(|range| WIDTH - range.start / 100).rev().collect();
            for placed in [&drawn, &marks(&at, WIDTH), &marks(&crowd, WIDTH)] {
                let mut members: Vec<usize> =
                    placed.iter().flat_map(|placed| placed.members.clone()).collect();
                members.sort_unstable();
                prop_assert_eq!(members, (0..ranges.len()).collect::<Vec<_>>());
                for (index, one) in placed.iter().enumerate() {
                    prop_assert!(one.columns.end <= WIDTH && one.columns.len() >= LEAST);
                    for other in &placed[..index] {
                        let apart = one.columns.end <= other.columns.start
                            || other.columns.end <= one.columns.start;
                        prop_assert!(one.track != other.track || apart, "{one:?} {other:?}");
                    }
                }
            }
            // A second track is only for what happens at the same time.
            for one in drawn.iter().filter(|placed| placed.track > 0) {
                let first = one.members[0];
                let overlaps = |other: &Wanted| {
                    other.from <= wanted[first].from && other.to > Some(wanted[first].from)
                };
                prop_assert!(wanted[..first].iter().any(overlaps), "{one:?}");
            }
        }
    }
}
