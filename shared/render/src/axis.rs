//! The time axis that all bars of a timeline share.
//!
//! The axis ends with the conversation. Sessions that nobody released stay open for weeks, and
//! would shrink everything else. For the same reason the axis breaks where nobody does anything for
//! long, and leaves that time out: a callback that waits for its day, an e-mail overnight.

use std::ops::Range;

use conversation::tree::SegmentType;
use conversation::{Conversation, Family, Session};
use genesys::Timestamp;

/// Only quiet times longer than this are left out.
const QUIET_MS: i64 = 30 * 60_000;
/// Wrap-up after the end of the conversation extends the axis by up to this much, or up to the
/// conversation's own length if that is more.
const WRAP_UP_MS: i64 = 10 * 60_000;

/// The sign in the column of a break.
pub(super) const BREAK: char = '⋯';

/// The space that an axis is drawn on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Room {
    /// All columns.
    pub columns: usize,
    /// Least columns of a piece between two breaks.
    pub piece: usize,
    /// Columns of a break.
    pub gap: usize,
}

impl Room {
    /// The space of `columns` columns of text.
    pub const fn text(columns: usize) -> Self {
        Self { columns, piece: 6, gap: 1 }
    }
}

/// The axis: pieces of time, each with its columns, separated by breaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Axis {
    pieces: Vec<Piece>,
    start: Timestamp,
    room: Room,
    /// Time that the breaks leave out, in milliseconds.
    pub left_out_ms: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Piece {
    from: Timestamp,
    to: Timestamp,
    column: usize,
    columns: usize,
}

/// The columns of a time span.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Bar {
    /// The columns, at least one.
    pub columns: Range<usize>,
    /// Whether the span continues beyond the axis.
    pub beyond: bool,
}

impl Axis {
    /// The axis of a conversation, which reaches beyond `now` while it is open. `None` if no time
    /// is known.
    pub fn of(conversation: &Conversation, room: Room, now: Option<Timestamp>) -> Option<Self> {
        let sessions =
            || conversation.participants.iter().flat_map(|participant| &participant.sessions);
        let start = conversation
            .summary
            .conversation_start
            .or_else(|| sessions().flat_map(borders).min())?;
        let end = end(conversation, start, &sessions().collect::<Vec<_>>(), now);
        let cuts =
            cuts(start, end, &sessions().collect::<Vec<_>>(), now, room.columns / (2 * room.piece));
        let left_out_ms = cuts.iter().map(|(from, to)| to.since(*from)).sum();
        Some(Self { pieces: pieces(start, end, &cuts, room), start, room, left_out_ms })
    }

    /// Where the axis begins.
    pub const fn start(&self) -> Timestamp {
        self.start
    }

    /// Where the axis ends.
    pub fn end(&self) -> Timestamp {
        self.pieces.last().map_or(self.start, |piece| piece.to)
    }

    /// Time from the start of the conversation to the end of the axis.
    pub fn length_ms(&self) -> i64 {
        self.end().since(self.start)
    }

    /// The bar of a time span. A span without an end continues beyond the axis.
    pub fn bar(&self, from: Timestamp, to: Option<Timestamp>) -> Bar {
        let beyond = to.is_none_or(|to| to > self.end());
        let first = self.column(from, false).min(self.room.columns.saturating_sub(1));
        let last = if beyond {
            self.room.columns
        } else {
            to.map_or(self.room.columns, |to| self.column(to, true))
        };
        Bar { columns: first..last.clamp(first + 1, self.room.columns.max(first + 1)), beyond }
    }

    /// The column that contains an instant, or with `up` the first column after it.
    fn column(&self, at: Timestamp, up: bool) -> usize {
        let Some(piece) = self.pieces.iter().find(|piece| at <= piece.to) else {
            return self.room.columns;
        };
        if at < piece.from {
            return if up { piece.column } else { piece.column.saturating_sub(self.room.gap) };
        }
        let length = i128::from(piece.to.since(piece.from).max(1));
        let scaled = i128::from(at.since(piece.from)) * i128::try_from(piece.columns).unwrap_or(0);
        let column = if up { (scaled + length - 1) / length } else { scaled / length };
        piece.column + usize::try_from(column).unwrap_or(0).min(piece.columns)
    }

