//! The timeline as a drawing: an axis, a lane per session with a bar per segment, and the Common
//! Events as marks.

use conversation::{Conversation, Participant, Session};
use genesys::Timestamp;

use super::super::axis::{Axis, Room};
use super::super::line::{Line, flow};
use super::super::names::Names;
use super::super::parsed_event::Ledger;
use super::super::phase::Phase;
use super::super::style::Paint;
use super::super::time::offset;
use super::super::timeline::{again, ended, is_estimated, lived, sessions, signs};
use super::lane::{Bar, bars};
use super::limits::{BARS, LANE_BARS, LANES, NAME};
use super::marks::{Mark, marks};
use super::spans::{Span, spans};
use super::units::Tenths;
use super::words::Clock;

/// Start of the axis, right of the labels.
pub(super) const LEFT: usize = 300;
/// Length of the axis.
pub(super) const AXIS: usize = 850;
/// Width right of the axis, for the sign of bars that continue.
const RIGHT: usize = 30;
/// Height above the lanes, for the scale.
const TOP: usize = 44;
/// Padding between lanes.
const PADDING: usize = 10;
/// Distance from one track of a lane to the next.
const TRACK: usize = 26;
const BAR_HEIGHT: usize = 22;
/// Distance from one track of marks to the next.
const MARK_TRACK: usize = 13;
/// Distance between two labels of the scale.
const TICKS_APART: usize = 104;

/// The drawing.
#[derive(Debug)]
pub(super) struct Timeline {
    pub width: Tenths,
    pub height: Tenths,
    /// Where the lanes begin and end.
    pub top: Tenths,
    pub bottom: Tenths,
    /// Where the labels end.
    pub labels: Tenths,
    pub ticks: Vec<Tick>,
    pub breaks: Vec<Break>,
    pub lanes: Vec<Lane>,
    pub marks: Vec<Mark>,
    /// Base line of the label of the marks, and where the marks begin.
    pub marks_label: Tenths,
    pub marks_top: Tenths,
    /// Phases that occur, for the legend.
    pub phases: Vec<Phase>,
    /// The meaning of the signs in the drawing, and what the drawing leaves out.
    pub notes: Vec<String>,
    /// The content of the drawing in a sentence.
    pub description: String,
}

/// A label of the scale.
#[derive(Debug)]
pub(super) struct Tick {
    pub x: Tenths,
    pub offset: String,
    pub clock: String,
    /// `start`, `middle` or `end`: which part of the label is at `x`.
    pub anchor: &'static str,
}

/// A break, where the axis leaves time out.
#[derive(Debug)]
pub(super) struct Break {
    pub x: Tenths,
    pub middle: Tenths,
    pub right: Tenths,
    pub width: Tenths,
    pub height: Tenths,
}

/// The lane of a session.
#[derive(Debug)]
pub(super) struct Lane {
    pub y: Tenths,
    /// Base lines of the label.
    pub title_y: Tenths,
    pub detail_y: Tenths,
    pub title: Vec<Span>,
    pub detail: Vec<Span>,
    pub name: String,
    /// Position and width of the session's lifetime.
    pub life: Option<(Tenths, Tenths)>,
    pub life_y: Tenths,
    pub bars: Vec<Bar>,
}

/// The space of the axis, in tenths.
pub(super) const ROOM: Room = Room { columns: AXIS * 10, piece: 800, gap: 240 };

/// The timeline of a conversation. `None` if no time is known.
pub(super) fn timeline(
    conversation: &Conversation,
    ledger: &Ledger,
    names: &Names<'_>,
) -> Option<Timeline> {
    let axis = Axis::of(conversation, ROOM)?;
    let clock = Clock::of(&axis);
    let brief = names.clone().brief();
    let mut y = Tenths::units(TOP);
    let mut drawn = 0;
    let mut lanes = Vec::new();
    for (participant, index, session) in sessions(conversation).take(LANES) {
        let whose = brief.titled(participant).fit(NAME).text();
        let room = LANE_BARS.min(BARS.saturating_sub(drawn));
        let (bars, tracks) = bars(session, &axis, &clock, &whose, y.plus(PADDING), room);
        drawn += bars.len();
        let height = Tenths::units(2 * PADDING + TRACK * tracks.max(1) - (TRACK - BAR_HEIGHT));
        lanes.push(lane(participant, index, session, &axis, names, (y, height), bars));
        y = y.and(height);
    }
    let marks_top = y.plus(PADDING);
    let (marks, tracks) = marks(ledger, &axis, &clock, &brief, marks_top);
    let marks_height = Tenths::units(2 * PADDING + (MARK_TRACK * tracks).max(BAR_HEIGHT));
    let bottom = if marks.is_empty() { y } else { y.and(marks_height) };
    let left_out = Omitted {
        lanes: sessions(conversation).count().saturating_sub(lanes.len()),
        bars: sessions(conversation).map(|(_, _, session)| session.segments.len()).sum::<usize>()
            - drawn,
        marks: ledger.all().iter().filter(|parsed| !parsed.is_withdrawn()).count() - marks.len(),
    };
    let beyond = lanes.iter().flat_map(|lane| &lane.bars).any(|bar| bar.beyond);
    Some(Timeline {
        width: Tenths::units(LEFT + AXIS + RIGHT),
        height: bottom.plus(4),
        top: Tenths::units(TOP),
        bottom,
        labels: Tenths::units(LEFT - 12),
        ticks: ticks(&axis, &clock),
        breaks: axis.breaks().map(|column| cut(column, bottom)).collect(),
        marks_label: marks_top.plus(9),
        marks_top: y,
        phases: Phase::ALL.into_iter().filter(|phase| occurs(conversation, *phase)).collect(),
        notes: notes(conversation, &axis, beyond, &left_out),
        description: description(&lanes, &marks, &axis, &clock),
        lanes,
        marks,
    })
}

