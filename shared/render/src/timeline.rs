//! The timeline as text: a lane per session under its participant, a bar per segment, all on one
//! axis.

use conversation::{Conversation, Participant, Session};

use super::axis::{Axis, BREAK, Room};
use super::ending::ending_of;
use super::line::Line;
use super::names::{Names, purpose, side};
use super::page::Page;
use super::phase::{Phase, current};
use super::spent::{Spent, waited};
use super::style::Paint;
use super::text::short;
use super::time::{length, offset};

/// The last character of a bar that continues beyond the axis.
const BEYOND: char = '»';
/// The sign of a lane where the times of talk and hold are estimated from their totals.
const ESTIMATED: &str = "~";
const GAP: usize = 2;
const MARKS_APART: usize = 10;
const MIN_AXIS: usize = 24;

/// The labels of a session, besides its bars.
struct Lane<'c> {
    session: &'c Session,
    label: Line,
    length: Line,
    end: Line,
}

/// Writes the timeline of a conversation.
pub(super) fn timeline(page: &mut Page<'_>, conversation: &Conversation, names: &Names<'_>) {
    let lanes = lanes(conversation, names);
    let widest = |part: for<'l> fn(&'l Lane<'_>) -> &'l Line| {
        lanes.iter().map(|lane| part(lane).width()).max().unwrap_or(0)
    };
    let columns = page.columns();
    let length_width = widest(|lane| &lane.length);
    let end_width = widest(|lane| &lane.end).min(columns * 22 / 100);
    let room = columns.saturating_sub(length_width + end_width + 3 * GAP);
    let label_width =
        widest(|lane| &lane.label).min(columns * 36 / 100).min(room.saturating_sub(MIN_AXIS));
    let axis_width = room.saturating_sub(label_width);
    let Some(axis) =
        Axis::of(conversation, Room::text(axis_width), None).filter(|_| !lanes.is_empty())
    else {
        return;
    };
    let beyond =
        lanes.iter().any(|lane| bars(lane.session).any(|(_, from, to)| axis.bar(from, to).beyond));

    page.heading("Timeline");
    let indent = " ".repeat(label_width + GAP);
    let (marks, rule) = scale(&axis, axis_width, beyond);
    page.indented(Line::plain(&indent).with(Paint::Faint, marks));
    page.indented(Line::plain(&indent).with(Paint::Faint, rule));
    for lane in &lanes {
        let label = lane.label.clone().fit(label_width).pad(label_width + GAP);
        let line = label.and(cells(&axis, axis_width, lane.session));
        let line =
            line.with(Paint::Plain, " ".repeat(GAP)).and(lane.length.clone().right(length_width));
        page.indented(
            line.with(Paint::Plain, " ".repeat(GAP)).and(lane.end.clone().fit(end_width)),
        );
    }
    page.gap();
    page.flow(legend(conversation, &axis, beyond));
}

fn lanes<'c>(conversation: &'c Conversation, names: &Names<'_>) -> Vec<Lane<'c>> {
    let purposes = conversation.participants.iter().map(|participant| purpose(participant).len());
    let purpose_width = purposes.max().unwrap_or(0);
    let media = conversation.summary.media_types.len() > 1;
    let lane = |participant: &'c Participant, index: usize, session: &'c Session| {
        let label = if index == 0 {
            let label = Line::of(side(participant), purpose(participant)).pad(purpose_width + 1);
            label.with(Paint::Plain, names.participant(participant))
        } else {
            Line::plain("")
                .pad(purpose_width + 1)
                .with(Paint::Faint, "└ ")
                .with(Paint::Plain, again(session))
        };
        let medium = session.media_type.as_ref().filter(|_| media && index == 0);
        let label =
            label.with(Paint::Faint, medium.map(|medium| format!(" {medium}")).unwrap_or_default());
        let label = if is_estimated(session) {
            label.with(Paint::Faint, format!(" {ESTIMATED}"))
        } else {
            label
        };
        Lane { session, label, length: length_of(session), end: ended(session) }
    };
    sessions(conversation)
        .map(|(participant, index, session)| lane(participant, index, session))
        .collect()
}

/// Sessions in the order of the tree, with their participant and their index within it.
pub(super) fn sessions(
    conversation: &Conversation,
) -> impl Iterator<Item = (&Participant, usize, &Session)> {
    conversation.participants.iter().flat_map(|participant| {
        participant
            .sessions
            .iter()
            .enumerate()
            .map(move |(index, session)| (participant, index, session))
    })
}

/// Whether only the totals of a session's talk and hold are known.
pub(super) fn is_estimated(session: &Session) -> bool {
    session.segments.iter().any(|segment| segment.synthetic)
}

/// The label of a participant's second or later session.
pub(super) fn again(session: &Session) -> String {
    let medium = session.media_type.as_ref().map_or("session", |medium| medium.as_str());
    format!("{medium} {}", short(session.session_id.as_str()))
}

