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
use super::super::time::{length, offset};
use super::super::timeline::{again, ended, is_estimated, lived, sessions, signs};
use super::clock::Clock;
use super::drawing::Drawing;
use super::geometry::{BAR_HEIGHT, GAP, MARK_TRACK, PADDING, TRACK};
use super::lane::{Bar, bars};
use super::limits::{BARS, LANES, NAME};
use super::marks::{Mark, marks};
use super::served::Zoom;
use super::spans::{Span, spans};
use super::units::Share;

/// Columns of the axis at the first zoom, in tenths. In the narrowest window that shows all of it,
/// ten of them are a pixel.
pub(super) const AXIS: usize = 8_500;
/// Distance between two labels of the scale.
const TICKS_APART: usize = 104;
/// Distance between a label of the scale and that of the present, in tenths.
const NOW_APART: usize = 450;

/// The drawing.
#[derive(Debug)]
pub(super) struct Timeline {
    pub ticks: Vec<Tick>,
    pub breaks: Vec<Break>,
    pub lanes: Vec<Lane>,
    pub marks: Vec<Mark>,
    pub marks_height: usize,
    /// Looks of the bars, for their patterns.
    pub looks: Vec<&'static str>,
    /// Phases that occur, for the legend.
    pub phases: Vec<Phase>,
    /// Whether some bars share a place.
    pub several: bool,
    /// The meaning of the signs in the drawing, and what the drawing leaves out.
    pub notes: Vec<String>,
    /// The content of the drawing in a sentence.
    pub description: String,
    pub present: Option<Present>,
    pub zoom: Zoom,
}

/// The present on the axis, and how a script moves it on: the last piece of the axis.
#[derive(Debug)]
pub(super) struct Present {
    pub x: Share,
    pub now_ms: i64,
    pub from_ms: i64,
    pub from: Share,
    pub to_ms: i64,
    pub to: Share,
}

/// A label of the scale.
#[derive(Debug)]
pub(super) struct Tick {
    pub x: Share,
    pub offset: String,
    pub clock: String,
    /// Milliseconds since 1970, for the local time.
    pub ms: i64,
    /// `start`, `middle` or `end`: which part of the label is at `x`.
    pub anchor: &'static str,
}

/// A break, where the axis leaves time out.
#[derive(Debug)]
pub(super) struct Break {
    pub x: Share,
    pub middle: Share,
    pub right: Share,
    pub width: Share,
}

/// The lane of a session.
#[derive(Debug)]
pub(super) struct Lane {
    /// The number of the session in the order of the tree, which names it on the page.
    pub number: usize,
    pub height: usize,
    pub title: Vec<Span>,
    pub detail: Vec<Span>,
    /// The elapsed time of a live session, and the instant from which it counts.
    pub elapsed: Option<(String, i64)>,
    pub name: String,
    /// Position and width of the session's lifetime, and whether it goes on.
    pub life: Option<(Share, Share, bool)>,
    pub bars: Vec<Bar>,
}

impl Lane {
    /// Position of the line of the session's lifetime.
    pub const fn life_y(&self) -> usize {
        PADDING + BAR_HEIGHT / 2 - 1
    }
}

/// The space of the axis, in tenths.
pub(super) fn room(zoom: Zoom) -> Room {
    let times = usize::try_from(zoom.times()).unwrap_or(1);
    Room { columns: AXIS * times, piece: 800, gap: GAP }
}

/// The timeline of a conversation, up to the present if something in it goes on. `None` if no time
/// is known.
pub(super) fn timeline(
    conversation: &Conversation,
    ledger: &Ledger,
    names: &Names<'_>,
    zoom: Zoom,
    now: Option<Timestamp>,
) -> Option<Timeline> {
    let axis = Axis::of(conversation, room(zoom), now)?;
    let clock = Clock::of(&axis);
    let brief = names.clone().brief();
    let drawing = Drawing { axis: &axis, clock: &clock, now, columns: room(zoom).columns };
    let mut drawn = 0;
    let mut lanes = Vec::new();
    let shown = sessions(conversation).count().min(LANES);
    for (number, (participant, index, session)) in sessions(conversation).take(LANES).enumerate() {
        let whose = brief.titled(participant).fit(NAME).text();
        // Every lane that follows keeps room for some bars.
        let least = BARS / (2 * shown.max(1));
        let most = BARS.saturating_sub(drawn + least * (shown - number - 1)).max(1);
        let (bars, tracks) = bars(session, &drawing, &whose, most);
        drawn += bars.len();
        let height = 2 * PADDING + TRACK * tracks.max(1) - (TRACK - BAR_HEIGHT);
        lanes.push(Lane {
            number,
            height,
            bars,
            ..lane(participant, index, session, &drawing, names)
        });
    }
    let (marks, tracks) = marks(ledger, &drawing, &brief);
    let left_out = Omitted {
        lanes: sessions(conversation).count() - lanes.len(),
        marks: ledger.all().iter().filter(|parsed| !parsed.is_withdrawn()).count() - marks.len(),
    };
    let all = || lanes.iter().flat_map(|lane| &lane.bars);
    let beyond = all().any(|bar| bar.beyond);
    let mut looks: Vec<&'static str> = all().map(|bar| bar.look).collect();
    let phases: Vec<Phase> =
        Phase::ALL.into_iter().filter(|phase| occurs(conversation, *phase)).collect();
    // The legend shows them, too.
    looks.extend(phases.iter().map(|phase| phase.look()));
    looks.sort_unstable();
    looks.dedup();
    Some(Timeline {
        ticks: ticks(&drawing),
        breaks: axis.breaks().map(|column| cut(column, drawing.columns)).collect(),
        marks_height: 2 * PADDING + (MARK_TRACK * tracks).max(BAR_HEIGHT),
        several: all().any(Bar::is_several),
        looks,
        phases,
        notes: notes(conversation, &axis, beyond, &left_out),
        description: description(conversation, &lanes, &marks, &drawing),
        present: now.and_then(|now| present(now, &drawing)),
        lanes,
        marks,
        zoom,
    })
}

