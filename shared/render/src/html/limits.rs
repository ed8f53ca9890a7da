//! How much of a conversation a page shows. Within these limits, a browser opens the page of a
//! conversation of thousands of segments at once. The page says how much it leaves out.

/// Sessions with a lane.
pub(super) const LANES: usize = 100;
/// Bars of all lanes, about. Where a lane has more segments than bars, neighbours share one.
pub(super) const BARS: usize = 1_500;
/// Marks of Common Events.
pub(super) const MARKS: usize = 400;
/// Rows of the table of segments.
pub(super) const SEGMENTS: usize = 1_000;
/// Rows of any other table.
pub(super) const ROWS: usize = 500;
/// Common Events that the page of a file explains.
pub(super) const EXPLAINED: usize = 100;
/// Entries of one answer, and parts of one entry.
pub(super) const SAID: usize = 20;
/// Columns of an entry and of a cell.
pub(super) const TEXT: usize = 240;
/// Columns of a name.
pub(super) const NAME: usize = 48;
/// Queues above a list.
pub(super) const QUEUES: usize = 12;