/// How long a session lasted, or has lasted. Of a queue that is the wait, as everywhere.
pub(super) fn lived(session: &Session) -> Option<Spent> {
    let whole = match (session.start, session.end) {
        (Some(start), Some(end)) => Spent { ms: end.since(start), open: None },
        (Some(start), None) => Spent { ms: 0, open: Some(start) },
        _ => return None,
    };
    Some(waited(session).filter(|waited| !waited.is_nothing()).unwrap_or(whole))
}

/// The length of a session, if it has ended.
fn length_of(session: &Session) -> Line {
    let ended = lived(session).filter(|lived| lived.open.is_none());
    Line::plain(ended.map(|lived| length(lived.ms)).unwrap_or_default())
}

/// How a session ended, or what happens in it now.
pub(super) fn ended(session: &Session) -> Line {
    match (session.start, session.end) {
        (_, Some(_)) => Line::of(Paint::Faint, ending_of(session).unwrap_or_default()),
        (Some(_), None) => match current(session) {
            Some(phase) => Line::of(phase.paint(), phase.now()),
            None => Line::of(Paint::Talk, "live"),
        },
        (None, None) => Line::of(Paint::Faint, "start unknown"),
    }
}

type Stretch = (Phase, genesys::Timestamp, Option<genesys::Timestamp>);

fn bars(session: &Session) -> impl Iterator<Item = Stretch> {
    let stretch = |segment: &conversation::tree::Segment| {
        (Phase::of(session, segment), segment.segment_start, segment.segment_end)
    };
    session.segments.iter().map(stretch)
}

/// The bars of a session. Long bars are drawn first, so that they do not cover short ones.
fn cells(axis: &Axis, width: usize, session: &Session) -> Line {
    let mut stretches: Vec<Stretch> = bars(session).collect();
    stretches
        .sort_by_key(|(_, from, to)| std::cmp::Reverse(to.map_or(i64::MAX, |to| to.since(*from))));
    let mut cells: Vec<(Paint, char)> = vec![(Paint::Plain, ' '); width];
    let mut beyond = None;
    for (phase, from, to) in stretches {
        let bar = axis.bar(from, to);
        beyond = beyond.or(bar.beyond.then_some(phase));
        for cell in cells.get_mut(bar.columns).into_iter().flatten() {
            *cell = (phase.paint(), phase.glyph());
        }
    }
    for column in axis.breaks() {
        if let Some(cell) = cells.get_mut(column).filter(|cell| cell.1 != ' ') {
            *cell = (Paint::Faint, BREAK);
        }
    }
    if let (Some(phase), Some(cell)) = (beyond, cells.last_mut()) {
        *cell = (phase.paint(), BEYOND);
    }
    let mut line = Line::default();
    for run in cells.chunk_by(|a, b| a.0 == b.0) {
        let paint = run.first().map(|cell| cell.0).unwrap_or_default();
        line = line.with(paint, run.iter().map(|cell| cell.1).collect::<String>());
    }
    line
}

/// The labels and the rule of the axis.
fn scale(axis: &Axis, width: usize, beyond: bool) -> (String, String) {
    let mut labels: Vec<char> = vec![' '; width];
    let mut rule: Vec<char> = vec!['─'; width];
    let last = offset(axis.length_ms());
    let room = width.saturating_sub(last.len());
    labels.splice(room.., last.chars());
    for (column, at) in axis.marks(MARKS_APART) {
        let label = offset(at);
        if column + label.len() + GAP <= room {
            labels.splice(column..column + label.len(), label.chars());
            rule[column] = '┬';
        }
    }
    for column in axis.breaks().filter(|column| *column < width) {
        rule[column] = BREAK;
    }
    if let [first, .., last] = rule.as_mut_slice() {
        *first = '┌';
        *last = if beyond { BEYOND } else { '┐' };
    }
    (labels.into_iter().collect(), rule.into_iter().collect())
}

fn legend(conversation: &Conversation, axis: &Axis, beyond: bool) -> Vec<Line> {
    let used = |phase: &Phase| {
        sessions(conversation).any(|(_, _, session)| bars(session).any(|(used, ..)| used == *phase))
    };
    let phase = |phase: Phase| {
        let glyph = Line::of(phase.paint(), phase.glyph().to_string().repeat(2));
        glyph.with(Paint::Faint, format!(" {}", phase.name()))
    };
    let mut legend: Vec<Line> = Phase::ALL.into_iter().filter(used).map(phase).collect();
    legend.extend(
        signs(conversation, axis, beyond).into_iter().map(|sign| Line::of(Paint::Faint, sign)),
    );
    legend
}

/// The meaning of the signs that occur in a timeline.
pub(super) fn signs(conversation: &Conversation, axis: &Axis, beyond: bool) -> Vec<String> {
    let beyond = beyond.then(|| format!("{BEYOND} goes on beyond the axis"));
    let left_out =
        (axis.left_out_ms > 0).then(|| format!("{BREAK} {} left out", length(axis.left_out_ms)));
    let estimated = sessions(conversation)
        .any(|(_, _, session)| is_estimated(session))
        .then(|| format!("{ESTIMATED} talk and hold by their totals: borders not known"));
    [beyond, left_out, estimated].into_iter().flatten().collect()
}