    /// The column of an instant. An instant beyond the axis is at its end.
    pub fn place(&self, at: Timestamp) -> usize {
        self.column(at, false).min(self.room.columns)
    }

    /// The last piece: its first and last instant with their columns.
    pub fn last_piece(&self) -> Option<[(Timestamp, usize); 2]> {
        let last = self.pieces.last()?;
        Some([(last.from, last.column), (last.to, last.column + last.columns)])
    }

    /// The first columns of the breaks.
    pub fn breaks(&self) -> impl Iterator<Item = usize> {
        self.pieces.iter().skip(1).map(|piece| piece.column - self.room.gap)
    }

    /// Round instants to label, with their columns, at least `apart` columns from each other.
    pub fn marks(&self, apart: usize) -> Vec<(usize, i64)> {
        let mut marks: Vec<(usize, i64)> = Vec::new();
        for piece in &self.pieces {
            let (from, to) = (piece.from.since(self.start), piece.to.since(self.start));
            let per_column = (to - from) / i64::try_from(piece.columns).unwrap_or(1).max(1);
            let step = step(per_column.saturating_mul(i64::try_from(apart).unwrap_or(1)));
            let later = (from / step + 1..).map(|count| count * step).take_while(|at| *at < to);
            for at in std::iter::once(from).chain(later) {
                let column = self.column(self.start.plus_ms(at), false);
                if marks.last().is_none_or(|(last, _)| last + apart <= column) {
                    marks.push((column, at));
                }
            }
        }
        marks
    }
}

/// The smallest customary step that is at least `least`.
fn step(least: i64) -> i64 {
    const SECONDS: [i64; 19] = [
        1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200,
        86_400, 172_800,
    ];
    let customary = SECONDS.into_iter().map(|seconds| seconds * 1_000).find(|step| *step >= least);
    customary.unwrap_or_else(|| (least / 604_800_000 + 1) * 604_800_000)
}

fn borders(session: &Session) -> impl Iterator<Item = Timestamp> {
    let pieces = session
        .segments
        .iter()
        .flat_map(|segment| [Some(segment.segment_start), segment.segment_end]);
    pieces.chain([session.start, session.end]).flatten()
}

fn end(
    conversation: &Conversation,
    start: Timestamp,
    sessions: &[&Session],
    now: Option<Timestamp>,
) -> Timestamp {
    let all = || sessions.iter().copied().flat_map(borders);
    let Some(ended_at) = conversation.summary.ended_at else {
        let last = all().max().unwrap_or(start).max(start);
        let known = now.map_or(last, |now| last.max(now));
        // A wait that the axis leaves out needs no room beyond it.
        let shown = if known.since(last) > QUIET_MS { last } else { known };
        return known.plus_ms((shown.since(start) / 20).clamp(1_000, QUIET_MS / 3));
    };
    let length = ended_at.since(start);
    let segments = || sessions.iter().flat_map(|session| &session.segments);
    let wrap_ups = segments().filter(|segment| segment.segment_type == SegmentType::Wrapup);
    let wrapped_up = wrap_ups.filter_map(|segment| segment.segment_end.or(now));
    let wrapped_up = wrapped_up.filter(|end| end.since(ended_at) <= length.max(WRAP_UP_MS));
    let just_after = all().filter(|border| border.since(ended_at) <= length / 20);
    wrapped_up.chain(just_after).fold(ended_at, Timestamp::max).max(start.plus_ms(1))
}