fn cut(column: usize, bottom: Tenths) -> Break {
    let (x, width) = (x(column), Tenths(ROOM.gap));
    let height = Tenths(bottom.0.saturating_sub(TOP * 10));
    Break { x, middle: x.and(width.half()), right: x.and(width), width, height }
}

/// The position of a column of the axis.
pub(super) const fn x(column: usize) -> Tenths {
    Tenths::units(LEFT).and(Tenths(column))
}

fn lane(
    participant: &Participant,
    index: usize,
    session: &Session,
    axis: &Axis,
    names: &Names<'_>,
    (y, height): (Tenths, Tenths),
    bars: Vec<Bar>,
) -> Lane {
    let title = if index == 0 {
        names.titled(participant)
    } else {
        Line::of(Paint::Faint, "└ ").with(Paint::Plain, again(session))
    };
    let medium = session
        .media_type
        .as_ref()
        .filter(|_| index == 0)
        .map(|medium| Line::of(Paint::Faint, medium.as_str()));
    let estimated = is_estimated(session).then(|| Line::of(Paint::Faint, "~ estimated"));
    let detail =
        [medium.unwrap_or_default(), lived(session), ended(session), estimated.unwrap_or_default()];
    let detail = flow(detail.to_vec(), NAME).into_iter().next().unwrap_or_default();
    let whose = names.titled(participant).fit(NAME).text();
    let name = if index == 0 { whose } else { format!("{whose}, {}", again(session)) };
    let life = session.start.map(|start| axis.bar(start, session.end).columns);
    let middle = y.and(height.half());
    Lane {
        y,
        title_y: Tenths(middle.0.saturating_sub(20)),
        detail_y: middle.plus(13),
        title: spans(title, NAME - 8),
        name: format!("{name}, {}", detail.text().replace(" · ", ", ")),
        detail: spans(detail, NAME),
        life: life.map(|columns| (x(columns.start), Tenths(columns.len()))),
        life_y: y.plus(PADDING + BAR_HEIGHT / 2),
        bars,
    }
}

fn ticks(axis: &Axis, clock: &Clock) -> Vec<Tick> {
    let last = ROOM.columns;
    let apart = TICKS_APART * 10;
    let tick = |column, at: i64, anchor| {
        let clock = clock.say(axis.start().plus_ms(at));
        Tick { x: x(column), offset: offset(at), clock, anchor }
    };
    let mut ticks: Vec<Tick> = Vec::new();
    for (column, at) in axis.marks(apart) {
        // The label of a piece's first instant is right of the instant, not over the break.
        let first = column == 0 || axis.breaks().any(|start| start + ROOM.gap == column);
        let (anchor, wide) = if first { ("start", apart * 4 / 3) } else { ("middle", apart) };
        if column + wide <= last {
            ticks.push(tick(column, at, anchor));
        }
    }
    ticks.push(tick(last, axis.length_ms(), "end"));
    ticks
}

fn occurs(conversation: &Conversation, phase: Phase) -> bool {
    let mut sessions = sessions(conversation).map(|(_, _, session)| session).take(LANES);
    sessions
        .any(|session| session.segments.iter().any(|segment| Phase::of(session, segment) == phase))
}

/// Numbers of sessions, segments and Common Events that are not drawn.
struct Omitted {
    lanes: usize,
    bars: usize,
    marks: usize,
}

fn notes(conversation: &Conversation, axis: &Axis, beyond: bool, omitted: &Omitted) -> Vec<String> {
    let mut notes = signs(conversation, axis, beyond);
    for (count, what) in
        [(omitted.lanes, "sessions"), (omitted.bars, "segments"), (omitted.marks, "Common Events")]
    {
        if count > 0 {
            notes.push(format!("not drawn: {count} more {what}"));
        }
    }
    notes
}

fn description(lanes: &[Lane], marks: &[Mark], axis: &Axis, clock: &Clock) -> String {
    let bars: usize = lanes.iter().map(|lane| lane.bars.len()).sum();
    let day = |at: Timestamp| clock.say(at);
    format!(
        "From {} to {} UTC: {} sessions, {bars} segments, {} Common Events. Each can be reached \
         with the tab key.",
        day(axis.start()),
        day(axis.end()),
        lanes.len(),
        marks.len(),
    )
}

/// Position of a track of bars.
pub(super) const fn bar_y(top: Tenths, track: usize) -> Tenths {
    top.plus(TRACK * track)
}

/// Height of a bar.
pub(super) const fn bar_height() -> Tenths {
    Tenths::units(BAR_HEIGHT)
}

/// Position of a track of marks.
pub(super) const fn mark_y(top: Tenths, track: usize) -> Tenths {
    top.plus(MARK_TRACK * track)
}
