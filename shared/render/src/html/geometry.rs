//! Where bars and marks are in their lanes, in pixels.

/// Columns of a break, in tenths.
pub(super) const GAP: usize = 240;
/// Padding above and below the bars of a lane, in pixels.
pub(super) const PADDING: usize = 10;
/// Distance from one track of a lane to the next.
pub(super) const TRACK: usize = 26;
/// Height of a bar.
pub(super) const BAR_HEIGHT: usize = 22;
/// Distance from one track of marks to the next.
pub(super) const MARK_TRACK: usize = 13;

/// Position of a track of bars, from the top of the lane.
pub(super) const fn bar_y(track: usize) -> usize {
    PADDING + TRACK * track
}

/// Position of a track of marks, from the top of the lane.
pub(super) const fn mark_y(track: usize) -> usize {
    PADDING + MARK_TRACK * track
}