/// The long time spans in which nothing begins or ends and no user takes part, if they are most of
/// the time.
fn cuts(
    start: Timestamp,
    end: Timestamp,
    sessions: &[&Session],
    now: Option<Timestamp>,
    most: usize,
) -> Vec<(Timestamp, Timestamp)> {
    let mut borders: Vec<Timestamp> =
        sessions.iter().copied().flat_map(borders).chain([start, end]).chain(now).collect();
    borders.retain(|border| (start..=end).contains(border));
    borders.sort_unstable();
    borders.dedup();
    let users = || sessions.iter().filter(|session| session.family == Some(Family::User));
    let at_work = |from: Timestamp, to: Timestamp| {
        let mut segments = users().flat_map(|session| &session.segments);
        segments.any(|segment| {
            segment.segment_start <= from && segment.segment_end.is_none_or(|end| end >= to)
        })
    };
    // After the last event nothing is known to have happened, even if a user is still there.
    let last = sessions.iter().copied().flat_map(self::borders).max().unwrap_or(start);
    let stretches = borders.windows(2).map(|pair| (pair[0], pair[1]));
    let mut quiet: Vec<_> = stretches
        .filter(|(a, b)| b.since(*a) > QUIET_MS && (*a >= last || !at_work(*a, *b)))
        .collect();
    let busy = end.since(start) - quiet.iter().map(|(from, to)| to.since(*from)).sum::<i64>();
    quiet.retain(|(from, to)| busy > 0 && to.since(*from) > 2 * busy);
    quiet.sort_by_key(|(from, to)| from.since(*to));
    quiet.truncate(most);
    quiet.sort_unstable();
    let margin = (busy / 10).max(1_000);
    quiet.into_iter().map(|(from, to)| (from.plus_ms(margin), to.minus_ms(margin))).collect()
}

/// Pieces with columns in proportion to their time, but enough for each to be visible.
fn pieces(
    start: Timestamp,
    end: Timestamp,
    cuts: &[(Timestamp, Timestamp)],
    room: Room,
) -> Vec<Piece> {
    let from = std::iter::once(start).chain(cuts.iter().map(|cut| cut.1));
    let to = cuts.iter().map(|cut| cut.0).chain(std::iter::once(end));
    let spans: Vec<(Timestamp, Timestamp)> = from.zip(to).collect();
    let total: i128 =
        spans.iter().map(|(from, to)| i128::from(to.since(*from))).sum::<i128>().max(1);
    let free = room.columns.saturating_sub(cuts.len() * room.gap + spans.len() * room.piece);
    let mut pieces: Vec<Piece> = Vec::new();
    for (from, to) in spans {
        let share = i128::from(to.since(from)) * i128::try_from(free).unwrap_or(0) / total;
        let column = pieces.last().map_or(0, |last| last.column + last.columns + room.gap);
        pieces.push(Piece {
            from,
            to,
            column,
            columns: room.piece + usize::try_from(share).unwrap_or(0),
        });
    }
    if let Some(last) = pieces.last_mut() {
        last.columns = room.columns.saturating_sub(last.column).max(1);
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: Timestamp = Timestamp::from_ms(1_772_442_000_000);

    fn axis(end_ms: i64, cuts: &[(i64, i64)], columns: usize) -> Axis {
        let room = Room::text(columns);
        let at = |ms| START.plus_ms(ms);
        let cuts: Vec<_> = cuts.iter().map(|(from, to)| (at(*from), at(*to))).collect();
        Axis { pieces: pieces(START, at(end_ms), &cuts, room), start: START, room, left_out_ms: 0 }
    }

    #[test]
    fn bars_are_proportional_and_at_least_one_column() {
        let axis = axis(60_000, &[], 60);
        let bar =
            |from, to: Option<i64>| axis.bar(START.plus_ms(from), to.map(|to| START.plus_ms(to)));
        assert_eq!(bar(0, Some(30_000)), Bar { columns: 0..30, beyond: false });
        assert_eq!(bar(30_000, Some(30_001)), Bar { columns: 30..31, beyond: false });
        assert_eq!(bar(60_000, Some(60_000)), Bar { columns: 59..60, beyond: false });
        assert_eq!(bar(20_000, None), Bar { columns: 20..60, beyond: true });
        assert_eq!(bar(99_000, Some(100_000)), Bar { columns: 59..60, beyond: true });
    }

    #[test]
    fn break_takes_one_column() {
        let axis = axis(10_020_000, &[(10_000, 10_010_000)], 61);
        assert_eq!(axis.breaks().collect::<Vec<_>>(), [30]);
        let bar = axis.bar(START, Some(START.plus_ms(10_020_000)));
        assert_eq!(bar.columns, 0..61);
        assert_eq!(axis.bar(START.plus_ms(500_000), Some(START.plus_ms(600_000))).columns, 30..31);
    }

    #[test]
    fn labels_are_round_instants_that_do_not_touch() {
        let marks = axis(3_600_000, &[], 60).marks(9);
        assert_eq!(marks[..3], [(0, 0), (10, 600_000), (20, 1_200_000)]);
    }
}