fn present(now: Timestamp, drawing: &Drawing<'_>) -> Option<Present> {
    let [from, to] = drawing.axis.last_piece()?;
    Some(Present {
        x: drawing.x(drawing.axis.place(now)),
        now_ms: now.ms(),
        from_ms: from.0.ms(),
        from: drawing.x(from.1),
        to_ms: to.0.ms(),
        to: drawing.x(to.1),
    })
}

fn cut(column: usize, columns: usize) -> Break {
    let (x, width) = Share::of_range(&(column..column + GAP), columns);
    Break {
        x,
        middle: Share::of(column + GAP / 2, columns),
        right: Share::of(column + GAP, columns),
        width,
    }
}

fn lane(
    participant: &Participant,
    index: usize,
    session: &Session,
    drawing: &Drawing<'_>,
    names: &Names<'_>,
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
    let lived = lived(session);
    let elapsed = lived
        .zip(drawing.now)
        .and_then(|(lived, now)| Some((length(lived.until(now)), lived.running_since()?.ms())));
    let lasted = lived.filter(|lived| lived.open.is_none()).map(|lived| length(lived.ms));
    let detail = [
        medium.unwrap_or_default(),
        Line::plain(lasted.unwrap_or_default()),
        ended(session),
        estimated.unwrap_or_default(),
    ];
    let detail = flow(detail.to_vec(), NAME).into_iter().next().unwrap_or_default();
    let whose = names.titled(participant).fit(NAME).text();
    let name = if index == 0 { whose } else { format!("{whose}, {}", again(session)) };
    let life = session.start.map(|start| {
        let columns = drawing.columns_of(start, session.end).columns;
        let (x, width) = Share::of_range(&columns, drawing.columns);
        (x, width, session.end.is_none() && drawing.now.is_some())
    });
    Lane {
        number: 0,
        height: 0,
        title: spans(title, NAME),
        name: format!("{name}, {}", detail.text().replace(" · ", ", ")),
        detail: spans(detail, NAME),
        elapsed,
        life,
        bars: Vec::new(),
    }
}

fn ticks(drawing: &Drawing<'_>) -> Vec<Tick> {
    let (axis, last) = (drawing.axis, drawing.columns);
    let apart = TICKS_APART * 10;
    let tick = |column, at: i64, anchor| {
        let time = axis.start().plus_ms(at);
        let clock = drawing.clock.say(time);
        Tick { x: drawing.x(column), offset: offset(at), clock, ms: time.ms(), anchor }
    };
    let present = drawing.now.map(|now| axis.place(now));
    let mut ticks: Vec<Tick> = Vec::new();
    for (column, at) in axis.marks(apart) {
        // The label of a piece's first instant is right of the instant, not over the break.
        let first = column == 0 || axis.breaks().any(|start| start + GAP == column);
        let (anchor, wide) = if first { ("start", apart * 4 / 3) } else { ("middle", apart) };
        let is_free = present.is_none_or(|present| present.abs_diff(column) >= NOW_APART);
        if is_free && column + wide <= last {
            ticks.push(tick(column, at, anchor));
        }
    }
    // The line of the present is near the end, and has a label of its own.
    if present.is_none() {
        ticks.push(tick(last, axis.length_ms(), "end"));
    }
    ticks
}

fn occurs(conversation: &Conversation, phase: Phase) -> bool {
    let mut sessions = sessions(conversation).map(|(_, _, session)| session).take(LANES);
    sessions
        .any(|session| session.segments.iter().any(|segment| Phase::of(session, segment) == phase))
}

/// Numbers of sessions and Common Events that are not drawn.
struct Omitted {
    lanes: usize,
    marks: usize,
}

fn notes(conversation: &Conversation, axis: &Axis, beyond: bool, omitted: &Omitted) -> Vec<String> {
    let mut notes = signs(conversation, axis, beyond);
    for (count, what) in [(omitted.lanes, "sessions"), (omitted.marks, "Common Events")] {
        if count > 0 {
            notes.push(format!("not drawn: {count} more {what}"));
        }
    }
    notes
}

fn description(
    conversation: &Conversation,
    lanes: &[Lane],
    marks: &[Mark],
    drawing: &Drawing<'_>,
) -> String {
    let segments: usize = sessions(conversation)
        .take(lanes.len())
        .map(|(_, _, session)| session.segments.len())
        .sum();
    let say = |at: Timestamp| drawing.clock.say(at);
    let until = drawing.now.map_or_else(
        || format!("to {}", say(drawing.axis.end())),
        |now| format!("until now, {}", say(now)),
    );
    format!(
        "From {} {until} UTC: {}, {}, {}. Each can be reached with the tab key and opened.",
        say(drawing.axis.start()),
        counted(lanes.len(), "session"),
        counted(segments, "segment"),
        counted(marks.len(), "Common Event"),
    )
}

fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}
